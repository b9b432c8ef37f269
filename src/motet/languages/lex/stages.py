"""The way from a source to a checked program, and the stages on it as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.languages.lex.ast import FnDecl, Import, Stage
from motet.source import Source

if TYPE_CHECKING:
    from motet.languages.lex.checker import Checked

OPTIONS: Final = ("root", "lax", "lints", "canonical", "checked", "budget")
"""Options of a program: `root` is a path or None, the others are booleans.

root: directory that imports of files may lead to; None: such imports are refused.
lax: accept partial matches and the like.
lints: warn about style.
canonical: the text is the canonical tree as JSON.
checked: an Int result of more than 64 bits is a trap.
budget: declared budgets are charged.
"""


def check_options(options: Mapping[str, object]) -> None:
    """ValueError for options that do not exist, or are of a wrong type."""
    for name, value in options.items():
        if name not in OPTIONS:
            raise ValueError(f"Lex has no option `{name}`; there are {' '.join(OPTIONS)}")
        if name == "root":
            if value is not None and not isinstance(value, str):
                raise ValueError("option `root` is the path of a directory, or None")
        elif not isinstance(value, bool):
            raise ValueError(f"option `{name}` is True or False")


def stages_of(source: Source, options: Mapping[str, object]) -> tuple[Stage, ...]:
    """Canonical stages of a file, imported files included. DiagnosticError when the text or an import is wrong."""
    check_options(options)
    if options.get("canonical"):
        from motet.languages.lex.canonical_decode import decode_text

        return decode_text(source)
    from motet.languages.lex.loader import load

    root = options.get("root")
    return load(source, root if isinstance(root, str) else None)


def check_stages(stages: Sequence[Stage], options: Mapping[str, object]) -> Checked:
    """Types and effects of a program. CheckError when it is wrong."""
    from motet.languages.lex.checker import LAXNESS, Options, check

    check_options(options)
    laxness = LAXNESS if options.get("lax") else frozenset()
    return check(tuple(stages), Options(lax=laxness, lints=options.get("lints") is True))


def front(source: Source, options: Mapping[str, object]) -> Checked:
    """A file as a checked program. DiagnosticError for the text and imports, CheckError for types and effects."""
    return check_stages(stages_of(source, options), options)


class Hashes(NamedTuple):
    """Name and hashes of a stage; an import has no StageId."""

    name: str
    canonical: str
    stage: str


def stage_hashes(stages: Sequence[Stage]) -> list[Hashes]:
    """Hashes of all stages; the name of an import is its alias."""
    from motet.languages.lex.hashes import canonical_hash, stage_id

    return [
        Hashes(
            stage.alias if isinstance(stage, Import) else stage.name,
            canonical_hash(stage),
            stage_id(stage) or "-",
        )
        for stage in stages
    ]


def tree_json(stages: Sequence[Stage]) -> str:
    """The canonical tree as JSON, spread over lines, without a line end."""
    from motet.languages.lex.canonical_json import canonical_list, indented

    return indented(canonical_list(stages))


def _tree(source: Source, options: Mapping[str, object]) -> str:
    return tree_json(stages_of(source, options)) + "\n"


def _types(source: Source, options: Mapping[str, object]) -> str:
    """The type of each function, a line each."""
    from motet.languages.lex.types import render

    checked = front(source, options)
    names = [stage.name for stage in checked.stages if isinstance(stage, FnDecl)]
    return "".join(f"{name} : {render(checked.functions[name].type)}\n" for name in names)


STAGES: Final[Mapping[str, Callable[[Source, Mapping[str, object]], str]]] = {"ast": _tree, "static-types": _types}
"""Stages of `motet emit` and `motet check` that the front end makes."""
