"""Random programs: well-formed, often wrong at run time, always ending."""

from __future__ import annotations

import random

INTERESTING = (0, 1, -1, 2, 3, 7, 100, 2**31 - 1, 2**31, -(2**31), 2**32, 2**61, 2**62 - 1, -(2**62))
ARITHMETIC = ("+", "-", "*")
COMPARISONS = ("<", ">", "<=", ">=", "=")


class Generator:
    """One program of functions f0, f1, ... each of which calls only those before it, or itself with a smaller first argument."""

    def __init__(self, seed: int, heap: bool) -> None:
        self.random = random.Random(seed)
        self.heap = heap
        self.functions: list[int] = []
        self.names = 0

    def program(self) -> str:
        definitions = []
        for number in range(self.random.randrange(5)):
            count = self.random.choice((1, 2, 3, 6, 7, 8, 11))
            parameters = [f"p{i}" for i in range(count)]
            body = self.expression(parameters, 4, loop=False, main=False)
            again = (
                f"(f{number} (- p0 1) {' '.join(self.expression(parameters, 1, False, False) for _ in parameters[1:])})"
            )
            if self.random.random() < 0.5:
                again = f"(+ 1 {again})"
            body = f"(if (isnum p0) (if (< p0 1) {body} (if (> p0 20) {body} {again})) {body})"
            definitions.append(f"(fun (f{number} {' '.join(parameters)}) {body})")
            self.functions.append(count)
        return "\n".join([*definitions, self.expression([], 6, loop=False, main=True)])

    def expression(self, variables: list[str], depth: int, loop: bool, main: bool) -> str:
        if depth == 0 or self.random.random() < 0.1:
            return self.leaf(variables, main)
        makers = [
            self.arithmetic,
            self.comparison,
            self.test,
            self.let,
            self.assign,
            self.choice,
            self.block,
            self.output,
        ]
        makers += [self.arithmetic, self.counted_loop, self.cast]
        if self.functions:
            makers += [self.call, self.call]
        if loop:
            makers.append(self.leave)
        if self.heap:
            makers += [self.vector, self.element, self.update, self.equality, self.vector]
        return self.random.choice(makers)(variables, depth - 1, loop, main)

    def leaf(self, variables: list[str], main: bool) -> str:
        roll = self.random.random()
        if variables and roll < 0.55:
            return self.random.choice(variables)
        if main and roll < 0.6:
            return "input"
        if roll < 0.9:
            return str(self.random.choice(INTERESTING) if self.random.random() < 0.4 else self.random.randrange(-9, 10))
        return self.random.choice(("true", "false", "nil") if self.heap else ("true", "false"))

    def several(self, count: int, *context: object) -> str:
        return " ".join(self.expression(*context) for _ in range(count))  # type: ignore[arg-type]

    def arithmetic(self, *context: object) -> str:
        op = self.random.choice((*ARITHMETIC, "/") if self.heap else ARITHMETIC)
        if self.random.random() < 0.2:
            return f"({self.random.choice(('add1', 'sub1'))} {self.several(1, *context)})"
        return f"({op} {self.several(2, *context)})"

    def comparison(self, *context: object) -> str:
        return f"({self.random.choice(COMPARISONS)} {self.several(2, *context)})"

    def test(self, *context: object) -> str:
        return f"({self.random.choice(('isnum', 'isbool', 'isvec') if self.heap else ('isnum', 'isbool'))} {self.several(1, *context)})"

    def let(self, variables: list[str], depth: int, loop: bool, main: bool) -> str:
        inner = list(variables)
        bindings = []
        for _ in range(self.random.randrange(1, 4)):
            value = self.expression(inner, depth, loop, main)
            self.names += 1
            name = f"v{self.names}" if self.random.random() < 0.8 or not variables else self.random.choice(variables)
            if name in [bound for bound, _ in bindings]:
                continue
            bindings.append((name, value))
            inner.append(name)
        text = " ".join(f"({name} {value})" for name, value in bindings)
        return f"(let ({text}) {self.expression(inner, depth, loop, main)})"

    def assign(self, variables: list[str], depth: int, loop: bool, main: bool) -> str:
        if not variables:
            return self.leaf(variables, main)
        return f"(set! {self.random.choice(variables)} {self.expression(variables, depth, loop, main)})"

    def choice(self, *context: object) -> str:
        return f"(if {self.several(3, *context)})"

    def block(self, *context: object) -> str:
        return f"(block {self.several(self.random.randrange(1, 4), *context)})"

    def output(self, *context: object) -> str:
        return f"(print {self.several(1, *context)})"

    def cast(self, *context: object) -> str:
        return f"(cast {self.random.choice(('Num', 'Bool', 'Any'))} {self.several(1, *context)})"

    def leave(self, *context: object) -> str:
        return f"(break {self.several(1, *context)})"

    def counted_loop(self, variables: list[str], depth: int, _loop: bool, main: bool) -> str:
        self.names += 1
        counter = f"c{self.names}"
        body = self.expression(variables, depth, True, main)
        end = self.expression(variables, max(0, depth - 1), False, main)
        return f"(let (({counter} 0)) (loop (if (= {counter} {self.random.randrange(4)}) (break {end}) (block (set! {counter} (add1 {counter})) {body}))))"

    def call(self, variables: list[str], depth: int, loop: bool, main: bool) -> str:
        number = self.random.randrange(len(self.functions))
        first = (
            str(self.random.randrange(4))
            if self.random.random() < 0.7
            else self.expression(variables, depth, loop, main)
        )
        rest = self.several(self.functions[number] - 1, variables, max(0, depth - 2), loop, main)
        return f"(f{number} {first} {rest})"

    def vector(self, *context: object) -> str:
        if self.random.random() < 0.2:
            return f"(make-vec {self.random.randrange(5)} {self.several(1, *context)})"
        return f"(vec {self.several(self.random.randrange(4), *context)})"

    def element(self, *context: object) -> str:
        if self.random.random() < 0.2:
            return f"(vec-len {self.several(1, *context)})"
        return f"(vec-get {self.vector(*context)} {self.random.randrange(3)})"

    def update(self, *context: object) -> str:
        return f"(vec-set! {self.vector(*context)} {self.random.randrange(2)} {self.several(1, *context)})"

    def equality(self, *context: object) -> str:
        return f"({self.random.choice(('==', '='))} {self.several(2, *context)})"
