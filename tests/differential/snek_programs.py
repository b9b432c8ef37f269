"""Random Snek programs: well-formed, terminating by construction, and sometimes wrong at run time.

`generate(seed, level)` gives the same text for the same arguments. Programs print, assign, shadow, loop with counters
that nobody else assigns, break out of operands, recurse on a counter that every call decreases, make tail calls between
functions of different arity, mix types, and use numbers near the ends of their range; at the heap levels they build,
share, update, compare and print vectors, cyclic ones too. A few operands in a thousand have another type than the
operator wants, so errors occur at every place.

Expressions are made for a *kind*: `num`, `bool`, `vec` or `any`.
"""

from contextlib import contextmanager
from random import Random

from motet.languages.snek.levels import level as level_named

LEVELS = ("flying-snake", "forest-flame")

NAMES = ("a", "b", "c", "d", "e", "f", "g", "h", "n-1", "x_y", "Num", "i")
FUNCTION_NAMES = ("f", "g", "a", "b", "main", "rax", "snek_error", "f-g", "f_g")
SMALL = (0, 1, -1, 2, 3, 5, 7, 10, -4, 100)
LARGE = (2**31, -(2**31), 2**32 + 1, 2**61, -(2**61), 2**62 - 1, -(2**62), 2**62 - 2, 3037000500, 10**15)

MISTAKES = 0.008
"""Part of the operands that are made for another kind."""

MOST_TURNS = 400
"""Bound of the turns of all loops around a place, multiplied."""


class Function:
    """A function that can be called: the first parameter is the counter."""

    def __init__(self, name, kinds, result, is_tail_chain):
        self.name = name
        self.kinds = kinds
        self.result = result
        self.is_tail_chain = is_tail_chain


class Generator:
    """Makes one program."""

    def __init__(self, seed, level):
        self.random = Random(f"{seed} {level}")
        rung = level_named(level)
        self.heap = "make-vec" in rung.forms
        self.has_casts = "cast" in rung.forms
        self.functions = []
        self.variables = []
        self.fixed = set()
        self.counter = None
        self.turns = 1
        self.loops = []
        self.calls_left = 0
        self.is_main = False

    # ---- choices

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, items):
        return self.random.choice(items)

    @contextmanager
    def scope(self, *bindings):
        """Variables (name, kind) that are visible inside."""
        self.variables.extend(bindings)
        yield
        del self.variables[len(self.variables) - len(bindings) :]

    def visible(self):
        """Innermost kind of each visible name."""
        return dict(self.variables)

    # ---- programs

    def program(self):
        names = self.random.sample(FUNCTION_NAMES, self.random.randrange(0, 5))
        for name in names:
            count = self.pick((0, 1, 1, 2, 2, 3, 5, 6, 7, 9, 19))
            kinds = [self.kind() for _ in range(count)]
            self.functions.append(Function(name, kinds, self.kind(), self.chance(0.4)))
        definitions = [self.definition(function) for function in self.functions]
        self.is_main = True
        return "\n".join([*definitions, self.main()]) + "\n"

    def main(self):
        """Variables of several kinds, and statements that print what becomes of them."""
        bindings, texts = [], []
        for name in self.random.sample(NAMES, self.pick((1, 2, 4))):
            kind = self.kind()
            with self.scope(*bindings):
                texts.append(f"({name} {self.make(kind, 2)})")
            bindings.append((name, kind))
        with self.scope(*bindings):
            statements = [self.statement() for _ in range(self.pick((1, 2, 3, 5)))]
        return f"(let ({' '.join(texts)})\n  (block\n    {chr(10).join(statements)}))"

    def statement(self):
        self.calls_left = 3
        text = self.any(self.pick((3, 4, 5, 6)))
        return f"(print {text})" if self.chance(0.7) else text

    def kind(self):
        return self.pick(("num", "num", "num", "bool", "any", *(["vec", "vec"] if self.heap else [])))

    def definition(self, function):
        names = self.random.sample([f"p{k}" for k in range(20)] + list(NAMES), len(function.kinds) + 1)
        self.counter = names[0]
        self.fixed = {self.counter}
        self.calls_left = 0
        with self.scope((names[0], "num"), *zip(names[1:], function.kinds, strict=True)):
            base = self.make(function.result, 2)
            if function.is_tail_chain:
                chain = [each for each in self.functions if each.is_tail_chain and each.result == function.result]
                body = self.tail_call(self.pick(chain))
                body = self.pick(("{0}", "(block {1} {0})", "(let ((t {1})) {0})", "(if {2} {0} {0})")).format(
                    body, self.any(2), self.bool(1)
                )
            else:
                self.calls_left = 2
                body = self.make(function.result, 4)
        self.counter = None
        return f"(fun ({function.name} {' '.join(names)})\n  (if (< {names[0]} 1) {base}\n    {body}))"

    def tail_call(self, function):
        return self.call_text(function, f"(sub1 {self.counter})", 1)

    def call_text(self, function, counter, depth):
        arguments = [self.operand(kind, depth) for kind in function.kinds]
        return f"({' '.join([function.name, counter, *arguments])})"

    # ---- expressions

    def make(self, kind, depth):
        return getattr(self, kind)(depth)

    def operand(self, kind, depth):
        """An operand, of another kind now and then."""
        return self.make(self.kind() if self.chance(MISTAKES) else kind, depth)

    def num(self, depth):
        if depth <= 0 or self.chance(0.1):
            return self.number_leaf()
        ways = [self.sum, self.sum, self.sum, self.step]
        if self.heap:
            ways += [self.quotient, self.length, lambda _: "(gc)"]
        return self.one_of(ways, "num", depth)

    def one_of(self, ways, kind, depth):
        """One of the ways of a kind, or a form that every kind has."""
        return self.shared(kind, depth) if self.chance(0.4) else self.pick(ways)(depth)

    def bool(self, depth):
        if depth <= 0 or self.chance(0.1):
            return self.pick(["true", "false", *self.names("bool")])
        ways = [self.comparison, self.comparison, self.test]
        if self.heap:
            ways += [self.identity, self.structure]
        return self.one_of(ways, "bool", depth)

    def vec(self, depth):
        names = self.names("vec")
        if not self.heap:
            return self.num(depth)
        if depth <= 0 or (names and self.chance(0.3)):
            return self.pick([*names, "(vec 1 2 3)"]) if self.chance(0.9) else "nil"
        return self.one_of([self.literal, self.literal, self.filled, self.update], "vec", depth)

    def any(self, depth):
        if depth <= 0 and self.is_main and self.chance(0.2):
            return "input"
        return self.make(self.pick(("num", "num", "bool", "vec" if self.heap else "num")), depth)

    def names(self, kind):
        return [name for name, found in self.visible().items() if found == kind]

    def number_leaf(self):
        if self.chance(0.5) and (names := self.names("num")):
            return self.pick(names)
        return str(self.pick(LARGE) if self.chance(0.02) else self.pick(SMALL))

    def sum(self, depth):
        operator = self.pick("++--*")
        return f"({operator} {self.operand('num', depth - 1)} {self.operand('num', depth - 1)})"

    def step(self, depth):
        return f"({self.pick(('add1', 'sub1'))} {self.operand('num', depth - 1)})"

    def quotient(self, depth):
        return f"(/ {self.operand('num', depth - 1)} {self.pick((2, 3, -7, self.operand('num', 0)))})"

    def length(self, depth):
        return f"(vec-len {self.operand('vec', depth - 1)})"

    def comparison(self, depth):
        if self.chance(0.2):
            return f"(= {self.operand('bool', depth - 1)} {self.operand('bool', depth - 1)})"
        operator = self.pick(("<", ">", "<=", ">=", "="))
        return f"({operator} {self.operand('num', depth - 1)} {self.operand('num', depth - 1)})"

    def test(self, depth):
        tests = ("isnum", "isbool", "isvec") if self.heap else ("isnum", "isbool")
        return f"({self.pick(tests)} {self.any(depth - 1)})"

    def identity(self, depth):
        return f"(= {self.operand('vec', depth - 1)} {self.operand('vec', depth - 1)})"

    def structure(self, depth):
        return f"(== {self.any(depth - 1)} {self.any(depth - 1)})"

    def literal(self, depth):
        """At most one element may be a vector, so that what loops build prints in linear size."""
        elements = [self.pick((self.number_leaf(), "true", "nil")) for _ in range(self.pick((0, 1, 2, 3, 3, 4)))]
        if elements and self.chance(0.6):
            elements[self.random.randrange(len(elements))] = self.any(depth - 1)
        return f"({' '.join(['vec', *elements])})"

    def filled(self, depth):
        return f"(make-vec {self.pick((0, 1, 3, 3, 4, -1 if self.chance(0.1) else 5))} {self.number_leaf()})"

    def update(self, depth):
        value = self.any(depth - 1) if self.is_main and self.turns == 1 else self.number_leaf()
        return f"(vec-set! {self.operand('vec', depth - 1)} {self.index()} {value})"

    def index(self):
        return self.operand("num", 1) if self.chance(0.1) else str(self.pick((0, 0, 0, 1, 1, 2)))

    # ---- forms of every kind

    def shared(self, kind, depth):
        ways = [self.conditional, self.conditional, self.let, self.let, self.block, self.assign, self.print]
        if self.turns < MOST_TURNS:
            ways += [self.counting, self.once]
        if self.loops:
            ways.append(self.leave)
        if self.functions and self.calls_left:
            ways += [self.call, self.call]
        if self.has_casts and kind in ("num", "bool"):
            ways.append(self.cast)
        if self.heap:
            ways.append(self.element)
        return self.pick(ways)(kind, depth - 1)

    def conditional(self, kind, depth):
        unknown = [name for name, found in self.visible().items() if found == "any"]
        if unknown and kind == "num" and self.chance(0.5):
            name = self.pick(unknown)
            with self.scope((name, "num")):
                then = self.num(depth)
            return f"(if (isnum {name}) {then} {self.num(depth)})"
        condition = self.any(depth) if self.chance(0.15) else self.bool(depth)
        return f"(if {condition} {self.make(kind, depth)} {self.make(kind, depth)})"

    def let(self, kind, depth):
        bindings, texts = [], []
        free = [name for name in NAMES if name not in self.fixed]
        for name in self.random.sample(free, min(len(free), self.pick((1, 1, 2, 3)))):
            found = self.kind()
            with self.scope(*bindings):
                texts.append(f"({name} {self.make(found, depth - 1)})")
            bindings.append((name, found))
        with self.scope(*bindings):
            return f"(let ({' '.join(texts)}) {self.make(kind, depth)})"

    def block(self, kind, depth):
        first = [self.any(depth - 1) for _ in range(self.pick((1, 1, 2)))]
        return f"(block {' '.join(first)} {self.make(kind, depth)})"

    def assign(self, kind, depth):
        names = [name for name, found in self.visible().items() if found in (kind, "any") and name not in self.fixed]
        if not names:
            return self.make(kind, depth)
        return f"(set! {self.pick(names)} {self.make(kind, depth)})"

    def print(self, kind, depth):
        return f"(print {self.make(kind, depth)})"

    def cast(self, kind, depth):
        return f"(cast {'Num' if kind == 'num' else 'Bool'} {self.operand(kind, depth)})"

    def element(self, kind, depth):
        """An element has an unknown kind; numbers and booleans are made sure of by a test."""
        found = f"(vec-get {self.operand('vec', depth)} {self.index()})"
        name = self.pick([each for each in NAMES if each not in self.fixed])
        test = {"num": "isnum", "bool": "isbool", "vec": "isvec"}.get(kind)
        if test is None:
            return found
        with self.scope((name, kind)):
            return f"(let (({name} {found})) (if ({test} {name}) {name} {self.make(kind, 0)}))"

    def leave(self, kind, depth):
        return f"(break {self.make(self.loops[-1], depth)})"

    def once(self, kind, depth):
        """A loop whose body is left at its end at the latest."""
        self.loops.append(kind)
        text = f"(loop (block {self.any(depth)} (break {self.make(kind, depth)})))"
        self.loops.pop()
        return text

    def counting(self, kind, depth):
        """A loop with a counter, which is increased first thing and which nothing else assigns."""
        free = [name for name in NAMES if name not in self.fixed]
        if not free:
            return self.make(kind, depth)
        counter, turns = self.pick(free), self.pick((1, 3, 10, 30))
        self.fixed.add(counter)
        self.turns *= turns + 1
        self.loops.append(kind)
        calls, self.calls_left = self.calls_left, min(self.calls_left, int(self.turns < 40))
        with self.scope((counter, "num")):
            last = self.make(kind, depth - 1)
            body = self.any(depth)
        self.calls_left = max(0, calls - 1)
        self.loops.pop()
        self.turns //= turns + 1
        self.fixed.discard(counter)
        stop = f"(if (> (set! {counter} (add1 {counter})) {turns}) (break {last}) 0)"
        return f"(let (({counter} 0)) (loop (block {stop} {body})))"

    def call(self, kind, depth):
        """A call whose counter is less than the caller's, or small in main."""
        self.calls_left -= 1
        fitting = [each for each in self.functions if each.result == kind]
        if not fitting:
            return self.make(kind, depth)
        function = self.pick(fitting)
        if self.counter is not None:
            counter = f"(sub1 {self.counter})"
        elif function.is_tail_chain:
            counter = str(self.pick((0, 10, 300, 3000) if self.turns == 1 else (0, 10)))
        else:
            counter = str(self.pick((0, 1, 2, 3, 4)))
        return self.call_text(function, counter, min(depth, 2))


def generate(seed, level="flying-snake"):
    """The text of a program of a level (`LEVELS`)."""
    return Generator(seed, level).program()
