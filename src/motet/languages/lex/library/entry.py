"""What a table of library functions is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from motet.languages.lex.library.signatures import row_types
from motet.stdlib.rows import NONE, Fail, Row

PREFIX: Final = "lex:"
"""Rows of Lex are named `lex:module.function`."""


class Entry(NamedTuple):
    """One function of a standard module.

    Attributes:
        name: `module.function`.
        signature: its type, in Lex; single capital letters are type variables, `e` in a row a row variable.
        row: the host function that it is, or None.
        inline: name of the lowering's template (`list.map`; `instr:NAME` is one instruction; `prelude:NAME` a function
            of the prelude), or empty. With a row as well the template is the faster way to the same meaning.
        since: version of the language that has it first.
        extension: the language does not have it; Motet does.
    """

    name: str
    signature: str
    row: Row | None
    inline: str
    since: str = "0.4"
    extension: bool = False


def function(
    name: str,
    signature: str,
    to: str = "",
    *,
    inline: str = "",
    since: str = "0.4",
    extension: bool = False,
    args: tuple[int, ...] | None = None,
    fail: Fail = NONE,
    label: str = "",
    **constants: object,
) -> Entry:
    """An entry; `to` names the shared operation that it means.

    Args:
        name: `module.function`.
        signature: its type, in Lex.
        to: the declaration, or empty when there is only a template.
        inline: template of the lowering.
        since: first version.
        extension: it is no part of the language.
        args: number (from 0) of the argument that is passed for each value of the declaration; None is their order.
        fail: what becomes of a failure.
        label: the kind of effect that Lex's refusals speak of; empty for a pure function.
        constants: values of the declaration's modes.
    """
    row = None
    if to:
        parameters, result = row_types(signature)
        order = tuple(range(len(parameters))) if args is None else args
        row = Row(PREFIX + name, parameters, result, to, order, constants, fail, label)
    return Entry(name, signature, row, inline, since, extension)


def extension(name: str, signature: str, to: str = "", *, inline: str = "", fail: Fail = NONE) -> Entry:
    """An entry that Lex does not have."""
    return function(name, signature, to, inline=inline, fail=fail, since="", extension=True)


def module(*entries: Entry) -> Mapping[str, Entry]:
    """A module's table, by the name of the function alone. ValueError for two of one name."""
    found = {entry.name.partition(".")[2]: entry for entry in entries}
    if len(found) != len(entries):
        raise ValueError("two functions of a module have the same name")
    return found
