"""Random programs where templates, matches, conditions and `?` stand inside of each other, in every use of a value."""

from random import Random

IMPORTS = "".join(
    f'import "std.{name}" as {name}\n' for name in ("int", "io", "list", "option", "result", "str", "tuple")
)
HELPERS = """
type Shape = Dot | Box(Int, Option[Int]) | Tag({ name :: Str, size :: Int })
fn say(n :: Int) -> [io] Int { let _ := io.print(int.to_str(n)) ; n }
fn small(n :: Int) -> Result[Int, Str] { if n % 3 == 0 { Err("third") } else { Ok(n % 100) } }
fn even(n :: Int) -> Option[Int] { if n % 2 == 0 { Some(n / 2) } else { None } }
fn shape(n :: Int) -> Shape { match n % 4 { 0 => Dot, 1 => Box(n, None), 2 => Box(1, Some(n)), _ => Tag({ name: "t", size: n }) } }
"""

KINDS = ("Int", "Bool", "Option[Int]", "Result[Int, Str]", "List[Int]", "Shape")


class Chains:
    """Makes expressions of the types in `KINDS`; `variables` are the Ints in scope."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.names = 0

    def name(self):
        self.names += 1
        return f"v{self.names}"

    def program(self):
        depth = self.random.randint(2, 5)
        functions = [
            f"fn f{i}(a :: Int, b :: Int) -> [io] {kind} {{ {self.make(kind, depth, ['a', 'b'], kind)} }}\n"
            for i, kind in enumerate(self.random.choice(KINDS) for _ in range(3))
        ]
        calls = ", ".join(f"f{i}({a}, {b})" for i in range(3) for a, b in ((0, 1), (2, 3), (4, 6), (7, -5)))
        kinds = ", ".join(line.split("[io] ")[1].split(" {")[0] for line in functions for _ in range(4))
        return f"{IMPORTS}{HELPERS}{''.join(functions)}fn main() -> [io] ({kinds}) {{ ({calls}) }}\n"

    def make(self, kind, depth, variables, leaves):
        """An expression; `leaves` is what the innermost function gives, for `?`."""
        options = GENERAL if depth > 0 else ()
        special = MAKERS[kind] if depth > 0 else LEAVES[kind]
        return self.random.choice((*options, *special, *special))(self, kind, depth - 1, variables, leaves)

    def int(self, depth, variables, leaves):
        return self.make("Int", depth, variables, leaves)

    def function(self, parameters, kind, depth, variables):
        names = [self.name() for _ in parameters]
        types = ", ".join(f"{name} :: {type}" for name, type in zip(names, parameters, strict=True))
        inner = [*variables, *(name for name, type in zip(names, parameters, strict=True) if type == "Int")]
        return f"fn ({types}) -> [io] {kind} {{ {self.make(kind, depth, inner, kind)} }}"


def conditional(g, kind, depth, variables, leaves):
    condition = g.make("Bool", depth, variables, leaves)
    return f"if {condition} {{ {g.make(kind, depth, variables, leaves)} }} else {{ {g.make(kind, depth, variables, leaves)} }}"


def bound(g, kind, depth, variables, leaves):
    name = g.name()
    value = g.int(depth, variables, leaves)
    return f"{{ let {name} := {value}\n {g.make(kind, depth, [*variables, name], leaves)} }}"


def match_option(g, kind, depth, variables, leaves):
    name = g.name()
    some = g.make(kind, depth, [*variables, name], leaves)
    none = g.make(kind, depth, variables, leaves)
    value = g.make("Option[Int]", depth, variables, leaves)
    arms = g.random.choice(
        (
            f"Some({name}) => {some}, None => {none}",
            f"None => {none}, Some({name}) => {some}",
            f"Some(1) => {none}, Some({name}) => {some}, _ => {g.make(kind, 0, variables, leaves)}",
            f"Some(0) => {none}, whole => option.unwrap_or(option.map(whole, fn (w :: Int) -> [io] {kind} {{ {g.make(kind, 0, variables, kind)} }}), {g.make(kind, 0, variables, leaves)})",
        )
    )
    return f"match {value} {{ {arms} }}"


def match_result(g, kind, depth, variables, leaves):
    name = g.name()
    ok = g.make(kind, depth, [*variables, name], leaves)
    value = g.make("Result[Int, Str]", depth, variables, leaves)
    other = g.random.choice(('Err("third") => {0}, Err(_) => {1}', "Err(_) => {0}", "_ => {1}"))
    other = other.format(g.make(kind, depth, variables, leaves), g.make(kind, 0, variables, leaves))
    return f"match {value} {{ Ok({name}) => {ok}, {other} }}"


def match_pair(g, kind, depth, variables, leaves):
    a, b = g.name(), g.name()
    left, right = g.make("Option[Int]", depth, variables, leaves), g.make("Shape", depth, variables, leaves)
    arms = [
        f"(Some({a}), Box({b}, None)) => {g.make(kind, depth, [*variables, a, b], leaves)}",
        f"(Some(_), Box(1, Some({b}))) => {g.make(kind, 0, [*variables, b], leaves)}",
        f"(None, Dot) => {g.make(kind, 0, variables, leaves)}",
        f'(_, Tag({{ name: "t", size: {b} }})) => {g.make(kind, 0, [*variables, b], leaves)}',
        f"(Some(2), _) => {g.make(kind, 0, variables, leaves)}",
    ]
    g.random.shuffle(arms)
    chosen = arms[: g.random.randint(1, len(arms))]
    return f"match ({left}, {right}) {{ {', '.join(chosen)}, _ => {g.make(kind, 0, variables, leaves)} }}"


def match_int(g, kind, depth, variables, leaves):
    value = g.int(depth, variables, leaves)
    numbers = g.random.sample(range(-3, 30), g.random.choice((1, 3, 20)))
    arms = ", ".join(f"{n} => {g.make(kind, 0, variables, leaves)}" for n in numbers)
    return f"match {value} {{ {arms}, _ => {g.make(kind, depth, variables, leaves)} }}"


def match_shape(g, kind, depth, variables, leaves):
    a, b, value = g.name(), g.name(), g.make("Shape", depth, variables, leaves)
    return (
        f"match {value} {{ Dot => {g.make(kind, depth, variables, leaves)}, Box({a}, Some({b})) => {g.make(kind, depth, [*variables, a, b], leaves)}, "
        f"Box({a}, _) => {g.make(kind, 0, [*variables, a], leaves)}, Tag({{ size: {b} }}) => {g.make(kind, 0, [*variables, b], leaves)} }}"
    )


def immediate(g, kind, depth, variables, leaves):
    return f"({g.function(('Int',), kind, depth, variables)})({g.int(depth, variables, leaves)})"


def question(g, kind, depth, variables, leaves):
    """An Int that leaves the function if there is none; only where a Result is given."""
    if leaves != "Result[Int, Str]":
        return g.random.choice(LEAVES["Int"])(g, kind, depth, variables, leaves)
    return f"({g.make('Result[Int, Str]', depth, variables, leaves)})?"


def fold(g, kind, depth, variables, leaves):
    values, start = g.make("List[Int]", depth, variables, leaves), g.make(kind, depth, variables, leaves)
    return f"list.fold({values}, {start}, {g.function((kind, 'Int'), kind, depth, variables)})"


def unwrap(module, kind):
    def make(g, wanted, depth, variables, leaves):
        return f"{module}.unwrap_or({g.make(kind, depth, variables, leaves)}, {g.int(depth, variables, leaves)})"

    return make


def unwrap_else(g, kind, depth, variables, leaves):
    return f"option.unwrap_or_else({g.make('Option[Int]', depth, variables, leaves)}, {g.function((), 'Int', depth, variables)})"


def binary(operators, operand):
    def make(g, kind, depth, variables, leaves):
        left, right = g.make(operand, depth, variables, leaves), g.make(operand, depth, variables, leaves)
        return f"(({left}) {g.random.choice(operators)} ({right}))"

    return make


def template(name, parameters, result, source):
    """`name(source, function)`."""

    def make(g, kind, depth, variables, leaves):
        function = g.function(parameters, result, depth, variables)
        if g.random.random() < 0.2:
            function = f"{{ let h := {function}\n h }}"
        return f"{name}({g.make(source, depth, variables, leaves)}, {function})"

    return make


def pairs(source):
    """Pairs that are taken apart, or used as a whole."""

    def make(g, kind, depth, variables, leaves):
        p, x, y = g.name(), g.name(), g.name()
        values, others = g.make("List[Int]", depth, variables, leaves), g.make("List[Int]", 0, variables, leaves)
        whole = f"tuple.fst({p}) + (fn () -> Int {{ tuple.snd({p}) }})()"
        body = g.random.choice(
            (whole, f"match {p} {{ ({x}, 3) => {x}, ({x}, {y}) => {g.int(depth, [*variables, x, y], 'Int')} }}")
        )
        return f"list.map({source.format(values, others)}, fn ({p} :: (Int, Int)) -> [io] Int {{ {body} }})"

    return make


def pure_stage(g, kind, depth, variables, leaves):
    x = g.name()
    form = g.random.choice(
        (
            "list.map({0}, fn ({1} :: Int) -> Int {{ {1} * 2 + {2} }})",
            "list.filter({0}, fn ({1} :: Int) -> Bool {{ {1} > {2} }})",
        )
    )
    return form.format(g.make(kind, depth, variables, leaves), x, g.random.choice([*variables, "3"]))


def fold_pair(g, kind, depth, variables, leaves):
    """A fold that keeps a tuple or a record, taken apart or used as a whole."""
    acc, x, a, b = g.name(), g.name(), g.name(), g.name()
    tuples = g.random.random() < 0.5
    pair = "({0}, {1})" if tuples else "{{ l: {0}, r: {1} }}"
    type_ = "(Int, Int)" if tuples else "{ l :: Int, r :: Int }"
    names = f"({a}, {b})" if tuples else f"{{ l: {a}, r: {b} }}"
    inner = [*variables, x, a, b]

    def made(depth):
        return pair.format(g.int(depth, inner, "Int"), g.int(depth, inner, "Int"))

    condition = g.make("Bool", depth, inner, "Bool")
    choices = [
        made(depth),
        f"if {condition} {{ {made(0)} }} else {{ {made(depth)} }}",
        f"if {condition} {{ {acc} }} else {{ {made(0)} }}",
    ]
    if not tuples:
        choices.append(f"{{ l: {acc}.r + {x}, r: {acc}.r }}")
    body = f"match {acc} {{ {names} => {g.random.choice(choices)} }}"
    values = g.make("List[Int]", depth, variables, leaves)
    start = pair.format(g.int(0, variables, leaves), g.int(depth, variables, leaves))
    fold = f"list.fold({values}, {start}, fn ({acc} :: {type_}, {x} :: Int) -> [io] {type_} {{ {body} }})"
    return f"match {fold} {{ {names} => {g.make(kind, depth, [*variables, a, b], leaves)} }}"


def match_choice(g, kind, depth, variables, leaves):
    """A tuple from two ways."""
    a, b = g.name(), g.name()
    sides = [
        f"({g.int(depth, variables, leaves)}, {g.make('Option[Int]', depth, variables, leaves)})" for _ in range(2)
    ]
    choice = f"if {g.make('Bool', 0, variables, leaves)} {{ {sides[0]} }} else {{ {sides[1]} }}"
    some = g.make(kind, depth, [*variables, a, b], leaves)
    return f"match ({choice}) {{ ({a}, Some({b})) => {some}, (3, _) => {g.make(kind, 0, variables, leaves)}, _ => {g.make(kind, 0, variables, leaves)} }}"


def bound_stages(g, kind, depth, variables, leaves):
    """Stages that are bound to names, which other names may hide before they are used."""
    xs, ys, hidden = g.name(), g.name(), g.random.choice(variables)
    first = pure_stage(g, "List[Int]", depth, variables, leaves)
    second = f"list.map({xs}, fn (q :: Int) -> Int {{ q + {hidden} }})"
    uses = (
        "list.sum({0})",
        "list.len({0})",
        "list.sum({0}) + list.len({0})",
        "list.len(list.concat({0}, [1]))",
        "(fn () -> Int {{ list.len({0}) }})()",
    )
    return f"{{ let {xs} := {first}\n let {ys} := {second}\n let {hidden} := {g.int(0, variables, leaves)}\n {g.random.choice(uses).format(ys)} }}"


def test(name, kind):
    return lambda g, wanted, depth, variables, leaves: f"{name}({g.make(kind, depth, variables, leaves)})"


def constructor(name):
    return lambda g, kind, depth, variables, leaves: f"{name}({g.int(depth, variables, leaves)})"


def text(form):
    """A leaf: a text with an Int in it."""
    return lambda g, kind, depth, variables, leaves: form.format(g.random.choice([*variables, "3", "12"]))


GENERAL = (
    conditional,
    bound,
    match_option,
    match_result,
    match_pair,
    match_int,
    match_shape,
    immediate,
    fold,
    fold_pair,
    match_choice,
)

MAKERS = {
    "Int": (
        question, question, binary("+-*", "Int"), binary(("+", "%"), "Int"), unwrap("option", "Option[Int]"),
        unwrap("result", "Result[Int, Str]"), unwrap_else, test("say", "Int"), test("list.len", "List[Int]"), test("list.sum", "List[Int]"), bound_stages,
    ),
    "Bool": (
        binary(("and", "or"), "Bool"), binary(("<", "==", ">="), "Int"), binary(("==", "!="), "Option[Int]"), test("not ", "Bool"),
        template("list.any", ("Int",), "Bool", "List[Int]"), template("list.all", ("Int",), "Bool", "List[Int]"),
        test("option.is_some", "Option[Int]"), test("option.is_none", "Option[Int]"), test("result.is_ok", "Result[Int, Str]"),
        lambda g, kind, depth, variables, leaves: f"({g.make('Option[Int]', depth, variables, leaves)}) == None",
    ),
    "Option[Int]": (
        constructor("Some"), test("list.head", "List[Int]"), test("list.last", "List[Int]"),
        template("option.map", ("Int",), "Int", "Option[Int]"), template("option.and_then", ("Int",), "Option[Int]", "Option[Int]"),
        template("option.or_else", (), "Option[Int]", "Option[Int]"), template("list.find", ("Int",), "Bool", "List[Int]"),
        lambda g, kind, depth, variables, leaves: f"list.get({g.make('List[Int]', depth, variables, leaves)}, {g.int(0, variables, leaves)})",
    ),
    "Result[Int, Str]": (
        constructor("Ok"), template("result.map", ("Int",), "Int", "Result[Int, Str]"),
        template("result.and_then", ("Int",), "Result[Int, Str]", "Result[Int, Str]"),
        template("result.or_else", ("Str",), "Result[Int, Str]", "Result[Int, Str]"),
        lambda g, kind, depth, variables, leaves: f'option.ok_or({g.make("Option[Int]", depth, variables, leaves)}, "none")',
        lambda g, kind, depth, variables, leaves: f'result.map_err({g.make(kind, depth, variables, leaves)}, fn (e :: Str) -> Str {{ e + "!" }})',
    ),
    "List[Int]": (
        template("list.map", ("Int",), "Int", "List[Int]"), template("list.filter", ("Int",), "Bool", "List[Int]"),
        template("list.flat_map", ("Int",), "List[Int]", "List[Int]"), template("list.sort_by", ("Int",), "Int", "List[Int]"),
        pairs("list.zip({0}, {1})"), pairs("list.enumerate({0})"), pure_stage, pure_stage,
        template("list.par_map", ("Int",), "Int", "List[Int]"), test("list.reverse", "List[Int]"),
        lambda g, kind, depth, variables, leaves: f"list.concat({g.make(kind, depth, variables, leaves)}, [{g.int(depth, variables, leaves)}])",
    ),
    "Shape": (
        lambda g, kind, depth, variables, leaves: f"Box({g.int(depth, variables, leaves)}, {g.make('Option[Int]', depth, variables, leaves)})",
        lambda g, kind, depth, variables, leaves: f'Tag({{ name: "t", size: {g.int(depth, variables, leaves)} }})',
        test("shape", "Int"),
    ),
}  # fmt: skip

LEAVES = {
    "Int": (text("{0}"), text("{0}"), text("say({0})")),
    "Bool": (text("{0} > 2"), text("true"), text("false")),
    "Option[Int]": (text("even({0})"), text("None"), text("Some({0})")),
    "Result[Int, Str]": (text("small({0})"), text("Ok({0})"), text('Err("third")')),
    "List[Int]": (text("[1, {0}, 5]"), text("[]"), text("list.range(0, 3)")),
    "Shape": (text("shape({0})"), text("Dot"), text("Box({0}, even({0}))")),
}
