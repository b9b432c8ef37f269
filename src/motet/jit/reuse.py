"""Objects that are taken apart, and built again in the memory that they leave.

Where an object is released behind the places where its parts were taken out, it is taken apart instead (`take_apart`): if
nobody else has it, the counts of its parts become ours, without being counted up and down again, and what is left is its
memory. An object of the same size that is made later in the same block gets this memory (`object_reuse`): building a value
anew costs no allocation while it is not shared. Runs when counts have been inserted; the checker knows the ops.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

from motet.bytecode.types import Key, Ty
from motet.jit.ir import Block, Ins, IrFunction, Value
from motet.jit.ir_memory_ops import RELEASE, RETAIN
from motet.jit.ir_ops import Place
from motet.jit.layout import layout
from motet.jit.references import References, consumption

TAKE_APART: Final = "take_apart"
REUSE: Final = "object_reuse"
PART: Final = "part"

TOKEN: Final = Ty(Key("Token"), ("ptr",))
"""Type of the memory of an object that was taken apart; null if there is none. It is given up exactly once, as an object is."""

_MOST_BYTES: Final = 128
"""Blocks up to this size have a size class for each multiple of 8 bytes (`motet.runtime.heap`)."""


class Apart(NamedTuple):
    """Data of `take_apart`.

    Attributes:
        place: which object it is; its `part` means nothing.
        parts: numbers of the parts that the arguments behind the object are.
        keeps: there is a result, the memory.
    """

    place: Place
    parts: tuple[int, ...]
    keeps: bool


def reuse_memory(function: IrFunction) -> None:
    """Let objects be taken apart and built again."""
    index = References(function).index
    for number, block in enumerate(function.blocks):
        if any(ins.op == RELEASE for ins in block.ins):
            _Block(function, block, index, number).run()


_FAR: Final = 200
"""A count is not moved over more instructions than this: it takes time to look for what might need it in between."""


class _Block:
    """One block, whose instructions are replaced or marked as gone while it is gone through."""

    def __init__(self, function: IrFunction, block: Block, index: dict[Value, int], number: int) -> None:
        self._function: Final = function
        self._block: Final = block
        self._code: Final[list[Ins | None]] = list(block.ins)
        self._index: Final = index
        self._number: Final = number
        self._looks: Final[dict[int, list[int]]] = {}
        self._makers: Final[dict[int, list[int]]] = {}
        for at, ins in enumerate(block.ins):
            if ins.op == PART and ins.args[0] in index:
                self._looks.setdefault(index[ins.args[0]], []).append(at)
            elif ins.op == "object_new":
                size = layout(ins.data.type, ins.data.constructor).size
                self._makers.setdefault(size, []).append(at)

    def run(self) -> None:
        """Change the block, release by release."""
        for k, ins in enumerate(self._block.ins):
            if ins.op == RELEASE and ins.args[0] in self._index:
                self._release(k, ins)
        self._block.ins = [ins for ins in self._code if ins is not None]

    def _release(self, k: int, release: Ins) -> None:
        """Replace the release at an index, if it is one of an object that is known."""
        whole, code = release.args[0], self._block.ins
        looks = [at for at in self._looks.get(self._index[whole], ()) if at < k]
        place = self._place(whole, [code[at].data for at in looks])
        if place is None:
            return
        found = layout(place.type, place.constructor)
        if found.is_wide or found.size > _MOST_BYTES:
            return
        moved: dict[int, tuple[int, Value]] = {}
        for at in looks:
            retain = self._moved(at, k)
            if retain >= 0:
                moved.setdefault(code[at].data.part, (retain, code[at].results[0]))
        user = self._user(k, found.size)
        if not moved and user < 0:
            return
        token = Value(TOKEN, (f"%cell{self._number}.{k}",))
        args = (whole, *(value for _, value in moved.values()))
        apart = Apart(place, tuple(moved), user >= 0)
        self._code[k] = Ins(TAKE_APART, (token,) if user >= 0 else (), args, apart, (), release.site)
        if user >= 0:
            old = code[user]
            self._code[user] = Ins(REUSE, old.results, (token, *old.args), old.data, (), old.site)
        for retain, value in moved.values():
            self._code[retain] = None
            self._function.lent.add(value)

    def _is(self, a: Value, b: Value) -> bool:
        return self._index.get(a, -1) == self._index.get(b, -2)

    def _place(self, whole: Value, seen: list[Place]) -> Place | None:
        """Which object it is, as far as it is known here."""
        if seen:
            return seen[0]._replace(part=0)
        return Place(whole.type, -1, 0) if whole.type.kind in ("Record", "Tuple") else None

    def _moved(self, at: int, end: int) -> int:
        """Index of the instruction that gives the part taken out at an index a count of its own; -1 if the count cannot
        come from the object instead: the part is given away before the object is released."""
        code = self._block.ins
        part, retain = code[at].results[0], at + 1
        if part not in self._index or part in self._function.lent or end - at > _FAR:
            return -1
        if code[retain].op != RETAIN or not self._is(code[retain].args[0], part) or self._code[retain] is None:
            return -1
        for ins in code[retain + 1 : end]:
            if any(letter == "o" and self._is(value, part) for value, letter in consumption(ins)):
                return -1
        return retain

    def _user(self, start: int, size: int) -> int:
        """Index of the next instruction that makes an object of a size and has no memory yet; -1 if there is none."""
        makers = self._makers.get(size, [])
        k = bisect_right(makers, start)
        return makers.pop(k) if k < len(makers) else -1
