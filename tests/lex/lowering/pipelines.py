"""Random pure programs: lists that are bound and used now and then, in every consumer; records, tuples and closures between them."""

from random import Random

MODULES = ("int", "list", "map", "option", "result", "set", "str", "tuple")
IMPORTS = "".join(f'import "std.{name}" as {name}\n' for name in MODULES)
HELPERS = """
type P = { n :: Int, xs :: List[Int] }
type F = (Int) -> Int
type Link = (Int) -> Option[Link]
type Tree = Leaf | Node(Tree, Int, Tree)
fn twice(n :: Int) -> Int { n * 2 }
fn pair[A, B](a :: A, b :: B) -> (A, B) { (a, b) }
fn swap[A, B](p :: (A, B)) -> (B, A) { match p { (a, b) => (b, a) } }
fn keep[T](xs :: List[T], f :: (T) -> Bool) -> List[T] { list.filter(xs, f) }
fn grow(t :: Tree, n :: Int) -> Tree { match t { Leaf => Node(Leaf, n, Leaf), Node(l, m, r) => if n < m { Node(grow(l, n), m, r) } else { Node(l, m, grow(r, n)) } } }
fn flat(t :: Tree) -> List[Int] { match t { Leaf => [], Node(l, n, r) => list.concat(flat(l), list.cons(n, flat(r))) } }
fn small(n :: Int) -> Result[Int, Str] { if n % 5 == 0 { Err(int.to_str(n)) } else { Ok(n % 50) } }
fn down(n :: Int) -> Option[Link] { if n <= 0 { None } else { Some(fn (m :: Int) -> Option[Link] { down(int.min(n - 1, m)) }) } }
fn length(l :: Option[Link], n :: Int) -> Int { match l { None => n, Some(f) => length(f(9), n + 1) } }
fn until(n :: Int, xs :: List[Int], acc :: List[Int]) -> List[Int] { match xs { [] => acc, [x, ..rest] => if x > n { acc } else { until(n, rest, list.concat(acc, [x + n])) } } }
"""  # fmt: skip

KINDS = ("Int", "Bool", "Str", "List[Int]", "(Int, Int)", "P", "Option[Int]", "F", "List[(Int, Int)]", "List[Str]", "Result[Int, Str]", "List[List[Int]]", "Map[Int, Int]")  # fmt: skip

LEAVES = {
    "Int": ("0", "1", "-3", "7", "a", "b"),
    "Bool": ("true", "false", "a > b"),
    "Str": ('"x"', '""', '"yz"'),
    "List[Int]": ("[]", "[1, 2, 3]", "list.range(a, b)", "list.range(0, 6)", "[b, a]"),
    "(Int, Int)": ("(a, b)", "(1, 2)"),
    "P": ("{ n: a, xs: [b] }", "{ xs: [], n: 4 }"),
    "Option[Int]": ("None", "Some(a)"),
    "F": ("twice", "fn (q :: Int) -> Int { q + 1 }", "int.abs"),
    "List[(Int, Int)]": ("[]", "[(a, b), (3, 4)]"),
    "List[Str]": ("[]", '["p", "q", "p"]'),
    "Result[Int, Str]": ("Ok(a)", "small(b)", 'Err("no")'),
    "List[List[Int]]": ("[]", "[[a], [], [1, 2]]"),
    "Map[Int, Int]": ("map.new()", "map.from_list([(1, a), (2, b)])"),
}

ANY = (
    "if {Bool} {{ {K} }} else {{ {K} }}",
    "match {Option[Int]} {{ Some(+i) => {K}, None => {K} }}",
    "match {(Int, Int)} {{ (+i, +i) => {K} }}",
    "match {P} {{ {{ n: +i, xs: +l }} => {K} }}",
    "match {List[Int]} {{ [] => {K}, [+i] => {K}, [+i, +i, ..+l] => {K}, _ => {K} }}",
    "match {List[(Int, Int)]} {{ [(+i, 1), .._] => {K}, [(0, +i)] => {K}, _ => {K} }}",
    "match ({List[Int]}, {Bool}) {{ ([], true) => {K}, ([+i, ..+l], _) => {K}, _ => {K} }}",
    "match {Result[Int, Str]} {{ Ok(+i) => {K}, Err(_) => {K} }}",
    "tuple.fst(pair({K}, {Int}))",
    "tuple.snd(swap(({K}, {Str})))",
    "{{ v: {K}, w: {Int} }}.v",
    "(fn () -> {KIND} {{ {K} }})()",
)

MAKERS = {
    "Int": (
        "{Int} + {Int}", "{Int} - {Int}", "{Int} * {Int}", "{Int} % 7", "list.len({List[Int]})", "list.sum({List[Int]})", "{P}.n", "tuple.fst({(Int, Int)})",
        "list.fold({List[Int]}, {Int}, fn (+i :: Int, +i :: Int) -> Int {{ {Int} }})", "option.unwrap_or({Option[Int]}, {Int})", "{F}({Int})", "str.len({Str})",
        "list.fold({List[(Int, Int)]}, {Int}, fn (+i :: Int, +t :: (Int, Int)) -> Int {{ {Int} }})", "list.fold(list.enumerate({List[Int]}), {Int}, fn (+i :: Int, +t :: (Int, Int)) -> Int {{ {Int} }})",
        "list.fold(list.zip({List[Int]}, {List[Int]}), {Int}, fn (+i :: Int, +t :: (Int, Int)) -> Int {{ {Int} }})", "map.fold({Map[Int, Int]}, {Int}, fn (+i :: Int, +i :: Int, +i :: Int) -> Int {{ {Int} }})",
        "tuple.snd(list.fold({List[Int]}, ({Int}, {Int}), fn (+t :: (Int, Int), +i :: Int) -> (Int, Int) {{ {(Int, Int)} }}))", "list.fold({List[Int]}, {P}, fn (+p :: P, +i :: Int) -> P {{ {P} }}).n",
        "length(down({Int} % 6), 0)", "list.len(flat(list.fold({List[Int]}, Leaf, grow)))", "-{Int}", "result.unwrap_or({Result[Int, Str]}, {Int})",
        "list.fold(list.map(list.filter({List[Int]}, fn (+i :: Int) -> Bool {{ {Bool} }}), fn (+i :: Int) -> Int {{ {Int} }}), {Int}, fn (+i :: Int, +i :: Int) -> Int {{ {Int} }})",
    ),
    "Bool": (
        "{Int} < {Int}", "{Int} == {Int}", "{List[Int]} == {List[Int]}", "not {Bool}", "{Bool} and {Bool}", "{Bool} or {Bool}", "list.is_empty({List[Int]})", "list.contains({List[Int]}, {Int})", "{(Int, Int)} != {(Int, Int)}",
        "list.any({List[Int]}, fn (+i :: Int) -> Bool {{ {Bool} }})", "list.all({List[Int]}, fn (+i :: Int) -> Bool {{ {Bool} }})", "option.is_some({Option[Int]})", "set.has(set.from_list({List[Int]}), {Int})", "{Str} <= {Str}", "{List[(Int, Int)]} == {List[(Int, Int)]}", "map.has({Map[Int, Int]}, {Int})",
    ),
    "Str": ("int.to_str({Int})", "{Str} + {Str}", 'str.join({List[Str]}, "-")', "str.concat({Str}, {Str})", "list.fold({List[Str]}, {Str}, fn (+s :: Str, +s :: Str) -> Str {{ {Str} }})"),
    "List[Int]": (
        "list.map({List[Int]}, fn (+i :: Int) -> Int {{ {Int} }})", "list.filter({List[Int]}, fn (+i :: Int) -> Bool {{ {Bool} }})", "list.reverse({List[Int]})", "list.concat({List[Int]}, {List[Int]})", "list.cons({Int}, {List[Int]})", "list.tail({List[Int]})",
        "list.take({List[Int]}, {Int} % 5)", "list.drop({List[Int]}, {Int} % 5)", "list.sort_by({List[Int]}, fn (+i :: Int) -> Int {{ {Int} }})", "list.flat_map({List[Int]}, fn (+i :: Int) -> List[Int] {{ {List[Int]} }})", "{P}.xs", "[{Int}, {Int}]",
        "list.map({List[(Int, Int)]}, fn (+t :: (Int, Int)) -> Int {{ {Int} }})", "list.map(list.enumerate({List[Int]}), fn (+t :: (Int, Int)) -> Int {{ {Int} }})", "list.map({List[Int]}, {F})", "keep({List[Int]}, fn (+i :: Int) -> Bool {{ {Bool} }})",
        "list.fold({List[Int]}, {List[Int]}, fn (+l :: List[Int], +i :: Int) -> List[Int] {{ {List[Int]} }})", "list.set({List[Int]}, {Int} % 4, {Int})", "set.to_list(set.from_list({List[Int]}))",
        "flat(list.fold({List[Int]}, Leaf, grow))", "list.flatten({List[List[Int]]})", "map.keys({Map[Int, Int]})", "map.values({Map[Int, Int]})", "until({Int}, {List[Int]}, {List[Int]})", "list.par_map({List[Int]}, fn (+i :: Int) -> Int {{ {Int} }})", "list.slice({List[Int]}, {Int} % 3, {Int} % 5)",
        "list.fold({List[Int]}, [], fn (+l :: List[Int], +i :: Int) -> List[Int] {{ list.concat(*l, [{Int}]) }})", "list.fold({List[Int]}, [], fn (+l :: List[Int], +i :: Int) -> List[Int] {{ list.cons({Int}, *l) }})",
    ),
    "(Int, Int)": ("({Int}, {Int})", "swap({(Int, Int)})", "list.fold({List[Int]}, ({Int}, {Int}), fn (+t :: (Int, Int), +i :: Int) -> (Int, Int) {{ {(Int, Int)} }})", "list.fold({List[(Int, Int)]}, {(Int, Int)}, fn (+t :: (Int, Int), +t :: (Int, Int)) -> (Int, Int) {{ {(Int, Int)} }})"),
    "P": ("{{ n: {Int}, xs: {List[Int]} }}", "{{ n: {Int}, xs: {P}.xs }}", "list.fold({List[Int]}, {P}, fn (+p :: P, +i :: Int) -> P {{ {P} }})"),
    "Option[Int]": ("Some({Int})", "list.head({List[Int]})", "list.get({List[Int]}, {Int} % 4)", "option.map({Option[Int]}, {F})", "option.and_then({Option[Int]}, fn (+i :: Int) -> Option[Int] {{ {Option[Int]} }})", "list.find({List[Int]}, fn (+i :: Int) -> Bool {{ {Bool} }})", "map.get({Map[Int, Int]}, {Int})", "list.index_of({List[Int]}, {Int})", "list.last({List[Int]})", "option.or_else({Option[Int]}, fn () -> Option[Int] {{ {Option[Int]} }})"),
    "F": ("fn (+i :: Int) -> Int {{ {Int} }}", "list.fold({List[Int]}, {F}, fn (+f :: F, +i :: Int) -> F {{ {F} }})"),
    "List[(Int, Int)]": ("list.zip({List[Int]}, {List[Int]})", "list.enumerate({List[Int]})", "list.map({List[Int]}, fn (+i :: Int) -> (Int, Int) {{ {(Int, Int)} }})", "list.filter({List[(Int, Int)]}, fn (+t :: (Int, Int)) -> Bool {{ {Bool} }})", "map.entries({Map[Int, Int]})", "list.reverse({List[(Int, Int)]})", "[{(Int, Int)}]", "list.sort_by({List[(Int, Int)]}, fn (+t :: (Int, Int)) -> Int {{ {Int} }})"),
    "List[Str]": ("list.map({List[Int]}, int.to_str)", "list.map({List[Str]}, fn (+s :: Str) -> Str {{ {Str} }})", "list.cons({Str}, {List[Str]})", "list.filter({List[Str]}, fn (+s :: Str) -> Bool {{ {Bool} }})"),
    "Result[Int, Str]": ("Ok({Int})", "Err({Str})", "small({Int})", "list.fold({List[Int]}, Ok({Int}), fn (+r :: Result[Int, Str], +i :: Int) -> Result[Int, Str] {{ let w := *r? ; Ok(w + {Int}) }})", "(fn () -> Result[Int, Str] {{ Ok({Result[Int, Str]}? + {Int}) }})()"),
    "List[List[Int]]": ("[{List[Int]}, {List[Int]}]", "list.map({List[Int]}, fn (+i :: Int) -> List[Int] {{ {List[Int]} }})", "list.filter({List[List[Int]]}, fn (+l :: List[Int]) -> Bool {{ {Bool} }})", "list.map({List[List[Int]]}, fn (+l :: List[Int]) -> List[Int] {{ {List[Int]} }})"),
    "Map[Int, Int]": ("map.set({Map[Int, Int]}, {Int} % 6, {Int})", "map.from_list({List[(Int, Int)]})", "list.fold({List[Int]}, {Map[Int, Int]}, fn (+m :: Map[Int, Int], +i :: Int) -> Map[Int, Int] {{ {Map[Int, Int]} }})", "map.delete({Map[Int, Int]}, {Int})"),
}  # fmt: skip

PASSING = (
    "list.map({List[Int]}, fn (+i :: Int) -> Int {{ *i + {Int} }})",
    "list.filter({List[Int]}, fn (+i :: Int) -> Bool {{ *i > {Int} }})",
    "list.map(list.range(0, 5), fn (+i :: Int) -> Int {{ *i * {Int} }})",
)
"""Lists that loops may pass through without making them."""

LETTERS = {"i": "Int", "l": "List[Int]", "t": "(Int, Int)", "p": "P", "s": "Str", "f": "F", "m": "Map[Int, Int]", "r": "Result[Int, Str]"}  # fmt: skip


class Pipelines:
    """Makes programs; in a template `{KIND}` is an expression, `+i` a new variable, `*l` the last one of a letter."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.names = 0

    def program(self):
        functions, results = [], []
        for at in range(4):
            kind = self.random.choice([kind for kind in KINDS if kind != "F"])
            body = self.body(kind, self.random.randint(2, 4), [("a", "Int"), ("b", "Int")])
            functions.append(f"fn f{at}(a :: Int, b :: Int) -> {kind} {{ {body} }}\n")
            results.append(kind)
        calls = [(at, a, b) for at in range(4) for a, b in ((0, 1), (2, 5), (7, -3))]
        types = ", ".join(results[at] for at, _, _ in calls)
        values = ", ".join(f"f{at}({a}, {b})" for at, a, b in calls)
        return f"{IMPORTS}{HELPERS}{''.join(functions)}fn main() -> ({types}) {{ ({values}) }}\n"

    def body(self, kind, depth, scope):
        """Some bindings, then an expression."""
        lets = []
        for _ in range(self.random.randint(0, 3)):
            bound = self.random.choice((*KINDS, "List[Int]", "List[Int]"))
            passing = bound == "List[Int]" and self.random.random() < 0.6
            value = (
                self.filled(self.random.choice(PASSING), bound, 2, scope)
                if passing
                else self.make(bound, depth - 1, scope)
            )
            name = self.fresh() if self.random.random() < 0.9 else self.random.choice(scope)[0]
            note = (
                f" :: {bound}"
                if self.random.random() < 0.5 or value.startswith(("[]", "None", "map.new", "Ok", "Err"))
                else ""
            )
            lets.append(f"let {name}{note} := {value}")
            scope = [*scope, (name, bound)]
        return "\n  ".join([*lets, f"({self.make(kind, depth, scope)})"])

    def fresh(self):
        self.names += 1
        return f"v{self.names}"

    def make(self, kind, depth, scope):
        """An expression of a kind."""
        last = dict(scope)
        known = [name for name, bound in last.items() if bound == kind]
        if known and self.random.random() < 0.4:
            return self.random.choice((*known, known[-1], known[-1]))
        if depth <= 0:
            return self.leaf(kind, last)
        if self.random.random() < 0.12:
            return f"{{ {self.body(kind, depth - 1, scope)} }}"
        template = self.random.choice((*ANY, *MAKERS[kind], *MAKERS[kind], *MAKERS[kind]))
        return self.filled(template, kind, depth, scope)

    def leaf(self, kind, last):
        ints = [name for name, bound in last.items() if bound == "Int"] or ["2"]
        leaf = self.random.choice(LEAVES[kind])
        names = {"a": self.random.choice(ints), "b": self.random.choice(ints)}
        return "".join(names.get(piece, piece) for piece in _pieces(leaf))

    def filled(self, template, kind, depth, scope):
        out, at, inner = [], 0, list(scope)
        while at < len(template):
            letter = template[at]
            if template.startswith(("{{", "}}"), at):
                inner = list(scope) if letter == "}" else inner
                out.append(letter)
                at += 2
            elif letter == "{":
                end = template.index("}", at)
                wanted = template[at + 1 : end]
                out.append(kind if wanted == "KIND" else self.operand(kind if wanted == "K" else wanted, depth, inner))
                at = end + 1
            elif letter == "+" and template[at + 1] in LETTERS:
                name = self.fresh()
                inner = [*inner, (name, LETTERS[template[at + 1]])]
                out.append(name)
                at += 2
            elif letter == "*" and template[at + 1] in LETTERS:
                out.append(next(name for name, bound in reversed(inner) if bound == LETTERS[template[at + 1]]))
                at += 2
            else:
                inner = list(scope) if letter == "," and "=>" in template else inner
                out.append(letter)
                at += 1
        return "".join(out)

    def operand(self, kind, depth, scope):
        text = self.make(kind, depth - 1, scope)
        return text if text.isidentifier() else f"({text})"


def _pieces(text):
    piece = ""
    for letter in text:
        if letter.isalnum() or letter in "_.":
            piece += letter
        else:
            yield from (piece, letter)
            piece = ""
    yield piece
