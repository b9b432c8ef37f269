"""The whole program: a function of the bytecode for each function and types of its type parameters that are needed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from motet.bytecode.builder import FunctionBuilder
from motet.bytecode.program import Effect, Program
from motet.bytecode.types import ANY, Ty
from motet.languages.lex.ast import Node
from motet.languages.lex.checker import Checked, FunctionInfo
from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body, Visitor
from motet.languages.lex.lowering.expressions import VISITORS
from motet.languages.lex.lowering.functions import lower_function
from motet.languages.lex.lowering.libraries import apply_library
from motet.languages.lex.lowering.options import Options
from motet.languages.lex.lowering.prelude import Prelude
from motet.languages.lex.lowering.shapes import Shapes, View
from motet.languages.lex.lowering.units import Unit
from motet.languages.lex.lowering.uses import Use
from motet.source import Diagnostic, DiagnosticError

_MOST_TYPES: Final = 1000
"""Functions of the bytecode that one function of the source becomes, at most."""


class _Job(NamedTuple):
    """A function whose body is still to be lowered."""

    unit: Unit
    info: FunctionInfo
    builder: FunctionBuilder
    view: View


class ProgramLowering:
    """Lowers one program.

    Attributes:
        program: what is made.
        unit: the program's own source.
        visitors: the lowering of each kind of expression.
        apply: the lowering of applications of functions of modules.
        lambdas: functions of lambdas that others may share, by what they are.
    """

    def __init__(self, checked: Checked, options: Options, program: Program | None = None) -> None:
        self.options: Final = options
        self.program: Final = program or Program("lex")
        self.prelude: Final = Prelude()
        self.unit: Final = Unit(checked, Shapes(checked, self.prelude.types))
        self.visitors: Final[Mapping[type, Visitor]] = VISITORS
        self.apply: Final[Callable[[Body, Application, Use], None]] = apply_library
        self.lambdas: Final[dict[object, int]] = {}
        self._indices: Final[dict[tuple[Unit, str, tuple[Ty, ...]], int]] = {}
        self._counts: Final[dict[str, int]] = {}
        self._jobs: Final[deque[_Job]] = deque()

    def run(self) -> None:
        """Lower all functions of the program, and what they need."""
        for declaration in self.unit.declarations():
            info = self.unit.info(declaration.name)
            self.function(self.unit, declaration.name, self.general_types(info))
        self.finish()

    def finish(self) -> None:
        """Lower what has been asked for, and what that needs."""
        while self._jobs:
            job = self._jobs.popleft()
            lower_function(self, job.unit, job.info, job.builder, job.view)

    def general_types(self, info: FunctionInfo) -> tuple[Ty, ...]:
        """Types of type parameters when calls come from outside."""
        return (ANY,) * len(info.type_params)

    def function(self, unit: Unit, name: str, types: tuple[Ty, ...]) -> int:
        """Index of a function for types of its type parameters; it is lowered later."""
        info = unit.info(name)
        types = tuple([t if used else ANY for used, t in zip(unit.used_parameters(info), types, strict=True)])
        key = (unit, name, types)
        found = self._indices.get(key)
        if found is None:
            found = self._indices[key] = self._declare(unit, info, types)
        return found

    def _count(self, unit: Unit, info: FunctionInfo) -> None:
        """Refuse a function that is needed for too many types. DiagnosticError."""
        name = unit.prefix + info.decl.name
        self._counts[name] = self._counts.get(name, 0) + 1
        if self._counts[name] > _MOST_TYPES:
            message = f"`{name}` is used with more than {_MOST_TYPES} combinations of types for its type parameters"
            help = "a generic function that calls itself with other types, in several ways, needs very many of them"
            raise DiagnosticError(Diagnostic("too-large", message, info.decl.source, info.decl.span, help=help))

    def node_id(self, unit: Unit, owner: str, node: Node) -> str | None:
        """Id of a node for `Function.nodes`."""
        return unit.node_id(owner, node) if self.options.nodes else None

    def _declare(self, unit: Unit, info: FunctionInfo, types: tuple[Ty, ...]) -> int:
        self._count(unit, info)
        view = unit.shapes.within({p.name: t for p, t in zip(info.type_params, types, strict=True)})
        general = unit is self.unit and all(t is ANY for t in types)
        shown = [t.text for used, t in zip(unit.used_parameters(info), types, strict=True) if used]
        name = unit.prefix + info.decl.name
        effects = tuple(Effect(effect.name, effect.argument) for effect in info.decl.effects) if general else ()
        builder = FunctionBuilder(
            self.program,
            name if general or not shown else f"{name}[{', '.join(shown)}]",
            view.all(info.params),
            (view.of(info.result),),
            source=info.decl.source,
            effects=effects,
        )
        self._jobs.append(_Job(unit, info, builder, view))
        return builder.index
