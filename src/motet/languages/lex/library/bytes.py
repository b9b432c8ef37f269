"""`std.bytes`: section 14.7."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, function, module
from motet.stdlib.rows import ABORT, RESULT


def _write(name: str, width: int) -> Entry:
    return function(f"bytes.{name}", "(Int) -> Bytes", "bytes.from_int", since="0.10.6", width=width)


def _read(name: str, width: int) -> Entry:
    text = f"bytes.{name}: offset {{offset}} out of range of {{length}} bytes"
    return function(
        f"bytes.{name}",
        "(Bytes, Int) -> Result[Int, Str]",
        "bytes.int_at",
        fail=RESULT(text),
        since="0.10.6",
        width=width,
    )


BYTES: Final = module(
    function("bytes.len", "(Bytes) -> Int", "bytes.length"),
    function("bytes.is_empty", "(Bytes) -> Bool", "bytes.is_empty"),
    function("bytes.eq", "(Bytes, Bytes) -> Bool", "bytes.equal"),
    function("bytes.from_str", "(Str) -> Bytes", "bytes.from_text"),
    function("bytes.to_str", "(Bytes) -> Result[Str, Str]", "bytes.to_text", fail=RESULT("{message}")),
    function(
        "bytes.slice",
        "(Bytes, Int, Int) -> Bytes",
        "bytes.slice",
        fail=ABORT("bytes.slice: out of range [{low}..{high}] of {length}"),
    ),
    function("bytes.concat", "(Bytes, Bytes) -> Bytes", "bytes.concat", since="0.10.6"),
    function("bytes.concat_all", "(List[Bytes]) -> Bytes", "bytes.concat_all", since="0.10.6"),
    _write("u8", 1),
    _write("u16_le", 2),
    _write("u32_le", 4),
    _write("u64_le", 8),
    _read("u8_at", 1),
    _read("u16_le_at", 2),
    _read("u32_le_at", 4),
    _read("u64_le_at", 8),
)
