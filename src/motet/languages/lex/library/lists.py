"""`std.list`, `std.option`, `std.result` and `std.tuple`: sections 14.4 and 14.5.

What takes a function is taken apart by the lowering: its template bears the function's name.
"""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, extension, function, module


def _template(name: str, signature: str, since: str = "0.4") -> Entry:
    return function(name, signature, inline=name, since=since)


def _extra(name: str, signature: str) -> Entry:
    return extension(name, signature, inline=name)


LIST: Final = module(
    _template("list.map", "(List[A], (A) -> [e] B) -> [e] List[B]"),
    _template("list.filter", "(List[A], (A) -> [e] Bool) -> [e] List[A]"),
    _template("list.fold", "(List[A], B, (B, A) -> [e] B) -> [e] B"),
    function("list.len", "(List[A]) -> Int", "list.length", inline="instr:list_len"),
    function("list.is_empty", "(List[A]) -> Bool", "list.is_empty", inline="list.is_empty"),
    function("list.range", "(Int, Int) -> List[Int]", "list.range"),
    function("list.head", "(List[A]) -> Option[A]", "list.first", inline="list.head"),
    function("list.tail", "(List[A]) -> List[A]", "list.tail"),
    function("list.concat", "(List[A], List[A]) -> List[A]", "list.concat"),
    function("list.reverse", "(List[A]) -> List[A]", "list.reverse"),
    function("list.cons", "(A, List[A]) -> List[A]", "list.cons", since="0.8.2"),
    function("list.enumerate", "(List[A]) -> List[(Int, A)]", "list.enumerate", since="0.8"),
    _template("list.sort_by", "(List[A], (A) -> [e] K) -> [e] List[A]"),
    _template("list.par_map", "(List[A], (A) -> [e] B) -> [e] List[B]", since="0.8.0"),
    extension("list.get", "(List[A], Int) -> Option[A]", "list.get", inline="list.get"),
    extension("list.last", "(List[A]) -> Option[A]", "list.last", inline="list.last"),
    extension("list.take", "(List[A], Int) -> List[A]", "list.take"),
    extension("list.drop", "(List[A], Int) -> List[A]", "list.drop"),
    extension("list.slice", "(List[A], Int, Int) -> List[A]", "list.slice"),
    extension("list.set", "(List[A], Int, A) -> List[A]", "list.set"),
    extension("list.push", "(List[A], A) -> List[A]", "list.push", inline="instr:list_push"),
    extension("list.repeat", "(A, Int) -> List[A]", "list.repeat"),
    extension("list.zip", "(List[A], List[B]) -> List[(A, B)]", "list.zip"),
    extension("list.flatten", "(List[List[A]]) -> List[A]", "list.flatten"),
    extension("list.contains", "(List[A], A) -> Bool", "list.contains"),
    extension("list.index_of", "(List[A], A) -> Option[Int]", "list.index_of"),
    extension("list.sum", "(List[Int]) -> Int", "list.sum"),
    _extra("list.flat_map", "(List[A], (A) -> [e] List[B]) -> [e] List[B]"),
    _extra("list.any", "(List[A], (A) -> [e] Bool) -> [e] Bool"),
    _extra("list.all", "(List[A], (A) -> [e] Bool) -> [e] Bool"),
    _extra("list.find", "(List[A], (A) -> [e] Bool) -> [e] Option[A]"),
)

LIST_INTERNAL: Final = module(
    function("list.sort_by_keys", "(List[A], List[K]) -> List[A]", "list.sort_by_keys"),
    function("list.with_capacity", "(Int) -> List[A]", "list.with_capacity"),
)

OPTION: Final = module(
    _template("option.map", "(Option[A], (A) -> [e] B) -> [e] Option[B]"),
    _template("option.and_then", "(Option[A], (A) -> [e] Option[B]) -> [e] Option[B]"),
    _template("option.or_else", "(Option[A], () -> [e] Option[A]) -> [e] Option[A]"),
    _template("option.unwrap_or", "(Option[A], A) -> A"),
    _template("option.unwrap_or_else", "(Option[A], () -> [e] A) -> [e] A", since="0.8"),
    _template("option.is_some", "(Option[A]) -> Bool", since="0.10.0"),
    _template("option.is_none", "(Option[A]) -> Bool", since="0.10.0"),
    _template("option.ok_or", "(Option[A], E) -> Result[A, E]", since="0.10.0"),
)

RESULT: Final = module(
    _template("result.map", "(Result[A, E], (A) -> [e] B) -> [e] Result[B, E]"),
    _template("result.and_then", "(Result[A, E], (A) -> [e] Result[B, E]) -> [e] Result[B, E]"),
    _template("result.map_err", "(Result[A, E], (E) -> [e] F) -> [e] Result[A, F]"),
    _template("result.or_else", "(Result[A, E], (E) -> [e] Result[A, F]) -> [e] Result[A, F]"),
    _template("result.unwrap_or", "(Result[A, E], A) -> A"),
    _template("result.unwrap_or_else", "(Result[A, E], (E) -> [e] A) -> [e] A", since="0.10.0"),
    _template("result.is_ok", "(Result[A, E]) -> Bool", since="0.10.0"),
    _template("result.is_err", "(Result[A, E]) -> Bool", since="0.10.0"),
)

TUPLE: Final = module(
    _template("tuple.fst", "((A, B)) -> A"),
    _template("tuple.snd", "((A, B)) -> B"),
    _template("tuple.third", "((A, B, C)) -> C"),
    _template("tuple.len", "((A, B)) -> Int"),
)
