"""Writes `docs/stdlib.md` from the tables: `python -m motet.languages.lex.library.documentation docs/stdlib.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from motet.languages.lex.library import MODULES, entries
from motet.languages.lex.library.entry import Entry

_INTRODUCTION: Final = """# The standard library of Lex

<!-- Written by `python -m motet.languages.lex.library.documentation docs/stdlib.md` from the tables; do not edit. -->

`import "std.list" as list` makes the functions of a module known under a name of your choice. In the types below single
capital letters stand for any type and `e` for the effects of the function that is passed. *Since* is the version of the
language that has the function first; where it says *extension*, the language does not have it, but Motet does.

What a function says of failures is by convention: one with a `Result` gives `Err` with a text, the others end the run. A
function with an effect needs the policy's grant, see [security](security.md).
"""

_MEANINGS: Final = {
    "list.map": "What the function gives for each element, in order.",
    "list.filter": "The elements for which the function gives true.",
    "list.fold": "What the function makes of the value so far and each element in turn.",
    "list.sort_by": "The elements in the order of their keys, equal ones as they were. Keys that are all Ints, all Strs or all Floats are ordered, others are all equal.",
    "list.par_map": "As `map`; the calls may run at the same time.",
    "list.flat_map": "The elements of the lists that the function gives for each element.",
    "list.any": "Whether the function gives true for an element; it is not called for those behind the first.",
    "list.all": "Whether the function gives true for each element; it is not called for those behind the first that says no.",
    "list.find": "The first element for which the function gives true.",
    "option.map": "`Some` of what the function gives for the value.",
    "option.and_then": "What the function gives for the value.",
    "option.or_else": "The option, or what the function gives when it is `None`.",
    "option.unwrap_or": "The value, or another one.",
    "option.unwrap_or_else": "The value, or what the function gives.",
    "option.is_some": "Whether there is a value.",
    "option.is_none": "Whether there is none.",
    "option.ok_or": "`Ok` of the value, or `Err` of an error.",
    "result.map": "`Ok` of what the function gives for the value.",
    "result.and_then": "What the function gives for the value.",
    "result.map_err": "`Err` of what the function gives for the error.",
    "result.or_else": "The result, or what the function gives for the error.",
    "result.unwrap_or": "The value, or another one.",
    "result.unwrap_or_else": "The value, or what the function gives for the error.",
    "result.is_ok": "Whether there is a value.",
    "result.is_err": "Whether there is an error.",
    "tuple.fst": "The first item.",
    "tuple.snd": "The second item.",
    "tuple.third": "The third item.",
    "tuple.len": "Number of items.",
    "map.fold": "What the function makes of the value so far and each entry, in the order of the keys.",
    "flow.sequential": "The function that applies the first, then the second.",
    "flow.branch": "The function that applies the second where the first gives true, otherwise the third.",
    "flow.parallel": "The function that gives what both give; they may run at the same time.",
    "flow.parallel_list": "What each function gives; they may run at the same time.",
    "flow.retry": "The function that tries up to so many times, at least once, and gives the first `Ok` or the last `Err`.",
    "flow.retry_with_backoff": "As `retry`; it sleeps before the second attempt for so many milliseconds, and twice as long before each further one.",
    "iter.from_list": "The elements of a list.",
    "iter.unfold": "What the function gives from a state, made when it is asked for, until `None`.",
    "iter.next": "The next element, and what follows it.",
    "iter.is_empty": "Whether there is no next element.",
    "iter.count": "Number of elements.",
    "iter.take": "The first so many elements.",
    "iter.skip": "What follows the first so many elements.",
    "iter.to_list": "The elements.",
    "iter.collect": "The elements, as `to_list`.",
    "iter.map": "What the function gives for each element: made when it is asked for, at once if the function has effects.",
    "iter.filter": "The elements for which the function gives true: asked when they are needed, at once if the function has effects.",
    "iter.fold": "What the function makes of the value so far and each element in turn.",
    "parser.char": "Reads this one character; a longer text ends the run.",
    "parser.string": "Reads this text.",
    "parser.digit": "Reads an ASCII digit.",
    "parser.alpha": "Reads an ASCII letter.",
    "parser.whitespace": "Reads an ASCII blank, tab or line end.",
    "parser.eof": "Reads nothing, at the end of the input only.",
    "parser.seq": "Reads by the first, then by the second.",
    "parser.alt": "Reads by the first or, from the same place, by the second.",
    "parser.many": "Reads as often as it goes, and gets on.",
    "parser.optional": "Reads once, or nothing.",
    "parser.map": "Reads, and gives what the function makes of it.",
    "parser.and_then": "Reads, then reads by the parser that the function gives.",
    "parser.run": "What a parser reads at the beginning of a text, or what it had expected, and at which byte.",
}
"""What functions do that are no host functions."""


def meaning(entry: Entry) -> str:
    """What a function does, in a sentence or a few. KeyError when nobody has said it."""
    if entry.name in _MEANINGS or entry.row is None:
        return _MEANINGS[entry.name]
    return " ".join(entry.row.declaration.doc.split())


def generate() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _INTRODUCTION.rstrip()
    for module in MODULES:
        yield f"\n## std.{module}\n"
        yield "| function | type | meaning | since |"
        yield "|---|---|---|---|"
        for name, entry in entries(module).items():
            since = "*extension*" if entry.extension else entry.since
            yield f"| `{name}` | `{entry.signature}` | {meaning(entry).replace('|', chr(92) + '|')} | {since} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(generate(), "utf-8")
