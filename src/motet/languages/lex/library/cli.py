"""`std.cli`: section 14.14."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, function, module
from motet.stdlib.rows import RESULT


def _cli(name: str, signature: str, to: str) -> Entry:
    return function(f"cli.{name}", signature, f"arguments.{to}", since="0.3")


CLI: Final = module(
    _cli("flag", "(Str, Option[Str], Str) -> Json", "flag"),
    _cli("option", "(Str, Option[Str], Str, Option[Str]) -> Json", "option"),
    _cli("positional", "(Str, Str, Bool) -> Json", "positional"),
    _cli("spec", "(Str, Str, List[Json], List[Json]) -> Json", "spec"),
    function(
        "cli.parse",
        "(Json, List[Str]) -> Result[Json, Str]",
        "arguments.parse",
        fail=RESULT("{message}"),
        since="0.3",
    ),
    _cli("envelope", "(Bool, Str, A) -> Json", "envelope"),
    _cli("describe", "(Json) -> Json", "describe"),
    _cli("help", "(Json) -> Str", "help"),
)
