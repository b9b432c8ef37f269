"""Lowering of closures, and of calls that leave the program for shared operations.

A closure whose function is known is its captures; it becomes an object where that is lost (`State.closure_object`). The code
of objects is a unit of its own, which takes the captures out of the object and goes on in the function.
"""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Instruction
from motet.bytecode.types import ANY, BOOL, INT, NEVER, STR, Ty, closure, fn, list_of
from motet.jit.infer.closures import closure_type
from motet.jit.infer.objects import element_of
from motet.jit.ir import Block, Compound, Edge, Ins, Value, flat, flat_types
from motet.jit.ir_ops import Change, Place
from motet.jit.lower.calls import call, for_function, give_back, narrowed, popped, represented, tail_call
from motet.jit.lower.library import library
from motet.jit.lower.module import ModuleContext
from motet.jit.lower.state import State
from motet.jit.lower.unit import Lowering
from motet.jit.units import Unit


def _closure_new(u: Lowering, ins: Instruction) -> bool | None:
    declared = u.context.program.functions[ins[1]].captures
    values = narrowed(u, popped(u, len(declared)), declared)
    if values is None:
        return True
    t = closure_type(u.lattice, ins[1], tuple(v.type for v in values))
    if t.kind == "Closure":
        fitting = represented(u, values, t.parts)
        assert fitting is not None
        u.stack.append(Compound(t, fitting))
    else:
        whole = Compound(closure(ins[1], tuple(v.type for v in values)), tuple(values))
        u.stack.append(u.closure_object(whole))
    return None


def _call_closure(u: Lowering, ins: Instruction) -> bool | None:
    values = popped(u, ins[1] + 1)
    if isinstance(values[0], Compound):
        found = _known(u, values)
        if found is not None:
            return call(u, u.inst.calls[u.pc], found)
        return u.trap("type") if _arity(u, values[0]) != ins[1] else True
    return _call_object(u, values, is_tail=False)


def _tail_call_closure(u: Lowering, ins: Instruction) -> bool | None:
    values = popped(u, ins[1] + 1)
    if isinstance(values[0], Compound):
        found = _known(u, values)
        if found is not None:
            return tail_call(u, u.inst.calls[u.pc], found)
        return u.trap("type") if _arity(u, values[0]) != ins[1] else True
    return _call_object(u, values, is_tail=True)


def _arity(u: Lowering, value: Compound) -> int:
    return len(u.context.program.functions[value.type.function].parameters)


def _known(u: Lowering, values: list[Value]) -> list[Value] | None:
    """Arguments of a call of a closure whose function is known; None after a trap, or if their number is wrong."""
    whole = values[0]
    assert isinstance(whole, Compound)
    if _arity(u, whole) != len(values) - 1:
        return None
    return for_function(u, whole.type.function, [*whole.parts, *values[1:]])


# ---- objects


def _call_object(u: Lowering, values: list[Value], *, is_tail: bool) -> bool | None:
    t = values[0].type
    if t is ANY:
        return _call_unknown(u, values, is_tail=is_tail)
    if t.kind != "Fn" or len(t.parts) != len(values) - 1:
        return u.trap("type")
    args = _arguments(u, values)
    if args is None:
        return True
    if is_tail and _can_tail(u, t):
        return u.end("tail_call_object", args, t)
    result = _called(u, t, args)
    if is_tail:
        return give_back(u, [result])
    u.stack.append(result)
    return None


def _arguments(u: Lowering, values: list[Value]) -> tuple[Value, ...] | None:
    """The object and the arguments as its code wants them; None after a trap."""
    fitting = represented(u, values[1:], values[0].type.parts)
    return None if fitting is None else (values[0], *fitting)


def _can_tail(u: Lowering, t: Ty) -> bool:
    """Whether what the code of an object returns is what the unit returns."""
    results = u.unit.results
    return not u.unit.checks and flat_types(results) == t.results


def _called(u: Lowering, t: Ty, args: tuple[Value, ...]) -> Value:
    result = u.value(t.results[0])
    u.here.ins.append(Ins("call_object", (result,), args, t, (), u.pc))
    return result


def _call_unknown(u: Lowering, values: list[Value], *, is_tail: bool) -> bool | None:
    """Call what may be any value: compare its type with those that closures of the program have."""
    u.note("a call of Any")
    done, result = Block(u.label("d")), u.value(ANY)
    done.params = [result]
    before = (u.boxes, u.literals)
    returned = False
    for t in u.context.signatures(len(values) - 1):
        test = u.ins("is_function", BOOL, (values[0],), t)
        yes, no = Block(u.label("f")), Block(u.label("n"))
        u.end("branch", (test,), None, (Edge(yes, []), Edge(no, [])))
        u.boxes, u.literals = {}, {}
        u.here = yes
        u.ir.blocks.append(yes)
        object_ = u.unbox("refine", values[0], t)
        args = _arguments(u, [object_, *values[1:]])
        if args is not None:
            u.end("jump", (), None, (Edge(done, [u.box(_called(u, t, args))]),))
            returned = True
        u.boxes, u.literals = {}, {}
        u.here = no
        u.ir.blocks.append(no)
    u.trap("type")
    if not returned:
        return True
    u.boxes, u.literals = before
    u.here = done
    u.ir.blocks.append(done)
    if is_tail:
        return give_back(u, [result])
    u.stack.append(result)
    return None


class ClosureCode(State):
    """The unit that the objects of a function refer to: from the object and its arguments to the function."""

    regions: Final = ()

    def run(self) -> None:
        """Fill `ir`."""
        self.pc = 0
        fn = self.unit.types[0]
        made = closure(self.unit.function, self.function.captures)
        captures: list[Value] = []
        for k, t in enumerate(made.parts):
            captures.append(self.ins("part", t, (self.params[0],), Place(made, -1, k)) if t.words else self.value(t))
        declared = self.code.declared
        unit = Unit("call", self.unit.function, 0, self.inst.types, fn.results, ())
        values = []
        for value, t in zip([*captures, *self.params[1:]], declared, strict=True):
            fitting = self.represent(value, t)
            assert fitting is not None
            values.append(fitting)
        self.end("tail_call", tuple(flat(values)), self.context.callee(unit, self.unit))


class OutsideCode(State):
    """The unit for calls from outside of a function that borrows some of its arguments."""

    regions: Final = ()

    def run(self) -> None:
        """Fill `ir`."""
        self.pc = 0
        callee = self.context.callee(self.unit._replace(kind="call"), self.unit)
        results = tuple(self.value(t) for t in self.ir.results)
        if NEVER in callee.results:
            self.do("tail_as_call", tuple(self.ir.params), callee)
            self.end("unreachable")
            return
        self.here.ins.append(Ins("tail_as_call", results, tuple(self.ir.params), callee, (), self.pc))
        self.end("ret", results)


def lower_outside_code(context: ModuleContext, unit: Unit) -> OutsideCode:
    """The code for calls from outside."""
    code = OutsideCode(context, unit, context.inference.call(unit.function, unit.types))
    code.run()
    return code


def lower_closure_code(context: ModuleContext, unit: Unit) -> ClosureCode:
    """The code of the objects of a function."""
    function = context.program.functions[unit.function]
    inst = context.inference.call(unit.function, (*function.captures, *function.parameters))
    code = ClosureCode(context, unit, inst)
    code.run()
    return code


# ---- calls of what is outside of the program


def _parallel(u: Lowering, ins: Instruction) -> bool | None:
    """A loop over the closures. The results make a list that the loop carries; the host may add to it."""
    closures, made = u.stack.pop(), u.context.program.types[ins[1]]
    element = element_of(closures.type)
    if element is NEVER:
        return u.trap("type")
    if closures.type is ANY:
        narrow = _list_of_functions(u, closures, made)
        if narrow is None:
            return True
        closures = narrow
    length = u.ins("list_len", INT, (closures,))
    before = u.ins("list_new", made, (), made)
    header, body, after = (Block(u.label("p")) for _ in range(3))
    index, results = u.value(INT), u.value(made)
    header.params = [index, results]
    u.end("jump", (), None, (Edge(header, [u.constant(INT, "0"), before]),))
    _begin(u, header)
    u.do("poll")
    more = u.ins("int_compare", BOOL, (index, length), "lt")
    u.end("branch", (more,), None, (Edge(body, []), Edge(after, [])))
    _begin(u, body)
    if not (u.context.settings.fuel or u.context.settings.depth):
        _ask(u, closures, index, results, header)
    each = u.ins("list_get", element_of(closures.type), (closures, index), closures.type)
    if not _call_object(u, [each], is_tail=False):
        result = u.represent(u.stack.pop(), made.parts[0])
        if result is not None:
            longer = u.ins("list_push", made, (results, result), Change(made))
            following = u.ins("int_add", INT, (index, u.constant(INT, "1")), "wrap64")
            u.end("jump", (), None, (Edge(header, [following, longer]),))
    _begin(u, after)
    u.stack.append(results)
    return None


def _parallel_workers(u: Lowering, ins: Instruction) -> bool | None:
    """The same between two counts, which traps leave as they are."""
    u.do("count_workers", (), 1)
    if _parallel(u, ins):
        return True
    u.do("count_workers", (), -1)
    return None


def _ask(u: Lowering, closures: Value, index: Value, results: Value, header: Block) -> None:
    """Before the closures 0, 16, 32, 64 ...: let the host run what is left, at the same time.

    It answers with unit, or with results of the closures from this one on, which are appended.
    """
    made = results.type
    ask, append, in_order = (Block(u.label("p")) for _ in range(3))
    before = u.ins("int_sub", INT, (index, u.constant(INT, "1")), "wrap64")
    bits = u.ins("int_and", INT, (index, u.ins("int_or", INT, (before, u.constant(INT, "15")))))
    is_time = u.ins("int_compare", BOOL, (bits, u.constant(INT, "0")), "eq")
    u.end("branch", (is_time,), None, (Edge(ask, []), Edge(in_order, [])))
    _begin(u, ask)
    answer = u.ins("parallel", ANY, (u.box(closures), u.box(index)))
    has_results = u.ins("has_type", BOOL, (answer,), made)
    u.end("branch", (has_results,), None, (Edge(append, []), Edge(in_order, [])))
    _begin(u, append)
    more = u.unbox("refine", answer, made)
    count = u.ins("list_len", INT, (more,))
    copy, item, done = (Block(u.label("p")) for _ in range(3))
    at, longer = u.value(INT), u.value(made)
    copy.params = [at, longer]
    u.end("jump", (), None, (Edge(copy, [u.constant(INT, "0"), results]),))
    _begin(u, copy)
    u.do("poll")
    goes_on = u.ins("int_compare", BOOL, (at, count), "lt")
    u.end("branch", (goes_on,), None, (Edge(item, []), Edge(done, [])))
    _begin(u, item)
    value = u.ins("list_get", made.parts[0], (more, at), made)
    pushed = u.ins("list_push", made, (longer, value), Change(made))
    u.end("jump", (), None, (Edge(copy, [u.ins("int_add", INT, (at, u.constant(INT, "1")), "wrap64"), pushed]),))
    _begin(u, done)
    following = u.ins("int_add", INT, (index, count), "wrap64")
    u.end("jump", (), None, (Edge(header, [following, longer]),))
    _begin(u, in_order)


def _begin(u: Lowering, block: Block) -> None:
    u.boxes, u.literals = {}, {}
    u.here = block
    u.ir.blocks.append(block)


def _list_of_functions(u: Lowering, closures: Value, made: Ty) -> Value | None:
    """An unknown value as the only type of lists that a program can call all elements of; None after a trap."""
    return u.narrow(closures, list_of(fn((), made.parts)))


def _trap_with(u: Lowering, ins: Instruction) -> bool | None:
    message = u.narrow(u.stack.pop(), STR)
    if message is None:
        return True
    return u.end("trap_with", (message,), ins[1])


HANDLERS: Final = {
    "closure_new": _closure_new,
    "call_closure": _call_closure,
    "tail_call_closure": _tail_call_closure,
    "library": library,
    "parallel": _parallel,
    "parallel_workers": _parallel_workers,
    "trap_with": _trap_with,
}
