"""Abstract interpretation of one basic block: a handler for each instruction of the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from motet.bytecode.program import Instruction
from motet.bytecode.table import OPS
from motet.bytecode.types import ANY, BOOL, BY_NAME, INT, NEVER, VECTOR, Ty
from motet.jit.infer.lattice import (
    CONSTANT_TYPES,
    SCALARS,
    TESTED,
    Abstract,
    Test,
    Unknown,
    dynamic_result,
    plain,
    same_result,
)
from motet.jit.shuffles import SHUFFLES

if TYPE_CHECKING:
    from motet.jit.infer.inference import Inference
    from motet.jit.infer.inst import Inst


class Walk:
    """The abstract machine while it goes through one block of one `Inst`.

    Attributes:
        locals: abstract values of all locals; dead ones are Unit.
        stack: abstract values of the stack, the top last.
        block: leader of the block.
        is_plain: all abstract values are types.
    """

    __slots__ = ("block", "inference", "inst", "is_plain", "locals", "pc", "stack")

    def __init__(
        self,
        inference: Inference,
        inst: Inst,
        block: int,
        values: list[Abstract],
        stack: list[Abstract],
        is_plain: bool,
    ) -> None:
        self.inference = inference
        self.inst = inst
        self.block = block
        self.pc = block
        self.is_plain = is_plain
        self.locals = values
        self.stack = stack

    def narrow(self, value: Abstract, wanted: Ty) -> bool:
        """Learn that a value, popped already, is of a type, wherever it is; false if it cannot be."""
        if value is wanted:
            return True
        if isinstance(value, Unknown):
            for values in (self.locals, self.stack):
                while value in values:
                    values[values.index(value)] = wanted
            return True
        if isinstance(value, Test):
            return wanted is BOOL
        return self.inference.lattice.narrowed(value, wanted) is not NEVER

    def pop_plain(self) -> Ty:
        """Pop; the type only."""
        return plain(self.stack.pop())

    def push(self, t: Ty) -> None:
        """Push a value of a type that is not known from elsewhere."""
        if t is ANY:
            self.is_plain = False
            self.stack.append(Unknown())
        else:
            self.stack.append(t)

    def push_test(self, test: Test) -> None:
        """Push a Bool that tells something."""
        self.is_plain = False
        self.stack.append(test)


def refine(values: list[Abstract], old: Abstract, new: Ty) -> list[Abstract]:
    """The values, with what was learned put in the place of an unknown one."""
    return [new if v is old else v for v in values] if old in values else values


Handler = Callable[[Walk, Instruction], bool | None]
"""True when control does not come to the next instruction."""


def _const(w: Walk, ins: Instruction) -> bool | None:
    w.stack.append(CONSTANT_TYPES[type(w.inference.program.constants[ins[1]])])
    return None


def _global_get(w: Walk, ins: Instruction) -> bool | None:
    w.push(ANY)
    return None


def _jump(w: Walk, ins: Instruction) -> bool | None:
    w.inference.flow(w, ins[1], w.locals, w.stack)
    return True


def _branch(w: Walk, ins: Instruction) -> bool | None:
    condition = w.stack.pop()
    if not w.narrow(condition, BOOL):
        return True
    wants = ins[0] == "branch_if"
    for taken, target in ((wants, ins[1]), (not wants, w.pc + 1)):
        if not isinstance(condition, Test):
            w.inference.flow(w, target, w.locals, w.stack)
        elif condition.known is None or condition.known is taken:
            _flow_tested(w, condition, taken, target)
    return True


def _flow_tested(w: Walk, test: Test, taken: bool, target: int) -> None:
    if test.origin is not None and taken is not test.negated:
        w.inference.flow(w, target, refine(w.locals, test.origin, test.yes), refine(w.stack, test.origin, test.yes))
    else:
        w.inference.flow(w, target, w.locals, w.stack)


def _return(w: Walk, ins: Instruction) -> bool | None:
    declared = w.inference.program.functions[w.inst.function].results
    values = w.stack[len(w.stack) - len(declared) :]
    narrowed = w.inference.lattice.narrowed
    types = tuple(narrowed(plain(v), d) for v, d in zip(values, declared, strict=True))
    if NEVER not in types:
        w.inference.returns(w.inst, types)
    return True


def _end(w: Walk, ins: Instruction) -> bool | None:
    return True


def _callee(w: Walk, function: int) -> Inst | None:
    """Pop the arguments of a call; the callee. None: control does not come there, or not yet."""
    start = len(w.stack) - len(w.inference.code(function).declared)
    values = w.stack[start:]
    del w.stack[start:]
    callee = callee_for(w, function, values)
    if callee is None:
        w.stack += values
    return callee


def callee_for(w: Walk, function: int, values: list[Abstract]) -> Inst | None:
    """The callee for arguments that were popped; None: control does not come there, or not yet."""
    code = w.inference.code(function)
    types = tuple(map(plain, values))
    if code.narrows_arguments:
        for value, declared in zip(values, code.declared, strict=True):
            if declared is not ANY and not w.narrow(value, declared):
                return None
        types = tuple(map(w.inference.lattice.narrowed, types, code.declared))
    return w.inference.call_from(w, function, types)


def called(w: Walk, callee: Inst | None) -> bool | None:
    """Push the results of a call."""
    if callee is None or NEVER in callee.result:
        return True
    for t in callee.result:
        w.push(t)
    return None


def tail_called(w: Walk, callee: Inst | None) -> bool:
    """The results of a tail call are those of the walk's specialisation."""
    if callee is None:
        return True
    if callee is w.inst:
        callee.tails_itself = True
        callee.edges.add((w.block, 0))
    tail_returns(w, callee.result)
    return True


def tail_returns(w: Walk, types: tuple[Ty, ...]) -> None:
    """What a tail call returns is narrowed to the declared results."""
    declared = w.inference.program.functions[w.inst.function].results
    results = tuple(w.inference.lattice.narrowed(t, d) for t, d in zip(types, declared, strict=True))
    if NEVER not in results:
        w.inference.returns(w.inst, results)


def _call(w: Walk, ins: Instruction) -> bool | None:
    return called(w, _callee(w, ins[1]))


def _tail_call(w: Walk, ins: Instruction) -> bool | None:
    return tail_called(w, _callee(w, ins[1]))


def _host_call(w: Walk, ins: Instruction) -> bool | None:
    if ins[2]:
        del w.stack[len(w.stack) - ins[2] :]
    w.push(ANY)
    return None


def _typed(wanted: tuple[Ty, ...], result: Ty) -> Handler:
    """Handler of an instruction with typed operands and one result."""

    def one(w: Walk, ins: Instruction) -> bool | None:
        value = w.stack.pop()
        if value is not wanted[0] and not w.narrow(value, wanted[0]):
            return True
        w.stack.append(result)
        return None

    def two(w: Walk, ins: Instruction) -> bool | None:
        stack = w.stack
        right = stack.pop()
        left = stack.pop()
        if (left is not wanted[0] or right is not wanted[1]) and not (
            w.narrow(left, wanted[0]) and w.narrow(right, wanted[1])
        ):
            return True
        w.stack.append(result)
        return None

    return one if len(wanted) == 1 else two


def _bool_not(w: Walk, ins: Instruction) -> bool | None:
    value = w.stack.pop()
    if isinstance(value, Test):
        known = None if value.known is None else not value.known
        w.push_test(Test(value.origin, value.yes, known, not value.negated))
        return None
    if not w.narrow(value, BOOL):
        return True
    w.stack.append(BOOL)
    return None


def _is_type(w: Walk, ins: Instruction) -> bool | None:
    value, asked = w.stack.pop(), TESTED[ins[1]]
    if isinstance(value, Unknown):
        w.push_test(Test(value, asked, None))
    else:
        w.push_test(Test(None, asked, plain(value) is asked))
    return None


def _cast(w: Walk, ins: Instruction) -> bool | None:
    if not w.narrow(w.stack.pop(), TESTED[ins[1]]):
        return True
    w.stack.append(TESTED[ins[1]])
    return None


def _is_false(w: Walk, ins: Instruction) -> bool | None:
    value = w.stack.pop()
    if isinstance(value, Unknown):
        w.push_test(Test(value, BOOL, None))
    elif plain(value) is BOOL:
        w.stack.append(BOOL)
    else:
        w.push_test(Test(None, BOOL, known=False))
    return None


def _dynamic(w: Walk, ins: Instruction) -> bool | None:
    b, a = w.pop_plain(), w.pop_plain()
    result = dynamic_result(a, b)
    if result is NEVER:
        return True
    w.push(result)
    return None


def _dynamic_compare(w: Walk, ins: Instruction) -> bool | None:
    b, a = w.pop_plain(), w.pop_plain()
    if ins[1] not in ("eq", "ne") and dynamic_result(a, b) is NEVER:
        return True
    w.stack.append(BOOL)
    return None


def _same(w: Walk, ins: Instruction) -> bool | None:
    b, a = w.stack.pop(), w.stack.pop()
    if same_result(plain(a), plain(b)) is NEVER:
        return True
    if plain(b) in SCALARS:
        w.narrow(a, plain(b))
    elif plain(a) in SCALARS:
        w.narrow(b, plain(a))
    w.stack.append(BOOL)
    return None


def _vector_new(w: Walk, ins: Instruction) -> bool | None:
    if ins[1]:
        del w.stack[len(w.stack) - ins[1] :]
    w.stack.append(VECTOR)
    return None


def _vector_make(w: Walk, ins: Instruction) -> bool | None:
    w.stack.pop()
    if not w.narrow(w.stack.pop(), INT):
        return True
    w.stack.append(VECTOR)
    return None


def _vector_get(w: Walk, ins: Instruction) -> bool | None:
    index, vector = w.stack.pop(), w.stack.pop()
    if not (w.narrow(vector, VECTOR) and w.narrow(index, INT)):
        return True
    w.push(ANY)
    return None


def _vector_set(w: Walk, ins: Instruction) -> bool | None:
    w.stack.pop()
    index, vector = w.stack.pop(), w.stack.pop()
    if not (w.narrow(vector, VECTOR) and w.narrow(index, INT)):
        return True
    w.stack.append(VECTOR)
    return None


def _deep_equal(w: Walk, ins: Instruction) -> bool | None:
    w.stack.pop()
    w.stack[-1] = BOOL
    return None


def _nothing(w: Walk, ins: Instruction) -> bool | None:
    return None


_TYPED: Final = frozenset(("Int", "Float", "Bool", "Vector", "Str"))

_SPECIAL: Final[dict[str, Handler]] = {
    **SHUFFLES,
    "const": _const,
    "global_get": _global_get,
    "global_set": SHUFFLES["pop"],
    "jump": _jump,
    "branch_if": _branch,
    "branch_unless": _branch,
    "return": _return,
    "panic": _end,
    "trap": _end,
    "call": _call,
    "tail_call": _tail_call,
    "host_call": _host_call,
    "bool_not": _bool_not,
    "is_type": _is_type,
    "cast": _cast,
    "is_false": _is_false,
    "dyn_add": _dynamic,
    "dyn_sub": _dynamic,
    "dyn_mul": _dynamic,
    "dyn_compare": _dynamic_compare,
    "same": _same,
    "vector_new": _vector_new,
    "vector_make": _vector_make,
    "vector_get": _vector_get,
    "vector_set": _vector_set,
    "deep_equal": _deep_equal,
    "collect": _nothing,
}


def _table() -> dict[str, Handler]:
    table = dict(_SPECIAL)
    for op in OPS.values():
        if op.name not in table and op.pops and op.pushes and _TYPED.issuperset(op.pops + op.pushes):
            table[op.name] = _typed(tuple(BY_NAME[name] for name in op.pops), BY_NAME[op.pushes[0]])
    return table


BASIC_HANDLERS: Final = _table()
"""Handler of each instruction but those of values and closures, by name."""
