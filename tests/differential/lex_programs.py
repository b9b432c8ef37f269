"""Random well-typed Lex programs: terminating by construction, accepted by the checker, sometimes failing at run time.

`generate(seed)` gives the same text for the same seed. Programs declare records, unions (recursive and generic ones), functions that
are generic, recursive, higher-order, refined or effectful; they build, update, share, match and print values of all types. The entry is
`main() -> [io] Str`.

Types are tuples: `("Int",)`, `("List", element)`, `("Record", name)`, `("Fn", (parameters), result)`.
"""

from contextlib import contextmanager
from random import Random
from typing import NamedTuple

INT, FLOAT, BOOL, STR, UNIT = ("Int",), ("Float",), ("Bool",), ("Str",), ("Unit",)
SCALARS = (INT, INT, INT, STR, STR, BOOL, FLOAT)
KEYS = (INT, STR)
SAME = ("==", "!=")
MODULES = ("io", "str", "int", "float", "list", "option", "result", "tuple", "map", "set", "json")

INTS = (0, 1, 2, 3, 5, 7, 10, 100, 255, 2**31, 2**62, 9223372036854775807)
FLOATS = ("0.0", "1.0", "1.5", "0.25", "3.75", "100.0", "12345.678")
TEXTS = ("", "a", "lex", "né", "x,y", "  pad ", "日本", "Zz", "a b c", 'tab\\tq\\"uote')
MISTAKES = 0.02
"""Part of the divisions whose divisor may be zero, of calls that may break a refinement, of slices that may be reversed."""


class Function(NamedTuple):
    """A declared function; the first parameter of a recursive one is the counter."""

    name: str
    parameters: tuple
    result: tuple
    effectful: bool
    counted: bool


def show(t):
    """A type as source."""
    head, *parts = t
    if head == "Tuple":
        return f"({', '.join(map(show, parts[0]))})"
    if head == "Fn":
        return f"({', '.join(map(show, parts[0]))}) -> {show(parts[1])}"
    if head in ("Record", "Union"):
        return parts[0]
    return f"{head}[{', '.join(map(show, parts))}]" if parts else head


def is_first_order(t):
    return t[0] != "Fn" and all(
        is_first_order(p) for p in t[1:] if isinstance(p, tuple) and p and isinstance(p[0], str)
    )


class Generator:
    """Makes one program."""

    def __init__(self, seed):
        self.random = Random(f"lex {seed}")
        self.records = {}
        self.unions = {}
        self.functions = []
        self.variables = []
        self.counter = None
        self.effects = False
        self.calls_left = 0
        self.loops = 0
        self.fresh = 0

    # ---- choices

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, items):
        return self.random.choice(items)

    def name(self, stem="v"):
        self.fresh += 1
        return f"{stem}{self.fresh}"

    @contextmanager
    def scope(self, *bindings):
        self.variables.extend(bindings)
        yield
        del self.variables[len(self.variables) - len(bindings) :]

    def visible(self, t):
        """Names of the variables of a type, shadowed ones left out."""
        return [name for name, found in dict(self.variables).items() if found == t]

    # ---- types

    def some_type(self, depth=2):
        if depth == 0 or self.chance(0.45):
            return self.pick(SCALARS)
        kind = self.random.randrange(9)
        if kind < 3:
            return ("List", self.some_type(depth - 1))
        if kind == 3:
            return ("Option", self.some_type(depth - 1))
        if kind == 4:
            return ("Tuple", tuple(self.some_type(depth - 1) for _ in range(self.random.randrange(2, 4))))
        if kind == 5 and self.records:
            return ("Record", self.pick(sorted(self.records)))
        if kind == 6 and self.unions:
            return ("Union", self.pick(sorted(self.unions)))
        if kind == 7:
            return ("Map", self.pick(KEYS), self.some_type(depth - 1))
        return (
            ("Result", self.some_type(depth - 1), self.pick((STR, INT)))
            if self.chance(0.5)
            else ("Set", self.pick(KEYS))
        )

    def declare_types(self):
        lines = []
        for k in range(self.random.randrange(0, 3)):
            fields = {
                f: self.some_type(1)
                for f in self.random.sample(("a", "b", "name", "items", "x", "y"), self.random.randrange(1, 5))
            }
            lines.append(f"type R{k} = {{ {', '.join(f'{f} :: {show(t)}' for f, t in fields.items())} }}")
            self.records[f"R{k}"] = fields
        return [*lines, *(self.declare_union(f"U{k}", k) for k in range(self.random.randrange(0, 3)))]

    def declare_union(self, name, k):
        constructors = {f"Nil{k}": ()}
        for c in range(self.random.randrange(1, 4)):
            payload = [self.some_type(1) for _ in range(self.random.randrange(0, 3))]
            if len(payload) == 1 and payload[0][0] == "Tuple":
                payload = list(payload[0][1])  # one tuple and several values are the same
            if payload and self.chance(0.5):
                payload.append(("Union", name))
            constructors[f"C{k}x{c}"] = tuple(payload)
        self.unions[name] = constructors
        variants = [c + (f"({', '.join(map(show, p))})" if p else "") for c, p in constructors.items()]
        self.random.shuffle(variants)
        return f"type {name} = {' | '.join(variants)}"

    # ---- programs

    def program(self):
        lines = [f'import "std.{module}" as {module}' for module in MODULES]
        lines += self.declare_types()
        for k in range(self.random.randrange(1, 5)):
            lines.append(self.declare_function(f"f{k}"))
        lines.append(self.main())
        return "\n".join(lines) + "\n"

    def declare_function(self, name):
        counted = self.chance(0.5)
        effectful = self.chance(0.3)
        parameters = [self.some_type() for _ in range(self.random.randrange(0, 4))]
        if self.chance(0.25):
            parameters.append(
                ("Fn", tuple(self.some_type(1) for _ in range(self.random.randrange(0, 3))), self.some_type(1))
            )
        result = self.some_type()
        if counted:
            parameters.insert(0, INT)
        function = Function(name, tuple(parameters), result, effectful, counted)
        names = (
            ["n", *(f"p{k}" for k in range(1, len(parameters)))]
            if counted
            else [f"p{k}" for k in range(len(parameters))]
        )
        self.effects, self.calls_left = effectful, 2
        head = f"fn {name}({', '.join(f'{n} :: {show(t)}' for n, t in zip(names, parameters, strict=True))}) -> {'[io] ' if effectful else ''}{show(result)} "
        with self.scope(*zip(names, parameters, strict=True)):
            body = self.counted_body(function) if counted else self.block(result, 3)
        self.functions.append(function)
        return head + body

    def counted_body(self, function):
        base = self.block(function.result, 2)
        self.functions.append(function)
        self.counter = function
        if self.chance(0.5):
            with self.scope(("n", UNIT)):
                arguments = [self.expression(t, 2) for t in function.parameters[1:]]
            step = f"{{ {self.recursive_call(arguments)} }}"
        else:
            step = self.block(function.result, 3)
        self.counter = None
        self.functions.pop()
        return f"{{ if n <= 0 {base} else {step} }}"

    def recursive_call(self, arguments):
        return f"{self.counter.name}({', '.join(['n - 1', *arguments])})"

    def main(self):
        self.effects, self.calls_left = True, 4
        statements = []
        bindings = []
        for _ in range(self.random.randrange(2, 6)):
            t, name = self.some_type(), self.name()
            with self.scope(*bindings):
                statements.append(f"let {name} := {self.expression(t, 3)}")
            bindings.append((name, t))
        with self.scope(*bindings):
            statements.append(f"io.print({self.shown(self.pick(bindings))})")
            statements.append(" + ".join(self.shown(b) for b in bindings))
        return "fn main() -> [io] Str {\n  " + "\n  ".join(statements) + "\n}"

    def shown(self, binding):
        return f"json.stringify({binding[0]})"

    # ---- blocks

    def block(self, t, depth):
        if depth <= 0 or self.chance(0.4):
            return f"{{ {self.guarded(self.expression(t, depth))} }}"
        lines, bindings = [], []
        for _ in range(self.random.randrange(1, 3)):
            with self.scope(*bindings):
                if self.effects and self.chance(0.3):
                    lines.append(f"io.print({self.expression(STR, 1)})")
                    continue
                bound = self.some_type()
                name = self.name() if self.chance(0.8) or not self.variables else self.pick(self.variables)[0]
                if name == "n":
                    name = self.name()
                lines.append(f"let {name} := {self.expression(bound, depth - 1)}")
                bindings.append((name, bound))
        with self.scope(*bindings):
            lines.append(self.guarded(self.expression(t, depth - 1)))
        return "{\n" + "\n".join(lines) + "\n}"

    @staticmethod
    def guarded(text):
        """A result that would read as a record, or go on with the line before it, in parentheses."""
        return f"({text})" if text[:1] in "-{" else text

    # ---- expressions

    def expression(self, t, depth):
        names = self.visible(t)
        if names and self.chance(0.4 if depth > 0 else 0.8):
            return self.pick(names)
        if depth <= 0:
            return self.literal(t)
        roll = self.random.random()
        if roll < 0.12:
            return f"if {self.expression(BOOL, depth - 1)} {self.block(t, depth - 1)} else {self.block(t, depth - 1)}"
        if roll < 0.24:
            return self.match(t, depth)
        if roll < 0.36:
            call = self.call(t, depth)
            if call:
                return call
        if roll < 0.44:
            return self.projection(t, depth)
        return getattr(self, f"make_{t[0].lower()}")(t, depth)

    def literal(self, t):
        return getattr(self, f"literal_{t[0].lower()}")(t)

    def literal_int(self, t):
        return str(self.pick(INTS))

    def literal_float(self, t):
        return self.pick(FLOATS)

    def literal_bool(self, t):
        return self.pick(("true", "false"))

    def literal_str(self, t):
        return f'"{self.pick(TEXTS)}"'

    def literal_unit(self, t):
        return "()"

    def literal_list(self, t):
        return f"[{', '.join(self.literal(t[1]) for _ in range(self.random.randrange(0, 4)))}]"

    def literal_option(self, t):
        return "None" if self.chance(0.4) else f"Some({self.literal(t[1])})"

    def literal_result(self, t):
        return f"Err({self.literal(t[2])})" if self.chance(0.4) else f"Ok({self.literal(t[1])})"

    def literal_tuple(self, t):
        return f"({', '.join(map(self.literal, t[1]))})"

    def literal_record(self, t):
        return f"{{ {', '.join(f'{f}: {self.literal(p)}' for f, p in self.records[t[1]].items())} }}"

    def literal_union(self, t):
        return next(c for c in self.unions[t[1]] if c.startswith("Nil"))

    def literal_map(self, t):
        entries = ", ".join(f"({self.literal(t[1])}, {self.literal(t[2])})" for _ in range(self.random.randrange(0, 3)))
        return f"map.from_list([{entries}])" if entries else "map.new()"

    def literal_set(self, t):
        return f"set.from_list([{', '.join(self.literal(t[1]) for _ in range(self.random.randrange(1, 4)))}])"

    def literal_fn(self, t):
        return self.function_value(t, 0)

    def function_value(self, t, depth):
        parameters = [(self.name("q"), p) for p in t[1]]
        effects, self.effects = self.effects, False
        left, self.calls_left = self.calls_left, 0
        counter, self.counter = self.counter, None
        with self.scope(*parameters):
            body = self.block(t[2], depth)
        self.effects, self.calls_left, self.counter = effects, left, counter
        return f"fn ({', '.join(f'{n} :: {show(p)}' for n, p in parameters)}) -> {show(t[2])} {body}"

    # ---- calls, projections, matches

    def call(self, t, depth):
        if self.calls_left <= 0 or self.loops:
            return None
        found = [
            f for f in self.functions if f.result == t and (self.effects or not f.effectful) and f is not self.counter
        ]
        if self.counter is not None and self.counter.result == t and self.chance(0.7):
            self.calls_left -= 1
            return self.recursive_call([self.expression(p, depth - 1) for p in self.counter.parameters[1:]])
        if not found:
            return None
        self.calls_left -= 1
        function = self.pick(found)
        arguments = [self.expression(p, depth - 1) for p in function.parameters]
        if function.counted:
            arguments[0] = str(self.random.randrange(0, 6))
        if arguments and self.chance(0.15):
            return f"({arguments[0]} |> {function.name}({', '.join(arguments[1:])}))"
        return f"{function.name}({', '.join(arguments)})"

    def projection(self, t, depth):
        """A part of a larger value, or what a function value gives."""
        options = [
            lambda: (
                f"(match ({self.expression(('Option', t), depth - 1)}) {{ Some(w) => w, None => {self.expression(t, depth - 1)} }})"
            ),
            lambda: f"tuple.fst(({self.expression(t, depth - 1)}, {self.expression(self.pick(SCALARS), depth - 1)}))",
            lambda: f"option.unwrap_or({self.expression(('Option', t), depth - 1)}, {self.expression(t, depth - 1)})",
            lambda: f"({self.expression(t, depth - 1)} :: {show(t)})",
        ]
        for name, fields in self.records.items():
            for field, found in fields.items():
                if found == t:
                    options.append(lambda name=name, field=field: self.field_of(name, field, depth))
        for name, found in dict(self.variables).items():
            if found[0] == "Fn" and found[2] == t:
                options += [
                    lambda name=name, found=found: (
                        f"{name}({', '.join(self.expression(p, depth - 1) for p in found[1])})"
                    )
                ] * 4
        return self.pick(options)()

    def field_of(self, record, field, depth):
        names = self.visible(("Record", record))
        if names:
            return f"{self.pick(names)}.{field}"
        name = self.name("r")
        return f"(match ({self.expression(('Record', record), depth - 1)} :: {record}) {{ {{ {field}: {name} }} => {name} }})"

    def match(self, t, depth):
        subject = self.some_type(1)
        while subject[0] in ("Float", "Unit", "Map", "Set"):
            subject = self.some_type(1)
        value = self.expression(subject, depth - 1)
        arms = ",\n".join(
            f"{pattern} => {self.arm(t, bindings, depth)}" for pattern, bindings in self.patterns(subject)
        )
        ascribed = f"({value} :: {show(subject)})"
        return f"(match {ascribed} {{\n{arms},\n}})"

    def arm(self, t, bindings, depth):
        with self.scope(*bindings):
            return self.guarded(self.expression(t, depth - 1))

    def patterns(self, t):
        """Patterns that together cover a type, with what they bind."""
        if t == BOOL:
            return [("true", []), ("false", [])]
        if t[0] in ("Int", "Str"):
            name = self.name()
            literals = dict.fromkeys(self.literal(t) for _ in range(self.random.randrange(0, 3)))
            return [*((text, []) for text in literals), (name, [(name, t)]) if self.chance(0.7) else ("_", [])]
        if t[0] in ("Option", "Result", "Union"):
            return [self.constructor_pattern(c, payload) for c, payload in self.constructors(t).items()]
        if t[0] == "List":
            first, rest = self.name(), self.name()
            return [("[]", []), (f"[{first}, ..{rest}]", [(first, t[1]), (rest, t)])]
        if t[0] == "Tuple":
            names = [self.name() for _ in t[1]]
            return [(f"({', '.join(names)})", list(zip(names, t[1], strict=True)))]
        if t[0] == "Record":
            return [self.record_pattern(t)]
        name = self.name()
        return [(name, [(name, t)])]

    def constructors(self, t):
        if t[0] == "Option":
            return {"Some": (t[1],), "None": ()}
        return {"Ok": (t[1],), "Err": (t[2],)} if t[0] == "Result" else self.unions[t[1]]

    def constructor_pattern(self, constructor, payload):
        names = [self.name() for _ in payload]
        return f"{constructor}({', '.join(names)})" if names else constructor, list(zip(names, payload, strict=True))

    def record_pattern(self, t):
        fields = self.records[t[1]]
        chosen = self.random.sample(sorted(fields), self.random.randrange(1, len(fields) + 1))
        names = [self.name() for _ in chosen]
        return f"{{ {', '.join(f'{f}: {n}' for f, n in zip(chosen, names, strict=True))} }}", [
            (n, fields[f]) for f, n in zip(chosen, names, strict=True)
        ]

    # ---- makers

    def make_int(self, t, depth):
        e = lambda found: self.expression(found, depth - 1)  # noqa: E731 - many short uses below
        kind = self.random.randrange(11)
        if kind < 3:
            return f"({e(INT)} {self.pick(('+', '-', '*'))} {e(INT)})"
        if kind == 3:
            divisor = e(INT) if self.chance(MISTAKES * 5) else self.pick(("1", "2", "7", "-3", "1000"))
            return f"({e(INT)} {self.pick('/%')} ({divisor}))"
        if kind == 4:
            return f"list.len({e(('List', self.some_type(1)))})"
        if kind == 5:
            return f"str.len({e(STR)})"
        if kind == 6:
            return self.fold(INT, depth)
        if kind == 7:
            return f"map.size({e(('Map', self.pick(KEYS), self.some_type(1)))})"
        if kind == 8:
            return f"(-({e(INT)}))"
        if kind == 9:
            return f"set.size({e(('Set', self.pick(KEYS)))})"
        return self.literal(t)

    def make_float(self, t, depth):
        e = lambda found: self.expression(found, depth - 1)  # noqa: E731 - many short uses below
        kind = self.random.randrange(4)
        if kind < 2:
            return f"({e(FLOAT)} {self.pick(('+', '-', '*', '/'))} {e(FLOAT)})"
        return f"int.to_float({e(INT)})" if kind == 2 else self.literal(t)

    def make_bool(self, t, depth):
        e = lambda found: self.expression(found, depth - 1)  # noqa: E731 - many short uses below
        kind = self.random.randrange(7)
        if kind < 2:
            side = self.pick((INT, STR, FLOAT))
            return f"({e(side)} {self.pick(('<', '<=', '>', '>=', '==', '!='))} {e(side)})"
        if kind == 2:
            return f"({e(BOOL)} {self.pick(('and', 'or'))} {e(BOOL)})"
        if kind == 3:
            return f"(not {e(BOOL)})"
        if kind == 4:
            side = self.some_type()
            return f"(({e(side)} :: {show(side)}) {self.pick(SAME)} ({e(side)} :: {show(side)}))"
        if kind == 5:
            return f"str.{self.pick(('contains', 'starts_with', 'ends_with'))}({e(STR)}, {e(STR)})"
        return f"list.is_empty({e(('List', self.some_type(1)))})"

    def make_str(self, t, depth):
        e = lambda found: self.expression(found, depth - 1)  # noqa: E731 - many short uses below
        kind = self.random.randrange(10)
        if kind < 2:
            return f"str.concat({e(STR)}, {e(STR)})" if kind else f"({e(STR)} + {e(STR)})"
        if kind == 2:
            return f"int.to_str({e(INT)})"
        if kind == 3:
            return f"json.stringify({e(self.some_type())})"
        if kind == 4:
            low, high = (self.random.randrange(-1, 3), self.random.randrange(3, 6))
            if self.chance(MISTAKES):
                low, high = high, low
            return f"str.slice({e(STR)}, {low}, {high})"
        if kind == 5:
            return f"str.join({e(('List', STR))}, {e(STR)})"
        if kind == 6:
            return f"str.{self.pick(('trim', 'to_upper', 'to_lower'))}({e(STR)})"
        if kind == 7:
            return f"str.replace({e(STR)}, {e(STR)}, {e(STR)})"
        if kind == 8:
            return f"float.to_str({e(FLOAT)})"
        return self.fold(STR, depth)

    def make_list(self, t, depth):
        e = lambda found: self.expression(found, depth - 1)  # noqa: E731 - many short uses below
        kind = self.random.randrange(10)
        if kind == 0:
            source = self.some_type(1)
            return f"list.map({self.subject(('List', source), depth)}, {self.looped(('Fn', (source,), t[1]), depth)})"
        if kind == 1:
            return f"list.filter({self.subject(t, depth)}, {self.looped(('Fn', (t[1],), BOOL), depth)})"
        if kind == 2:
            return f"list.concat({e(t)}, {e(t)})"
        if kind == 3:
            return f"list.{self.pick(('tail', 'reverse'))}({e(t)})"
        if kind == 4:
            return f"list.cons({e(t[1])}, {e(t)})"
        if kind == 5 and t[1] == INT:
            return f"list.range({self.random.randrange(-2, 3)}, {self.random.randrange(0, 6)})"
        if kind == 5 and t[1] == STR:
            return f"str.split({e(STR)}, {e(STR)})"
        if kind == 6 and t[1][0] == "Tuple" and len(t[1][1]) == 2 and t[1][1][0] == INT:
            return f"list.enumerate({e(('List', t[1][1][1]))})"
        if kind == 7 and t[1] in KEYS:
            return f"set.to_list({e(('Set', t[1]))})"
        if kind == 8:
            return f"map.values({e(('Map', self.pick(KEYS), t[1]))})"
        return f"[{', '.join(e(t[1]) for _ in range(self.random.randrange(0, 4)))}]"

    def subject(self, t, depth):
        """A value with its type said, where nothing else determines it."""
        return f"({self.expression(t, depth - 1)} :: {show(t)})"

    def looped(self, t, depth):
        """A function value that is called many times: its body is small."""
        self.loops += 1
        text = self.function_value(t, min(depth - 1, 1))
        self.loops -= 1
        return text

    def fold(self, t, depth):
        element = self.some_type(1)
        step = self.looped(("Fn", (t, element), t), depth)
        return f"list.fold({self.subject(('List', element), depth)}, {self.expression(t, depth - 1)}, {step})"

    def make_option(self, t, depth):
        kind = self.random.randrange(6)
        if kind == 0:
            return f"list.head({self.expression(('List', t[1]), depth - 1)})"
        if kind == 1:
            key = self.pick(KEYS)
            return f"map.get({self.expression(('Map', key, t[1]), depth - 1)}, {self.expression(key, depth - 1)})"
        if kind == 2:
            source = self.some_type(1)
            return (
                f"option.map({self.subject(('Option', source), depth)}, {self.looped(('Fn', (source,), t[1]), depth)})"
            )
        if kind == 3 and t[1] == INT:
            return f"str.to_int({self.expression(STR, depth - 1)})"
        return "None" if kind == 4 else f"Some({self.expression(t[1], depth - 1)})"

    def make_result(self, t, depth):
        kind = self.random.randrange(4)
        if kind == 0:
            source = self.some_type(1)
            value = self.subject(("Result", source, t[2]), depth)
            return f"result.and_then({value}, {self.looped(('Fn', (source,), t), depth)})"
        if kind == 1:
            source = self.some_type(1)
            return f"result.map({self.subject(('Result', source, t[2]), depth)}, {self.looped(('Fn', (source,), t[1]), depth)})"
        return f"Err({self.expression(t[2], depth - 1)})" if kind == 2 else f"Ok({self.expression(t[1], depth - 1)})"

    def make_tuple(self, t, depth):
        return f"({', '.join(self.expression(p, depth - 1) for p in t[1])})"

    def make_record(self, t, depth):
        fields = list(self.records[t[1]].items())
        self.random.shuffle(fields)
        return f"{{ {', '.join(f'{f}: {self.expression(p, depth - 1)}' for f, p in fields)} }}"

    def make_union(self, t, depth):
        constructor, payload = self.pick(list(self.unions[t[1]].items()))
        if not payload:
            return constructor
        return f"{constructor}({', '.join(self.expression(p, depth - 1) for p in payload)})"

    def make_map(self, t, depth):
        kind = self.random.randrange(4)
        if kind < 2:
            value = self.expression(t[2], depth - 1)
            return f"map.set({self.expression(t, depth - 1)}, {self.expression(t[1], depth - 1)}, {value})"
        if kind == 2:
            return f"map.delete({self.expression(t, depth - 1)}, {self.expression(t[1], depth - 1)})"
        return f"map.merge({self.expression(t, depth - 1)}, {self.expression(t, depth - 1)})"

    def make_set(self, t, depth):
        kind = self.random.randrange(3)
        if kind == 0:
            return f"set.add({self.expression(t, depth - 1)}, {self.expression(t[1], depth - 1)})"
        if kind == 1:
            return f"set.{self.pick(('union', 'intersect', 'diff'))}({self.expression(t, depth - 1)}, {self.expression(t, depth - 1)})"
        return self.literal(t)

    def make_fn(self, t, depth):
        return self.function_value(t, depth - 1)


def generate(seed):
    """Text of the program of a seed."""
    return Generator(seed).program()
