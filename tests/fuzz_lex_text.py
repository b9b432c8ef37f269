"""Throws random and damaged programs at the front of Lex: `python tests/fuzz_lex_text.py SECONDS`.

Formatting keeps meaning and comments and comes to rest; canonical files and texts made from canonical trees come back as
they were; damage gives a diagnostic, never anything else.
"""

import sys
import time
from random import Random

from lex.random_programs import Maker
from motet.languages.lex.canonical_decode import decode, decode_text
from motet.languages.lex.canonical_json import canonical_list, encode
from motet.languages.lex.formatter import format_source, format_stages
from motet.languages.lex.lexer import tokenize
from motet.languages.lex.parser import parse_source
from motet.source import DiagnosticError, Source

PIECES = (
    "", "{", "}", "(", ")", '"', "\\", "|", "=>", "\n", "é", "\0", "let ", "fn", "-", 'f"{', "[", "]", ",", "::", "..",
    "1e", "99999999999999999999", " examples ", "?", ".", "_", "match", "if", ";", "...", "{x|", " # note\n", "null", ":",
)  # fmt: skip
DAMAGES = 5


def main(seconds, seed=0):
    """Fuzz for so many seconds, from a seed on; the next seed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            check(seed)
        except BaseException:
            print(f"seed {seed}", file=sys.stderr, flush=True)
            raise
        seed += 1
    return seed


def check(seed):
    """All that must hold for one random program, and for damaged forms of it."""
    text = Maker(seed).program()
    stages = parse_source(Source("text", text))
    data = encode(stages)
    assert encode(decode(data, "file")) == data
    assert encode(parse_source(Source("printed", format_stages(stages)))) == data
    check_formatting(text, canonical_list(stages))
    random = Random(seed)
    for _ in range(DAMAGES):
        check_damaged(damaged(text, random), lambda source: check_formatting(source.text, None))
        check_damaged(damaged(data[1:].decode(), random), decode_text)


def check_formatting(text, tree):
    """Formatting a valid text."""
    source = Source("text", text)
    tree = tree or canonical_list(parse_source(source))
    out = Source("formatted", format_source(source))
    assert canonical_list(parse_source(out)) == tree
    assert comments(out) == comments(source)
    assert format_source(out) == out.text


def comments(source):
    """The comments of a text, sorted."""
    return sorted(source.text[start:end].rstrip() for start, end in tokenize(source).comments)


def damaged(text, random):
    """A text with a piece replaced."""
    at = random.randrange(len(text))
    return text[:at] + random.choice(PIECES) + text[at + random.choice((0, 1, 1, 3, 30)) :]


def check_damaged(text, read):
    """Only diagnostics, with places inside of the text."""
    try:
        read(Source("damaged", text))
    except DiagnosticError as error:
        for found in error.diagnostics:
            assert found.span is not None
            assert 0 <= found.span.start <= found.span.end <= len(found.source.text)


if __name__ == "__main__":
    print(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0))
