"""Random programs on lists, tuples, records, unions, texts and functions: `generate(seed)` gives a verified program and arguments.

Every local, parameter and expression has a type of the bytecode; code is well typed but for a little that is not: values
of type Any that are used as something, indices that are out of range, constructors that are not the right ones.
"""

from __future__ import annotations

import random
from typing import Any

from motet.bytecode import FunctionBuilder, Label, Program, verify
from motet.bytecode.table import RELATIONS
from motet.bytecode.types import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    STR,
    UNIT,
    Constructor,
    Ty,
    define_record,
    define_union,
    fn,
    list_of,
    option_of,
    record_of,
    recursive_record,
    tuple_of,
    union_of,
)

TREE = union_of("Tree", "generated: Tree = Leaf | Node(Tree, Int, Tree) | Twigs(List[Tree])")
define_union(
    TREE,
    (Constructor("Leaf", ()), Constructor("Node", (TREE, INT, TREE)), Constructor("Twigs", (list_of(TREE),))),
)
PERSON = recursive_record("Person", "generated: {name: Str, friends: List[Person], age: Int}")
define_record(PERSON, (("name", STR), ("friends", list_of(PERSON)), ("age", INT)))
POINT = record_of((("x", FLOAT), ("y", FLOAT), ("tag", INT)))

SCALARS = (INT, INT, INT, FLOAT, BOOL, STR, ANY)
TYPES = (
    *(*SCALARS, *SCALARS, UNIT, TREE, PERSON, POINT, list_of(INT), list_of(INT), list_of(FLOAT), list_of(ANY)),
    *(list_of(STR), list_of(TREE), list_of(list_of(INT)), list_of(POINT), list_of(UNIT), list_of(BOOL)),
    *(
        tuple_of(INT, STR),
        tuple_of(ANY, FLOAT, BOOL),
        tuple_of(list_of(INT), INT),
        option_of(INT),
        option_of(list_of(STR)),
    ),
    *(record_of((("left", TREE), ("count", INT))), record_of((("only", ANY),), "Named"), record_of(())),
    *(fn((INT,), (INT,)), fn((), (list_of(INT),)), fn((ANY, TREE), (ANY,)), list_of(fn((), (INT,)))),
)
TEXTS = ("", "a", "b", "ab", "é", "𝄞", "aa")
INTS = (0, 1, -1, 2, 3, 7, 100, -50, (1 << 63) - 1, -(1 << 63))
FLOATS = (0.0, -0.0, 1.5, -2.25, 1e300, float("inf"), float("nan"))
RULES = ("wrap64", "trap64")
MANY = 12
"""So many functions of closures may have captures; then functions that are there are taken."""


class Programs:
    """Makes one program."""

    def __init__(self, seed: int) -> None:
        self.r = r = random.Random(seed)
        self.program = Program()
        self.signatures = [((INT, ANY), ANY)]
        self.signatures += [(self.types(3), r.choice(TYPES)) for _ in range(r.randint(1, 3))]
        self.builders = [FunctionBuilder(self.program, f"f{i}", p, (t,)) for i, (p, t) in enumerate(self.signatures)]
        self.waiting = [Body(self, builder, 3) for builder in self.builders]
        self.lambdas = 0
        while self.waiting:
            body = self.waiting.pop()
            body.write()
            body.b.finish()
        self.program.entry = 0
        verify(self.program)

    def types(self, most: int) -> tuple[Ty, ...]:
        return tuple(self.r.choice(TYPES) for _ in range(self.r.randint(0, most)))

    def new_function(self, captures: tuple[Ty, ...], t: Ty) -> int:
        """A function of a closure of type `t`; its body is written later."""
        self.lambdas += 1
        builder = FunctionBuilder(self.program, f"l{self.lambdas}", t.parts, t.results, captures)
        self.waiting.append(Body(self, builder, 1))
        return builder.index

    def arguments(self) -> list[Any]:
        r = self.r
        return [r.choice(INTS), r.choice([None, True, 3, 2.5, "ab", [1, 2.0, "x"], (1, [2]), [[1], [2, 3]]])]


class Body:
    """Writes the code of one function."""

    def __init__(self, programs: Programs, builder: FunctionBuilder, size: int) -> None:
        self.p, self.b, self.r, self.size = programs, builder, programs.r, size
        function = builder.function
        self.locals = list(function.captures + function.parameters)
        self.result = function.results[0]
        self.emit = builder.emit

    def write(self) -> None:
        for _ in range(self.r.randint(1, self.size)):
            self.declare(self.r.choice(TYPES))
        for _ in range(self.r.randint(0, self.size)):
            self.r.choice((self.assign, self.assign, self.loop, self.choice, self.print, self.tail_call))()
        if self.r.random() < 0.3:
            self.tail_closure()
        self.value(self.result, 3)
        self.emit("return")

    # ---- statements

    def declare(self, t: Ty) -> int:
        self.value(t, 3)
        i = self.b.local()
        self.locals.append(t)
        self.emit("store", i)
        return i

    def assign(self) -> None:
        if self.locals:
            i = self.r.randrange(len(self.locals))
            self.value(self.locals[i], 2)
            self.emit("store", i)

    def print(self) -> None:
        self.value(self.r.choice((INT, STR, BOOL)), 2)
        self.emit("host_call", self.p.program.constant("test:print"), 1)
        self.emit("pop")

    def choice(self) -> None:
        otherwise, end = self.b.label(), self.b.label()
        self.value(BOOL, 2)
        self.emit("branch_unless", otherwise)
        self.assign()
        self.emit("jump", end)
        self.b.place(otherwise)
        self.assign()
        self.b.place(end)

    def loop(self) -> None:
        """A loop that builds a list, or changes what is there."""
        r = self.r
        self.b.const(0)
        i = self.b.local()
        self.locals.append(UNIT)
        self.emit("store", i)
        head, end = self.b.label(), self.b.label()
        self.b.place(head)
        self.emit("load", i)
        self.b.const(r.choice((2, 5, 30)))
        self.emit("int_compare", "lt")
        self.emit("branch_unless", end)
        lists = [k for k, t in enumerate(self.locals) if t.kind == "List"]
        if lists and r.random() < 0.7:
            k = r.choice(lists)
            self.emit("load", k)
            self.value(self.locals[k].parts[0], 1)
            self.emit("list_push")
            self.emit("store", k)
        else:
            self.assign()
        self.emit("load", i)
        self.b.const(1)
        self.emit("int_add", "wrap64")
        self.emit("store", i)
        self.emit("jump", head)
        self.b.place(end)

    def tail_call(self) -> None:
        fitting = [j for j, (_, t) in enumerate(self.p.signatures) if t is self.result]
        if not fitting:
            return
        go_on = self.condition()
        j = self.r.choice(fitting)
        for t in self.p.signatures[j][0]:
            self.value(t, 1)
        self.emit("tail_call", j)
        self.b.place(go_on)

    def tail_closure(self) -> None:
        go_on = self.condition()
        self.value(fn((INT,), (self.result,)), 2)
        self.value(INT, 1)
        self.emit("tail_call_closure", 1)
        self.b.place(go_on)

    def condition(self) -> Label:
        """A label to go on at, mostly."""
        go_on = self.b.label()
        self.value(INT, 1)
        self.b.const(1)
        self.emit("int_compare", self.r.choice(("ne", "ne", "ge")))
        self.emit("branch_if", go_on)
        return go_on

    # ---- values

    def value(self, t: Ty, depth: int) -> None:
        """Code that leaves a value of the type."""
        r = self.r
        held = [i for i, found in enumerate(self.locals) if found is t]
        if held and r.random() < 0.35:
            self.emit("load", r.choice(held))
            return
        if depth > 0:
            if r.random() < 0.25 and self.part(t):
                return
            if r.random() < 0.06:
                self.from_any(t, depth)
                return
            if r.random() < 0.1 and self.call(t, depth):
                return
            if r.random() < 0.05:
                self.either(t, depth)
                return
        MAKERS.get(t.kind, Body.scalar)(self, t, depth - 1)

    def part(self, t: Ty) -> bool:
        """A part of something that a local holds."""
        found = []
        for i, whole in enumerate(self.locals):
            if whole.kind == "List" and whole.parts[0] is t:
                found.append((i, "list_get", ()))
            elif whole.kind == "Tuple":
                found += [(i, "tuple_get", (k,)) for k, part in enumerate(whole.parts) if part is t]
            elif whole.kind == "Record":
                found += [
                    (i, "record_get", (f,)) for f, part in zip(whole.fields, whole.parts, strict=True) if part is t
                ]
            elif whole.kind == "Union":
                found += [
                    (i, "variant_get", (one.name, k))
                    for one in whole.constructors
                    for k, part in enumerate(one.payload)
                    if part is t
                ]
            elif whole.kind == "Fn" and whole.results[0] is t:
                found.append((i, "call_closure", whole.parts))
        if not found:
            return False
        i, name, operands = self.r.choice(found)
        self.emit("load", i)
        if name == "list_get":
            self.b.const(self.r.choice((0, 0, 0, 1, 2, -1)))
        if name == "call_closure":
            for parameter in operands:
                self.value(parameter, 0)
            operands = (len(operands),)
        if name == "variant_get":
            self.guarded_variant(t, i, operands)
        else:
            self.emit(name, *operands)
        return True

    def guarded_variant(self, t: Ty, i: int, operands: tuple[Any, ...]) -> None:
        """What a constructor holds, mostly after a test for it. The union is on the stack."""
        otherwise, end = self.b.label(), self.b.label()
        if self.r.random() < 0.9:
            self.emit("dup")
            self.emit("variant_is", operands[0])
            self.emit("branch_unless", otherwise)
        self.emit("variant_get", *operands)
        self.emit("jump", end)
        self.b.place(otherwise)
        self.emit("pop")
        self.value(t, 0)
        self.b.place(end)

    def from_any(self, t: Ty, depth: int) -> None:
        """The type again, by the way of Any; rarely of a value that is something else."""
        r = self.r
        self.value(t if r.random() < 0.9 else r.choice(TYPES), depth - 1)
        i = self.b.local()
        self.locals.append(UNIT)
        self.emit("store", i)
        self.emit("load", i)
        if r.random() < 0.9:
            self.emit("narrow", t)

    def call(self, t: Ty, depth: int) -> bool:
        fitting = [j for j, (_, result) in enumerate(self.p.signatures) if result is t and j]
        if not fitting:
            return False
        j = self.r.choice(fitting)
        for parameter in self.p.signatures[j][0]:
            self.value(parameter, depth - 1)
        self.emit("call", j)
        return True

    def either(self, t: Ty, depth: int) -> None:
        otherwise, end = self.b.label(), self.b.label()
        self.value(BOOL, depth - 1)
        self.emit("branch_unless", otherwise)
        self.value(t, depth - 1)
        self.emit("jump", end)
        self.b.place(otherwise)
        self.value(t, depth - 1)
        self.b.place(end)

    def scalar(self, t: Ty, depth: int) -> None:
        r = self.r
        if depth <= 0 or r.random() < 0.3:
            self.leaf(t)
        elif t is INT:
            self.int_value(depth)
        elif t is BOOL:
            self.bool_value(depth)
        elif t is FLOAT:
            self.value(FLOAT, depth)
            self.value(FLOAT, depth)
            self.emit(r.choice(("float_add", "float_mul", "float_sub")))
        else:
            self.leaf(t)

    def leaf(self, t: Ty) -> None:
        r = self.r
        if t is ANY:
            self.value(r.choice(TYPES if r.random() < 0.3 else SCALARS[:-1]), 1)
            return
        pools: dict[Ty, tuple[Any, ...]] = {INT: INTS, FLOAT: FLOATS, BOOL: (True, False), STR: TEXTS, UNIT: (None,)}
        self.b.const(r.choice(pools[t]))

    def int_value(self, depth: int) -> None:
        if self.r.random() < 0.4:
            self.value(list_of(self.r.choice((INT, FLOAT, UNIT, STR))), depth)
            self.emit("list_len")
            return
        self.value(INT, depth)
        self.value(INT, depth)
        self.emit(self.r.choice(("int_add", "int_sub", "int_mul")), self.r.choice(RULES))

    def bool_value(self, depth: int) -> None:
        r = self.r
        what = r.random()
        if what < 0.3:
            self.value(INT, depth)
            self.value(INT, depth)
            self.emit("int_compare", r.choice(RELATIONS))
        elif what < 0.5:
            self.value(STR, depth)
            self.value(STR, depth)
            self.emit("str_compare", r.choice(RELATIONS))
        elif what < 0.9:
            t = r.choice(TYPES)
            self.value(t, depth)
            self.value(t if r.random() < 0.8 else r.choice(TYPES), depth)
            self.emit(*r.choice((("deep_equal",), ("deep_equal",), ("dyn_compare", r.choice(("eq", "ne"))))))
        else:
            self.value(TREE, depth)
            self.emit("variant_is", r.choice(("Leaf", "Node", "Twigs", "Other")))

    # ---- values with parts

    def list(self, t: Ty, depth: int) -> None:
        r, element = self.r, t.parts[0]
        what = r.random()
        if what < 0.12 and depth > 0:
            self.value(t, depth)
            self.emit("library", "test:reverse", 1, t)
        elif what < 0.25 and depth > 0:
            self.value(t, depth)
            self.value(element, depth)
            self.emit("list_push")
        elif what < 0.35 and depth > 0:
            self.value(t, depth)
            self.b.const(r.choice((0, 0, 0, 1, 5)))
            self.value(element, depth)
            self.emit("list_set")
        elif what < 0.42 and depth > 0:
            count = r.randint(0, 3)
            for _ in range(count):
                self.closure(fn((), (element,)), depth)
            self.emit("list_new", count, list_of(ANY))
            self.emit(r.choice(("parallel", "parallel_workers")), t)
        else:
            count = r.randint(0, 3 if depth > 0 else 1)
            for _ in range(count):
                self.value(element, depth)
            self.emit("list_new", count, t)

    def tuple(self, t: Ty, depth: int) -> None:
        for part in t.parts:
            self.value(part, depth)
        self.emit("tuple_new", t)

    def record(self, t: Ty, depth: int) -> None:
        if t is PERSON and depth <= 0:
            self.b.const(3)
            self.emit("list_new", 0, list_of(PERSON))
            self.b.const("eve")
        else:
            for part in t.parts:
                self.value(part, depth)
        self.emit("record_new", t)
        if t.fields and self.r.random() < 0.3:
            k = self.r.randrange(len(t.fields))
            self.value(t.parts[k], depth - 1)
            self.emit("record_set", t.fields[k])

    def union(self, t: Ty, depth: int) -> None:
        one = self.r.choice(t.constructors) if depth > 0 else t.constructors[0]
        for part in one.payload:
            self.value(part, depth - 1)
        self.emit("variant_new", t, one.name)

    def closure(self, t: Ty, depth: int) -> None:
        functions = self.p.program.functions
        fitting = [i for i, f in enumerate(functions) if i and fn(f.parameters, f.results) is t and not f.captures]
        if self.p.lambdas >= MANY and fitting:
            self.emit("closure_new", self.r.choice(fitting))
            return
        captures = self.p.types(2 if self.p.lambdas < MANY else 0)
        for capture in captures:
            self.value(capture, depth - 1)
        self.emit("closure_new", self.p.new_function(captures, t))


MAKERS = {
    "List": Body.list,
    "Tuple": Body.tuple,
    "Record": Body.record,
    "Union": Body.union,
    "Fn": Body.closure,
}


def generate(seed: int) -> tuple[Program, list[Any]]:
    """The program of a seed, and arguments for its entry."""
    programs = Programs(seed)
    return programs.program, programs.arguments()
