"""The voices: one row each, the front end is imported when first needed."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Final, NamedTuple, cast

from motet.bytecode.types import BOOL, FLOAT, INT, UNIT, VECTOR, Ty
from motet.languages.interface import Language


class Domain(NamedTuple):
    """The values that exist in a language: what Python may pass to it.

    Attributes:
        types: types of its values.
        int_bits: width of its Ints.
        structured: it has texts, lists, records and the like; a Python list is one of them, no vector.
    """

    types: frozenset[Ty] = frozenset({INT, FLOAT, BOOL, UNIT, VECTOR})
    int_bits: int = 64
    structured: bool = False


class Registration(NamedTuple):
    """One row.

    Attributes:
        name: of the language.
        extensions: of its files.
        module: the one with `LANGUAGE`.
        domain: its values.
        imports: programs may import files: option `root` is the directory that imports may lead to.
    """

    name: str
    extensions: tuple[str, ...]
    module: str
    domain: Domain = Domain()
    imports: bool = False


_ROWS: Final = (
    Registration("snek", (".snek",), "motet.languages.snek", Domain(frozenset({INT, BOOL, UNIT, VECTOR}), 63)),
    Registration("lex", (".lex",), "motet.languages.lex", Domain(structured=True), imports=True),
    Registration("bytecode", (".motet",), "motet.engine.bytecode"),
)

LANGUAGES: Final = {row.name: row for row in _ROWS}
"""The table, by name."""


def registration(name: str) -> Registration:
    """Row of a language. ValueError, with the names that exist, when there is none."""
    found = LANGUAGES.get(name)
    if found is None:
        raise ValueError(f"there is no language `{name}`; there are {' '.join(LANGUAGES)}")
    return found


def language(name: str) -> Language:
    """A language by name, its front end imported. ValueError when there is none."""
    return cast("Language", import_module(registration(name).module).LANGUAGE)


def type_speller(voice: Language) -> Callable[[Ty], str]:
    """How a language spells types of the bytecode."""
    return getattr(voice, "type_text", repr)


def language_of_path(path: str) -> str:
    """Name of the language that a file's extension means. ValueError for an unknown one."""
    extension = os.path.splitext(path)[1].lower()
    for row in _ROWS:
        if extension in row.extensions:
            return row.name
    known = ", ".join(f"{suffix} is {row.name}" for row in _ROWS for suffix in row.extensions)
    raise ValueError(f"cannot tell the language of {path}: name it, or use an extension ({known})")
