"""LLVM text of one function: names, labels, cold blocks. The writers of the ops stand beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from motet.bytecode.traps import BY_NAME
from motet.bytecode.types import ANY, INT, Ty
from motet.jit.context import OFFSETS
from motet.jit.convention import NON_NEGATIVE_63, NON_NEGATIVE_64, RANGE_63, passed, result_words, returned_type
from motet.jit.layout import layout
from motet.jit.lower.regions import place_of

if TYPE_CHECKING:
    from motet.jit.ir import Block, Edge, Ins, IrFunction, Value

TRAP_NUMBERS: Final = {name: kind.number for name, kind in BY_NAME.items()}

NEVER: Final = ", !prof !0"
"""Branch weights: the first way is practically never taken."""

MOSTLY: Final = ", !prof !2"
"""The first way is taken 16 times as often as the second."""

ALWAYS: Final = ", !prof !3"
"""The first way is practically always taken."""

COLD: Final = " #2"
"""Attributes of calls in cold blocks that return."""

NO_SIGN: Final = ", !range !4"
"""The Int that is loaded is never negative, and less than 2**62."""

OF_LIST: Final = ", !tbaa !8"
"""What is loaded or stored is a field of a list: no store to an item changes it. Accesses without a mark may be to anything.

Memory of an item becomes that of a field, or the other way round, in routines that LLVM does not see into.
"""

OF_ITEM: Final = ", !tbaa !9"
"""What is loaded or stored is an item of a list."""

POLL_FIELD: Final = f"getelementptr i8, ptr %ctx, i64 {OFFSETS['poll']}"
"""Makes the address of the word that is polled."""

METADATA: Final = """!0 = !{!"branch_weights", i32 1, i32 1000000}
!1 = !{!"rsp"}
!2 = !{!"branch_weights", i32 16, i32 1}
!3 = !{!"branch_weights", i32 1000000, i32 1}
!4 = !{i64 0, i64 4611686018427387904}
!5 = !{!"motet"}
!6 = !{!"lists", !5, i64 0}
!7 = !{!"items", !5, i64 0}
!8 = !{!6, !6, i64 0}
!9 = !{!7, !7, i64 0}
"""

ATTRIBUTES: Final = """attributes #0 = { nounwind "disable-tail-calls"="true" }
attributes #1 = { noreturn nounwind cold }
attributes #2 = { nounwind cold }
attributes #3 = { nounwind alwaysinline "disable-tail-calls"="true" }
"""


_FUEL_FIELD: Final = f"getelementptr i8, ptr %ctx, i64 {OFFSETS['fuel']}"


class FunctionWriter:
    """Writes one function.

    The fuel, if any is counted, is in the variable `%fuel`, which the optimiser keeps in a register.

    Attributes:
        out: pieces of the text, in order.
        label: the LLVM block that is written to.
        imports: names of the run-time routines that were called, of the whole module.
        narrow_ints: all Ints of the program have 63 bits.
        counts: references are counted.
        fuel: 1 if fuel is charged, else 0: so many words of it go in and out in front of the others.
        depth: frames are counted.
        structural: there may be values that are compared by what they hold.
        is_copy: this is a copy for recursive inlining.
    """

    def __init__(
        self,
        function: IrFunction,
        index: int,
        imports: set[str],
        *,
        narrow_ints: bool,
        counts: bool = False,
        fuel: bool = False,
        depth: bool = False,
        structural: bool = False,
        symbol: str = "",
        self_symbol: str = "",
    ) -> None:
        self.function: Final = function
        self.imports: Final = imports
        self.narrow_ints: Final = narrow_ints
        self.counts: Final = counts
        self.fuel: Final = int(fuel)
        self.depth: Final = depth
        self.structural: Final = structural
        self.is_copy: Final = bool(symbol)
        self.symbol: Final = symbol or function.symbol
        self.self_symbol: Final = self_symbol or function.symbol
        self.result_words: Final = result_words(function.results)
        self.return_type: Final = returned_type(function.results, self.fuel)
        self.out: list[str] = []
        self.label = ""
        self._index: Final = index
        self._cold: Final[list[str]] = []
        self._traps: Final[dict[tuple[str, int], str]] = {}
        self._incoming: Final[dict[Block, list[tuple[str, list[Value]]]]] = {}
        self._count = 0
        self._used: set[Value] | None = None

    def text(self, writers: dict[str, Callable[[FunctionWriter, Ins], None]], linkage: str = "") -> str:
        """The whole function."""
        self._incoming.update({block: [] for block in self.function.blocks if block.params})
        head = self._head(linkage)
        phis: list[tuple[int, Block]] = []
        for block in self.function.blocks:
            self.start(block.label)
            if block.params:
                phis.append((len(self.out), block))
                self.out.append("")
            for ins in block.ins:
                writers[ins.op](self, ins)
        for at, block in phis:
            self.out[at] = _phis(block, self._incoming[block])
        return "".join((head, *self.out, *self._cold, "}\n"))

    def _head(self, linkage: str) -> str:
        words = passed(tuple([p.type for p in self.function.params]), self.fuel)
        names = [name for p in self.function.params for name in p.words]
        ints = [p.type is INT for p in self.function.params for _ in p.words]
        signature, loads = "", []
        if self.fuel:
            signature = ", i64 %fuel.in"
            loads = ["  %fuel = alloca i64\n", "  store i64 %fuel.in, ptr %fuel\n"]
        for k, ((word, in_register), name) in enumerate(zip(words, names, strict=True)):
            if in_register:
                signature += f", {word}{self._range(name, ints[k])} {name}"
            else:
                loads.append(f"  %m{k} = getelementptr i8, ptr %ctx, i64 {OFFSETS['more'] + 8 * k}\n")
                loads.append(f"  {name} = load {word}, ptr %m{k}\n")
        result = self.result_attribute(self.function.results).lstrip()
        attributes = "#3" if self.is_copy else "#0"
        first = "start:\n" + "".join(loads) + f"  br label %{self.function.blocks[0].label}\n" if loads else ""
        return f"define {linkage}tailcc {result}{self.return_type} @{self.symbol}(ptr %ctx{signature}) {attributes} {{\n{first}"

    def _range(self, name: str, is_int: bool) -> str:
        if name in self.function.non_negative:
            return f" {NON_NEGATIVE_63}" if self.narrow_ints else f" {NON_NEGATIVE_64}"
        return f" {RANGE_63}" if is_int and self.narrow_ints else ""

    def result_attribute(self, results: tuple[Ty, ...]) -> str:
        """Attribute of the result of a function or call, with a space behind it; empty for most."""
        is_int = len(results) == 1 and results[0] is INT
        return f"{RANGE_63} " if is_int and self.narrow_ints and not self.fuel else ""

    def is_used(self, value: Value) -> bool:
        """Whether an instruction reads the value."""
        if self._used is None:
            every = [ins for block in self.function.blocks for ins in block.ins]
            read = {value for ins in every for value in ins.args}
            self._used = read | {value for ins in every for edge in ins.edges for value in edge.args}
        return value in self._used

    # ---- instructions

    def fresh(self) -> str:
        """A name of an intermediate result."""
        self._count += 1
        return f"%t{self._count}"

    def ins(self, text: str) -> str:
        """Append an instruction; the name of its result."""
        self._count += 1
        name = f"%t{self._count}"
        self.out.append(f"  {name} = {text}\n")
        return name

    def define(self, name: str, text: str) -> None:
        """Append an instruction whose result has a name already."""
        self.out.append(f"  {name} = {text}\n")

    def define_call(self, names: tuple[str, ...], call: str) -> None:
        """Append a call whose results, none to two, have names already."""
        if len(names) == 2:
            pair = self.ins(call)
            for k, name in enumerate(names):
                self.define(name, f"extractvalue {{i64, ptr}} {pair}, {k}")
        elif names:
            self.define(names[0], call)
        else:
            self.do(call)

    def do(self, text: str) -> None:
        """Append an instruction without result."""
        self.out.append(f"  {text}\n")

    def number(self) -> int:
        """A number that no name has yet: for names `%tN` with a letter behind them, and labels."""
        self._count += 1
        return self._count

    def new_label(self, stem: str) -> str:
        """A new label."""
        self._count += 1
        return f"{stem}.{self._count}"

    def start(self, label: str) -> None:
        """Begin an LLVM block."""
        self.out.append(f"{label}:\n")
        self.label = label

    def cold(self, lines: str) -> None:
        """Text of a block that is hardly ever reached; it is placed behind the others."""
        self._cold.append(lines)

    def routine(self, name: str) -> str:
        """Symbol of a run-time routine that is going to be called."""
        self.imports.add(name)
        return f"@{name}"

    def field(self, name: str, index: int = 0) -> str:
        """Address of a field of the context, of word `index` of an area."""
        return self.ins(f"getelementptr i8, ptr %ctx, i64 {OFFSETS[name] + 8 * index}")

    def goes_to(self, edge: Edge, label: str = "") -> str:
        """Label of an edge's block; its arguments arrive from the block that is written now, or the given one."""
        if edge.args:
            self._incoming[edge.block].append((label or self.label, edge.args))
        return edge.block.label

    # ---- counts

    def count(self, op: str, value: Value) -> None:
        """Change the count of a value (`op`: retain, release); of an Any if it is an object."""
        if value.type.kind == "Maybe":
            self._count_if_there(op, value)
        elif op == "release" and _is_flat(value.type):
            self._release_flat(value)
        elif value.type is ANY and value.words[0].startswith("%"):
            tag, payload = value.words
            self.do(f"call void {self.routine(f'motet_{op}_any')}(ptr %ctx, i64 {tag}, ptr {payload})")
        else:
            self.do(f"call void {self.routine(f'motet_{op}')}(ptr %ctx, ptr {value.words[-1]})")

    def _release_flat(self, value: Value) -> None:
        """One reference less to an object that refers to nothing: the last one frees it at once."""
        whole, size = value.words[0], layout(value.type).size
        count, last, others, go_on = self.ins(f"load i32, ptr {whole}"), *map(self.new_label, ("last", "others", "ok"))
        self.do(f"br i1 {self.ins(f'icmp eq i32 {count}, 1')}, label %{last}, label %{others}")
        self.start(last)
        self.do(f"call void {self.routine('motet_free')}(ptr %ctx, ptr {whole}, i64 {size})")
        self.do(f"br label %{go_on}")
        self.start(others)
        self.do(f"store i32 {self.ins(f'sub i32 {count}, 1')}, ptr {whole}")
        self.do(f"br label %{go_on}")
        self.start(go_on)

    def _count_if_there(self, op: str, value: Value) -> None:
        some, go_on = self.new_label("some"), self.new_label("ok")
        is_none = self.ins(f"icmp eq ptr {value.words[0]}, null")
        self.do(f"br i1 {is_none}, label %{go_on}, label %{some}")
        self.start(some)
        self.do(f"call void {self.routine(f'motet_{op}')}(ptr %ctx, ptr {value.words[0]})")
        self.do(f"br label %{go_on}")
        self.start(go_on)

    # ---- fuel

    def fuel_kept(self) -> str:
        """Text that brings the fuel to the context, before a routine that may end the run, or look at it."""
        if not self.fuel:
            return ""
        left, field = self.fresh(), self.fresh()
        return f"  {left} = load i64, ptr %fuel\n  {field} = {_FUEL_FIELD}\n  store i64 {left}, ptr {field}\n"

    def fuel_fetched(self) -> str:
        """Text that takes the fuel from the context, behind a routine that may have charged some."""
        if not self.fuel:
            return ""
        left, field = self.fresh(), self.fresh()
        return f"  {field} = {_FUEL_FIELD}\n  {left} = load i64, ptr {field}\n  store i64 {left}, ptr %fuel\n"

    def keep_fuel(self) -> None:
        """Append `fuel_kept`."""
        if self.fuel:
            self.out.append(self.fuel_kept())

    def fetch_fuel(self) -> None:
        """Append `fuel_fetched`."""
        if self.fuel:
            self.out.append(self.fuel_fetched())

    # ---- traps

    def site(self, pc: int) -> int:
        """`what` of a place, without a kind."""
        function, instruction = place_of(pc, self._index)
        return function << 8 | instruction << 32

    def trap(self, kind: str, pc: int) -> str:
        """Label of a cold block that ends the run."""
        key = (kind, pc)
        label = self._traps.get(key)
        if label is None:
            label = self._traps[key] = f"trap.{kind}.{max(pc, 0)}"
            what = self.site(pc) | TRAP_NUMBERS[kind]
            call = f"  call void {self.routine('motet_trap')}(ptr %ctx, i64 {what}) #1\n"
            self.cold(f"{label}:\n{self.fuel_kept()}{call}  unreachable\n")
        return label

    @staticmethod
    def trap_number(kind: str) -> int:
        """Number of a kind of trap."""
        return TRAP_NUMBERS[kind]

    def guard(self, bad: str, kind: str, pc: int) -> None:
        """End the run if a condition holds."""
        go_on = self.new_label("ok")
        self.out.append(f"  br i1 {bad}, label %{self.trap(kind, pc)}, label %{go_on}{NEVER}\n{go_on}:\n")
        self.label = go_on


def _is_flat(t: Ty) -> bool:
    """Whether objects of the type have parts in known places, and none of them is a reference or an Any."""
    if t.kind not in ("Record", "Tuple"):
        return False
    found = layout(t)
    return not (found.is_wide or found.refs or found.anys)


def _phis(block: Block, incoming: list[tuple[str, list[Value]]]) -> str:
    lines = []
    for k, param in enumerate(block.params):
        for w, (name, word) in enumerate(zip(param.words, param.type.words, strict=True)):
            ways = ", ".join([f"[{args[k].words[w]}, %{label}]" for label, args in incoming])
            lines.append(f"  {name} = phi {word} {ways}\n")
    return "".join(lines)
