"""What the passes over counted values share: which values are counted, what instructions do with them, ways out of blocks.

Several values may be one *reference*: boxing, narrowing and refining give the same object another type, and no count
changes hands. All of them form a class, whose count is held by whoever holds the class.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

from motet.bytecode.types import ANY, FIRST_COUNTED_TAG, Ty
from motet.jit.ir import OPS, Block, Edge, Ins, IrFunction, Value
from motet.jit.ir_ops import Callee, Dispatch

EXITS: Final = frozenset(("ret", "tail_call", "tail_call_object", "dispatch", "loop_back"))
"""Terminators that leave the function, perhaps on one of their ways only, and give their arguments away then."""

CHANGES_VECTORS: Final = frozenset(
    ("vector_set", "vector_new", "vector_make", "collect", "call", "call_library", "tail_call", "host_call")
)
"""Instructions after which an item that was only looked at may be gone, or that must find nothing alive needlessly."""

UNCOUNTED_KINDS: Final = frozenset(("Ptr", "None"))


class Counted(NamedTuple):
    """Data of an exit whose other ways stay in the function: what happens to counts only when it is taken.

    Attributes:
        data: the data of the op as it was.
        retained: values that get one count more first.
        released: values that are released then.
    """

    data: Any
    retained: tuple[Value, ...]
    released: tuple[Value, ...]


def is_counted_type(t: Ty) -> bool:
    """Whether values of the type may hold a count."""
    if t.kind == "Maybe":
        return is_counted_type(t.parts[0])
    if t is ANY:
        return True
    return "ptr" in t.words and t.kind not in UNCOUNTED_KINDS and not t.kind.startswith("struct ")


def is_counted(value: Value) -> bool:
    """Whether a value may hold a count: no constants, and no Any whose tag is known to be that of a scalar."""
    if not is_counted_type(value.type):
        return False
    if value.type is ANY and value.words[0].isdigit() and int(value.words[0]) < FIRST_COUNTED_TAG:
        return False
    return value.words[-1].startswith("%")


def consumption(ins: Ins) -> Iterator[tuple[Value, str]]:
    """Each argument of an instruction with its letter of `IrOp.consumes`; an exit consumes what it passes on."""
    owned = owned_by(ins)
    letters = OPS[ins.op].consumes if owned is None else "".join("o" if each else "b" for each in owned) or "b"
    for k, value in enumerate(ins.args):
        yield value, letters[k] if k < len(letters) else letters[-1]


def owned_by(ins: Ins) -> Sequence[bool] | None:
    """For each argument of a call whether the callee takes it over; None for ops whose row says it."""
    if ins.op == "call_library":
        owned: Sequence[bool] = ins.data.owned
        return owned
    data = ins.data.data if isinstance(ins.data, Counted) else ins.data
    if isinstance(data, Dispatch):
        return data.callee.owned or None
    return data.owned or None if isinstance(data, Callee) else None


def homes_of(function: IrFunction, index: Mapping[Value, int]) -> dict[int, Sequence[int]]:
    """For each lent reference the objects that it lies in, from the inside out."""
    found: dict[int, Sequence[int]] = {}
    if not function.lent:
        return found
    for block in function.blocks:
        for ins in block.ins:
            if ins.results and ins.results[0] in function.lent and ins.args and ins.args[0] in index:
                home = index[ins.args[0]]
                found[index[ins.results[0]]] = (home, *found.get(home, ()))
    return found


class References:
    """The classes of counted values of a function, numbered from 0: first those that are used in several blocks.

    Attributes:
        index: class of each counted value.
        roots: the first value of each class, which dominates the others.
        homes: as `homes_of`.
        shared: number of the classes that are used in another block than that where they begin.
    """

    def __init__(self, function: IrFunction) -> None:
        self.index: Final[dict[Value, int]] = {}
        self.roots: Final[list[Value]] = []
        self._homes: Final[list[Block]] = []
        for value in function.params:
            self._add(value, function.blocks[0])
        for block in function.blocks:
            for value in block.params:
                self._add(value, block)
            for ins in block.ins:
                self._add_results(ins, block)
        self.shared: Final = self._renumber(self._used_elsewhere(function))
        self.homes: Final = homes_of(function, self.index)

    def _add(self, value: Value, block: Block) -> None:
        if is_counted(value) and value not in self.index:
            self.index[value] = len(self.roots)
            self.roots.append(value)
            self._homes.append(block)

    def _add_results(self, ins: Ins, block: Block) -> None:
        for value in ins.results:
            source = ins.args[0] if is_alias(ins) else None
            if source is not None and source in self.index and is_counted(value):
                self.index[value] = self.index[source]
            else:
                self._add(value, block)

    def _used_elsewhere(self, function: IrFunction) -> set[int]:
        found: set[int] = set()
        homes = homes_of(function, self.index)
        for block in function.blocks:
            for ins in block.ins:
                for value in operands(ins):
                    number = self.index.get(value)
                    if number is not None:
                        found.update(n for n in (number, *homes.get(number, ())) if self._homes[n] is not block)
        return found

    def _renumber(self, first: set[int]) -> int:
        """Give the lowest numbers to some classes, so that sets of them are short bit masks."""
        order = sorted(range(len(self.roots)), key=lambda number: number not in first)
        place = {number: k for k, number in enumerate(order)}
        self.roots[:] = [self.roots[number] for number in order]
        for value, number in self.index.items():
            self.index[value] = place[number]
        return len(first)


def operands(ins: Ins) -> Iterator[Value]:
    """All values that an instruction reads, on its edges too."""
    return chain(ins.args, *(edge.args for edge in ins.edges))


def is_alias(ins: Ins) -> bool:
    """Whether the result is the same reference as the argument."""
    return OPS[ins.op].consumes == "a"


def finds_no_object(ins: Ins) -> bool:
    """Whether the instruction only goes on if its argument, an Any, is no object."""
    return is_alias(ins) and ins.op != "box" and bool(ins.results) and not is_counted(ins.results[0])


def is_borrowed(ins: Ins) -> bool:
    """Whether the result lies inside of the first argument, and holds no count."""
    if ins.op == "call_library":
        return bool(ins.data.result_borrowed) and is_counted_type(ins.data.result)
    return OPS[ins.op].borrows


class Way(NamedTuple):
    """One way out of a block: along an edge, or out of the function (`edge` None).

    Attributes:
        edge: the edge.
        given: the counted values that are given away on it; not what arrives as a lent parameter, or is borrowed.
        scalars: counted values that are known to be no objects on it.
    """

    edge: Edge | None
    given: list[Value]
    scalars: list[Value]


def ways_out(ins: Ins, lent: Container[Value] = ()) -> list[Way]:
    """The ways of a terminator. Ends by a trap are none: what is held then is found by tracing."""
    ways = [Way(edge, _passed_on(edge, lent), []) for edge in ins.edges]
    if ins.op in EXITS:
        ways.append(_exit(ins))
    return ways


def _passed_on(edge: Edge, lent: Container[Value]) -> list[Value]:
    """The counted values that an edge gives away."""
    if not lent:
        return [v for v in edge.args if is_counted(v)]
    pairs = zip(edge.args, edge.block.params, strict=True)
    return [v for v, p in pairs if is_counted(v) and p not in lent]


def _exit(ins: Ins) -> Way:
    data = ins.data.data if isinstance(ins.data, Counted) else ins.data
    wanted = data.wanted if ins.op == "dispatch" else (None,) * len(ins.args)
    given: list[Value] = []
    scalars: list[Value] = []
    owned = owned_by(ins) or (True,) * len(ins.args)
    for value, t, given_away in zip(ins.args, wanted, owned, strict=True):
        if is_counted(value) and given_away:
            (scalars if t is not None and not is_counted_type(t) else given).append(value)
    return Way(None, given, scalars)


def predecessors(function: IrFunction) -> dict[Block, int]:
    """Number of edges into each block."""
    counts = dict.fromkeys(function.blocks, 0)
    for block in function.blocks:
        for edge in block.ins[-1].edges:
            counts[edge.block] += 1
    return counts
