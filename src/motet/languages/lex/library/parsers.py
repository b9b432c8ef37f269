"""`std.parser`: section 14.14. Functions of the prelude; `char` looks at its argument before."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, function, module


def _prelude(name: str, signature: str) -> Entry:
    return function(name, signature, inline=f"prelude:{name}", since="0.3")


PARSER: Final = module(
    function("parser.char", "(Str) -> Parser[Str]", inline="parser.char", since="0.3"),
    _prelude("parser.string", "(Str) -> Parser[Str]"),
    _prelude("parser.digit", "() -> Parser[Str]"),
    _prelude("parser.alpha", "() -> Parser[Str]"),
    _prelude("parser.whitespace", "() -> Parser[Str]"),
    _prelude("parser.eof", "() -> Parser[Unit]"),
    _prelude("parser.seq", "(Parser[A], Parser[B]) -> Parser[(A, B)]"),
    _prelude("parser.alt", "(Parser[A], Parser[A]) -> Parser[A]"),
    _prelude("parser.many", "(Parser[A]) -> Parser[List[A]]"),
    _prelude("parser.optional", "(Parser[A]) -> Parser[Option[A]]"),
    _prelude("parser.map", "(Parser[A], (A) -> B) -> Parser[B]"),
    _prelude("parser.and_then", "(Parser[A], (A) -> Parser[B]) -> Parser[B]"),
    _prelude("parser.run", "(Parser[A], Str) -> Result[A, { pos :: Int, message :: Str }]"),
)
