"""Records, tuples, variants and lists between Python and native code, as LLVM text. Python's lock is held.

For each type there are up to four functions: `check` says whether an object of Python is one of the type, exactly; `make` gives
what was checked to the heap; `fits` says whether nothing in a value is better made once, although it occurs often; `box` makes an
object of Python of it. None of them runs code of the program's user, so what was checked stays as it is until it is copied.

Dicts are records, with their fields as keys, and instances of the engine's `Variant` are variants. What contains itself, and lists
of lists, go the long way, where what occurs often is converted once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from motet.bytecode.types import Ty
from motet.jit.boundary.boxing import BOXES, FITS
from motet.jit.boundary.checking import CHECKS
from motet.jit.boundary.lines import Lines
from motet.jit.boundary.making import MAKES
from motet.jit.boundary.python_api import VARIANT_NAME, Addresses
from motet.jit.boundary.signature import Objects
from motet.jit.layout import DESCRIPTORS

Table: TypeAlias = "dict[str, Callable[[Structures, Lines, Ty], None]]"
"""Writers of functions, by kind of type."""

_PARAMETERS: Final = {
    "check": "ptr %o",
    "make": "ptr %ctx, ptr %o, ptr %out",
    "fits": "ptr %at",
    "short": "ptr %at",
    "box": "ptr %at",
}

_KEPT: Final[dict[str, str]] = {}
"""Names whose addresses are in machine code."""


class Structures:
    """Writes the functions of a module.

    Attributes:
        at: where things of Python are.
        objects: what objects need of the heap.
    """

    def __init__(self, at: Addresses, objects: Objects) -> None:
        self.at: Final = at
        self.objects: Final = objects
        self._symbols: Final[dict[tuple[str, Ty], str]] = {}
        self._texts: Final[list[str]] = []

    def text(self) -> str:
        """All functions that were asked for."""
        return "".join(self._texts)

    def check(self, t: Ty) -> str:
        """Symbol of `i1 check(object)`."""
        return self.function("check", t, CHECKS)

    def make(self, t: Ty) -> str:
        """Symbol of `i1 make(context, object, place)`: stores the word of the value; false if there is no memory."""
        return self.function("make", t, MAKES)

    def fits(self, t: Ty) -> str:
        """Symbol of `i1 fits(place of the word)`."""
        return self.function("fits", t, FITS)

    def box(self, t: Ty) -> str:
        """Symbol of `object box(place of the word)`; null with an exception."""
        return self.function("box", t, BOXES)

    def function(self, what: str, t: Ty, writers: Table) -> str:
        """Symbol of a function, which is written when it is first asked for. Its label `no` is for failures."""
        symbol = self._symbols.get((what, t))
        if symbol is None:
            symbol = self._symbols[what, t] = f"@{what}{len(self._symbols)}"
            w = Lines()
            writers[t.kind](self, w, t)
            result, failure = ("ptr", "ret ptr null") if what == "box" else ("i1", "ret i1 false")
            head = f"define internal {result} {symbol}({_PARAMETERS[what]}) nounwind {{\n"
            self._texts.append(f"{head}{w.text()}no:\n  {failure}\n}}\n")
        return symbol

    @staticmethod
    def address_of(name: str) -> str:
        """The address of a name as Python's object, as text."""
        kept = _KEPT.setdefault(name, sys.intern(name))
        return f"inttoptr (i64 {id(kept)} to ptr)"

    def by_name(self, w: Lines, t: Ty) -> Iterator[tuple[int, str]]:
        """For each constructor: text behind the test of a variant's name, and the label for other names."""
        name = w.load("ptr", "%o", VARIANT_NAME)
        for number, constructor in enumerate(t.constructors):
            order = w.ins(f"call i32 @PyUnicode_Compare(ptr {name}, ptr {self.address_of(constructor.name)})")
            this, other = w.new_label(), w.new_label()
            w.do(f"br i1 {w.ins(f'icmp eq i32 {order}, 0')}, label %{this}, label %{other}")
            w.label(this)
            yield number, other

    def by_descriptor(self, w: Lines, t: Ty, made: str) -> Iterator[int]:
        """For each constructor of a union its number, and text behind the test of a value; otherwise -1."""
        if t.kind != "Union":
            yield -1
            return
        found = w.load("i32", made, 4)
        for number in range(len(t.constructors)):
            this, other = w.new_label(), w.new_label()
            same = w.ins(f"icmp eq i32 {found}, {DESCRIPTORS.number(t, number)}")
            w.do(f"br i1 {same}, label %{this}, label %{other}")
            w.label(this)
            yield number
            w.label(other)
        w.do("br label %no")
