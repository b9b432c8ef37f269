"""The machine that lowering interprets a unit on: SSA values instead of values, IR blocks that grow."""

from __future__ import annotations

import struct
from collections.abc import Hashable
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.bytecode.program import Constant
from motet.bytecode.types import ANY, BOOL, BYTES, FLOAT, INT, NEVER, STR, UNIT, Ty, closure, is_counted
from motet.jit.ir import Block, Compound, Edge, Ins, IrFunction, Value, flat, flat_types
from motet.jit.layout import tag_of
from motet.jit.units import Unit

if TYPE_CHECKING:
    from motet.jit.infer.inst import Inst
    from motet.jit.lower.join import Facts
    from motet.jit.lower.module import ModuleContext

UNIT_VALUE: Final = Value(UNIT, ())
TRUE: Final = Value(BOOL, ("true",))
FALSE: Final = Value(BOOL, ("false",))
BOXED_WITHOUT_COUNT: Final = frozenset((INT, FLOAT, BOOL))


class TypeTest(NamedTuple):
    """What a Bool tells: that a value is of a type, or (negated) that it is not."""

    origin: Value
    yes: Ty
    negated: bool = False

    def inverse(self) -> TypeTest:
        """What the negation of the Bool tells."""
        return TypeTest(self.origin, self.yes, not self.negated)


class VariantTest(NamedTuple):
    """What a Bool tells: that a value was made by a constructor of its union, or (negated) that it was not."""

    value: Value
    constructor: int
    negated: bool = False

    def inverse(self) -> VariantTest:
        """What the negation of the Bool tells."""
        return VariantTest(self.value, self.constructor, not self.negated)


class State:
    """Values and instructions of one unit while it is lowered.

    Attributes:
        context: what the units of a module share.
        unit, inst: what is lowered.
        caller: the unit that the code belongs to.
        params: the parameters; `ir` has their parts.
        locals, stack: values of the locals and of the stack.
        pc: the bytecode instruction that is lowered.
        here: the IR block that instructions are appended to.
        tests, variant_tests: for each Bool that tells something: what it tells.
        facts: what is known of the constructors of unions here.
        made: the constructors of values that were made in this unit.
        literals: objects of the run that are at hand in this block, by their key.
        boxes: for each value its `Any`, as far as one is at hand in this block.
        is_copying: what is lowered has been lowered before, as another round of a loop.
        suffix: what makes labels of blocks unique in a unit of several regions.
        origins: for each narrowed value the `Any` it was, which is at hand wherever the value is.
    """

    def __init__(self, context: ModuleContext, unit: Unit, inst: Inst, first_number: int = 0) -> None:
        self.context: Final = context
        self.unit: Final = unit
        self.caller = unit
        self.inst: Final = inst
        self.function: Final = context.program.functions[unit.function]
        self.code: Final = context.inference.code(unit.function)
        self.locals: list[Value] = []
        self.stack: list[Value] = []
        self.pc = -1
        self.is_copying = False
        self.suffix: Final = f".{first_number}" if first_number else ""
        self.here = Block(f"entry{self.suffix}")
        self.tests: Final[dict[Value, TypeTest]] = {}
        self.variant_tests: Final[dict[Value, VariantTest]] = {}
        self.facts: Facts = {}
        self.made: Final[Facts] = {}
        self.literals: dict[tuple[Ty, Hashable], Value] = {}
        self.lattice: Final = context.inference.lattice
        self.boxes: dict[Value, Value] = {}
        self.origins: Final[dict[Value, Value]] = {}
        self.notes: Final[list[tuple[int, str]]] = []
        self._count = first_number
        self._constants: Final[dict[tuple[Ty, str], Value]] = {}
        self.params: Final = [self.value(t) for t in unit.types]
        self.ir: Final = IrFunction(context.symbol(unit), flat(self.params), flat_types(unit.results))
        self.ir.owned = list(context.owned(unit)) or self.ir.owned
        self.ir.blocks.append(self.here)

    # ---- values

    def value(self, t: Ty) -> Value:
        """A new value of a type."""
        if t.kind == "Closure":
            return Compound(t, tuple([self.value(part) for part in t.parts]))
        if not t.words:
            return UNIT_VALUE
        self._count += 1
        name = f"%v{self._count}"
        return Value(t, (f"{name}t", name) if t is ANY else (name,))

    def constant(self, t: Ty, word: str) -> Value:
        """The value of a constant; the same object each time."""
        value = self._constants.get((t, word))
        if value is None:
            value = self._constants[(t, word)] = Value(t, (word,))
        return value

    def text(self, index: int) -> Value:
        """The object of a constant of the pool that is a text."""
        t = STR if isinstance(self.context.program.constants[index], str) else BYTES
        return self.literal(t, index)

    def literal(self, t: Ty, key: Hashable) -> Value:
        """An object of the run (`motet.jit.units.Services.literal`)."""
        value = self.literals.get((t, key))
        if value is None:
            number = self.context.services.literal(key)
            value = self.literals[t, key] = self.ins("literal", t, (), number)
            if isinstance(key, tuple):
                self.ir.shared[value] = key[1]
        return value

    # ---- instructions

    def ins(self, op: str, result: Ty, args: tuple[Value, ...], data: object = None) -> Value:
        """Append an instruction with one result; the result."""
        if len(result.words) == 1:
            self._count = count = self._count + 1
            value = Value(result, (f"%v{count}",))
        else:
            value = self.value(result)
        self.here.ins.append(Ins(op, (value,), args, data, (), self.pc))
        return value

    def do(self, op: str, args: tuple[Value, ...] = (), data: object = None) -> None:
        """Append an instruction without result."""
        self.here.ins.append(Ins(op, (), args, data, (), self.pc))

    def do_alias(self, op: str, result: Value, source: Value) -> None:
        """Append an instruction that gives the same reference another type."""
        self.here.ins.append(Ins(op, (result,), (source,), None, (), self.pc))

    def end(self, op: str, args: tuple[Value, ...] = (), data: object = None, edges: tuple[Edge, ...] = ()) -> bool:
        """Append a terminator; true, so that a handler can return it."""
        self.here.ins.append(Ins(op, (), args, data, edges, self.pc))
        return True

    def trap(self, kind: str) -> bool:
        """End the block with a trap."""
        return self.end("trap", (), kind)

    def start(self, label: str) -> Block:
        """A new IR block, to which instructions are appended from now on."""
        block = self.here = Block(label)
        self.ir.blocks.append(block)
        return block

    def label(self, stem: str) -> str:
        """A new label."""
        self._count += 1
        return f"{stem}{self._count}"

    def note(self, text: str) -> None:
        """Explain a decision at the current instruction, once."""
        if self.is_copying:
            return
        self.notes.append((self.pc, text))

    # ---- representations

    def box(self, value: Value) -> Value:
        """The value as `Any`."""
        if value.type is ANY:
            return value
        if isinstance(value, Compound):
            value = self.closure_object(value)
        boxed = self.origins.get(value) or self.boxes.get(value)
        if boxed is None:
            boxed = self.boxes[value] = self._boxed(value)
        return boxed

    def _boxed(self, value: Value) -> Value:
        tag = str(tag_of(value.type))
        constant = _payload(value)
        if constant:
            return Value(ANY, (tag, constant))
        self._count += 1
        word = value.words[0] if is_counted(value.type) else f"%v{self._count}"
        boxed = Value(ANY, (tag, word))
        self.here.ins.append(Ins("box", (boxed,), (value,), None, (), self.pc))
        return boxed

    def narrow(self, value: Value, wanted: Ty, trap: str = "type") -> Value | None:
        """The value, popped already, as a value of a type; None, and the block ended by a trap, if it cannot be."""
        if value.type is wanted or wanted is ANY or self.lattice.erased(value.type) is wanted:
            return value
        if value.type is not ANY or wanted is NEVER:
            self.trap(trap)
            return None
        return self._learn(value, self.unbox("narrow", value, wanted, trap))

    def unbox(self, op: str, value: Value, wanted: Ty, data: object = None) -> Value:
        """Append `narrow` or `refine`; a counted value keeps the words it has."""
        if not is_counted(wanted):
            return self.ins(op, wanted, (value,), data)
        result = Value(wanted, value.words[1:])
        self.here.ins.append(Ins(op, (result,), (value,), data, (), self.pc))
        return result

    def narrow_two(self, x: Value, left: Ty, y: Value, right: Ty) -> tuple[Value, Value] | None:
        """Two values, popped already, as values of their types; None after a trap."""
        narrow_x = self.narrow(x, left)
        if narrow_x is None:
            return None
        narrow_y = narrow_x if y is x and left is right else self.narrow(y, right)
        return None if narrow_y is None else (narrow_x, narrow_y)

    def _learn(self, old: Value, new: Value) -> Value:
        """Put what an `Any` turned out to be wherever it is."""
        if new.type in BOXED_WITHOUT_COUNT:
            self.origins[new] = old
        replace(self.locals, old, new)
        replace(self.stack, old, new)
        return new

    def represent(self, value: Value, wanted: Ty) -> Value | None:
        """The value in the representation of a type: boxed, narrowed, an object, or None after a trap."""
        if wanted is ANY:
            return self.box(value)
        if isinstance(value, Compound) and value.type is not wanted:
            if self.lattice.erased(value.type) is wanted:
                return self.closure_object(value)
            if wanted.kind == "Closure" and wanted.function == value.type.function:
                return self._compound(value, wanted)
        return self.narrow(value, wanted)

    def _compound(self, value: Compound, wanted: Ty) -> Compound:
        """A closure with captures in other representations, which always fit."""
        parts = [self.represent(part, t) for part, t in zip(value.parts, wanted.parts, strict=True)]
        return Compound(wanted, tuple(part for part in parts if part is not None))

    def closure_object(self, value: Compound) -> Value:
        """The object that a closure becomes where its function is no longer known."""
        function = value.type.function
        captures = self.context.program.functions[function].captures
        fn = self.lattice.signature(function)
        unit = Unit("closure", function, 0, (fn, *fn.parts), fn.results)
        slot = self.context.code_slot(unit, self.caller)
        made = closure(function, captures)
        parts = self._compound(value, made).parts
        return self.ins("closure_object", fn, parts, (made, fn, slot))

    def learn_constructors(self, test: VariantTest, outcome: bool) -> None:
        """Note what a test that had an outcome says."""
        known = self.constructors(test.value)
        if outcome is not test.negated:
            known &= {test.constructor}
        else:
            known -= {test.constructor}
        self.facts = {**self.facts, test.value: known}

    def constructors(self, value: Value) -> frozenset[int]:
        """The constructors that may have made a value of a union."""
        return self.facts.get(value) or self.made.get(value) or frozenset(range(len(value.type.constructors)))


def literal(value: Constant) -> Value:
    """The value of a constant of the pool."""
    if value is None:
        return UNIT_VALUE
    if type(value) is bool:
        return TRUE if value else FALSE
    if type(value) is float:
        return Value(FLOAT, (float_word(value),))
    return Value(INT, (str(value),))


def _payload(value: Value) -> str:
    """The payload word of a constant as `Any`; empty for values that are none."""
    if value.type is UNIT:
        return "null"
    word = value.words[0]
    if word.startswith("%"):
        return ""
    if value.type is BOOL:
        return f"inttoptr (i64 {int(word == 'true')} to ptr)"
    return f"inttoptr (i64 {int(word, 0)} to ptr)"


def replace(values: list[Value], old: Value, new: Value) -> None:
    """Put a value in the place of another, wherever that is."""
    while old in values:
        values[values.index(old)] = new


def float_word(value: float) -> str:
    """LLVM's exact text of a double."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"
