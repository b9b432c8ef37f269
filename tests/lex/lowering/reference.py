"""The meaning of Lex, plainly: a walk over the checked tree that knows nothing of the lowering.

It is slow and recursive, for programs of tests only. Values are those of `motet.bytecode.values`; a function is a Python
function. `?` leaves a function by an exception.
"""

import math
from functools import cmp_to_key

from motet.bytecode import Trap
from motet.bytecode.values import Record, SortedMap, Variant
from motet.languages.lex import ast
from motet.languages.lex.json_form import debug_form
from motet.stdlib.structural import equal

WIDTH = 1 << 64


class LeftError(Exception):
    """A function is left by `?`."""


class NoMatchError(Exception):
    """A pattern does not fit."""


def wrap(value):
    return (value + (WIDTH >> 1)) % WIDTH - (WIDTH >> 1)


def some(value):
    return Variant("Some", (value,))


NONE = Variant("None", ())


class Interpreter:
    """Runs functions of one checked program."""

    def __init__(self, checked, host):
        self.checked = checked
        self.host = host

    def call(self, name, arguments):
        info = self.checked.functions[name]
        for index, (refinement, value) in enumerate(zip(info.refinements, arguments, strict=True)):
            if refinement is not None and not self.run(refinement.predicate, {refinement.binding: value}):
                shown = "".join(debug_form(value))
                text = f"argument {index} of `{name}` (binding `{refinement.binding}`): predicate failed"
                raise Trap("refinement", message=f"refinement violated: {text} for {refinement.binding} = {shown}")
        names = [parameter.name for parameter in info.decl.params]
        return self.body(info.decl.body, dict(zip(names, arguments, strict=True)))

    def body(self, node, scope):
        try:
            return self.run(node, scope)
        except LeftError as left:
            return left.args[0]

    def run(self, node, scope):
        return getattr(self, f"on_{type(node).__name__.lower()}")(node, scope)

    def all(self, nodes, scope):
        return [self.run(node, scope) for node in nodes]

    # ---- expressions

    def on_literal(self, node, scope):
        return node.value.value

    def on_var(self, node, scope):
        reference = self.checked.references.get(node)
        if reference is not None and reference.kind == "function":
            return lambda *arguments: self.call(reference.name, arguments)
        return scope[node.name]

    def on_let(self, node, scope):
        return self.run(node.body, {**scope, node.name: self.run(node.value, scope)})

    def on_block(self, node, scope):
        self.all(node.statements, scope)
        return self.run(node.result, scope)

    def on_constructor(self, node, scope):
        return Variant(node.name, tuple(self.all(node.args, scope)))

    def on_recordlit(self, node, scope):
        return Record(tuple(name for name, _ in node.fields), tuple(self.all([v for _, v in node.fields], scope)))

    def on_tuplelit(self, node, scope):
        return tuple(self.all(node.items, scope)) if node.items else None

    def on_listlit(self, node, scope):
        return self.all(node.items, scope)

    def on_fieldaccess(self, node, scope):
        reference = self.checked.references[node]
        if reference.kind == "library":
            return lambda *arguments: self.library(reference.name, list(arguments))
        return self.run(node.value, scope).get(node.field)

    def on_lambda(self, node, scope):
        names = [parameter.name for parameter in node.params]
        return lambda *arguments: self.body(node.body, {**scope, **dict(zip(names, arguments, strict=True))})

    def on_return(self, node, scope):
        raise LeftError(self.run(node.value, scope))

    def on_unaryop(self, node, scope):
        value = self.run(node.operand, scope)
        if node.op == "not":
            return not value
        return wrap(-value) if type(value) is int else -value

    def on_binop(self, node, scope):
        left = self.run(node.left, scope)
        if node.op in ("and", "or"):
            return left if left == (node.op == "or") else self.run(node.right, scope)
        return OPERATORS[node.op](left, self.run(node.right, scope))

    def on_call(self, node, scope):
        callee = self.run(node.callee, scope)
        return callee(*self.all(node.args, scope))

    def on_match(self, node, scope):
        value = self.run(node.scrutinee, scope)
        for arm in node.arms:
            try:
                return_scope = {**scope, **self.bind(arm.pattern, value)}
            except NoMatchError:
                continue
            return self.run(arm.body, return_scope)
        raise Trap("panic", message="non-exhaustive match")

    # ---- patterns

    def bind(self, pattern, value):
        if isinstance(pattern, ast.PWild):
            return {}
        if isinstance(pattern, ast.PVar):
            return {pattern.name: value}
        if isinstance(pattern, ast.PLiteral):
            parts = [] if equal(pattern.value.value, value) else None
        elif isinstance(pattern, ast.PConstructor):
            parts = list(zip(pattern.args, value.values, strict=True)) if value.name == pattern.name else None
        elif isinstance(pattern, ast.PTuple):
            parts = list(zip(pattern.items, value or (), strict=True))
        elif isinstance(pattern, ast.PList):
            parts = self.list_parts(pattern, value)
        else:
            parts = [(inner, value.get(name)) for name, inner in pattern.fields]
        if parts is None:
            raise NoMatchError
        found = {}
        for inner, part in parts:
            found.update(self.bind(inner, part))
        return found

    def list_parts(self, pattern, value):
        count = len(pattern.items)
        if len(value) < count or (pattern.rest is None and len(value) > count):
            return None
        rest = [] if pattern.rest is None else [(pattern.rest, value[count:])]
        return [*zip(pattern.items, value[:count], strict=True), *rest]

    # ---- functions of modules

    def library(self, name, arguments):
        own = FUNCTIONS.get(name)
        return own(*arguments) if own else self.host.call(f"lex:{name}", arguments)


def divide(a, b):
    if type(a) is float:
        if b != 0:
            return a / b
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1.0, b)
    if b == 0:
        raise Trap("division_by_zero", message="integer division by zero")
    return wrap(abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1))


def remainder(a, b):
    if type(a) is float:
        return math.nan if b == 0 or math.isinf(a) else math.fmod(a, b)
    if b == 0:
        raise Trap("division_by_zero", message="integer modulo by zero")
    return abs(a) % abs(b) * (1 if a >= 0 else -1)


def arithmetic(operation):
    def apply(a, b):
        result = operation(a, b)
        return wrap(result) if type(a) is int else result

    return apply


def by_bytes(relation):
    def apply(a, b):
        return relation(a.encode(), b.encode()) if type(a) is str else relation(a, b)

    return apply


OPERATORS = {
    "+": arithmetic(lambda a, b: a + b),
    "-": arithmetic(lambda a, b: a - b),
    "*": arithmetic(lambda a, b: a * b),
    "/": divide,
    "%": remainder,
    "==": equal,
    "!=": lambda a, b: not equal(a, b),
    "<": by_bytes(lambda a, b: a < b),
    "<=": by_bytes(lambda a, b: a <= b),
    ">": by_bytes(lambda a, b: a > b),
    ">=": by_bytes(lambda a, b: a >= b),
}


def fold(values, start, function):
    for value in values:
        start = function(start, value)
    return start


def sort_by(values, key):
    def order(a, b):
        return (a[0] > b[0]) - (a[0] < b[0])

    def encoded(value):
        found = key(value)
        return found.encode() if type(found) is str else found

    return [value for _, value in sorted([(encoded(value), value) for value in values], key=cmp_to_key(order))]


def first(values, test):
    for value in values:
        if test(value):
            return some(value)
    return NONE


def on(constructor, then, otherwise):
    """A function of a union: of what a constructor holds, or of the whole value."""

    def apply(value, function):
        return then(value, function) if value.name == constructor else otherwise(value, function)

    return apply


def whole(value, function):
    return value


def held(value, function):
    return value.values[0]


def applied(value, function):
    return function(*value.values)


def wrapped(value, function):
    return Variant(value.name, (function(value.values[0]),))


def given(value, other):
    return other


FUNCTIONS = {
    "list.map": lambda values, function: [function(value) for value in values],
    "list.filter": lambda values, test: [value for value in values if test(value)],
    "list.fold": fold,
    "list.par_map": lambda values, function: [function(value) for value in values],
    "list.flat_map": lambda values, function: [item for value in values for item in function(value)],
    "list.any": lambda values, test: any(test(value) for value in values),
    "list.all": lambda values, test: all(test(value) for value in values),
    "list.find": first,
    "list.sort_by": sort_by,
    "option.map": on("Some", wrapped, whole),
    "option.and_then": on("Some", applied, whole),
    "option.or_else": on("None", applied, whole),
    "option.unwrap_or": on("Some", held, given),
    "option.unwrap_or_else": on("Some", held, applied),
    "option.ok_or": on("Some", lambda v, e: Variant("Ok", v.values), lambda v, e: Variant("Err", (e,))),
    "option.is_some": lambda value: value.name == "Some",
    "option.is_none": lambda value: value.name == "None",
    "result.map": on("Ok", wrapped, whole),
    "result.map_err": on("Err", wrapped, whole),
    "result.and_then": on("Ok", applied, whole),
    "result.or_else": on("Err", applied, whole),
    "result.unwrap_or": on("Ok", held, given),
    "result.unwrap_or_else": on("Ok", held, applied),
    "result.is_ok": lambda value: value.name == "Ok",
    "result.is_err": lambda value: value.name == "Err",
    "tuple.fst": lambda value: value[0],
    "tuple.snd": lambda value: value[1],
    "tuple.third": lambda value: value[2],
    "tuple.len": len,
    "map.fold": lambda m, start, function: map_fold(m, start, function),
    "flow.sequential": lambda f, g: lambda x: g(f(x)),
    "flow.branch": lambda test, then, otherwise: lambda x: then(x) if test(x) else otherwise(x),
    "flow.parallel": lambda f, g: lambda: (f(), g()),
    "flow.parallel_list": lambda functions: [function() for function in functions],
}


def map_fold(entries, start, function):
    assert isinstance(entries, SortedMap)
    for key, value in entries.entries.items():
        start = function(start, key, value)
    return start
