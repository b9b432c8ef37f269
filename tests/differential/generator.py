"""Random bytecode programs: `generate(seed)` gives a verified program with an entry, and arguments for it.

Functions have typed locals (`int`, `float`, `bool`, `any`, `vector`); code is mostly well typed, so that runs get far, with
a little that is not. Programs may run for ever: give them fuel. `COVERED` has every instruction that can occur.
"""

from __future__ import annotations

import random
from typing import Any

from motet.bytecode import OPS, FunctionBuilder, Label, Program, verify
from motet.bytecode.table import RELATIONS, RULES
from motet.bytecode.types import ANY, BOOL, FLOAT, INT, VECTOR

COVERED = frozenset(OPS)
PRINT = "test:print"

TYPE = {"int": INT, "float": FLOAT, "bool": BOOL, "any": ANY, "vector": VECTOR}
EDGES_63 = [0, 1, -1, 2, 3, 7, 31, 63, 64, 100, -100, 1 << 30, -(1 << 30), (1 << 62) - 1, -(1 << 62), (1 << 61) + 5]
EDGES = [*EDGES_63, (1 << 63) - 1, -(1 << 63), 1 << 62, -(1 << 62) - 1]
FLOATS = [
    0.0,
    -0.0,
    1.0,
    -1.5,
    0.5,
    3.25,
    1e10,
    1e300,
    9.3e18,
    -1e19,
    float("inf"),
    float("-inf"),
    float("nan"),
    5e-324,
]
INT_BITS = ("int_and", "int_or", "int_xor")
WIDE = ("int_shl", "int_shr")
CAUSES = ("overflow", "division_by_zero", "type", "bad_cast", "index", "size", "heap", "panic", "host", "policy")


class Shape:
    """What is decided of a function before any code: kinds of parameters and results, and whether they are declared."""

    def __init__(self, r: random.Random, kinds: list[str], index: int) -> None:
        self.parameters = [r.choice(kinds) for _ in range(r.choice([0, 1, 1, 2, 2, 3, 4, 9]))]
        self.results = [r.choice(kinds) for _ in range(r.choice([1, 1, 1, 1, 1, 2, 3, 4, 0]))]
        if index == 0:
            self.parameters, self.results = ["int", "any"], ["int", "any"]
        self.declared = r.random() < 0.4
        self.declared_results = r.random() < 0.3

    def parameter_types(self) -> tuple[Any, ...]:
        return tuple(TYPE[k] if self.declared else ANY for k in self.parameters)

    def result_types(self) -> tuple[Any, ...]:
        return tuple(TYPE[k] if self.declared_results else ANY for k in self.results)


class Programs:
    """Makes one program."""

    def __init__(self, seed: int, vectors: bool) -> None:
        self.r = r = random.Random(seed)
        self.program = Program()
        self.narrow = r.random() < 0.4
        self.rules = ["trap63"] if self.narrow else r.choice([["wrap64"], ["trap64"], list(RULES)])
        self.vectors = vectors
        self.kinds = ["int", "int", "int", "float", "bool", "any", "any"] + ["vector"] * vectors
        self.globals = [self.program.add_global(f"g{i}") for i in range(r.randint(1, 3))]
        self.shapes = [Shape(r, self.kinds, i) for i in range(r.randint(2, 5))]
        if len(self.shapes) > 2:
            self.shapes[2].results = self.shapes[1].results
        self.builders = [
            FunctionBuilder(self.program, f"f{i}", s.parameter_types(), s.result_types())
            for i, s in enumerate(self.shapes)
        ]
        for builder, shape in zip(self.builders, self.shapes, strict=True):
            Body(self, builder, shape).write()
            builder.finish()
        self.program.entry = 0
        verify(self.program)

    def arguments(self) -> list[Any]:
        r = self.r
        first = r.choice([3, -7, 0, 12, r.choice(EDGES_63)])
        return [first, r.choice([first, 2.5, True, None, r.choice(EDGES_63), r.choice(FLOATS)])]


class Body:
    """Writes the code of one function."""

    def __init__(self, programs: Programs, builder: FunctionBuilder, shape: Shape) -> None:
        self.p, self.b, self.shape, self.r = programs, builder, shape, programs.r
        self.locals = list(shape.parameters)
        self.emit = builder.emit
        self.const = builder.const

    def write(self) -> None:
        r = self.r
        for _ in range(r.randint(1, 3)):
            kind = r.choice(self.p.kinds)
            self.expression(kind, 2)
            self.locals.append(kind)
            self.emit("store", self.b.local())
        for _ in range(r.randint(1, 4)):
            self.statement(2)
        if r.random() < 0.5:
            self.tail_call()
        self.values(self.shape.results, 2)
        self.emit("return")

    def values(self, kinds: list[str], depth: int) -> None:
        for kind in kinds:
            self.expression(kind, depth)

    def pick(self, kind: str) -> int | None:
        found = [i for i, k in enumerate(self.locals) if k == kind]
        return self.r.choice(found) if found else None

    def condition(self, label: Label) -> None:
        """Code that goes to a label, or not."""
        self.expression("bool", 2)
        self.emit(self.r.choice(["branch_if", "branch_unless"]), label)

    # ---- statements

    def statement(self, depth: int) -> None:
        simple = [self.assign, self.assign, self.print, self.shuffle, self.set_global, self.call_for_all]
        compound = [
            self.choice,
            self.loop,
            self.loop,
            self.tangle,
            self.count,
            self.count,
            self.refine,
            self.refine_same,
            self.stop,
        ]
        self.r.choice(simple + compound if depth else simple)(depth)

    def assign(self, depth: int) -> None:
        if not self.locals:
            return
        i = self.r.randrange(len(self.locals))
        self.expression(self.locals[i], 2)
        self.emit("store", i)

    def print(self, depth: int) -> None:
        self.expression(self.r.choice(["int", "any", "bool", "float"]), 1)
        self.emit("host_call", self.b.program.constant(PRINT), 1)
        self.emit("pop")

    def set_global(self, depth: int) -> None:
        self.expression(self.r.choice(self.p.kinds), 2)
        self.emit("global_set", self.r.choice(self.p.globals))
        if self.p.vectors and self.r.random() < 0.2:
            self.emit("collect")

    def shuffle(self, depth: int) -> None:
        kinds = [self.r.choice(self.p.kinds) for _ in range(3)]
        self.values(kinds, 1)
        for _ in range(self.r.randint(1, 4)):
            name = self.r.choice(["swap", "over pop", "rot", "dup pop", "pick", "roll"])
            if name == "pick":
                self.emit("pick", self.r.randint(0, 2))
                self.emit("pop")
            elif name == "roll":
                self.emit("roll", self.r.randint(0, 2))
            else:
                for word in name.split():
                    self.emit(word)
        i = self.pick("any")
        for _ in range(3):
            self.emit(*(("pop",) if i is None else ("store", i)))

    def choice(self, depth: int) -> None:
        otherwise, end = self.b.label(), self.b.label()
        self.condition(otherwise)
        self.statement(depth - 1)
        self.emit("jump", end)
        self.b.place(otherwise)
        if self.r.random() < 0.7:
            self.statement(depth - 1)
        self.b.place(end)

    def loop(self, depth: int) -> None:
        head, end = self.b.label(), self.b.label()
        self.b.place(head)
        if self.r.random() < 0.7:
            self.condition(end)
        for _ in range(self.r.randint(1, 2)):
            self.statement(depth - 1)
        if self.r.random() < 0.5:
            self.emit("jump", head)
        else:
            self.condition(head)
        self.b.place(end)

    def tangle(self, depth: int) -> None:
        """A loop that is entered in two places."""
        top, middle = self.b.label(), self.b.label()
        self.condition(middle)
        self.b.place(top)
        self.statement(depth - 1)
        self.b.place(middle)
        self.statement(depth - 1)
        self.condition(top)

    def count(self, depth: int) -> None:
        """A loop with a counter, mostly small enough to be vectorised."""
        r = self.r
        i, total = self.b.local(), self.b.local()
        self.locals += ["int", r.choice(["int", "float", "any"])]
        self.const(0)
        self.emit("store", i)
        self.expression(self.locals[total], 1)
        self.emit("store", total)
        head, end = self.b.label(), self.b.label()
        self.b.place(head)
        self.emit("load", i)
        self.const(r.choice([3, 10, 50, 200]))
        self.emit("int_compare", "lt")
        self.emit("branch_unless", end)
        if r.random() < 0.4:
            self.statement(0)
        self.emit("load", total)
        self.expression(self.locals[total], 1)
        self.emit(
            *{"int": ("int_add", r.choice(self.p.rules)), "float": ("float_add",)}.get(
                self.locals[total], ("dyn_add", r.choice(self.p.rules))
            )
        )
        self.emit("store", total)
        self.emit("load", i)
        self.const(1)
        self.emit("int_add", r.choice(self.p.rules))
        self.emit("store", i)
        self.emit("jump", head)
        self.b.place(end)

    def refine(self, depth: int) -> None:
        """Test an `any` local, and use it as what it is known to be."""
        i = self.pick("any")
        if i is None:
            return
        kind = self.r.choice([k for k in self.p.kinds if k != "any"])
        end = self.b.label()
        self.emit("load", i)
        if kind == "bool" and self.r.random() < 0.4:
            self.emit("is_false")
        else:
            self.emit("is_type", TYPE[kind].kind)
        twice = self.r.random() < 0.3
        if twice:
            self.emit("bool_not")
        self.emit("branch_if" if twice else "branch_unless", end)
        self.locals[i] = kind
        self.statement(depth - 1)
        self.locals[i] = "any"
        self.b.place(end)

    def refine_same(self, depth: int) -> None:
        """`same` of an `any` and a known value makes both known."""
        i = self.pick("any")
        if i is None or self.r.random() < 0.5:
            return
        kind = self.r.choice(["int", "float", "bool"])
        end = self.b.label()
        self.expression(kind, 1)
        self.emit("store", i)
        self.emit("load", i)
        self.expression(kind, 1)
        self.emit("same")
        self.emit("branch_unless", end)
        self.statement(depth - 1)
        self.b.place(end)

    def stop(self, depth: int) -> None:
        """Rarely leave the function."""
        go_on = self.b.label()
        self.expression("int", 1)
        self.const(5)
        self.emit("int_compare", self.r.choice(["eq", "eq", "lt"]))
        self.emit("branch_unless", go_on)
        what = self.r.random()
        if what < 0.1:
            self.emit("panic", self.b.program.constant("stopped"))
        elif what < 0.2:
            self.emit("trap", self.r.choice(CAUSES))
        elif what < 0.6:
            self.values(self.shape.results, 1)
            self.emit("return")
        else:
            self.tail_call(always=True)
        self.b.place(go_on)

    def call_for_all(self, depth: int) -> None:
        j = self.r.randrange(len(self.p.shapes))
        self.values(self.p.shapes[j].parameters, 1)
        self.emit("call", j)
        for kind in reversed(self.p.shapes[j].results):
            i = self.pick(kind)
            self.emit(*(("pop",) if i is None else ("store", i)))

    def tail_call(self, always: bool = False) -> None:
        """A tail call of a function with as many results, mostly with the same ones; behind a condition."""
        mine, r = self.shape.results, self.r
        fitting = [j for j, s in enumerate(self.p.shapes) if s.results == mine]
        if r.random() < 0.15:
            fitting = [j for j, s in enumerate(self.p.shapes) if len(s.results) == len(mine)]
        j = r.choice(fitting)
        go_on = self.b.label()
        if not always:
            self.condition(go_on)
        self.values(self.p.shapes[j].parameters, 1)
        self.emit("tail_call", j)
        if not always:
            self.b.place(go_on)

    # ---- expressions

    def expression(self, kind: str, depth: int) -> None:
        r = self.r
        if r.random() < 0.01:
            kind = r.choice(self.p.kinds)
        i = self.pick(kind)
        if i is not None and (depth <= 0 or r.random() < 0.35):
            self.emit("load", i)
        elif depth <= 0:
            self.leaf(kind)
        else:
            getattr(self, f"{kind}_expression")(depth - 1)

    def leaf(self, kind: str) -> None:
        r = self.r
        if kind == "int":
            self.const(r.choice(EDGES_63 if self.p.narrow else EDGES) if r.random() < 0.4 else r.randint(-5, 20))
        elif kind == "float":
            self.const(r.choice(FLOATS))
        elif kind == "bool":
            self.const(r.random() < 0.5)
        elif kind == "vector":
            self.emit("vector_new", 0)
        elif r.random() < 0.2:
            self.emit("global_get", r.choice(self.p.globals))
        elif r.random() < 0.1:
            self.const(None)
        else:
            self.leaf(r.choice(["int", "float", "bool"]))

    def call_for(self, kind: str, depth: int) -> None:
        fitting = [j for j, s in enumerate(self.p.shapes) if s.results == [kind]]
        if not fitting:
            self.leaf(kind)
            return
        j = self.r.choice(fitting)
        self.values(self.p.shapes[j].parameters, depth - 1)
        self.emit("call", j)

    def either(self, kinds: list[str], depth: int) -> None:
        """One of two values, as a join of the stack."""
        otherwise, end = self.b.label(), self.b.label()
        self.condition(otherwise)
        self.expression(self.r.choice(kinds), depth)
        self.emit("jump", end)
        self.b.place(otherwise)
        self.expression(self.r.choice(kinds), depth)
        self.b.place(end)

    def int_expression(self, depth: int) -> None:
        r, rule = self.r, self.r.choice(self.p.rules)
        what = r.random()
        if what < 0.45:
            self.values(["int", "int"], depth)
            self.emit(r.choice(["int_add", "int_sub", "int_mul", "int_add", "int_sub", "int_div", "int_rem"]), rule)
        elif what < 0.5:
            self.expression("int", depth)
            self.emit("dup")
            self.emit("int_mul", rule)
        elif what < 0.62:
            self.values(["int", "int"], depth)
            self.emit(r.choice(INT_BITS if self.p.narrow else INT_BITS + WIDE))
        elif what < 0.7:
            self.expression("int", depth)
            self.emit(r.choice(["int_not", "int_popcount", "int_clz", "int_ctz"]))
        elif what < 0.75:
            self.expression("int", depth)
            self.emit("int_neg", rule)
        elif what < 0.8 and not self.p.narrow:
            self.expression("float", depth)
            self.emit("float_to_int")
        elif what < 0.86:
            self.expression("any", depth)
            self.emit("cast", "Int", r.choice(["bad_cast", "type"]))
        elif what < 0.9 and self.p.vectors:
            self.expression("vector", depth)
            self.emit("vector_len")
        elif what < 0.93:
            self.either(["int"], depth)
        else:
            self.call_for("int", depth)

    def float_expression(self, depth: int) -> None:
        what = self.r.random()
        if what < 0.6:
            self.values(["float", "float"], depth)
            self.emit(self.r.choice(["float_add", "float_sub", "float_mul", "float_div", "float_rem"]))
        elif what < 0.75:
            self.expression("int", depth)
            self.emit("int_to_float")
        elif what < 0.85:
            self.expression("float", depth)
            self.emit("float_neg")
        elif what < 0.9:
            self.either(["float"], depth)
        else:
            self.call_for("float", depth)

    def bool_expression(self, depth: int) -> None:
        r = self.r
        what = r.random()
        if what < 0.4:
            self.values(["int", "int"], depth)
            self.emit("int_compare", r.choice(RELATIONS))
        elif what < 0.52:
            self.values(["float", "float"], depth)
            self.emit("float_compare", r.choice(RELATIONS))
        elif what < 0.66:
            self.values([r.choice(["any", "int", "float"]), "any"], depth)
            self.emit("dyn_compare", r.choice(RELATIONS if r.random() < 0.4 else ("eq", "ne")))
        elif what < 0.72:
            kind = r.choice(self.p.kinds)
            self.values([kind, kind], depth)
            self.emit("same")
        elif what < 0.8:
            self.expression(r.choice(self.p.kinds), depth)
            self.emit(*r.choice([("is_false",), ("is_type", r.choice(["Unit", "Bool", "Int", "Float", "Vector"]))]))
        elif what < 0.88:
            self.values(["bool", "bool"], depth)
            self.emit(r.choice(["bool_and", "bool_or"]))
        elif what < 0.93:
            self.expression("bool", depth)
            self.emit("bool_not")
        elif what < 0.96 and self.p.vectors:
            self.values([r.choice(self.p.kinds), r.choice(self.p.kinds)], depth)
            self.emit("deep_equal")
        else:
            self.call_for("bool", depth)

    def any_expression(self, depth: int) -> None:
        r = self.r
        what = r.random()
        if what < 0.25:
            self.expression(r.choice(self.p.kinds), depth)
        elif what < 0.45:
            self.either(self.p.kinds, depth)
        elif what < 0.75:
            self.values([r.choice(["any", "any", "int", "float"]), r.choice(["any", "any", "int"])], depth)
            self.emit(r.choice(["dyn_add", "dyn_sub", "dyn_mul"]), r.choice(self.p.rules))
        elif what < 0.85:
            self.emit("global_get", r.choice(self.p.globals))
        elif what < 0.92 and self.p.vectors:
            self.expression("vector", depth)
            self.expression("int", 0)
            self.emit("vector_get")
        else:
            self.call_for("any", depth)

    def vector_expression(self, depth: int) -> None:
        r = self.r
        what = r.random()
        if what < 0.5:
            count = r.randint(0, 4)
            self.values([r.choice(self.p.kinds) for _ in range(count)], depth)
            self.emit("vector_new", count)
        elif what < 0.7:
            self.const(r.randint(0, 20))
            self.expression(r.choice(self.p.kinds), depth)
            self.emit("vector_make")
        elif what < 0.9:
            self.expression("vector", depth)
            self.const(r.choice([0, 0, 0, 1, 2]))
            self.expression(r.choice(self.p.kinds), depth)
            self.emit("vector_set")
        else:
            self.call_for("vector", depth)


def generate(seed: int, vectors: bool | None = None) -> tuple[Program, list[Any]]:
    """The program of a seed, and arguments for its entry; with vectors or without (None: every second one has them)."""
    programs = Programs(seed, seed % 2 == 1 if vectors is None else vectors)
    return programs.program, programs.arguments()
