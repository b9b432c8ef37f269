"""Lowering of one unit: walks its blocks in reverse postorder and joins values with block parameters.

A value becomes a parameter of a block only when the ways into the block disagree on it; of a loop header also when the
loop may change it, since the ways back are not known yet.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from motet.bytecode.program import Instruction
from motet.bytecode.table import OPS
from motet.bytecode.types import ANY, BOOL, INT, Ty, is_counted
from motet.jit.convention import MAX_VALUES
from motet.jit.infer.code import gathered, scattered
from motet.jit.ir import Block, Compound, Edge, Ins, Value, flat
from motet.jit.ir_ops import Counter
from motet.jit.lower.dispatch import guess_at_entry, guess_at_loop
from motet.jit.lower.join import Join
from motet.jit.lower.loops import Graph
from motet.jit.lower.regions import Regions
from motet.jit.lower.signs import non_negative_locals
from motet.jit.lower.state import UNIT_VALUE, State
from motet.jit.lower.unroll import lower_copies, small_loops
from motet.jit.lower.unshared import (
    Unshared,
    Version,
    are_unshared,
    changing_loops,
    divide,
    has_changes,
    lower_versions,
)
from motet.jit.units import Unit

if TYPE_CHECKING:
    from motet.jit.infer.inst import Inst
    from motet.jit.lower.module import ModuleContext

_STRIP_SIZE: Final = 60
"""Most instructions of a loop whose polls are strip-mined."""

_TYPE: Final = attrgetter("type")

_NO_STRIP: Final = frozenset(
    op.name
    for op in OPS.values()
    if op.group in ("Calls", "Dynamic operations", "Vectors", "Values", "Closures")
    or op.name in ("int_div", "int_rem", "float_rem", "global_set", "global_get")
) - {"tail_call", "is_type", "is_false"}
"""Instructions that keep LLVM from vectorising a loop: nothing is gained by doing its polls elsewhere."""

_READS: Final = frozenset(("list_len", "list_get"))
"""Instructions besides that LLVM can vectorise, if nothing but the end of the list ends the loop."""


class Lowering(State):
    """Lowers one unit, or one region of it; `run` once.

    Attributes:
        is_careful: give each block all values as parameters.
        regions: the functions that are lowered into this unit.
        next_headers: for a loop that is being copied: where the ways back of the round in hand lead.
        versions: the loops with two versions, by header.
        unshared: what is known of lists.
        is_unshared: what is lowered is the version of a loop for lists that nobody else has.
    """

    graph: Graph
    leader: int
    joins: dict[int, Join]

    def __init__(
        self, context: ModuleContext, unit: Unit, inst: Inst, *, is_careful: bool = False, first_number: int = 0
    ) -> None:
        super().__init__(context, unit, inst, first_number)
        self.is_careful: Final = is_careful
        self.regions = Regions(self)
        self.next_headers: Final[dict[int, Join]] = {}
        self.versions: dict[int, Version] = {}
        self.unshared = Unshared()
        self.is_unshared = False

    def region(self, unit: Unit, first_number: int) -> Lowering:
        """The lowering of a function that becomes part of this unit."""
        inst = self.context.inference.inst_of(unit)
        region = Lowering(self.context, unit, inst, is_careful=self.is_careful, first_number=first_number)
        region.caller, region.regions, region.unshared = self.caller, self.regions, self.unshared
        return region

    def run(self) -> bool:
        """Fill `ir`.

        False: a block turned out to be reached from later ones only, because lowering knew more than inference (of loops
        that are entered in several places). Others may have been joined too early: it takes another, careful run.
        """
        self.graph = Graph(self.inst, self.code)
        self.joins = {leader: Join(f"b{leader}{self.suffix}") for leader in self.graph.order}
        self.leader = -1
        self._place_parameters()
        loops = small_loops(self)
        self.versions = changing_loops(self, loops)
        self._enter()
        waiting = self.graph.order
        while waiting:
            for leader in waiting:
                if not self._lower_loop(leader, loops):
                    return False
                if self.joins[leader].incoming and self.joins[leader].chosen is None:
                    self.lower_block(leader)
            waiting = [b for b in self.graph.order if self.joins[b].incoming and self.joins[b].chosen is None]
            if waiting and not self.is_careful:
                return False
        return self.caller is not self.unit or self.regions.lower()

    def _lower_loop(self, leader: int, small: dict[int, list[int]]) -> bool:
        """Lower a loop of which there are several copies; false as `run`."""
        if not self.joins[leader].incoming or self.joins[leader].chosen is not None:
            return True
        if leader in self.versions:
            return lower_versions(self, leader, self.versions[leader])
        return leader not in small or lower_copies(self, leader, small[leader], Join)

    # ---- entry

    def _place_parameters(self) -> None:
        params = self.params
        if self.unit.kind == "call":
            self.locals = params + [UNIT_VALUE] * (self.function.local_count - len(params))
        else:
            pc = self.unit.pc
            self.locals = scattered(params, self.code.runs[pc], self.function.local_count, UNIT_VALUE)
            self.stack = params[self.code.live_count[pc] :]
            if self.context.tier == 2:
                known = non_negative_locals(self.context.program, self.function)
                live = zip(self.code.live(pc), params, strict=False)
                self.ir.non_negative = frozenset(p.words[0] for i, p in live if i in known and p.type is INT)

    def _enter(self) -> None:
        context = self.context
        self.pc = self.unit.pc
        if self.unit.kind == "call":
            is_main = self.caller is self.unit
            if is_main and context.tier == 1 and context.settings.counts:
                threshold = context.settings.call_threshold
                seen = tuple(p for p in self.params if not isinstance(p, Compound))
                self.do("count_call", seen, self._counter(self.unit, threshold))
            if is_main and context.tier == 2 and context.settings.dispatch and ANY in self.unit.types:
                self._dispatch_at_entry()
            if is_main:
                self.regions.begin()
            if context.settings.depth:
                self.do("depth_check")
            check = context.graph.checks[self.unit.function]
            if check.kind == "stack":
                self.do("stack_check", (), check.room)
            elif check.kind == "poll":
                self.do("poll")
        values = self._coerced(self.unit.pc, self._raw(self.unit.pc))
        assert values is not None
        self._jump(self.unit.pc, values)

    def _dispatch_at_entry(self) -> None:
        found = guess_at_entry(self)
        if found is not None:
            after = Edge(Block(self.label("z")), [])
            self.end("dispatch", tuple(self.ir.params), found, (after,))
            self.here = after.block
            self.ir.blocks.append(self.here)

    def _counter(self, unit: Unit, threshold: int) -> Counter:
        services = self.context.services
        n = services.number(unit)
        return Counter(n, services.counter_address(n), services.slot_address(n), services.seen_address(n), threshold)

    # ---- blocks

    def lower_block(self, leader: int) -> None:
        """Lower a block, to which all forward edges are known."""
        self.leader, self.pc = leader, leader
        self.boxes, self.literals = {}, {}
        entry = self._join(leader)
        self.facts = {} if self.is_careful else self.joins[leader].facts or {}
        if leader in self.next_headers:
            self.joins[leader] = self.next_headers[leader]
        self.locals = values = scattered(entry, self.code.runs[leader], self.function.local_count, UNIT_VALUE)
        self.stack = stack = entry[self.code.live_count[leader] :]
        if self.context.settings.fuel:
            self.do("charge", (), ((leader, self.function.facts.length[leader]),))
        handlers, literals, literal = self.context.handlers, self.context.literals, self.context.literal
        for pc, instruction in enumerate(self.code.block(leader), leader):
            name = instruction[0]
            if name == "load":
                stack.append(values[instruction[1]])
            elif name == "store":
                values[instruction[1]] = stack.pop()
            elif name == "const":
                stack.append(literals.get(instruction[1]) or literal(instruction[1]) or self.text(instruction[1]))
            else:
                self.pc = pc
                if handlers[name](self, instruction):
                    return
        self.pc = leader
        self.go(self.code.next[leader])

    def _join(self, leader: int) -> list[Value]:
        """Values at the start of a block; those that differ between the ways into it become parameters."""
        join = self.joins[leader]
        if join.entry is not None:
            self.here = join.inner
            self.ir.blocks.append(self.here)
            return join.entry
        types = self.inst.entry[leader]
        incoming = join.incoming
        values = incoming[0][1]
        is_header = (leader in self.graph.headers and not join.is_copy) or self.is_careful
        if len(incoming) == 1 and not is_header:
            join.chosen = []
            self.here = join.block
            self.ir.blocks.append(self.here)
            return values
        values = list(values)
        differ = self.changed_by_loop(leader) if is_header else set()
        for _, others in incoming[1:]:
            if others != values:
                differ.update([k for k, v in enumerate(others) if v is not values[k]])
        join.chosen = chosen = sorted([k for k in differ if types[k].words])
        if is_header and self.is_stripped(leader):
            self._strip(join, types)
        for k in chosen:
            values[k] = self.value(types[k])
        if chosen:
            join.inner.params[:0] = flat([values[k] for k in chosen])
            for edge, arguments in incoming:
                edge.args += flat([arguments[k] for k in chosen])
        self.here = join.inner
        self.ir.blocks.append(self.here)
        if is_header and leader in self.versions:
            divide(self, self.versions[leader], join, values, types)
        elif self.is_unshared:
            for k in chosen:
                self.unshared.join(values[k], [others[k] for _, others in incoming])
        return values

    def changed_by_loop(self, header: int) -> set[int]:
        """Which of the values at a loop header may be others when control comes back."""
        live = self.code.live(header)
        body = self.graph.bodies.get(header)
        types = self.inst.entry[header]
        if body is None or self.is_careful:
            return set(range(len(types)))
        stored = self._stored_in(body)
        changed = {k for k, i in enumerate(live) if i in stored}
        changed.update(range(len(live), len(types)))
        if self.context.tier == 1:
            changed.update(k for k, t in enumerate(types) if is_counted(t))
        return changed

    def _stored_in(self, body: set[int]) -> set[int]:
        stored = set()
        code, length = self.function.code, self.function.facts.length
        for block in body:
            end = block + length[block]
            stored.update([instruction[1] for instruction in code[block:end] if instruction[0] == "store"])
            if code[end - 1][0] == "tail_call" and (block, 0) in self.inst.edges:
                stored.update(range(self.function.arity))
        return stored

    # ---- polls

    def is_stripped(self, leader: int) -> bool:
        """Whether the polls of a loop are done elsewhere."""
        settings = self.context.settings
        if self.context.tier == 1 or not settings.strip or settings.fuel or self.is_careful:
            return False
        if not self.graph.is_innermost(leader):
            return False
        body = [i for block in self.graph.bodies[leader] for i in self.code.block(block)]
        costly = _NO_STRIP.intersection([i[0] for i in body])
        if len(body) > _STRIP_SIZE or not costly <= _READS or (costly and not self._has_one_exit(leader)):
            return False
        return sum(map(_may_overflow, body)) <= self._counters(leader)

    def _has_one_exit(self, header: int) -> bool:
        body = self.graph.bodies[header]
        return sum(source in body and target not in body for source, target in self.inst.edges) == 1

    def _counters(self, leader: int) -> int:
        """Number of instructions in a loop that add a constant to a local: induction variables, mostly."""
        count = 0
        for block in self.graph.bodies[leader]:
            code = self.function.code[block : block + self.function.facts.length[block]]
            for load, const, add, store in zip(code, code[1:], code[2:], code[3:], strict=False):
                names = (load[0], const[0], store[0])
                if names == ("load", "const", "store") and load[1] == store[1] and add[0] in ("int_add", "int_sub"):
                    count += 1
        return count

    def _strip(self, join: Join, types: list[Ty]) -> None:
        """Put a block that polls in front of the header, so that the loop itself need not poll.

        The poll stands there, and not on the way back, because LLVM would merge an empty block with the header.
        """
        assert join.chosen is not None
        outer = join.block
        self.here = outer
        self.ir.blocks.append(outer)
        outer.params = flat([self.value(types[k]) for k in join.chosen])
        join.inner = Block(f"{outer.label}i")
        join.countdown = self.value(INT)
        join.inner.params = [join.countdown]
        self.do("poll")
        for value in outer.params:
            if value.type is INT:
                self.do("known_range", (value,))
        strip = self.constant(INT, str(self.context.settings.strip))
        self.end("jump", (), None, (Edge(join.inner, [*outer.params, strip]),))
        self.note(f"polls every {self.context.settings.strip} iterations")

    def _go_back(self, target: int, values: list[Value]) -> None:
        """End the block with a jump to a header that is already lowered."""
        join = self.joins[target]
        assert join.chosen is not None
        arguments = flat([values[k] for k in join.chosen])
        if join.outer is not None and not are_unshared(self, join, values):
            self.end("jump", (), None, (Edge(join.outer, arguments),))
            return
        if join.countdown is not None:
            self._count_down(join, arguments)
            return
        if not join.polls:
            self.do("poll")
        edge = Edge(join.block, arguments)
        settings = self.context.settings
        live = tuple(flat(values))
        if self.context.tier == 1 and settings.counts and len(live) <= MAX_VALUES:
            types = tuple(self.inst.entry[target])
            unit = Unit("loop", self.unit.function, target, types, self.unit.results, self.unit.checks)
            counter = self._counter(unit, settings.loop_threshold)
            self.end("loop_back", live, (counter, types), (edge,))
        else:
            self.end("jump", (), None, (edge,))

    def _count_down(self, join: Join, arguments: list[Value]) -> None:
        """End the block with a jump back: without a poll while the countdown lasts."""
        left = self._counted_down(join)
        again = Edge(join.inner, [*arguments, left])
        if join.tested:
            self.end("jump", (), None, (again,))
        else:
            self.end("branch", (self.is_left(left),), None, (again, Edge(join.block, arguments)))

    def _counted_down(self, join: Join) -> Value:
        assert join.countdown is not None
        return self.ins("int_sub", INT, (join.countdown, self.constant(INT, "1")), "wrap64")

    def is_left(self, countdown: Value) -> Value:
        """Whether a countdown has not ended."""
        return self.ins("int_compare", BOOL, (countdown, self.constant(INT, "0")), "ne")

    def _branch_out(self, condition: Value, wants: bool, target: int, following: int) -> bool:
        """End the block of a stripped loop's only exit, so that the loop leaves in one place for both reasons.

        Headers of stripped loops that have no effects can be repeated.
        LLVM vectorises loops with one exit. Behind it stands the test for which reason it was: to poll, or to leave.
        False: this is no such place.
        """
        header, is_first = self._header_of_exit(target, following)
        if header < 0:
            return False
        join = self.joins[header]
        assert join.countdown is not None
        if is_first and has_changes(self, header):
            return False
        stays = wants if target in self.graph.bodies[header] else not wants
        inside, outside = (target, following) if stays is wants else (following, target)
        stay = condition if stays else self.ins("bool_not", BOOL, (condition,))
        if is_first:
            join.tested = True
            arguments: list[Value] = list(join.inner.params[:-1])
            left = join.countdown
        else:
            assert join.chosen is not None
            values = self._coerced(header, self._tested(self._raw(header), condition, stays))
            if not are_unshared(self, join, values):
                return False
            arguments = flat([values[k] for k in join.chosen])
            left = self._counted_down(join)
        both = self.ins("bool_and", BOOL, (stay, self.is_left(left)))
        before = self.here
        back = Edge(join.inner, [*arguments, left])
        staying = self._way(condition, stays, inside) if is_first else back
        check = Block(self.label("c"))
        before.ins.append(Ins("branch", (), (both,), None, (staying, Edge(check, [])), self.pc))
        self.ir.blocks.append(check)
        self.here = check
        leaving = self._way(condition, not stays, outside)
        check.ins.append(Ins("branch", (), (stay,), None, (Edge(join.block, arguments), leaving), self.pc))
        return True

    def _header_of_exit(self, target: int, following: int) -> tuple[int, bool]:
        """The stripped loop that a branch leaves on one of its ways, or -1; and whether the branch ends its header.

        Otherwise the other way leads back to the header.
        """
        for header, other in ((self.leader, -1), (target, following), (following, target)):
            join = self.joins.get(header)
            if join is None or join.countdown is None or join.tested:
                continue
            body = self.graph.bodies[header]
            if other >= 0 and self.leader in body and other not in body and join.chosen is not None:
                return header, False
            if other < 0 and (target in body) != (following in body) and header not in (target, following):
                return header, True
        return -1, False

    # ---- edges

    def _raw(self, target: int) -> list[Value]:
        """The values that a block needs, as they are now."""
        return gathered(self.locals, self.code.runs[target]) + self.stack

    def _coerced(self, target: int, raw: list[Value]) -> list[Value]:
        """The values in the representation of the block's entry."""
        types = self.inst.entry[target]
        if [*map(_TYPE, raw)] == types:
            return raw
        return [v if v.type is t else self._as_joined(v, t) for v, t in zip(raw, types, strict=True)]

    def _as_joined(self, value: Value, t: Ty) -> Value:
        if value.type is t:
            return value
        joined = self.represent(value, t) if t is ANY or isinstance(value, Compound) else None
        if joined is None:
            raise AssertionError(f"{self.unit}: {value} where inference found {t}")
        return joined

    def go(self, target: int) -> bool:
        """End the block: control continues at a leader."""
        self._leave(target, self._raw(target))
        return True

    def _leave(self, target: int, raw: list[Value]) -> None:
        retreats = self.graph.index[self.leader] >= self.graph.index[target]
        if not retreats and target in self.graph.headers:
            self._dispatch_at_loop(target, raw)
        values = self._coerced(target, raw)
        if self.joins[target].chosen is not None:
            self._go_back(target, values)
            return
        if retreats and not self.joins[target].is_copy:
            self.do("poll")
        self._jump(target, values)

    def _jump(self, target: int, values: list[Value]) -> None:
        self.here.ins.append(Ins("jump", (), (), None, (self._edge(target, values),), self.pc))

    def _edge(self, target: int, values: list[Value]) -> Edge:
        return self.joins[target].edge(values, self.facts)

    def _dispatch_at_loop(self, target: int, raw: list[Value]) -> None:
        context = self.context
        if context.tier == 1 or not context.settings.dispatch or ANY not in self.inst.entry[target]:
            return
        found = guess_at_loop(self, target, raw)
        if found is None:
            return
        after = Edge(Block(self.label("z")), [])
        dispatch, types = found
        arguments = [v if v.type is ANY else self._as_joined(v, t) for v, t in zip(raw, types, strict=True)]
        self.end("dispatch", tuple(flat(arguments)), dispatch, (after,))
        self.here = after.block
        self.ir.blocks.append(self.here)

    def branch(self, condition: Value, wants: bool, target: int) -> bool:
        """End the block: at a leader if the condition is what it wants, else with the next instruction."""
        following = self.pc + 1
        if target == following:
            return self.go(target)
        if condition.words[0] in ("true", "false"):
            taken = (condition.words[0] == "true") is wants
            return self._only_way(condition, taken is wants, target if taken else following)
        edges = self.inst.edges
        if (self.leader, target) not in edges:
            return self._only_way(condition, not wants, following)
        if (self.leader, following) not in edges:
            return self._only_way(condition, wants, target)
        if self._branch_out(condition, wants, target, following):
            return True
        before = self.here
        taken_edge = self._way(condition, wants, target)
        other_edge = self._way(condition, not wants, following)
        pair = (taken_edge, other_edge) if wants else (other_edge, taken_edge)
        before.ins.append(Ins("branch", (), (condition,), None, pair, self.pc))
        return True

    def _only_way(self, condition: Value, outcome: bool, target: int) -> bool:
        self._leave(target, self._tested(self._raw(target), condition, outcome))
        return True

    def _way(self, condition: Value, outcome: bool, target: int) -> Edge:
        """An edge of a branch; what is to be done on the way gets a block of its own."""
        graph = self.graph
        if (
            target not in graph.headers
            and condition not in self.tests
            and condition not in self.variant_tests
            and graph.index[self.leader] < graph.index[target]
        ):
            raw = self._raw(target)
            if self.joins[target].chosen is None and [*map(_TYPE, raw)] == self.inst.entry[target]:
                return self._edge(target, raw)
        before, boxes, facts = self.here, self.boxes, self.facts
        way = Block(self.label("e"))
        self.here, self.boxes = way, dict(boxes)
        at = len(self.ir.blocks)
        self.ir.blocks.append(way)
        self._leave(target, self._tested(self._raw(target), condition, outcome))
        self.here, self.boxes, self.facts = before, boxes, facts
        if len(way.ins) == 1 and way.ins[0].op == "jump":
            del self.ir.blocks[at]
            return way.ins[0].edges[0]
        return Edge(way, [])

    def _tested(self, raw: list[Value], condition: Value, outcome: bool) -> list[Value]:
        """Values on one way of a branch: what was tested is known there."""
        if condition in self.variant_tests:
            self.learn_constructors(self.variant_tests[condition], outcome)
        test = self.tests.get(condition)
        if test is None or outcome is test.negated or test.origin not in raw:
            return raw
        known = self.unbox("refine", test.origin, test.yes)
        return [known if v is test.origin else v for v in raw]


def _may_overflow(instruction: Instruction) -> bool:
    """Whether an instruction of a stripped loop may trap `overflow`, so that LLVM could not vectorise the loop."""
    return len(instruction) == 2 and instruction[1] in ("trap64", "trap63")
