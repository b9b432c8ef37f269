"""Programs for the tests of this room: random ones, and damaged ones."""

import math
from random import Random

from motet.bytecode import OPS, Effect, Function, FunctionBuilder, Program, stack_effect
from motet.bytecode.operands import CAUSES
from motet.bytecode.table import RELATIONS, RULES, TESTABLE
from motet.bytecode.types import (
    ANY,
    BOOL,
    BYTES,
    FLOAT,
    INT,
    STR,
    UNIT,
    VECTOR,
    define_record,
    deque_of,
    fn,
    list_of,
    option_of,
    record_of,
    recursive_record,
    result_of,
    sorted_map_of,
    tuple_of,
)
from motet.source import Source, Span

VALUES = (0, 1, -1, (1 << 63) - 1, -(1 << 63), 0.5, -0.0, math.inf, -math.inf, math.nan, 5e-324, True, False, None)
TEXTS = ("", "snek:print", 'out of \u2028 \U0001f600 \x00\x7f\r\n\t\\ "quotes"; | { } #3', "é" * 5)
NAMES = ("main", "f", "g.h", "", "two words", "call", "#1", "L1", "é", "unit", "-", 'quo"te')
PERSON = recursive_record("Person", "generated: {name: Str, friends: List[Person]}")
define_record(PERSON, (("name", STR), ("friends", list_of(PERSON))))
SHAPES = {
    "List": (list_of(INT), list_of(option_of(STR)), list_of(PERSON)),
    "Tuple": (tuple_of(INT), tuple_of(ANY, tuple_of(STR, UNIT))),
    "Record": (record_of((("x", INT), ("two words", FLOAT))), record_of((("x", INT),), "Point"), PERSON),
    "Union": (option_of(INT), result_of(ANY, BYTES)),
    "other": (fn((INT, ANY), (BOOL,)), sorted_map_of(STR, INT), deque_of(ANY), INT, STR),
}
EVERY_SHAPE = tuple(shape for group in SHAPES.values() for shape in group)
WANTED = {
    "list_new": "List",
    "parallel": "List",
    "parallel_workers": "List",
    "tuple_new": "Tuple",
    "record_new": "Record",
    "variant_new": "Union",
}
TYPES = (ANY, BOOL, FLOAT, INT, UNIT, VECTOR, STR, BYTES, *EVERY_SHAPE)
ENDS = ("return", "trap", "panic", "tail_call", "trap_with", "tail_call_closure")
SIMPLE = [op.name for op in OPS.values() if not op.ends and not op.branches]


class Generator:
    """Makes one random program that the verifier accepts."""

    def __init__(self, random: Random):
        self.random = random
        self.program = Program(random.choice(("bytecode", "snek", "my language")))

    def make(self) -> Program:
        random, program = self.random, self.program
        if random.random() < 0.3:
            for value in random.choices((*VALUES, *TEXTS, b"", b'\x00"\\\xff', "\ud800"[:0]), k=random.randrange(4)):
                program.append_constant(value)
        if random.random() < 0.2:
            for shape in random.choices(EVERY_SHAPE, k=random.randrange(4)):
                program.append_type(shape)
        for _ in range(random.randrange(3)):
            program.add_global(random.choice(NAMES), random.choice(TYPES))
        source = Source("a source", random.choice(TEXTS) + "\n| x") if random.random() < 0.5 else None
        builders = [self._builder(source) for _ in range(random.randint(1, 4))]
        for builder in builders:
            self._body(builder)
        program.entry = random.randrange(-1, len(builders))
        return program

    def _types(self, most):
        return tuple(self.random.choices(TYPES, k=self.random.randint(0, most)))

    def _builder(self, source):
        random = self.random
        effects = random.choices((Effect("io"), Effect("fs read", "./d\n"), Effect("net", -3)), k=random.randrange(3))
        return FunctionBuilder(
            self.program,
            random.choice(NAMES),
            self._types(3),
            self._types(2),
            self._types(1),
            source=random.choice((source, None)),
            effects=tuple(effects),
        )

    def _body(self, builder):
        self.builder, self.depth, self.nodes = builder, 0, self.random.choice((0, 0, 0.2))
        labels = [builder.label() for _ in range(self.random.randrange(4))]
        for _ in range(self.random.randrange(3)):
            builder.local()
        for label in labels:
            self._straight()
            self._drop()
            if self.random.random() < 0.7:
                self._jump(labels)
            builder.place(label)
        self._straight()
        self._end(labels)
        builder.finish()

    def _straight(self):
        for _ in range(self.random.randrange(5)):
            self._instruction(self.random.choice(SIMPLE))

    def _drop(self):
        while self.depth:
            self._emit("pop")

    def _jump(self, labels):
        self._instruction(self.random.choice(("branch_if", "branch_unless", "jump")), labels)
        if self.random.random() < 0.1 and self.builder.position:
            self._emit("const", self.program.constant(1))  # unreachable, perhaps
            self._drop()

    def _end(self, labels):
        callees = [i for i, f in enumerate(self.program.functions) if len(f.results) == len(self._results)]
        choice = self.random.choice((*ENDS, "jump" if labels else "trap"))
        if choice == "tail_call_closure" and len(self._results) != 1:
            choice = "return"
        if choice == "jump":
            self._drop()
        self._instruction(choice, labels, self.random.choice(callees))

    @property
    def _results(self):
        return self.builder.function.results

    def _instruction(self, name, labels=(), callee=None):
        if name == "variant_new":
            operands = self._variant()
        elif name == "closure_new":
            single = [i for i, f in enumerate(self.program.functions) if len(f.results) == 1]
            operands = [self.random.choice(single) if single else None]
        else:
            operands = [self._operand(kind, name, labels, callee) for kind in OPS[name].operands]
        if any(operand is None for operand in operands):
            return
        numbers = (0 if kind == "label" else o for kind, o in zip(OPS[name].operands, operands, strict=True))
        pops, _ = stack_effect(self.program, self.builder.function, (name, *numbers))
        while self.depth < pops:
            self._emit("const", self.program.constant(self.random.choice(VALUES)))
        self._emit(name, *operands)

    def _variant(self):
        union = self.random.choice(SHAPES["Union"])
        return [self.program.type(union), self.program.constant(self.random.choice(union.constructors).name)]

    def _operand(self, kind, name, labels, callee):
        random, program = self.random, self.program
        if kind == "constant":
            return program.constant(random.choice((*VALUES, *TEXTS, b"\xff") if name == "const" else TEXTS))
        if kind == "function":
            return callee if callee is not None else random.randrange(len(program.functions))
        if kind == "label":
            return random.choice(labels)
        if kind == "shape":
            return program.type(random.choice(SHAPES[WANTED[name]] if name in WANTED else EVERY_SHAPE))
        if kind == "name":
            return program.constant(random.choice(NAMES))
        sizes = {"local": self.builder.function.local_count, "global": len(program.globals), "count": 4}
        if kind in sizes:
            return random.randrange(sizes[kind]) if sizes[kind] else None
        return random.choice({"rule": tuple(RULES), "relation": RELATIONS, "type": TESTABLE, "trap": CAUSES}[kind])

    def _emit(self, name, *operands):
        span = node = None
        if self.builder.function.source is not None and self.random.random() < 0.5:
            span = Span(0, self.random.randrange(4))
        if self.random.random() < self.nodes:
            node = self.random.choice(NAMES)
        numbers = (o if isinstance(o, int | str) else 0 for o in operands)
        pops, pushes = stack_effect(self.program, self.builder.function, (name, *numbers))
        self.builder.emit(name, *operands, span=span, node=node)
        self.depth += pushes - pops


def random_program(random: Random) -> Program:
    return Generator(random).make()


class Hostile:
    """An object that no code of the verifier should do anything with."""

    __hash__ = None

    def __repr__(self):
        raise AssertionError("shown")

    def __eq__(self, other):
        raise AssertionError("compared")


class Number(int):
    pass


GARBAGE = (
    *(None, True, False, -1, 0, 1, 3, 1 << 16, 1 << 63, -(1 << 63) - 1, 10**5000, 0.5, math.nan, "", "x", "add", "Int"),
    *(
        "jump",
        "return",
        "type",
        "lt",
        "wrap64",
        "stack",
        "\ud800",
        b"",
        (),
        ("pop",),
        ("jump", 0),
        ("jump", -1),
        [],
        {},
    ),
    *(set(), Hostile(), Number(0), ANY, INT, Span(0, 1), Span(5, 2), Effect("io"), Effect(3), Source("s", ""), object),
)
FUNCTION_FIELDS = (
    *("name", "parameters", "results", "captures", "local_count", "code", "spans", "nodes", "source", "effects"),
)


def damage(program: Program, random: Random) -> None:
    """Put garbage at a random place."""
    functions = [f for f in program.functions if type(f) is Function]
    if functions:
        place = random.choice((_damage_field, _damage_tuple, _damage_list, _damage_code, _damage_code, _damage_code))
        place(program, random.choice(functions), random.choice(GARBAGE), random)
    if random.random() < 0.05:
        setattr(program, random.choice(("entry", "language", "verified")), random.choice(GARBAGE))


def _damage_field(program, function, thing, random):
    setattr(function, random.choice(FUNCTION_FIELDS), thing)


def _damage_tuple(program, function, thing, random):
    field = random.choice(("parameters", "results", "captures", "effects"))
    value = getattr(function, field)
    if type(value) is tuple:
        setattr(function, field, (*value, thing))


def _damage_list(program, function, thing, random):
    places = (program.functions, program.constants, program.globals, program.types, function.spans, function.nodes)
    items = random.choice([place for place in places if type(place) is list])
    items.insert(random.randint(0, len(items)), thing)


def _damage_code(program, function, thing, random):
    code = function.code
    if type(code) is not list or not code:
        return
    pc = random.randrange(len(code))
    old = code[pc]
    choice = random.randrange(4)
    if choice == 0:
        del code[pc]
    elif choice == 1:
        code.insert(pc, random.choice(code))
    elif choice == 2 or type(old) is not tuple or not old:
        code[pc] = thing
    else:
        at = random.randrange(len(old))
        code[pc] = (*old[:at], thing, *old[at + 1 :])
