"""`std.decimal`: section 14.16."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, function, module
from motet.stdlib.rows import ABORT, NONE

_DECIMAL: Final = "{ coefficient :: Int, exponent :: Int }"


def _decimal(name: str, parameters: str, result: str, to: str = "", *, fails: bool = False) -> Entry:
    signature = f"({parameters}) -> {result}".replace("D", _DECIMAL)
    fail = ABORT(f"decimal.{name}: {{message}}") if fails else NONE
    return function(f"decimal.{name}", signature, f"decimal.{to or name}", fail=fail, since="0.10.0")


DECIMAL: Final = module(
    _decimal("decimal", "Int, Int", "D", "new"),
    _decimal("zero", "", "D"),
    _decimal("one", "", "D"),
    _decimal("from_int", "Int", "D"),
    _decimal("add", "D, D", "D", fails=True),
    _decimal("sub", "D, D", "D", fails=True),
    _decimal("mul", "D, D", "D", fails=True),
    _decimal("negate", "D", "D", fails=True),
    _decimal("abs", "D", "D", fails=True),
    _decimal("normalize", "D", "D"),
    _decimal("compare", "D, D", "Int", fails=True),
    _decimal("is_zero", "D", "Bool"),
    _decimal("is_positive", "D", "Bool"),
    _decimal("is_negative", "D", "Bool"),
    _decimal("pow10", "Int", "Int", fails=True),
    _decimal("round_to", "D, Int, Str", "D", fails=True),
    _decimal("to_str", "D", "Str", "to_text", fails=True),
)
