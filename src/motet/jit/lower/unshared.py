"""Loops that change lists, in two versions: with tests whether others have the lists, too, and without.

In front of the loop stands a test: if nobody else has the lists that the loop changes, and there is room for what it puts
behind them, control goes to a version in which a change is a mere store, which LLVM can hoist, unroll and vectorise around.
Otherwise one round is done with the usual tests and copies, behind which the lists mostly are our own.

That nobody else has a list is a property of values (`Unshared.lists`) that holds while no count is added to them. Where counts
are added is known when they have been inserted: `settle` then takes the property back where it does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.bytecode.program import Instruction, stack_effect
from motet.bytecode.table import OPS
from motet.bytecode.types import INT, Key, Ty
from motet.jit.ir import Block, Edge, IrFunction, Value, flat
from motet.jit.ir_memory_ops import RETAIN
from motet.jit.ir_ops import Change, Room
from motet.jit.lower.join import Join
from motet.jit.lower.unroll import LOOKS, gather, lower_copies
from motet.jit.references import Counted, References

if TYPE_CHECKING:
    from motet.jit.lower.unit import Lowering

CHANGES: Final = frozenset(("list_set", "list_push"))
"""Instructions that replace or add an item, and give the list."""

ITEMS: Final = Ty(Key("Ptr"), ("ptr",))
"""Type of the address of a list's items."""

_MOST_INSTRUCTIONS: Final = 120
"""Bytecode instructions of a loop that gets two versions."""

_PLAIN: Final = (
    frozenset(
        op.name
        for op in OPS.values()
        if op.group not in ("Calls", "Vectors", "Values", "Closures", "Dynamic operations")
    )
    - {"global_get", "global_set", "narrow"}
) | {*LOOKS, *CHANGES}
"""Instructions that add no count to a list but by giving it to two others, and call nothing."""

_SHUFFLES: Final = "Constants and stack"


class Unshared:
    """What is known of lists in a unit.

    Attributes:
        lists: values that nobody else has, each with the address of its items.
        tested: values that were found to be such.
    """

    def __init__(self) -> None:
        self.lists: Final[dict[Value, Value]] = {}
        self.tested: Final[set[Value]] = set()

    def join(self, value: Value, ways: list[Value]) -> None:
        """Note what is known of a parameter of a block, given what arrives there."""
        places = {self.lists.get(way) for way in ways}
        if len(places) == 1:
            place = places.pop()
            if place is not None:
                self.lists[value] = place


@dataclass(slots=True)
class Version:
    """A loop with two versions.

    Attributes:
        body: its blocks in order, the header first.
        lists: which of the values at the header are lists that it changes.
        pushes: number of its instructions that put an item behind a list.
        is_small: rounds of it are copied.
        fast: the header of the version for lists that nobody else has.
    """

    body: list[int]
    lists: tuple[int, ...]
    pushes: int
    is_small: bool
    fast: Join = field(default_factory=lambda: Join(""))


# ---- which loops


def changing_loops(u: Lowering, small: dict[int, list[int]]) -> dict[int, Version]:
    """The loops that get two versions, by header; they are no longer in `small`, those whose rounds are copied."""
    if not u.context.reshapes or u.is_careful:
        return {}
    found = {}
    for header in u.graph.bodies:
        version = _version(u, header, header in small)
        if version is not None:
            found[header] = version
    for header, version in found.items():
        small.pop(header, None)
        gather(u.graph, header)
        version.body = [b for b in u.graph.order if b in u.graph.bodies[header]]
    return found


def _version(u: Lowering, header: int, is_small: bool) -> Version | None:
    code = [i for block in u.graph.bodies[header] for i in u.code.block(block)]
    names = [i[0] for i in code]
    if not u.graph.is_innermost(header) or len(code) > _MOST_INSTRUCTIONS:
        return None
    if CHANGES.isdisjoint(names) or not _PLAIN.issuperset(names):
        return None
    settings = u.context.settings
    pushes = names.count("list_push")
    if pushes and (settings.fuel or not settings.strip):
        return None
    lists = _changed_lists(u, header)
    return Version([], lists, pushes, is_small and not pushes) if lists else None


def _changed_lists(u: Lowering, header: int) -> tuple[int, ...]:
    """Which of the values at a header are lists that come back changed."""
    targets = _Targets(u, u.graph.bodies[header])
    types = u.inst.entry[header]
    places = [_Place(-1, local) for local in u.code.live(header)]
    places += [_Place(header, k) for k in range(len(types) - len(places))]
    changed = u.changed_by_loop(header)
    return tuple(
        k for k, place in enumerate(places) if k in changed and _has_items(types[k]) and targets.includes(place)
    )


def _has_items(t: Ty) -> bool:
    return t.kind == "List" and bool(t.parts[0].words)


class _Place(NamedTuple):
    """A local (leader -1), or a place of the stack at the start of a block."""

    leader: int
    number: int


class _Targets:
    """Where in a loop a list may be that is changed: places that a value moves between form a class."""

    def __init__(self, u: Lowering, body: set[int]) -> None:
        self._above: Final[dict[_Place, _Place]] = {}
        self._changed: Final[set[_Place]] = set()
        for block in body:
            self._block(u, block, body)

    def includes(self, place: _Place) -> bool:
        """Whether the class of a place is changed."""
        return self._root(place) in set(map(self._root, self._changed))

    def _root(self, place: _Place) -> _Place:
        while place in self._above:
            place = self._above[place]
        return place

    def _join(self, one: _Place | None, other: _Place | None) -> None:
        if one is not None and other is not None and self._root(one) != self._root(other):
            self._above[self._root(one)] = self._root(other)

    def _block(self, u: Lowering, leader: int, body: set[int]) -> None:
        facts = u.function.facts
        stack: list[_Place | None] = [_Place(leader, k) for k in range(facts.depth[leader])]
        for instruction in u.code.block(leader):
            self._step(u, instruction, stack)
        for successor in facts.successors[leader]:
            if successor in body:
                for k, place in enumerate(stack):
                    self._join(place, _Place(successor, k))

    def _step(self, u: Lowering, instruction: Instruction, stack: list[_Place | None]) -> None:
        name = instruction[0]
        pops, pushes = stack_effect(u.context.program, u.function, instruction)
        taken = stack[len(stack) - pops :]
        del stack[len(stack) - pops :]
        left: list[_Place | None] = [None] * pushes
        if name == "load":
            left = [_Place(-1, instruction[1])]
        elif name == "store":
            self._join(_Place(-1, instruction[1]), taken[0])
        elif name == "tail_call":
            for k, place in enumerate(taken):
                self._join(_Place(-1, k), place)
        elif name in CHANGES:
            left = [taken[0]]
            self._changed.update(place for place in left if place is not None)
        elif OPS[name].group == _SHUFFLES and taken:
            for place in taken[1:]:
                self._join(taken[0], place)
            left = taken[:1] * pushes
        stack += left


# ---- lowering


def lower_versions(u: Lowering, header: int, version: Version) -> bool:
    """Lower both versions of a loop; false if a block is reached only from later ones."""
    body = version.body
    first = {block: u.joins[block] for block in body}
    u.pc = header
    u.note("changes lists that nobody else has without tests")
    u.is_copying = True
    _lower(u, body)
    u.is_copying = False
    u.joins.update({b: Join(f"b{b}{u.suffix}u") for b in body})
    u.joins[header] = version.fast
    u.is_unshared = True
    if version.is_small:
        complete = lower_copies(u, header, body, Join)
    else:
        _lower(u, body)
        complete = _is_complete(u, body)
    u.is_unshared = False
    u.joins.update(first)
    return complete and _is_complete(u, body)


def _lower(u: Lowering, body: list[int]) -> None:
    for block in body:
        if u.joins[block].incoming:
            u.lower_block(block)


def _is_complete(u: Lowering, body: list[int]) -> bool:
    return all(u.joins[b].chosen is not None or not u.joins[b].incoming for b in body)


def divide(u: Lowering, version: Version, join: Join, values: list[Value], types: list[Ty]) -> None:
    """Go on behind the tests in front of a loop, in the version for lists that others may have.

    The block in hand is the one that both versions come back to; it polls.
    """
    assert join.chosen is not None
    join.polls = True
    u.do("poll")
    lists = [values[k] for k in version.lists]
    u.unshared.tested.update(lists)
    most = u.constant(INT, str(u.context.settings.strip if version.pushes else 1))
    for each in lists:
        most = u.ins("list_room", INT, (each, most), Room(each.type, version.pushes))
    fast = version.fast = _fast_header(u, version, join, values, types)
    slow = Block(f"{join.block.label}s")
    arguments = flat([values[k] for k in join.chosen])
    edge = Edge(fast.inner, [*arguments, most] if version.pushes else arguments)
    fast.incoming = [(edge, values)]
    u.end("branch", (u.is_left(most),), None, (edge, Edge(slow, [])))
    u.here = slow
    u.ir.blocks.append(slow)


def _fast_header(u: Lowering, version: Version, join: Join, values: list[Value], types: list[Ty]) -> Join:
    assert join.chosen is not None
    fast = Join(f"{join.block.label}u")
    fast.chosen, fast.outer, fast.lists = join.chosen, join.block, version.lists
    fast.entry = list(values)
    for k in join.chosen:
        fast.entry[k] = u.value(types[k])
    fast.inner.params = flat([fast.entry[k] for k in join.chosen])
    if version.pushes:
        fast.block, fast.countdown = join.block, u.value(INT)
        fast.inner.params.append(fast.countdown)
    for k in version.lists:
        fast.items.append(u.ins("list_items", ITEMS, (values[k],)))
        u.unshared.lists[fast.entry[k]] = fast.items[-1]
    return fast


def are_unshared(u: Lowering, join: Join, values: list[Value]) -> bool:
    """Whether values on the way back to a header are such that its version can go on with them."""
    known = u.unshared.lists
    return all(known.get(values[k]) is items for k, items in zip(join.lists, join.items, strict=True))


def has_changes(u: Lowering, leader: int) -> bool:
    """Whether a block changes lists, so that it must not be repeated."""
    return any(i[0] in CHANGES for i in u.code.block(leader))


# ---- afterwards


def settle(ir: IrFunction, unshared: Unshared) -> None:
    """Let changes make sure that nobody else has the list, if a count is added to one that was taken to be our own."""
    if not unshared.lists:
        return
    index = References(ir).index
    ours = {index[value] for value in (*unshared.lists, *unshared.tested) if value in index}
    if any(index.get(value) in ours for value in _retained(ir)):
        for block in ir.blocks:
            for ins in block.ins:
                if isinstance(ins.data, Change) and ins.data.is_ours:
                    ins.args, ins.data = ins.args[:-1], Change(ins.data.type)


def _retained(ir: IrFunction) -> list[Value]:
    found: list[Value] = []
    for block in ir.blocks:
        for ins in block.ins:
            if ins.op == RETAIN:
                found.append(ins.args[0])
            elif isinstance(ins.data, Counted):
                found += ins.data.retained
    return found
