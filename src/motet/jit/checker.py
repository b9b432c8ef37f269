"""Checks the counts in the typed IR: on every path each count is given up exactly once, and nothing is used without one.

It knows nothing of how `motet.jit.ownership` decides; both only share what instructions do with their arguments. It runs after
every insertion. The state at a point is the number of counts that the function holds of each reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from motet.jit.ir import Block, Edge, Ins, IrFunction, Value
from motet.jit.ir_memory_ops import FORGET, PEEK, RETAIN
from motet.jit.references import (
    CHANGES_VECTORS,
    Counted,
    References,
    consumption,
    finds_no_object,
    is_alias,
    is_borrowed,
    is_counted,
    ways_out,
)
from motet.jit.reuse import TAKE_APART, Apart

LITERAL: Final = "literal"

State = dict[int, int]
"""Counts held, by reference; 0 is left out."""


class CheckError(Exception):
    """Counts are wrong: a mistake in the compiler. The message says where and what."""


def check_counts(function: IrFunction) -> None:
    """Check a function. CheckError if a count is lost, given up twice, or a dead reference is used."""
    _Checker(function).run()


class _Checker:
    def __init__(self, function: IrFunction) -> None:
        self._function: Final = function
        self._index: Final = References(function).index
        self._lent: Final = {
            self._index[p]
            for p, owned in zip(function.params, function.owned, strict=True)
            if p in self._index and not owned
        }
        self._lasting: Final = self._find_lasting()
        self._homes: Final[dict[int, int]] = {}
        self._at_start: Final[dict[Block, State]] = {}
        self._state: State = {}
        self._scalars: set[int] = set()
        self._inside: dict[int, int] = {}

    def run(self) -> None:
        entry = self._function.blocks[0]
        owned = {self._index[p] for p in self._function.params if p in self._index} - self._lent
        self._at_start[entry] = dict.fromkeys(owned, 1)
        waiting = [entry]
        while waiting:
            block = waiting.pop()
            self._state = dict(self._at_start[block])
            self._scalars = set()
            self._inside = {}
            for param in block.params:
                if param in self._index and param not in self._function.lent:
                    self._state[self._index[param]] = 1
            for ins in block.ins[:-1]:
                self._instruction(ins)
            waiting += self._end(block.ins[-1])

    def _error(self, ins: Ins, message: str) -> CheckError:
        return CheckError(f"{self._function.symbol}: {ins}: {message}")

    # ---- single steps

    def _take(self, ins: Ins, value: Value) -> None:
        """Give up one count."""
        number = self._index[value]
        held = self._state.get(number, 0)
        if held == 0:
            raise self._error(ins, f"no count of {value} is held")
        if held == 1:
            del self._state[number]
        else:
            self._state[number] = held - 1

    def _add(self, value: Value) -> None:
        number = self._index[value]
        self._state[number] = self._state.get(number, 0) + 1

    def _use(self, ins: Ins, value: Value) -> None:
        if not self._is_alive(self._index[value]):
            raise self._error(ins, f"{value} is used when no count of it is held")

    def _is_alive(self, number: int) -> bool:
        """Whether a count is held, by this function or its caller, of the reference or of the vector that it lies in."""
        while not self._state.get(number) and number not in self._lent and number not in self._lasting:
            if number not in self._inside and number not in self._homes:
                return False
            number = self._inside.get(number, self._homes.get(number, -1))
        return True

    def _find_lasting(self) -> set[int]:
        """What lent values say to be alive all through the function, and is: their proof stands in the IR."""
        claimed = {self._index[value] for value in self._function.lent if value in self._index}
        while True:
            wrong = {number for number in self._unproved(claimed) if number in claimed}
            if not wrong:
                return claimed
            claimed -= wrong

    def _unproved(self, claimed: set[int]) -> Iterator[int]:
        """Lent references that are not alive as long as the function runs, if the claimed ones are."""
        for block in self._function.blocks:
            for ins in block.ins:
                for value in ins.results:
                    if value in self._function.lent and ins.op != LITERAL:
                        home = self._index.get(ins.args[0], -1) if ins.args else -1
                        if home not in claimed and home not in self._lent:
                            yield self._index[value]
            for edge in block.ins[-1].edges:
                for value, param in zip(edge.args, edge.block.params, strict=True):
                    arrived = self._index.get(value, -1)
                    if (
                        param in self._function.lent
                        and is_counted(value)
                        and arrived not in claimed
                        and arrived not in self._lent
                    ):
                        yield self._index[param]

    def _retain(self, ins: Ins, value: Value) -> None:
        """Add a count; a result that lies inside of another object may have none before."""
        number = self._index[value]
        if number not in self._state and number not in self._lent and not self._is_alive(number):
            raise self._error(ins, f"{value} is dead")
        self._add(value)

    def _instruction(self, ins: Ins) -> None:
        if ins.op == RETAIN:
            self._retain(ins, ins.args[0])
            return
        if ins.op == FORGET and self._index[ins.args[0]] not in self._scalars:
            raise self._error(ins, "it may be an object")
        if ins.op == TAKE_APART:
            self._take_apart(ins)
            return
        arguments = [(value, letter) for value, letter in consumption(ins) if value in self._index]
        for value, _ in arguments:
            self._use(ins, value)
        for value, letter in arguments:
            if letter == "o":
                self._take(ins, value)
        for value, letter in arguments:
            if letter != "o":
                self._use(ins, value)
        if ins.op in CHANGES_VECTORS:
            self._inside = {}
        if finds_no_object(ins) and ins.args[0] in self._index:
            self._scalars.add(self._index[ins.args[0]])
        self._results(ins)

    def _take_apart(self, ins: Ins) -> None:
        """The count of the object is given up; its parts get one each, and its memory, if there is a result, has one."""
        whole, *parts = ins.args
        data: Apart = ins.data
        self._use(ins, whole)
        if len(set(data.parts)) != len(data.parts) or len(data.parts) != len(parts):
            raise self._error(ins, "a part is taken twice")
        for part in parts:
            if self._homes.get(self._index[part]) != self._index[whole]:
                raise self._error(ins, f"{part} is no part of it")
        self._take(ins, whole)
        for value in (*parts, *ins.results):
            self._add(value)

    def _results(self, ins: Ins) -> None:
        for value in ins.results:
            number = self._index.get(value)
            if number is None or (is_alias(ins) and self._index.get(ins.args[0]) == number):
                continue
            if value in self._function.lent:
                if ins.op != LITERAL:
                    self._homes[number] = self._index[ins.args[0]]
            elif ins.op == PEEK:
                self._inside[number] = self._index[ins.args[0]]
            elif not is_borrowed(ins):
                self._add(value)
            else:
                self._state[number] = 0

    # ---- ways out

    def _borrowed_by_callee(self, ins: Ins) -> None:
        """What the callee of a tail call borrows must be held by our caller."""
        for value, letter in consumption(ins):
            number = self._index.get(value, -1)
            if letter != "o" and number >= 0 and number not in self._lasting and number not in self._lent:
                raise self._error(ins, f"nobody holds {value}")

    def _end(self, ins: Ins) -> list[Block]:
        """Check all ways out; blocks that must be looked at again."""
        for value in ins.args:
            if value in self._index:
                self._use(ins, value)
        if ins.op in ("tail_call", "tail_call_object"):
            self._borrowed_by_callee(ins)
        before = self._state
        again = []
        for way in ways_out(ins, self._function.lent):
            self._state = dict(before)
            if way.edge is None:
                self._leave(ins, way.given, way.scalars)
            else:
                for value in way.given:
                    self._take(ins, value)
                self._lend(ins, way.edge)
                if self._arrive(ins, way.edge.block):
                    again.append(way.edge.block)
        return again

    def _lend(self, ins: Ins, edge: Edge) -> None:
        """What arrives as a lent parameter must be alive as long as the function runs."""
        for value, param in zip(edge.args, edge.block.params, strict=True):
            number = self._index.get(value, -1)
            if (
                param in self._function.lent
                and is_counted(value)
                and number not in self._lasting
                and number not in self._lent
            ):
                raise self._error(ins, f"{value} does not last")

    def _leave(self, ins: Ins, given: list[Value], scalars: list[Value]) -> None:
        if isinstance(ins.data, Counted):
            for value in ins.data.retained:
                self._retain(ins, value)
            for value in ins.data.released:
                self._take(ins, value)
        none = {self._index[value] for value in scalars}
        for value in given:
            if self._index[value] not in none:
                self._take(ins, value)
        for number in none:
            if self._state.pop(number, 0) > 1:
                raise self._error(ins, "more than one count is held of what is no object")
        left = {number for number, held in self._state.items() if held}
        if left:
            values = [value for value, number in self._index.items() if number in left]
            raise self._error(ins, f"counts of {values} are lost")

    def _arrive(self, ins: Ins, block: Block) -> bool:
        """Whether a block is reached for the first time; later the state must be the same."""
        state = {number: held for number, held in self._state.items() if held}
        known = self._at_start.get(block)
        if known is None:
            self._at_start[block] = state
            return True
        if known != state:
            raise self._error(ins, f"ways into {block.label} disagree: {known} and {state}")
        return False
