"""One specialisation, and what inference knows about it."""

from __future__ import annotations

from typing import Final

from motet.bytecode.types import NEVER, Ty


class Inst:
    """A function, or the rest of one from a loop header, with types for its arguments.

    Attributes:
        kind: `call` or `loop`, as in `motet.jit.units.Unit`.
        function: index of the function.
        pc: 0, or the header.
        types: types of the arguments; of a loop those of the live locals and the stack.
        entry: for each reached leader the types of the live locals, lowest first, then of the stack.
        result: types of the results; with a `NEVER` among them when no return is reached.
        calls: callee of each reached `call` and `tail_call`, by instruction.
        edges: (leader, leader) pairs along which control may go; a self tail call is an edge to 0.
        tails_itself: whether there is a self tail call.
        users: (inst, leader) pairs that depend on `result`.
        waiting: leaders that have to be looked at again.
        is_suspended: a walk waits for the first look at a callee.
    """

    __slots__ = (
        "calls",
        "edges",
        "entry",
        "function",
        "is_suspended",
        "kind",
        "pc",
        "result",
        "tails_itself",
        "types",
        "users",
        "waiting",
    )

    def __init__(self, kind: str, function: int, pc: int, types: tuple[Ty, ...], result_count: int) -> None:
        self.kind: Final = kind
        self.function: Final = function
        self.pc: Final = pc
        self.types: Final = types
        self.entry: dict[int, list[Ty]] = {}
        self.result: tuple[Ty, ...] = (NEVER,) * result_count
        self.calls: dict[int, Inst] = {}
        self.edges: set[tuple[int, int]] = set()
        self.tails_itself = False
        self.users: set[tuple[Inst, int]] = set()
        self.waiting: set[int] = set()
        self.is_suspended = False

    def __repr__(self) -> str:
        return f"{self.kind} {self.function}@{self.pc} {self.types} -> {self.result}"
