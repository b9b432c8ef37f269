"""Programs as text, through parser and checker."""

from motet.languages.lex.canonical import canonical_stages
from motet.languages.lex.checker import CheckError, Options, check
from motet.languages.lex.parser import parse_items
from motet.source import Source

MARK = "@@"
"""Stands, in a program that is wrong, where the error is."""


def stages(text, name="test.lex"):
    source = Source(name, text)
    return canonical_stages(parse_items(source), source)


def checked(text, **options):
    return check(stages(text), Options(**options))


def errors(text, **options):
    """The errors of a program; none if it is accepted."""
    try:
        checked(text, **options)
    except CheckError as error:
        return list(error.errors)
    return []


def accepts(text, **options):
    return [error.text() for error in errors(text, **options)] == []


def marked(text):
    """A program without its mark, and the line and column where that stood."""
    before, mark, after = text.partition(MARK)
    assert mark
    assert MARK not in after
    line = before.count("\n") + 1
    return before + after, (line, len(before) - before.rfind("\n"))


def only_error(text, **options):
    """The one error of a program, which stands at the mark, as data."""
    text, place = marked(text)
    found = errors(text, **options)
    assert [error.kind for error in found] == [found[0].kind] if found else "an error", found
    data = found[0].positioned_json()
    assert (data["position"]["line"], data["position"]["col"]) == place, data
    return data
