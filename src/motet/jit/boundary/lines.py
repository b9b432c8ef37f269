"""Lines of LLVM text, and the values that they define."""

from __future__ import annotations

from typing import Final


class Lines:
    """Text of one function, line by line."""

    def __init__(self) -> None:
        self.lines: Final[list[str]] = []
        self._count = 0

    def ins(self, text: str) -> str:
        """Append an instruction; the name of its result."""
        self._count += 1
        self.lines.append(f"  %t{self._count} = {text}\n")
        return f"%t{self._count}"

    def do(self, text: str) -> None:
        """Append an instruction without result."""
        self.lines.append(f"  {text}\n")

    def label(self, name: str) -> None:
        """Begin a block."""
        self.lines.append(f"{name}:\n")

    def new_label(self) -> str:
        """A label that no other block has."""
        self._count += 1
        return f"b{self._count}"

    def next_unless(self, condition: str, target: str) -> None:
        """Go to a label, or on, in a new block."""
        block = self.new_label()
        self.do(f"br i1 {condition}, label %{target}, label %{block}, !prof !0")
        self.label(block)

    def load(self, type_: str, base: str, offset: int) -> str:
        """What lies behind an address."""
        return self.ins(f"load {type_}, ptr {self.place(base, offset)}")

    def store(self, value: str, base: str, offset: int) -> None:
        """Store a value, given with its type, behind an address."""
        self.do(f"store {value}, ptr {self.place(base, offset)}")

    def place(self, base: str, offset: int) -> str:
        """An address behind another."""
        return self.ins(f"getelementptr i8, ptr {base}, i64 {offset}")

    def text(self) -> str:
        """All of it."""
        return "".join(self.lines)


def begin_loop(w: Lines, count: str) -> str:
    """Begin a loop; its index. There is one in a function at most."""
    w.do("br label %front")
    w.label("front")
    w.do("br label %head")
    w.label("head")
    index = w.ins("phi i64 [ 0, %front ], [ %next, %back ]")
    w.do(f"br i1 {w.ins(f'icmp ult i64 {index}, {count}')}, label %body, label %behind")
    w.label("body")
    return index


def end_loop(w: Lines, index: str) -> None:
    """End it."""
    w.do("br label %back")
    w.label("back")
    w.do(f"%next = add i64 {index}, 1")
    w.do("br label %head")
    w.label("behind")


WEIGHTS: Final = '!0 = !{!"branch_weights", i32 1, i32 10000}\n'
"""What modules with such text end with: the way that `next_unless` goes to a label is hardly ever taken."""
