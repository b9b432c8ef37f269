"""Variants, tuples and records that are not made: their parts travel as values of their own.

A *web* is a set of values that edges join: an object that arrives as a parameter of a block is one of those that are passed to
it. Where every object of a web is made in this function, and is only asked for its constructor and its parts, none of them is
made: a parameter becomes a number, which tells the constructor, and a parameter for each part. A part that not all
constructors have, and that is an object, is missing (`Maybe`) where the constructor does not have it.

Runs before counts are inserted. The idea is that of the scalar replacement of aggregates, on webs of block parameters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, TAGS, UNIT, Ty
from motet.jit.ir import Block, Edge, Ins, IrFunction, Value
from motet.jit.ir_ops import Place
from motet.jit.references import is_counted_type
from motet.jit.typed_python.types import maybe

_KINDS: Final = frozenset(("Union", "Tuple", "Record"))
_LOOKS: Final = frozenset(("part", "is_constructor"))
_MOST_PARTS: Final = 6


class Slot(NamedTuple):
    """Where a part travels.

    Attributes:
        constructor, part: which part it is.
        type: of the value that travels.
    """

    constructor: int
    part: int
    type: Ty


class Spread(NamedTuple):
    """What an object consists of: the number of its constructor (none if there is only one), and its slots."""

    tag: Value | None
    parts: tuple[Value, ...]

    def values(self) -> Iterator[Value]:
        """All values with words."""
        if self.tag is not None:
            yield self.tag
        yield from (part for part in self.parts if part.type.words)


def slots_of(t: Ty) -> tuple[Slot, ...]:
    """The slots of a type."""
    if t.kind != "Union":
        return tuple(Slot(-1, k, part) for k, part in enumerate(t.parts))
    several = len(t.constructors) > 1
    return tuple(
        Slot(c, k, maybe(part) if several and part is not ANY and is_counted_type(part) else part)
        for c, constructor in enumerate(t.constructors)
        for k, part in enumerate(constructor.payload)
    )


def replace_objects(function: IrFunction) -> None:
    """Let the objects of a function that need not be made travel as their parts."""
    webs = _Webs(function)
    chosen = webs.chosen()
    if chosen:
        _Replacement(function, webs, chosen).run()


# ---- which


class _Webs:
    """The webs of a function.

    Attributes:
        made: for each value the constructor that made it here, or -1 (tuples and records), with its parts.
    """

    def __init__(self, function: IrFunction) -> None:
        self._above: Final[dict[Value, Value]] = {}
        self._refused: Final[set[Value]] = set()
        self._makers: Final[dict[Value, int]] = {}
        self._function: Final = function
        known: set[Value] = set()
        for block in function.blocks:
            known.update(v for v in block.params if v.type.kind in _KINDS)
            for ins in block.ins:
                if ins.op == "object_new" or (ins.op == "literal" and ins.results[0] in function.shared):
                    known.add(ins.results[0])
                    self._makers[ins.results[0]] = ins.op == "object_new"
        self._known: Final = known
        for block in function.blocks:
            for ins in block.ins:
                self._instruction(ins)

    def root(self, value: Value) -> Value:
        """The value that stands for the web of a value."""
        above = self._above
        while value in above:
            higher = above[value]
            above[value] = above.get(higher, higher)  # halves the way for who asks next
            value = higher
        return value

    def is_candidate(self, value: Value) -> bool:
        """Whether a value is a parameter of a block, or made here."""
        return value in self._known

    def chosen(self) -> set[Value]:
        """Roots of the webs whose objects need not be made."""
        refused = {self.root(value) for value in self._refused}
        worth = {self.root(value) for value, is_object in self._makers.items() if is_object}
        return {root for root in worth - refused if len(slots_of(root.type)) <= _MOST_PARTS}

    def _instruction(self, ins: Ins) -> None:
        for value in ins.args:
            if value in self._known and ins.op not in _LOOKS:
                self._refused.add(value)
        for edge in ins.edges:
            for param, value in zip(edge.block.params, edge.args, strict=True):
                if param in self._known:
                    self._join(param, value)

    def _join(self, param: Value, value: Value) -> None:
        if value not in self._known:
            self._refused.add(param)
        elif self.root(param) is not self.root(value):
            self._above[self.root(param)] = self.root(value)


# ---- how


class _Replacement:
    def __init__(self, function: IrFunction, webs: _Webs, chosen: set[Value]) -> None:
        self._function: Final = function
        self._webs: Final = webs
        self._chosen: Final = chosen
        self._spreads: Final[dict[Value, Spread]] = {}
        self._new: Final[dict[Value, Value]] = {}
        self._count = 0

    def run(self) -> None:
        for block in self._function.blocks:
            for value in block.params:
                if self._is_chosen(value):
                    self._spreads[value] = self._parameter(value.type)
        for block in self._function.blocks:  # in this order definitions come before uses
            block.ins = [new for ins in block.ins for new in self._instruction(ins)]
        for block in self._function.blocks:
            for edge in block.ins[-1].edges:
                edge.args = list(self._arguments(edge))
        for block in self._function.blocks:
            block.params = list(self._parameters(block))

    def _is_chosen(self, value: Value) -> bool:
        return self._webs.is_candidate(value) and self._webs.root(value) in self._chosen

    # ---- what objects consist of

    def _value(self, t: Ty) -> Value:
        if not t.words:
            return Value(t, ())
        self._count += 1
        name = f"%part{self._count}"
        return Value(t, (f"{name}t", name) if t is ANY else (name,))

    def _parameter(self, t: Ty) -> Spread:
        tag = self._value(INT) if _has_tag(t) else None
        return Spread(tag, tuple(self._value(slot.type) for slot in slots_of(t)))

    # ---- instructions

    def _instruction(self, ins: Ins) -> Iterator[Ins]:
        """What stands in the place of an instruction."""
        if ins.op in _LOOKS and self._is_chosen(ins.args[0]):
            yield from self._look(ins)
            return
        ins.args = tuple(map(self._renamed, ins.args))
        if ins.results and self._is_chosen(ins.results[0]):
            yield from self._make(ins)
        else:
            yield ins

    def _make(self, ins: Ins) -> Iterator[Ins]:
        """The parts of an object, some of which get another type."""
        value = ins.results[0]
        t = value.type
        constructor = ins.data.constructor if ins.op == "object_new" else self._function.shared[value]
        given = list(ins.args)
        parts = []
        for slot in slots_of(t):
            part = _absent(slot.type)
            if slot.constructor == constructor and part.words:
                source = given[slot.part]
                part = source if source.type is slot.type else Value(slot.type, source.words)
                if part is not source:
                    yield Ins("refine", (part,), (source,), None, (), ins.site)
            parts.append(part)
        tag = Value(INT, (str(constructor),)) if _has_tag(t) else None
        self._spreads[value] = Spread(tag, tuple(parts))

    def _look(self, ins: Ins) -> Iterator[Ins]:
        spread, place, result = self._spreads[ins.args[0]], ins.data, ins.results[0]
        if ins.op == "is_constructor":
            yield from self._test(spread, place, result, ins.site)
            return
        slots = slots_of(place.type)
        found = next(k for k, s in enumerate(slots) if (s.constructor, s.part) == (place.constructor, place.part))
        part = spread.parts[found]
        if "ptr" in result.type.words:  # other values may have its name: an Any of it, what it is found to be
            yield Ins("refine", (result,), (part,), None, (), ins.site)
        else:
            self._new[result] = part

    def _test(self, spread: Spread, place: Place, result: Value, site: int) -> Iterator[Ins]:
        if spread.tag is None:
            self._new[result] = Value(BOOL, ("true",))
        elif not spread.tag.words[0].startswith("%"):
            self._new[result] = Value(BOOL, ("true" if spread.tag.words[0] == str(place.constructor) else "false",))
        else:
            number = Value(INT, (str(place.constructor),))
            yield Ins("int_compare", (result,), (spread.tag, number), "eq", (), site)

    # ---- names

    def _renamed(self, value: Value) -> Value:
        while value in self._new:
            value = self._new[value]
        return value

    def _arguments(self, edge: Edge) -> Iterator[Value]:
        for param, value in zip(edge.block.params, edge.args, strict=True):
            if param in self._spreads:
                yield from map(self._renamed, self._spreads[value].values())
            else:
                yield self._renamed(value)

    def _parameters(self, block: Block) -> Iterator[Value]:
        for param in block.params:
            if param in self._spreads:
                yield from self._spreads[param].values()
            else:
                yield param


def _has_tag(t: Ty) -> bool:
    return t.kind == "Union" and len(t.constructors) > 1


def _absent(t: Ty) -> Value:
    """A part that a constructor does not have."""
    if t is ANY:
        return Value(ANY, (str(TAGS[UNIT]), "null"))
    if t is BOOL:
        return Value(BOOL, ("false",))
    if t is FLOAT:
        return Value(FLOAT, ("0.0",))
    return Value(t, ("0",) if t is INT else ("null",) if t.words else ())
