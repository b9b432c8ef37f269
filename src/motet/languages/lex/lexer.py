"""Tokens of Lex (specification 3): one regular expression, applied from token to token.

Line feeds and `;` are tokens, a run of them is one. Comments are kept aside for the formatter.
"""

from __future__ import annotations

import re
from typing import Final

from motet.languages.lex.syntax_errors import lexical_error
from motet.source import Source, Span

NEWLINE: Final = "newline"
NAME: Final = "name"
INT: Final = "int"
FLOAT: Final = "float"
STR: Final = "string"
BYTES: Final = "bytes"
FSTRING: Final = "f-string"
END: Final = "end of file"

KEYWORDS: Final = frozenset(
    ("fn", "let", "type", "match", "if", "else", "return", "import", "as", "true", "false", "and", "or", "not")
)
"""Words that are no identifiers; their kind of token is the word itself, as it is for punctuation."""

GREATEST_INT: Final = 2**63 - 1

_TOKEN: Final = re.compile(
    r"""
    [ \t\r\f]*+
    (?: (?P<newline> [\n;] [ \t\r\f\n;]*+ )
      | (?P<text>    [bf]? " [^"\\]*+ (?: \\. [^"\\]*+ )*+ " )
      | (?P<word>    [a-zA-Z] [a-zA-Z0-9_]*+ | _ [a-zA-Z0-9_]++ )
      | (?P<float>   [0-9][0-9_]*+ (?: \. [0-9][0-9_]*+ (?: [eE][+-]?[0-9]++ )? | [eE][+-]?[0-9]++ ) )
      | (?P<int>     [0-9][0-9_]*+ )
      | (?P<mark>    \|> | -> | => | := | :: | == | != | <= | >= | \.\.\. | [-+*/%<>.,:?(){}\[\]=|_] )
      | (?P<comment> \# [^\n]*+ )
      | (?P<end>     \Z )
      | (?P<other>   . )
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_TEXT_KINDS: Final = {'"': STR, "b": BYTES, "f": FSTRING}
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "0": "\0"}

IDENTIFIER: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*|_[a-zA-Z0-9_]+")
"""What an identifier looks like, keywords included."""


class Tokens:
    """Tokens of a text, as columns; the last one is of the kind `END`.

    Attributes:
        source: the text.
        kinds, texts: of each token.
        starts, ends: offsets of each token in the source.
        comments: start and end of each comment, without its line end.
    """

    __slots__ = ("comments", "ends", "kinds", "source", "starts", "texts")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.kinds: list[str] = []
        self.texts: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.comments: list[tuple[int, int]] = []


def tokenize(source: Source, text: str | None = None, places: list[int] | None = None) -> Tokens:
    """Tokens of a source.

    Args:
        text: a piece of the source to read instead of all of it, after its escapes were replaced.
        places: offset in the source of each character of `text`, and of its end.

    Raises:
        DiagnosticError: there is something that is no token.
    """
    tokens = Tokens(source)
    kinds, texts, starts, ends = tokens.kinds, tokens.texts, tokens.starts, tokens.ends
    for match in _TOKEN.finditer(source.text if text is None else text):
        group = match.lastgroup
        assert group is not None
        start, end = match.span(group)
        found = match[group]
        if group == "word":
            kind = found if found in KEYWORDS else NAME
        elif group == "mark":
            kind = found
        elif group == "newline":
            if kinds and kinds[-1] == NEWLINE:
                continue
            kind = NEWLINE
        elif group == "comment":
            tokens.comments.append((start, end))
            continue
        elif group == "end":
            break
        else:
            kind = _KINDS[group](tokens, found, start if places is None else places[start])
        kinds.append(kind)
        texts.append(found)
        starts.append(start)
        ends.append(end)
    _finish(tokens, len(source.text if text is None else text), places)
    return tokens


def _finish(tokens: Tokens, end: int, places: list[int] | None) -> None:
    """The last token; and offsets as they are in the source."""
    tokens.kinds.append(END)
    tokens.texts.append("")
    tokens.starts.append(end)
    tokens.ends.append(end)
    if places is not None:
        tokens.starts = [places[start] for start in tokens.starts]
        tokens.ends = [places[end] for end in tokens.ends]


def _text(tokens: Tokens, found: str, start: int) -> str:
    if "\\" in found:
        for escape in _ESCAPE.finditer(found):
            if escape[1] not in _ESCAPES:
                help = f'`{escape[0]}` is no escape; there are \\n \\t \\r \\\\ \\" and \\0'
                raise lexical_error(tokens.source, Span(start, start + len(found)), help)
    return _TEXT_KINDS[found[0]]


def _float(_tokens: Tokens, _found: str, _start: int) -> str:
    return FLOAT


def _int(tokens: Tokens, found: str, start: int) -> str:
    if len(found) > 18 and not _fits(found):
        help = f"the greatest Int is {GREATEST_INT}"
        raise lexical_error(tokens.source, Span(start, start + len(found)), help)
    return INT


def _fits(digits: str) -> bool:
    significant = digits.replace("_", "").lstrip("0")
    return len(significant) <= 19 and int(significant or "0") <= GREATEST_INT


def _other(tokens: Tokens, found: str, start: int) -> str:
    """Never returns: this is no token."""
    end = len(tokens.source.text) if found == '"' else start + 1
    raise lexical_error(tokens.source, Span(start, end), _OTHER_HELP.get(found, "Lex has no such character"))


_KINDS: Final = {"text": _text, "float": _float, "int": _int, "other": _other}
_OTHER_HELP: Final = {
    '"': 'this text is never closed; write `"` where it ends',
    "'": 'texts are written in double quotes: `"like this"`',
    "!": "write `not` for negation and `!=` for inequality",
    "&": "write `and`",
    "$": "names have letters, digits and `_`",
    "@": "names have letters, digits and `_`",
    "`": "names are written without quotes",
    "\\": "a function value is written `fn (x :: Int) -> Int { x }`",
    **dict.fromkeys("“”„«»", 'texts are written in plain double quotes: `"like this"`'),
    **dict.fromkeys("‘’", 'texts are written in plain double quotes: `"like this"`'),
    **dict.fromkeys("−–—", "the minus sign is `-`"),
    **dict.fromkeys("×÷≤≥≠→⇒", "operators are written in ASCII: `*` `/` `<=` `>=` `!=` `->` `=>`"),
    **dict.fromkeys("^~", "there are no operators on bits"),
    "\u00a0": "this is a no-break space; write a plain one",
    "\ufeff": "remove the byte order mark at the start of the file",
}


def text_value(token: str) -> str:
    """What a valid text token stands for, prefix and quotes taken off and escapes replaced."""
    inside = token[token.index('"') + 1 : -1]
    return _ESCAPE.sub(lambda escape: _ESCAPES[escape[1]], inside) if "\\" in inside else inside


def text_places(token: str, start: int) -> list[int]:
    """Offset in the source of each character of `text_value(token)`, and of the closing quote.

    Args:
        start: offset of the token.
    """
    opened = token.index('"') + 1
    places = []
    at = opened
    while at < len(token) - 1:
        places.append(start + at)
        at += 2 if token[at] == "\\" else 1
    places.append(start + at)
    return places


def int_value(token: str) -> int:
    """Value of a valid token."""
    digits = token.replace("_", "")
    return int(digits) if len(digits) < 4000 else int(digits.lstrip("0") or "0")


def float_value(token: str) -> float:
    """Value of a valid token; too great ones are infinite."""
    return float(token.replace("_", ""))
