"""Rows: how a language's functions map onto declarations. Data only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from motet.bytecode.types import Ty
from motet.stdlib.declare import Declaration, declaration
from motet.stdlib.signatures import split_outside_brackets, type_named


class Fail(NamedTuple):
    """What a language makes of a failure.

    Attributes:
        kind: `none` (the operation cannot fail), `result` (a `Result`), `option` (an `Option`), `abort` (the run ends).
        text: template of the text, over the facts of the failure.
    """

    kind: str
    text: str = ""


NONE: Final = Fail("none")
OPTION: Final = Fail("option")


def RESULT(text: str) -> Fail:  # noqa: N802 - names of conventions look alike
    """`Ok(value)`, or `Err` of the text."""
    return Fail("result", text)


def ABORT(text: str) -> Fail:  # noqa: N802 - names of conventions look alike
    """The value, or the end of the run with the text."""
    return Fail("abort", text)


class Row(NamedTuple):
    """One function of a language.

    Attributes:
        name: as programs call it (`snek:print`); refusals and traces use it.
        parameters: types of the arguments, in the language's order.
        result: type of the result, `Option` or `Result` of the failure convention included.
        to: name of the declaration that it means.
        order: for each value of the declaration the number of the argument (from 0) that is passed.
        constants: values of the declaration's modes, by name.
        fail: what becomes of a failure.
        label: the language's own word for the kind of effect, one for each gate if they differ; empty for the gate's.
    """

    name: str
    parameters: tuple[Ty, ...]
    result: Ty
    to: str
    order: tuple[int, ...]
    constants: Mapping[str, Any]
    fail: Fail = NONE
    label: str = ""

    @property
    def declaration(self) -> Declaration:
        """The operation that it means. KeyError when it is not declared."""
        return declaration(self.to)


def row(name: str, signature: str, *, to: str, args: str | None = None, **constants: object) -> Row:
    """Make a row.

    Args:
        name: as programs call it.
        signature: types in the language, `(Any, Int) -> Any`.
        to: name of the declaration.
        args: numbers (from 1) of the arguments in the declaration's order, `2 1`; None is the language's order.
        constants: values of the declaration's modes.
    """
    inner, arrow, result = signature.strip().removeprefix("(").rpartition(") -> ")
    if not arrow:
        raise ValueError(f"{name}: malformed signature `{signature}`")
    parameters = tuple(map(type_named, split_outside_brackets(inner)))
    numbers: Iterable[str | int] = range(1, len(parameters) + 1) if args is None else args.split()
    order = tuple(int(number) - 1 for number in numbers)
    return Row(name, parameters, type_named(result), to, order, constants)


def table(*rows: Row) -> Mapping[str, Row]:
    """Rows by name. ValueError for two of one name."""
    found: Final = {each.name: each for each in rows}
    if len(found) != len(rows):
        raise ValueError("two rows have the same name")
    return found
