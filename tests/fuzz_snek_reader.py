"""Arbitrary text into Snek's front end: a program or diagnostics, nothing else. `main(seconds)` is for long runs.

Texts are golden programs that were damaged: words and parentheses deleted, doubled, swapped, replaced by words of the
language, by strange characters, or by pieces of other programs.
"""

import sys
import time
from pathlib import Path
from random import Random

from motet.bytecode import verify
from motet.languages.snek import LANGUAGE
from motet.languages.snek.levels import LEVELS
from motet.source import DiagnosticError, Source
from motet.source.render import render

GOLDEN = Path(__file__).parent / "golden" / "snek"
WORDS = [
    *sorted(set().union(*(level.reserved for level in LEVELS.values()))),
    "(", ")", "()", "((", "))", "x", "f", ":", "->", "Num", "Any", "Nothing", "0", "-1", "4611686018427387904", "1.5",
    "nan", '"', ";", "\n", "\x00", "\u00a0", "\ud800", "é", "🐍", "\u202e", "[", "'", "a" * 300, "(let ((x 1)) ",
    "(fun (f x) ", "(loop (break ", "(define x ",
]  # fmt: skip


def texts():
    """The golden programs and dialogues."""
    return [path.read_text("utf-8") for path in sorted(GOLDEN.rglob("*.*"))]


def mutate(text, others, random):
    """A damaged copy."""
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        at, end = sorted((random.randrange(len(text) + 1), random.randrange(len(text) + 1)))
        end = min(end, at + random.choice((0, 1, 1, 5, 40)))
        other = random.choice(others)
        start = random.randrange(len(other) + 1)
        piece = random.choice(
            ("", "", random.choice(WORDS), f" {random.choice(WORDS)} ", text[at:end] * 2, other[start : start + 20])
        )
        text = text[:at] + piece + text[end:]
    return text


def check(text, options):
    """Compile a text as a file and as entries of a dialogue; AssertionError when more than a diagnostic comes out."""
    source = Source("fuzz", text)
    try:
        verify(LANGUAGE.compile(source, options))
    except DiagnosticError as error:
        assert_sound(error, source)
    session = LANGUAGE.session({name: value for name, value in options.items() if name != "input_type"})
    for line in text.splitlines()[:20]:
        source = Source("fuzz", line)
        before = state(session)
        try:
            entry = session.enter(source)
        except DiagnosticError as error:
            assert_sound(error, source)
            assert state(session) == before
        else:
            verify(session.program)
            session.settle(entry, succeeded=len(line) % 3 > 0)


def state(session):
    """What a wrong entry must leave alone."""
    return (
        len(session.program.functions),
        list(session.program.globals),
        dict(session.functions),
        dict(session.variables),
    )


def assert_sound(error, source):
    """Diagnostics have a message, a place in the text, and can be shown."""
    assert error.diagnostics
    for diagnostic in error.diagnostics:
        assert diagnostic.message.startswith("compile-time error: ")
        assert "\n" not in diagnostic.message
        assert len(diagnostic.message) < 500
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(source.text)
        assert render(diagnostic)


def random_options(random):
    """Options of `compile`."""
    options = {"level": random.choice(tuple(LEVELS))}
    if random.random() < 0.4:
        options |= {"typed": True, "input_type": random.choice(("Any", "Num", "Bool"))}
    return options


def main(seconds=60.0, seed=None):
    """Try damaged programs until the time is over; how many there were. The text that fails is in the error."""
    random = Random(seed)
    whole = texts()
    count = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        text, options = mutate(random.choice(whole), whole, random), random_options(random)
        try:
            check(text, options)
        except Exception as error:
            raise AssertionError(f"options {options}, text {text!r}") from error
        count += 1
    return count


if __name__ == "__main__":
    print(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0), "texts")
