"""`std.str`: section 14.2."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import extension, function, module
from motet.stdlib.rows import ABORT, OPTION

STR: Final = module(
    function("str.len", "(Str) -> Int", "text.byte_length"),
    function("str.is_empty", "(Str) -> Bool", "text.is_empty"),
    function("str.concat", "(Str, Str) -> Str", "text.concat"),
    function("str.join", "(List[Str], Str) -> Str", "text.join"),
    function("str.split", "(Str, Str) -> List[Str]", "text.split", edges="none"),
    function("str.trim", "(Str) -> Str", "text.trim", side="both"),
    function("str.to_upper", "(Str) -> Str", "text.upper"),
    function("str.to_lower", "(Str) -> Str", "text.lower"),
    function("str.contains", "(Str, Str) -> Bool", "text.contains"),
    function("str.starts_with", "(Str, Str) -> Bool", "text.starts_with"),
    function("str.ends_with", "(Str, Str) -> Bool", "text.ends_with"),
    function("str.replace", "(Str, Str, Str) -> Str", "text.replace_all"),
    function("str.strip_prefix", "(Str, Str) -> Option[Str]", "text.strip_prefix"),
    function("str.strip_suffix", "(Str, Str) -> Option[Str]", "text.strip_suffix"),
    function(
        "str.slice",
        "(Str, Int, Int) -> Str",
        "text.slice",
        fail=ABORT("str.slice: reversed range [{low}..{high}]"),
    ),
    function("str.to_int", "(Str) -> Option[Int]", "text.parse_int", fail=OPTION),
    function("str.to_float", "(Str) -> Option[Float]", "text.parse_float", fail=OPTION),
    function("str.cmp", "(Str, Str) -> Int", "text.compare", since="0.9.5"),
    function("str.char_at", "(Str, Int) -> Str", "text.ascii_at", since="0.9.13"),
    extension("str.reverse", "(Str) -> Str", "text.reverse"),
    extension("str.repeat", "(Str, Int) -> Str", "text.repeat"),
    extension("str.find", "(Str, Str) -> Option[Int]", "text.find", fail=OPTION),
    extension("str.lines", "(Str) -> List[Str]", "text.lines"),
)
