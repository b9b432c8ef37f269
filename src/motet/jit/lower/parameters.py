"""Which parameters a function borrows: the caller keeps their counts, and the function only looks at them.

It is decided once for each function of a program, from its bytecode, because all units of a function, and all that call it
through slots, must agree. The analysis starts with everything borrowed, and lets a function own a parameter

* that it gives away: puts into an object, returns, passes to what owns it, stores where another value may be;
* from which it takes parts that it gives away while it makes objects of the same type: it takes it apart and builds it
  again, and can use its memory if nobody else has it;
* that a tail call within a cycle of the call graph gets, unless our own caller holds it.

Functions that become closures own everything: whoever calls an object knows nothing of its function. Programs that can
tell when an object dies own everything, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.bytecode.program import Function, Instruction, Program, stack_effect
from motet.bytecode.types import ANY, NEVER, Ty, is_counted
from motet.jit.infer.objects import element_of, field_of, held_by, item_of
from motet.jit.shuffles import SHUFFLES

if TYPE_CHECKING:
    from motet.stdlib.rows import Row


class Origin(NamedTuple):
    """Where a value comes from: a parameter, or something inside of it; and its type, as far as declarations say it."""

    parameter: int
    type: Ty
    is_part: bool = False


Known = Origin | None

_LOOKS: Final[Mapping[str, Callable[[Ty, Program, Instruction], Ty]]] = {
    "tuple_get": lambda t, program, ins: item_of(t, ins[1]),
    "record_get": lambda t, program, ins: field_of(t, str(program.constants[ins[1]])),
    "variant_get": lambda t, program, ins: held_by(t, str(program.constants[ins[1]]), ins[2]),
    "list_get": lambda t, program, ins: element_of(t),
}
"""Instructions that give a part of an object; the type of the part, given that of the object."""

_BORROWS: Final = frozenset(
    (
        *("list_len", "variant_is", "str_compare", "deep_equal", "dyn_compare", "same", "is_type", "is_false"),
        *("narrow", "cast"),
        *("dyn_add", "dyn_sub", "dyn_mul", "trap_with", "host_call", "branch_if", "branch_unless"),
        *("parallel", "parallel_workers"),
    )
)
"""Instructions that look at values and keep nothing."""

_MAKES: Final = frozenset(("record_new", "tuple_new", "variant_new", "list_new"))


class Parameters:
    """The decision for the functions of a program, which may grow.

    Attributes:
        owned: for each function, for each capture and parameter, whether it takes it over.
    """

    def __init__(self) -> None:
        self.owned: Final[list[tuple[bool, ...]]] = []

    def extend(
        self, program: Program, components: Sequence[int], rows: Mapping[str, Row], *, everything: bool = False
    ) -> None:
        """Decide for the functions that are new.

        Args:
            program: the program.
            components: number of the strongly connected component of each function, by tail calls and others.
            rows: what its shared operations mean.
            everything: all own everything.
        """
        first = len(self.owned)
        new = range(first, len(program.functions))
        made = {ins[1] for f in program.functions for ins in f.code if ins[0] == "closure_new"}
        flags = {
            index: [everything or index in made or not is_counted(t) for t in _declared(program.functions[index])]
            for index in new
        }
        decision = _Decision(program, components, rows, self.owned, flags)
        changed = not everything
        while changed:
            changed = False
            for index in new:
                if not all(flags[index]) or decision.may_push(index):
                    changed = decision.look(index) or changed
        self.owned.extend(tuple(flags[index]) for index in new)


def _declared(function: Function) -> tuple[Ty, ...]:
    return function.captures + function.parameters


class _Decision:
    """One round over the functions after the other, until nothing changes."""

    def __init__(
        self,
        program: Program,
        components: Sequence[int],
        rows: Mapping[str, Row],
        old: Sequence[tuple[bool, ...]],
        flags: dict[int, list[bool]],
    ) -> None:
        self.program: Final = program
        self.components: Final = components
        self.rows: Final = rows
        self.changed = False
        self._old: Final = old
        self._flags: Final = flags

    def flags(self, function: int) -> Sequence[bool]:
        """What a function owns, as far as it is known."""
        return self._flags[function] if function in self._flags else self._old[function]

    def own(self, function: int, parameter: int) -> None:
        """Let a function own a parameter."""
        if function in self._flags and not self._flags[function][parameter]:
            self._flags[function][parameter] = True
            self.changed = True

    def may_push(self, function: int) -> bool:
        """Whether a function may make others own what it passes to them: it makes tail calls."""
        return any(ins[0] == "tail_call" for ins in self.program.functions[function].code)

    def look(self, index: int) -> bool:
        """Look at a function; whether something was decided."""
        self.changed = False
        _Walk(self, index).run()
        return self.changed


class _Walk:
    """Goes through a function with origins in the place of values."""

    def __init__(self, decision: _Decision, index: int) -> None:
        self._decision: Final = decision
        self._index: Final = index
        self._function: Final = decision.program.functions[index]
        self._arity: Final = self._function.arity
        stores: dict[int, int] = {}
        for ins in self._function.code:
            if ins[0] == "store":
                stores[ins[1]] = stores.get(ins[1], 0) + 1
        self._stores: Final = stores
        self.stack: list[Known] = []
        declared = _declared(self._function)
        self.locals: list[Known] = [
            Origin(k, declared[k]) if k < self._arity and k not in stores else None
            for k in range(self._function.local_count)
        ]
        self._moved: Final[set[int]] = set()
        self._made: Final[set[Ty]] = set()

    def run(self) -> None:
        """Look at every block once."""
        function, facts = self._function, self._function.facts
        for parameter in range(self._arity):
            if parameter in self._stores:
                self._decision.own(self._index, parameter)
        for leader in facts.order:
            self.stack = [None] * facts.depth[leader]
            end = leader + facts.length[leader]
            for ins in function.code[leader:end]:
                self._step(ins)
            if function.code[end - 1][0] not in ("return", "tail_call", "tail_call_closure"):
                for origin in self.stack:
                    self._give(origin)
        for parameter in self._moved:
            if _declared(function)[parameter] in self._made:
                self._decision.own(self._index, parameter)

    def _give(self, origin: Known) -> None:
        """A value is given away."""
        if origin is None:
            return
        if origin.is_part:
            self._moved.add(origin.parameter)
        else:
            self._decision.own(self._index, origin.parameter)

    def _step(self, ins: Instruction) -> None:
        name = ins[0]
        special = _SPECIAL.get(name)
        if name == "store":
            self._store(ins[1])
        elif name in SHUFFLES:
            SHUFFLES[name](self, ins)
        elif special is not None:
            special(self, ins)
        else:
            self._plain(ins)

    def _store(self, local: int) -> None:
        origin = self.stack.pop()
        if self._stores[local] == 1 and local >= self._arity:
            self.locals[local] = origin
        else:
            self._give(origin)

    def _popped(self, count: int) -> list[Known]:
        start = len(self.stack) - count
        values = self.stack[start:]
        del self.stack[start:]
        return values

    def _plain(self, ins: Instruction) -> None:
        """Pop and push; what is not only looked at is given away."""
        pops, pushes = stack_effect(self._decision.program, self._function, ins)
        values = self._popped(pops)
        if ins[0] not in _BORROWS:
            for origin in values:
                self._give(origin)
        if ins[0] in _MAKES:
            self._made.add(self._decision.program.types[ins[-1] if ins[0] == "list_new" else ins[1]])
        self.stack += [None] * pushes

    def _part(self, ins: Instruction) -> None:
        pops, _ = stack_effect(self._decision.program, self._function, ins)
        origin = self._popped(pops)[0]
        part = NEVER if origin is None else _LOOKS[ins[0]](origin.type, self._decision.program, ins)
        known = origin is not None and part not in (ANY, NEVER)
        self.stack.append(Origin(origin.parameter, part, is_part=True) if origin is not None and known else None)

    def _record_set(self, ins: Instruction) -> None:
        record, value = self._popped(2)
        self._give(record)
        self._give(value)
        self.stack.append(None)

    def _call(self, ins: Instruction) -> None:
        flags = self._decision.flags(ins[1])
        for origin, owned in zip(self._popped(len(flags)), flags, strict=True):
            if owned:
                self._give(origin)
        self.stack += [None] * len(self._decision.program.functions[ins[1]].results)

    def _tail_call(self, ins: Instruction) -> None:
        decision, callee = self._decision, ins[1]
        flags = decision.flags(callee)
        is_cycle = decision.components[callee] == decision.components[self._index]
        mine = decision.flags(self._index)
        for k, (origin, owned) in enumerate(zip(self._popped(len(flags)), flags, strict=True)):
            if owned:
                self._give(origin)
            elif is_cycle and (origin is None or mine[origin.parameter]):
                decision.own(callee, k)
                self._give(origin)

    def _library(self, ins: Instruction) -> None:
        values = self._popped(ins[2])
        owned = _owned_by_body(self._decision.rows, str(self._decision.program.constants[ins[1]]))
        for k, origin in enumerate(values):
            if k in owned:
                self._give(origin)
        self.stack.append(None)


def _owned_by_body(rows: Mapping[str, Row], name: str) -> frozenset[int]:
    """Numbers of the arguments that the native body of a shared operation takes over."""
    from motet.jit.typed_python.bodies import BODIES
    from motet.jit.typed_python.library import HOME, NativeLibrary
    from motet.jit.typed_python.signatures import PREFIX

    row = rows.get(name)
    body = BODIES.get(row.to) if row is not None else None
    if row is None or body is None or PREFIX + body.routine not in HOME:
        return frozenset()
    known = NativeLibrary.shared().parameters(body.routine)
    parameters = [p for p in known if not p.is_class and p.name != "where"]
    pairs = zip(parameters, body.arguments, strict=False)
    return frozenset(row.order[int(word)] for p, word in pairs if p.owned and word.isdigit())


_Handler = Callable[[_Walk, Instruction], None]

_SPECIAL: Final[dict[str, _Handler]] = {
    **dict.fromkeys(_LOOKS, _Walk._part),
    "record_set": _Walk._record_set,
    "call": _Walk._call,
    "tail_call": _Walk._tail_call,
    "library": _Walk._library,
}
