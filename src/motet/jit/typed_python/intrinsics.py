"""The operations of `motet.runtime.language`, as the compiler understands them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Final

from motet.bytecode.traps import BY_NAME
from motet.bytecode.types import ANY, BOOL, FLOAT, INT, UNIT, Ty
from motet.jit.context import OFFSETS
from motet.jit.ir import Value
from motet.jit.typed_python.builder import NULL
from motet.jit.typed_python.declarations import Class
from motet.jit.typed_python.expressions import NOTHING, ExpressionBuilder, number
from motet.jit.typed_python.types import U8, U32, pointer

BYTES: Final = pointer(U8)


class RoutineBuilder(ExpressionBuilder):
    """Builds routines: statements, expressions, and calls of intrinsic operations."""

    def intrinsic(self, name: str, node: ast.Call) -> Value:
        """A call of an operation of `motet.runtime.language`."""
        handler = _HANDLERS.get(name)
        if handler is None:
            raise self.error(node, f"unknown operation {name}")
        if self.managed and name not in _IN_MANAGED:
            raise self.error(node, f"managed functions cannot use {name}")
        return handler(self, node)

    # ---- memory

    def type_argument(self, node: ast.Call) -> Ty:
        """The type that the first argument names."""
        return self.module.type_of(node.args[0], self.routine.bindings)

    def class_argument(self, node: ast.Call) -> Class:
        """The class that the first argument names."""
        return self.cls_of(self.type_argument(node), node)

    def view(self, node: ast.Call) -> Value:
        """`view(C, p)`: the same word, another type."""
        return Value(self.type_argument(node), self._address(node).words)

    def array(self, node: ast.Call) -> Value:
        """`array(T, p)`."""
        return Value(pointer(self.type_argument(node)), self._address(node).words)

    def _address(self, node: ast.Call) -> Value:
        value = self.expression(node.args[-1])
        if value.type.words != ("ptr",):
            raise self.error(node, f"{value.type} is no address")
        return value

    def address(self, node: ast.Call) -> Value:
        """`address(x)`."""
        return Value(BYTES, self._address(node).words)

    def null(self, node: ast.Call) -> Value:
        """`null(T)`."""
        return Value(pointer(self.type_argument(node)), NULL.words)

    def new(self, node: ast.Call) -> Value:
        """`new(C, block)`, `new(C, block, descriptor)`: writes the header."""
        block = self.of_type(node.args[1], BYTES)
        has_descriptor = len(node.args) > 2
        descriptor = self.of_type(node.args[2], INT) if has_descriptor else self._descriptor(self.class_argument(node))
        self.do("store", (block, number(1)), U32)
        self.do("store", (self.ins("offset", BYTES, (block,), 4), descriptor), U32)
        return Value(self.type_argument(node), block.words)

    def _descriptor(self, cls: Class) -> Value:
        return self.ins("class_number", INT, (), self.routines.descriptor(cls))

    def fields_size(self, node: ast.Call) -> Value:
        """`fields_size(C)`."""
        return number(self.class_argument(node).size)

    def item_size(self, node: ast.Call) -> Value:
        """`item_size(Ptr[T])`."""
        return number(self.stride(self.type_argument(node).parts[0]))

    def descriptor_of(self, node: ast.Call) -> Value:
        """`descriptor_of(C)`."""
        return self._descriptor(self.class_argument(node))

    def freed(self, node: ast.Call) -> Value:
        """`freed(block, size)`: visible in the debug mode only."""
        values = tuple(self.expression(a) for a in node.args)
        if self.library.debug:
            self.do("fill_bytes", values)
        return NOTHING

    def allocated(self, node: ast.Call) -> Value:
        """`allocated(block, size)`: for the simulation only."""
        return NOTHING

    # ---- control

    def fail(self, node: ast.Call) -> Value:
        """`fail(kind, where)`."""
        kind = node.args[0]
        if not isinstance(kind, ast.Constant) or kind.value not in BY_NAME:
            raise self.error(node, "fail needs the name of a kind of trap")
        self.end("fail", (self.of_type(node.args[1], INT),), kind.value)
        return NOTHING

    def context_field(self, node: ast.Call, t: Ty) -> Value:
        """`context_word(name)`, `context_pointer(name)`."""
        name = node.args[0]
        if not isinstance(name, ast.Constant) or name.value not in OFFSETS:
            raise self.error(node, "the name of a field of the context is needed")
        return self.ins("context_field", t, (), name.value)

    def unlikely(self, node: ast.Call) -> Value:
        """`unlikely(c)` outside of a condition is just c."""
        return self.of_type(node.args[0], BOOL)

    # ---- what is one op

    def operation(self, node: ast.Call, op: str, result: Ty, data: object, literal: bool) -> Value:
        """One op with the arguments as they are; with `literal` the last argument is its data."""
        nodes = node.args[:-1] if literal else node.args
        values = tuple(self.expression(a) for a in nodes)
        if literal:
            word = self.of_type(node.args[-1], INT).words[0]
            if not word.isdigit():
                raise self.error(node, "the last argument must be a constant")
            data = int(word)
        if not result.words:
            self.do(op, values, data)
            return NOTHING
        return self.ins(op, result, values, data)


Handler = Callable[[RoutineBuilder, ast.Call], Value]


def _op(op: str, result: Ty, data: object = None, *, literal: bool = False) -> Handler:
    return lambda builder, node: builder.operation(node, op, result, data, literal)


_HANDLERS: Final[Mapping[str, Handler]] = {
    "view": RoutineBuilder.view,
    "array": RoutineBuilder.array,
    "address": RoutineBuilder.address,
    "null": RoutineBuilder.null,
    "new": RoutineBuilder.new,
    "fields_size": RoutineBuilder.fields_size,
    "item_size": RoutineBuilder.item_size,
    "descriptor_of": RoutineBuilder.descriptor_of,
    "freed": RoutineBuilder.freed,
    "allocated": RoutineBuilder.allocated,
    "fail": RoutineBuilder.fail,
    "unlikely": RoutineBuilder.unlikely,
    "poll": _op("poll_at", UNIT),
    "context_word": lambda builder, node: builder.context_field(node, INT),
    "context_pointer": lambda builder, node: builder.context_field(node, BYTES),
    "write_text": _op("write_at", UNIT),
    "print_value": _op("print_at", UNIT),
    "descriptor_word": _op("descriptor_word", INT, literal=True),
    "number_of": _op("address_number", INT),
    "copy_bytes": _op("copy_bytes", UNIT),
    "move_bytes": _op("move_bytes", UNIT),
    "set_bytes": _op("set_bytes", UNIT),
    "compare_bytes": _op("compare_bytes", INT),
    "find_byte": _op("find_byte", BYTES),
    "put_word": _op("put_word", UNIT),
    "word_at": _op("word_at", INT),
    "swap_bytes": _op("swap_bytes", INT),
    "exponential": _op("exponential", FLOAT),
    "real_bits": _op("real_bits", INT),
    "real_of_bits": _op("real_of_bits", FLOAT),
    "to_real": _op("to_real", FLOAT),
    "any_of": _op("any_of", ANY),
    "any_scalar": _op("any_scalar", ANY),
    "shape_of": _op("shape_of", pointer(INT)),
    "reader_of": _op("reader_of", pointer(INT)),
    "wrap_add": _op("number", INT, "add"),
    "wrap_mul": _op("number", INT, "mul"),
    "shift_left": _op("number", INT, "shl"),
    "shift_right": _op("number", INT, "lshr"),
    "below": _op("compare", BOOL, "icmp ult i64"),
    "clz": _op("leading_zeros", INT),
    "ctz": _op("trailing_zeros", INT),
    "popcount": _op("bits_set", INT),
    "multiply_high": _op("multiply_high", INT),
    "divide_unsigned": _op("number", INT, "udiv"),
    "sys_map": _op("system_map", BYTES),
    "sys_unmap": _op("system_unmap", UNIT),
    "sys_remap": _op("system_remap", BYTES),
    "sys_advise": _op("system_advise", UNIT),
}
_IN_MANAGED: Final = frozenset(("unlikely", "below", "wrap_add", "wrap_mul", "shift_left", "shift_right", "fail"))
