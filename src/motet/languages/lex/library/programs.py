"""`std.parser` and `std.cli`: section 14.14. Parsers are written in Lex, in the prelude."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, extension, function, module
from motet.stdlib.rows import ABORT, RESULT


def _parser(name: str, signature: str) -> Entry:
    return function(f"parser.{name}", signature, inline=f"prelude:parser.{name}", since="0.3")


PARSER: Final = module(
    _parser("char", "(Str) -> Parser[Str]"),
    _parser("string", "(Str) -> Parser[Str]"),
    _parser("digit", "() -> Parser[Str]"),
    _parser("alpha", "() -> Parser[Str]"),
    _parser("whitespace", "() -> Parser[Str]"),
    _parser("eof", "() -> Parser[Unit]"),
    _parser("seq", "(Parser[A], Parser[B]) -> Parser[(A, B)]"),
    _parser("alt", "(Parser[A], Parser[A]) -> Parser[A]"),
    _parser("many", "(Parser[A]) -> Parser[List[A]]"),
    _parser("optional", "(Parser[A]) -> Parser[Option[A]]"),
    _parser("map", "(Parser[A], (A) -> [e] B) -> [e] Parser[B]"),
    _parser("and_then", "(Parser[A], (A) -> [e] Parser[B]) -> [e] Parser[B]"),
    _parser("run", "(Parser[A], Str) -> Result[A, { pos :: Int, message :: Str }]"),
    extension(
        "parser.one_character",
        "(Str) -> Str",
        "text.one_character",
        fail=ABORT("parser.char: expected 1-character string, got {debug}"),
    ),
    extension("parser.starts_at", "(Str, Str, Int) -> Bool", "text.starts_at"),
)


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
