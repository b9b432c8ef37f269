"""Expressions of the subset to typed IR."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any, Final

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, UNIT, Ty
from motet.jit.context import FIRST_HEAP_FIELD
from motet.jit.ir import Edge, Ins, Value
from motet.jit.references import is_counted_type
from motet.jit.typed_python.builder import FALSE, NULL, TRUE, Builder, Join
from motet.jit.typed_python.declarations import Class, Field, Function, Instance, Intrinsic, Table
from motet.jit.typed_python.types import (
    NONE,
    OBJECT,
    U8,
    U32,
    in_memory,
    is_struct,
    pointer,
    widened,
    without_none,
)

_ARITHMETIC: Final[Mapping[type[ast.operator], tuple[str, str]]] = {
    ast.Add: ("add nsw", "fadd"),
    ast.Sub: ("sub nsw", "fsub"),
    ast.Mult: ("mul nsw", "fmul"),
    ast.Div: ("", "fdiv"),
    ast.FloorDiv: ("sdiv", ""),
    ast.Mod: ("srem", ""),
    ast.BitAnd: ("and", ""),
    ast.BitOr: ("or", ""),
    ast.BitXor: ("xor", ""),
    ast.LShift: ("shl", ""),
    ast.RShift: ("ashr", ""),
}
_RELATIONS: Final[Mapping[type[ast.cmpop], tuple[str, ...]]] = {
    ast.Eq: ("icmp eq i64", "fcmp oeq double", "icmp eq ptr", "icmp eq i1"),
    ast.NotEq: ("icmp ne i64", "fcmp une double", "icmp ne ptr", "icmp ne i1"),
    ast.Lt: ("icmp slt i64", "fcmp olt double", "icmp ult ptr"),
    ast.LtE: ("icmp sle i64", "fcmp ole double", "icmp ule ptr"),
    ast.Gt: ("icmp sgt i64", "fcmp ogt double", "icmp ugt ptr"),
    ast.GtE: ("icmp sge i64", "fcmp oge double", "icmp uge ptr"),
}
_COMPARED: Final = (("i64",), ("double",), ("ptr",), ("i1",))
"""The words of types whose values can be compared, in the order of `_RELATIONS`."""

CONTEXT: Final = Value(pointer(U8), ("%ctx",))
NOTHING: Final = Value(UNIT, ())


def number(value: int) -> Value:
    """A constant."""
    return Value(INT, (str(value),))


class ExpressionBuilder(Builder):
    """Adds expressions to `Builder`; calls of intrinsics are in `motet.jit.typed_python.intrinsics`."""

    def expression(self, node: ast.expr) -> Value:
        """The value of an expression."""
        handler = _EXPRESSIONS.get(type(node))
        if handler is None:
            raise self.error(node, f"not in the subset: {ast.unparse(node)}")
        return handler(self, node)

    def of_type(self, node: ast.expr, wanted: Ty) -> Value:
        """The value of an expression that must have a type."""
        return self.fitting(self.expression(node), wanted, node)

    # ---- constants and names

    def _literal(self, node: ast.Constant) -> Value:
        value = node.value
        if value is None:
            return NULL
        if isinstance(value, bool):
            return TRUE if value else FALSE
        if isinstance(value, int):
            return number(value)
        raise self.error(node, f"no constant of the subset: {value!r}")

    def _name(self, node: ast.Name) -> Value:
        found = self.variables.get(node.id)
        if found is not None:
            return found
        if not self.module.knows(node.id):
            raise self.error(node, f"{node.id} has no value here, or values of different types")
        entity = self.module.entity(node.id, node)
        if isinstance(entity, bool):
            return TRUE if entity else FALSE
        if isinstance(entity, int):
            return number(entity)
        if isinstance(entity, Table):
            return self.ins("table", pointer(INT), (), entity)
        if isinstance(entity, Instance):
            return self.ins("offset", entity.cls.type, (CONTEXT,), FIRST_HEAP_FIELD)
        raise self.error(node, f"{node.id} is no value")

    # ---- operators

    def _binary(self, node: ast.BinOp) -> Value:
        left, right = self.expression(node.left), self.expression(node.right)
        if left.type.kind == "Ptr" and isinstance(node.op, ast.Add):
            self.fitting(right, INT, node)
            return self.ins("element", left.type, (left, right), self.stride(left.type.parts[0]))
        on_int, on_float = _ARITHMETIC.get(type(node.op), ("", ""))
        text = on_float if left.type is FLOAT else on_int
        if not text or left.type not in (INT, FLOAT) or right.type is not left.type:
            raise self.error(node, f"no such operation on {left.type} and {right.type}")
        folded = _folded(text, left, right)
        return folded or self.ins("number", left.type, (left, right), text)

    def _unary(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            return self._as_value(node)
        operand = self.of_type(node.operand, INT)
        word = operand.words[0]
        is_literal = word.lstrip("-").isdigit()
        if isinstance(node.op, ast.USub):
            return number(-int(word)) if is_literal else self.ins("number", INT, (number(0), operand), "sub nsw")
        if isinstance(node.op, ast.Invert):
            return number(~int(word)) if is_literal else self.ins("number", INT, (operand, number(-1)), "xor")
        raise self.error(node, "no such operation")

    def _comparison(self, node: ast.Compare) -> Value:
        if len(node.ops) != 1:
            raise self.error(node, "one comparison at a time")
        if isinstance(node.ops[0], ast.In | ast.NotIn):
            return self._as_value(node)
        left, op = self.expression(node.left), node.ops[0]
        right = self.expression(node.comparators[0])
        if isinstance(op, ast.Is | ast.IsNot):
            if right.type is not NONE:
                raise self.error(node, "`is` compares with None only; use == for identity")
            return self.ins("compare", BOOL, (left, NULL), "icmp eq ptr" if isinstance(op, ast.Is) else "icmp ne ptr")
        texts = _RELATIONS.get(type(op))
        words = (left.type.words, right.type.words)
        k = _COMPARED.index(words[0]) if words[0] in _COMPARED else len(_COMPARED)
        if texts is None or words[0] != words[1] or k >= len(texts):
            raise self.error(node, f"no such comparison of {left.type} and {right.type}")
        return self.ins("compare", BOOL, (left, right), texts[k])

    def _boolean(self, node: ast.BoolOp) -> Value:
        return self._as_value(node)

    def _as_value(self, node: ast.expr) -> Value:
        """A condition as a Bool."""
        yes, no = self.join("yes"), self.join("no")
        self.condition(node, yes, no)
        return self._either(yes, no, lambda: TRUE, lambda: FALSE, node)

    def _conditional(self, node: ast.IfExp) -> Value:
        known = self.constant(node.test)
        if known is not None:
            return self.expression(node.body if known else node.orelse)
        yes, no = self.join("yes"), self.join("no")
        self.condition(node.test, yes, no)
        return self._either(yes, no, lambda: self.expression(node.body), lambda: self.expression(node.orelse), node)

    def _either(
        self, yes: Join, no: Join, one: Callable[[], Value], other: Callable[[], Value], node: ast.expr
    ) -> Value:
        after = self.join("both")
        name = f"value of line {node.lineno}, {node.col_offset}"
        for way, make in ((yes, one), (no, other)):
            self.arrive(way)
            if self.here is not None:
                self.variables[name] = make()
                self.jump(after)
        self.arrive(after)
        if name not in self.variables:
            raise self.error(node, "the two ways give values of different types")
        return self.variables.pop(name)

    # ---- conditions

    def constant(self, node: ast.expr) -> bool | None:
        """What a condition is known to be while compiling."""
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            return node.value
        if isinstance(node, ast.Name) and node.id not in self.variables and self.module.knows(node.id):
            entity = self.module.entity(node.id, node)
            return entity if isinstance(entity, bool) else None
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            known = self.constant(node.operand)
            return None if known is None else not known
        if isinstance(node, ast.BoolOp):
            return self._constant_of_several(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            return self._is_instance(node)
        if isinstance(node, ast.Attribute) and node.attr == "is_counted" and isinstance(node.value, ast.Name):
            return is_counted_type(self.variables[node.value.id].type.parts[0])
        return None

    def _constant_of_several(self, node: ast.BoolOp) -> bool | None:
        """What `and` or `or` is known to be: one part may decide, or all are known."""
        known = [self.constant(part) for part in node.values]
        decides = isinstance(node.op, ast.Or)
        if decides in known:
            return decides
        return None if None in known else not decides

    def _is_instance(self, node: ast.Call) -> bool:
        """`isinstance(x, C)` of a variable: its type is known."""
        tested = node.args[0]
        if not isinstance(tested, ast.Name) or tested.id not in self.variables:
            raise self.error(node, "isinstance can be asked about variables only")
        return self.library.fits(self.variables[tested.id].type, self.module.type_of(node.args[1], {}))

    def condition(self, node: ast.expr, yes: Join, no: Join) -> None:
        """End the block with ways to one place or the other."""
        known = self.constant(node)
        if known is not None:
            self.jump(yes if known else no)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In):
            self.condition(_one_of(node), yes, no)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.NotIn):
            self.condition(_one_of(node), no, yes)
        elif isinstance(node, ast.BoolOp):
            for part in node.values[:-1]:
                if self.here is None:
                    return
                following = self.join("and")
                if isinstance(node.op, ast.And):
                    self.condition(part, following, no)
                else:
                    self.condition(part, yes, following)
                self.arrive(following)
            self.condition(node.values[-1], yes, no)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.condition(node.operand, no, yes)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "unlikely":
            self._branch("branch_unlikely", node.args[0], yes, no)
        else:
            self._branch("branch", node, yes, no)

    def _branch(self, op: str, node: ast.expr, yes: Join, no: Join) -> None:
        test = self.of_type(node, BOOL)
        if self.here is None:
            return
        tested, is_none = _none_test(node)
        self.end(op, (test,), None, (self._way(yes, tested, not is_none), self._way(no, tested, is_none)))

    def _way(self, join: Join, tested: str, is_some: bool) -> Edge:
        """A way of a branch; on it the tested variable may be known not to be None."""
        value = self.variables.get(tested)
        if value is None or value.type.kind != "Maybe" or not is_some:
            return join.edge(self.variables)
        known = Value(without_none(value.type), value.words)
        variables = self.variables | {tested: known}
        if not (self.managed and is_counted_type(value.type)):
            return join.edge(variables)
        between = self.join("some").block
        between.ins.append(Ins("refine", (known,), (value,)))
        between.ins.append(Ins("jump", edges=(join.edge(variables),)))
        return Edge(between, [])

    # ---- fields and items

    def cls_of(self, t: Ty, node: ast.AST) -> Class:
        """The class of a struct or object."""
        cls = self.library.classes.get(without_none(t))
        if cls is None:
            raise self.error(node, f"{t} has no fields")
        return cls

    def stride(self, item: Ty) -> int:
        """Bytes from one item of an array to the next: structs lie in place."""
        return self.library.classes[item].size if is_struct(item) else in_memory(item).size

    def field(self, node: ast.Attribute, owner: Value) -> Field:
        """The field that an attribute means."""
        is_object = without_none(owner.type) is OBJECT
        fields = _HEADER if is_object else self.cls_of(owner.type, node).fields
        found = fields.get(node.attr)
        if found is None:
            raise self.error(node, f"{owner.type} has no field {node.attr}")
        return found

    def _attribute(self, node: ast.Attribute) -> Value:
        owner = self.expression(node.value)
        if owner.type is ANY:
            return self._part_of_any(node, owner)
        if owner.type.kind == "Ptr":
            if node.attr == "is_null":
                return self.ins("compare", BOOL, (owner, NULL), "icmp eq ptr")
            if node.attr == "width":
                return number(self.stride(owner.type.parts[0]))
            if node.attr == "is_counted":
                return TRUE if is_counted_type(owner.type.parts[0]) else FALSE
            raise self.error(node, f"a pointer has no {node.attr}")
        field = self.field(node, owner)
        place = self.ins("offset", field.type if field.is_tail else pointer(field.type), (owner,), field.offset)
        return place if field.is_tail else self.load(place, field.type)

    def _part_of_any(self, node: ast.Attribute, owner: Value) -> Value:
        tag, payload = owner.words
        if node.attr == "tag":
            return Value(INT, (tag,))
        if node.attr == "obj":
            return Value(OBJECT, (payload,))
        word = Value(pointer(U8), (payload,))
        if node.attr == "integer":
            return self.ins("address_number", INT, (word,))
        if node.attr == "real":
            return self.ins("bits_to_real", FLOAT, (word,))
        raise self.error(node, f"an Any has no {node.attr}")

    def load(self, place: Value, t: Ty) -> Value:
        """What lies at an address."""
        return self.ins("load", widened(t), (place,), t) if t.words else NOTHING

    def _subscript(self, node: ast.Subscript) -> Value:
        place, item = self._item(node)
        return Value(item, place.words) if is_struct(item) else self.load(place, item)

    def _item(self, node: ast.Subscript) -> tuple[Value, Ty]:
        """Address and type of an item of an array."""
        owner = self.expression(node.value)
        if owner.type.kind != "Ptr":
            raise self.error(node, f"{owner.type} has no items")
        item = owner.type.parts[0]
        index = self.of_type(node.slice, INT)
        return self.ins("element", owner.type, (owner, index), self.stride(item)), item

    def store(self, target: ast.expr, value: Value) -> None:
        """Assign to a field or an item."""
        if isinstance(target, ast.Attribute):
            owner = self.expression(target.value)
            field = self.field(target, owner)
            t = field.type
            place = self.ins("offset", pointer(t), (owner,), field.offset)
        elif isinstance(target, ast.Subscript):
            place, t = self._item(target)
        else:
            raise self.error(target, f"not in the subset: {ast.unparse(target)}")
        if self.managed:
            raise self.error(target, "managed functions change nothing in memory")
        value = self.fitting(value, widened(t), target)
        if t.words:
            self.do("store", (place, value), t)

    # ---- calls

    def _call_of_name(self, node: ast.Call) -> Value:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self.error(node, f"not in the subset: {ast.unparse(node)}")
        entity = self.module.entity(node.func.id, node)
        if isinstance(entity, Intrinsic):
            return self.intrinsic(entity, node)
        if not isinstance(entity, Function):
            raise self.error(node, f"{node.func.id} cannot be called")
        return self._call(entity, node)

    def _call(self, function: Function, node: ast.Call) -> Value:
        if len(node.args) != len(function.parameters):
            raise self.error(node, f"{function.name} takes {len(function.parameters)} arguments")
        if self.routine.function.raw and not function.raw:
            raise self.error(node, f"a raw function cannot call {function.name}, which is managed")
        values = [
            self._class_value(a) if p.is_class else self.expression(a)
            for a, p in zip(node.args, function.parameters, strict=True)
        ]
        routine = self.routines.routine(function, [v.type for v in values])
        args = tuple(
            NOTHING if p.is_class else self.fitting(v, t, node)
            for v, t, p in zip(values, routine.types, function.parameters, strict=True)
        )
        results = () if routine.result is UNIT else (self.value(routine.result),)
        self.do("call_library", args, routine, results)
        if function.never_returns:
            self.end("unreachable")
        return results[0] if results else NOTHING

    def _class_value(self, node: ast.expr) -> Value:
        """A class as an argument: it has a type and no words."""
        return Value(self.module.type_of(node, self.routine.bindings), ())

    def intrinsic(self, name: str, node: ast.Call) -> Value:
        """A call of an operation of `motet.runtime.language`."""
        raise self.error(node, f"unknown operation {name}")


_EXPRESSIONS: Final[Mapping[type[ast.expr], Callable[[ExpressionBuilder, Any], Value]]] = {
    ast.Constant: ExpressionBuilder._literal,
    ast.Name: ExpressionBuilder._name,
    ast.BinOp: ExpressionBuilder._binary,
    ast.UnaryOp: ExpressionBuilder._unary,
    ast.Compare: ExpressionBuilder._comparison,
    ast.BoolOp: ExpressionBuilder._boolean,
    ast.IfExp: ExpressionBuilder._conditional,
    ast.Attribute: ExpressionBuilder._attribute,
    ast.Subscript: ExpressionBuilder._subscript,
    ast.Call: ExpressionBuilder._call_of_name,
}

_HEADER: Final = {"count": Field(0, U32, False), "descriptor": Field(4, U32, False)}


def _none_test(node: ast.expr) -> tuple[str, bool]:
    """The variable that a condition compares with None, and whether the condition holds if it is None."""
    if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and len(node.ops) == 1:
        right, op = node.comparators[0], node.ops[0]
        if isinstance(right, ast.Constant) and right.value is None and isinstance(op, ast.Is | ast.IsNot):
            return node.left.id, isinstance(op, ast.Is)
    return "", False


def _one_of(node: ast.Compare) -> ast.BoolOp:
    """`x in (a, b)`, or `not in`, as comparisons that one of is to hold."""
    (among,) = node.comparators
    items = among.elts if isinstance(among, ast.Tuple) else [among]
    parts: list[ast.expr] = [ast.copy_location(ast.Compare(node.left, [ast.Eq()], [item]), node) for item in items]
    return ast.copy_location(ast.BoolOp(ast.Or(), parts), node)


def _folded(text: str, left: Value, right: Value) -> Value | None:
    """The value of an operation on two literals."""
    if left.type is not INT or not (_is_literal(left) and _is_literal(right)):
        return None
    a, b = int(left.words[0]), int(right.words[0])
    operation = _FOLDING.get(text.split()[0])
    return number(operation(a, b)) if operation else None


def _is_literal(value: Value) -> bool:
    return value.words[0].lstrip("-").isdigit()


_FOLDING: Final[Mapping[str, Callable[[int, int], int]]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "shl": lambda a, b: a << b,
}
