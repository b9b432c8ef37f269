"""`std.json`, `std.toml`, `std.yaml`, `std.dotenv`, `std.csv` and `std.test`: sections 14.12 and 14.13."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import function, module
from motet.stdlib.rows import RESULT

_MESSAGE: Final = RESULT("{message}")
_SCHEMA: Final = "List[(Str, Str)]"

JSON: Final = module(
    function("json.stringify", "(A) -> Str", "json.text"),
    function("json.parse", "(Str) -> Result[A, Str]", "json.parse", fail=_MESSAGE),
    function("json.parse_strict", "(Str, List[Str]) -> Result[A, Str]", "json.require", fail=_MESSAGE, since="0.2"),
)

JSON_INTERNAL: Final = module(
    function("json.parse_strict_typed", f"(Str, List[Str], {_SCHEMA}) -> Result[A, Str]", "json.typed", fail=_MESSAGE),
)

TOML: Final = module(
    function("toml.parse", "(Str) -> Result[A, Str]", "toml.parse", fail=_MESSAGE),
    function("toml.parse_strict", "(Str, List[Str]) -> Result[A, Str]", "toml.require", fail=_MESSAGE, since="0.2"),
    function("toml.stringify", "(A) -> Result[Str, Str]", "toml.text", fail=RESULT("toml.stringify: {message}")),
)

TOML_INTERNAL: Final = module(
    function("toml.parse_strict_typed", f"(Str, List[Str], {_SCHEMA}) -> Result[A, Str]", "toml.typed", fail=_MESSAGE),
)

YAML: Final = module(
    function("yaml.parse", "(Str) -> Result[A, Str]", "yaml.parse", fail=_MESSAGE),
    function("yaml.parse_strict", "(Str, List[Str]) -> Result[A, Str]", "yaml.require", fail=_MESSAGE, since="0.2"),
    function("yaml.stringify", "(A) -> Result[Str, Str]", "yaml.text", fail=RESULT("yaml.stringify: {message}")),
)

YAML_INTERNAL: Final = module(
    function("yaml.parse_strict_typed", f"(Str, List[Str], {_SCHEMA}) -> Result[A, Str]", "yaml.typed", fail=_MESSAGE),
)

DOTENV: Final = module(
    function(
        "dotenv.parse",
        "(Str) -> Result[Map[Str, Str], Str]",
        "dotenv.parse",
        fail=RESULT("dotenv.parse line {line}: {message}"),
    ),
)

CSV: Final = module(
    function("csv.parse", "(Str) -> Result[List[List[Str]], Str]", "csv.parse", fail=RESULT("csv.parse: {message}")),
    function(
        "csv.stringify", "(List[List[Str]]) -> Result[Str, Str]", "csv.text", fail=RESULT("csv.stringify: {message}")
    ),
)

TEST: Final = module(
    function(
        "test.assert_eq", "(A, A) -> Result[Unit, Str]", "check.equal", fail=RESULT("assert_eq: {message}"), since="0.2"
    ),
    function(
        "test.assert_ne",
        "(A, A) -> Result[Unit, Str]",
        "check.unequal",
        fail=RESULT("assert_ne: {message}"),
        since="0.2",
    ),
    function(
        "test.assert_true",
        "(Bool) -> Result[Unit, Str]",
        "check.true",
        fail=RESULT("assert_true: was false"),
        since="0.2",
    ),
    function(
        "test.assert_false",
        "(Bool) -> Result[Unit, Str]",
        "check.false",
        fail=RESULT("assert_false: was true"),
        since="0.2",
    ),
)

TEST_INTERNAL: Final = module(
    function("test.debug_form", "(A) -> Str", "check.debug_form"),
)
