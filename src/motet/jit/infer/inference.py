"""The forward fixpoint over blocks, specialisation by specialisation.

Blocks of an `Inst` are looked at again, the first in reverse postorder first, until the types at their entries no
longer change. A call asks for the callee's result on the types of its arguments: the walk that is the first to ask is
suspended until the callee has been looked at. The results of recursive functions start at `NEVER`, where a block stops,
and whoever used a result that grows is looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from motet.bytecode.program import Instruction, Program
from motet.bytecode.types import ANY, UNIT, Ty
from motet.jit.collector import without_collection
from motet.jit.infer.basics import Walk
from motet.jit.infer.code import Code, gathered, scattered
from motet.jit.infer.inst import Inst
from motet.jit.infer.lattice import Abstract, Lattice, Unknown, plain
from motet.jit.infer.walk import ENDERS, HANDLERS
from motet.jit.units import Unit

MAX_SIGNATURES: Final = 16
"""Specialisations of one function for its calls; from then on its undeclared parameters are `ANY`."""


class Inference:
    """What is known of a program, which may grow but not change. Not thread-safe.

    Attributes:
        program: the verified program.
        lattice: the order of its types.
        instructions: how many instructions have been interpreted.
        program_facts: kept here for emission, which makes them.
    """

    def __init__(self, program: Program) -> None:
        self.program: Final = program
        self.lattice: Final = Lattice(program)
        self.instructions = 0
        self.program_facts: object = None
        self._codes: Final[dict[int, Code]] = {}
        self._insts: Final[dict[tuple[str, int, int, tuple[Ty, ...]], Inst]] = {}
        self._signatures: Final[dict[int, int]] = {}
        self._work: Final[list[Inst | Walk]] = []

    def code(self, function: int) -> Code:
        """The function, prepared for inference."""
        code = self._codes.get(function)
        if code is None:
            code = self._codes[function] = Code(self.program.functions[function], ENDERS)
        return code

    def call(self, function: int, types: Sequence[Ty]) -> Inst:
        """The specialisation of a function for the types of its arguments, narrowed to the declared ones."""
        declared = self.code(function).declared
        wanted = tuple(self.lattice.narrowed(t, d) for t, d in zip(types, declared, strict=True))
        return self._settled(self._call(function, wanted))

    def loop(self, function: int, pc: int, types: Sequence[Ty]) -> Inst:
        """The rest of a function from a loop header, for types of the live locals and the stack."""
        return self._settled(self._inst("loop", function, pc, tuple(types)))

    def unit(self, function: int, types: Sequence[Ty]) -> Unit:
        """The unit for a call from outside; closures that it returns are objects."""
        inst = self.call(function, types)
        return Unit("call", function, 0, inst.types, tuple(map(self.lattice.erased, inst.result)))

    def inst_of(self, unit: Unit) -> Inst:
        """The specialisation that a unit compiles, or leads to."""
        if unit.kind == "loop":
            return self.loop(unit.function, unit.pc, unit.types)
        if unit.kind == "closure":
            return self.call(unit.function, self.code(unit.function).declared)
        return self._settled(self._call(unit.function, unit.types))

    # ---- for the handlers

    def call_from(self, walk: Walk, function: int, types: tuple[Ty, ...]) -> Inst | None:
        """The callee of the call that the walk is at; the walk's block comes again when its result grows.

        None: the callee is new; the walk is to stop, and comes to the call again when the callee was looked at.
        """
        waiting = len(self._work)
        callee = self._call(function, types)
        if len(self._work) > waiting:
            walk.inst.is_suspended = True
            self._work[waiting:waiting] = (walk.inst, walk)
            return None
        walk.inst.calls[walk.pc] = callee
        callee.users.add((walk.inst, walk.block))
        return callee

    def flow(self, walk: Walk, target: int, values: list[Abstract], stack: list[Abstract]) -> None:
        """Control may go from the walk's block to a leader, with these locals and this stack."""
        inst = walk.inst
        inst.edges.add((walk.block, target))
        found = gathered(values, self._codes[inst.function].runs[target])
        found += stack
        new = cast("list[Ty]", found) if walk.is_plain else [*map(plain, found)]
        old = inst.entry.get(target)
        if old is None:
            inst.entry[target] = new
        elif old == new:
            return
        else:
            merged = [a if a is b else self.lattice.join(a, b) for a, b in zip(old, new, strict=True)]
            if merged == old:
                return
            inst.entry[target] = merged
        inst.waiting.add(target)

    def returns(self, inst: Inst, types: tuple[Ty, ...]) -> None:
        """The specialisation may return values of these types."""
        new = tuple(map(self.lattice.join, inst.result, types))
        if new != inst.result:
            inst.result = new
            for user, block in inst.users:
                user.waiting.add(block)
                self._work.append(user)

    # ---- the fixpoint

    def _call(self, function: int, types: tuple[Ty, ...]) -> Inst:
        inst = self._insts.get(("call", function, 0, types))
        if inst is not None:
            return inst
        count = self._signatures[function] = self._signatures.get(function, 0) + 1
        declared = self.code(function).declared
        if count > MAX_SIGNATURES:
            types = declared
        return self._inst("call", function, 0, types)

    def _inst(self, kind: str, function: int, pc: int, types: tuple[Ty, ...]) -> Inst:
        key = (kind, function, pc, types)
        inst = self._insts.get(key)
        if inst is None:
            code = self.code(function)
            inst = self._insts[key] = Inst(kind, function, pc, types, len(code.function.results))
            inst.entry[pc] = list(types) if kind == "loop" else _entry_types(types, code.live(0))
            inst.waiting.add(pc)
            self._work.append(inst)
        return inst

    def _settled(self, inst: Inst) -> Inst:
        if self._work:
            with without_collection():
                while self._work:
                    top = self._work.pop()
                    if isinstance(top, Walk):
                        self._resume(top)
                    else:
                        self._process(top)
        return inst

    def _process(self, inst: Inst) -> None:
        rank = self.code(inst.function).rank
        while inst.waiting and not inst.is_suspended:
            block = min(inst.waiting, key=rank.__getitem__) if len(inst.waiting) > 1 else next(iter(inst.waiting))
            inst.waiting.discard(block)
            self._block(inst, block)

    def _block(self, inst: Inst, block: int) -> None:
        code = self._codes[inst.function]
        state: list[Abstract] = list(inst.entry[block])
        is_plain = ANY not in state
        if not is_plain:
            state = [Unknown() if t is ANY else t for t in state]
        values = scattered(state, code.runs[block], code.function.local_count, UNIT)
        walk = Walk(self, inst, block, values, state[code.live_count[block] :], is_plain)
        self._run(walk, code.block(block), block)

    def _resume(self, walk: Walk) -> None:
        walk.inst.is_suspended = False
        self._run(walk, self._codes[walk.inst.function].block(walk.block)[walk.pc - walk.block :], walk.pc)

    def _run(self, walk: Walk, instructions: list[Instruction], first: int) -> None:
        """Go through instructions of the walk's block, up to its end; `first` is the index of the first one."""
        values, stack = walk.locals, walk.stack
        for pc, instruction in enumerate(instructions, first):
            name = instruction[0]
            if name == "load":
                stack.append(values[instruction[1]])
            elif name == "store":
                values[instruction[1]] = stack.pop()
            else:
                walk.pc = pc
                if HANDLERS[name](walk, instruction):
                    self.instructions += pc - first + 1
                    return
        self.instructions += len(instructions)
        self.flow(walk, self._codes[walk.inst.function].next[walk.block], values, stack)


def _entry_types(arguments: tuple[Ty, ...], live: list[int]) -> list[Ty]:
    """Types of the live locals at the start of a function; locals that are no parameters hold unit."""
    return [arguments[i] if i < len(arguments) else UNIT for i in live]
