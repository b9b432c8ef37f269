"""The prelude: functions of modules that are written in Lex (`library/prelude`), checked when a program needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from motet.bytecode.types import ANY, Ty
from motet.languages.lex import types as lex
from motet.languages.lex.lowering.applications import Application, Operand
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.shapes import Shapes
from motet.languages.lex.lowering.units import Unit
from motet.languages.lex.lowering.uses import TAIL, Use
from motet.source import Source

if TYPE_CHECKING:
    from motet.languages.lex.checker import FunctionInfo

_OPAQUE: Final = {"Iter": ("iter", "Sequence"), "Parser": ("parser", "Grammar")}
"""Module of the prelude that declares what stands behind an opaque type, and its name there."""


class _BorrowedTypes(Mapping[str, tuple[Shapes, str]]):
    """Types of the prelude by the name of the opaque type; their modules are checked when they are asked for."""

    def __init__(self, prelude: Prelude) -> None:
        self._prelude: Final = prelude

    def __getitem__(self, name: str) -> tuple[Shapes, str]:
        module, there = _OPAQUE[name]
        return self._prelude.unit(module).shapes, there

    def __contains__(self, name: object) -> bool:
        return name in _OPAQUE

    def __iter__(self) -> Iterator[str]:
        return iter(_OPAQUE)

    def __len__(self) -> int:
        return len(_OPAQUE)


class Prelude:
    """Modules of the prelude.

    Attributes:
        types: what stands behind opaque types.
    """

    def __init__(self) -> None:
        self.types: Final[Mapping[str, tuple[Shapes, str]]] = _BorrowedTypes(self)
        self._units: Final[dict[str, Unit]] = {}

    def unit(self, module: str) -> Unit:
        """A module, checked."""
        found = self._units.get(module)
        if found is None:
            found = self._units[module] = self._load(module)
        return found

    def _load(self, module: str) -> Unit:
        from motet.languages.lex.checker import check
        from motet.languages.lex.loader import load

        text = files("motet.languages.lex.library").joinpath("prelude", f"{module}.lex").read_text("utf-8")
        checked = check(load(Source(f"<prelude {module}>", text)))
        return Unit(checked, Shapes(checked, self.types), f"prelude.{module}.")


_AT_ONCE: Final = {"iter.map": "map_now", "iter.filter": "filter_now"}
"""What makes lazy iterators has a function that does the same at once, for callables with effects."""


def _has_effects(operand: Operand) -> bool:
    type_ = lex.prune(operand.type)
    return isinstance(type_, lex.FunctionType) and lex.prune_row(type_.row) != lex.PURE


def apply_prelude(body: Body, application: Application, use: Use) -> None:
    """Call a function of the prelude, for the types that the arguments and the result have."""
    module, _, function = application.entry.name.partition(".")
    if application.entry.name in _AT_ONCE and any(map(_has_effects, application.operands)):
        function = _AT_ONCE[application.entry.name]
    span = application.span
    for operand in application.operands:
        operand.push(body, span)
    if not body.live:
        return
    unit = body.lowering.prelude.unit(module)
    info = unit.info(function)
    given = [body.view.of(operand.type) for operand in application.operands]
    types = _type_arguments(info, (*given, body.view.of(application.result)))
    index = body.lowering.function(unit, function, types)
    body.emit("tail_call" if use is TAIL else "call", index, span=span, node=application.node)
    body.settle(use, span)


def _type_arguments(info: FunctionInfo, given: tuple[Ty, ...]) -> tuple[Ty, ...]:
    """Types of the type parameters, found by laying the declared types over the given ones."""
    found: dict[str, Ty] = {}
    work = list(zip((*info.params, info.result), given, strict=True))
    while work:
        declared, t = work.pop()
        if isinstance(declared, lex.Rigid):
            found.setdefault(declared.name, t)
        elif t is not ANY:
            work.extend(_aligned(declared, t))
    return tuple([found.get(parameter.name, ANY) for parameter in info.type_params])


def _aligned(declared: lex.Type, t: Ty) -> list[tuple[lex.Type, Ty]]:
    if isinstance(declared, lex.ListType):
        return [(declared.element, t.parts[0])]
    if isinstance(declared, lex.TupleType):
        return list(zip(declared.items, t.parts, strict=True))
    if isinstance(declared, lex.FunctionType):
        return [*zip(declared.params, t.parts, strict=True), (declared.result, t.results[0])]
    if isinstance(declared, lex.Named):
        return list(zip(declared.args, t.parts, strict=False))
    return []
