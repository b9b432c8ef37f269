"""Long, deep and very wrong programs: they are checked, and nothing but CheckError comes out."""

import sys
from copy import deepcopy
from dataclasses import fields, is_dataclass
from random import Random

import pytest
from lex_checking import accepts, checked, errors, stages

from differential.lex_programs import generate
from motet.languages.lex import ast
from motet.languages.lex.ast import Node
from motet.languages.lex.checker import LAXNESS, CheckError, Options, check
from motet.source import DiagnosticError, Span

LENGTH = 5000


def chain(first, link, count=LENGTH):
    return first + "".join(link.format(at) for at in range(count))


LONG = {
    "lets": "fn f() -> Int {\n let a := 0\n" + chain("", " let a{0} := a + {0}\n") + " a4999 }",
    "lets and statements": "fn f() -> Int {\n let a := 0\n" + chain("", " let a := a + 1\n a + {}\n") + " a }",
    "operators": f"fn f() -> Int {{ {chain('0', ' + {}')} }}",
    "conditions": f"fn f(n :: Int) -> Bool {{ {chain('true', ' and n != {}')} }}",
    "pipes": f"fn g(n :: Int) -> Int {{ n }}\nfn f() -> Int {{ {chain('0', ' |> g')} }}",
    "constructors": f"type N = Z | S(N)\nfn f() -> N {{ {chain('Z', ' |> S')} }}",
    "else if": f"fn f(n :: Int) -> Int {{ {chain('', 'if n == {0} {{ {0} }} else ')} {{ 0 }} }}",
    "arms": f"fn f(n :: Int) -> Int {{ match n {{ {chain('', '{0} => {0}, ')} _ => 0 }} }}",
    "arms of tuples": f"fn f(n :: (Int, Int)) -> Int {{ match n {{ {chain('', '({0}, 1) => {0}, ', 500)} _ => 0 }} }}",
    "functions": chain("", "fn f{0}(n :: Int) -> Int {{ f{0}(n) }}\n", 1000),
    "texts": 'import "std.str" as str\nfn f(s :: Str) -> Str { f"' + "{s}, " * 2000 + '" }',
    "list pattern": f"fn f(xs :: List[Int]) -> Int {{ match xs {{ [{chain('0', ', {}', 1000)}] => 1, _ => 2 }} }}",
    "union": f"type U = {chain('A', ' | C{0}(Int)', 500)}\nfn f(u :: U) -> Int {{ match u {{ {chain('A => 1', ', C{0}(1) => 1, C{0}(_) => 2', 500)} }} }}",
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_long(name):
    assert accepts(LONG[name])


def test_the_limit_of_recursion_is_put_back():
    before = sys.getrecursionlimit()
    checked(LONG["operators"])
    errors("fn f() -> Int { a }")
    assert sys.getrecursionlimit() == before


TOO_LARGE = {
    "deep": "let a := [1]\n" + "let a := [a]\n" * 1000,
    "deep without a type": "let a := None\n" + "let a := [a]\n" * 1000,
    "doubled": "let a := 1\n" + "let a := (a, a)\n" * 100,
    "doubled without a type": "let a := None\n" + "let a := (a, a)\n" * 100,
    "doubled through variables": "let a := 1\n" + "let a := match list.head([]) { Some(x) => (a, a), None => (a, a) }\n" * 60,
    "doubled in a record": "let a := 1\n" + "let a := { l: a, r: a }\n" * 100,
    "compared": (
        "let a := None\n" + "let a := (a, a)\n" * 12 + "let b := Some(1)\n" + "let b := (b, b)\n" * 12
        + "let c := a == b\n" * 400
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOO_LARGE)
def test_too_large(name):
    found = errors(f'import "std.list" as list\nfn f() -> Int {{ {TOO_LARGE[name]} 1 }}')
    assert {error.kind for error in found} == {"infinite_type"}


def test_types_too_large_without_a_let():
    nested = "1"
    for at in range(40):
        nested = f"match (a{40 - at}, a{40 - at}) {{ a{41 - at} => {nested} }}"
    (error,) = errors(f"fn f(a1 :: Int) -> Int {{ {nested} }}")
    assert error.kind == "infinite_type"


def test_types_that_grow_in_one_expression():
    nested = "1"
    for _ in range(90):
        nested = f"[{nested}]"
    text = f"fn f() -> Int {{ let a := {nested} \n let b := [a, a] \n let c := [[b]] \n 1 }}"
    assert accepts(text)


def test_aliases_that_grow():
    text = "type G[T] = { x :: H[List[T]] }\ntype H[T] = { y :: G[List[T]] }\nfn f(g :: G[Int]) -> Int { 1 }"
    assert "recursive_type_without_constructor" in {error.kind for error in errors(text)}


def test_row_parameter_that_is_no_row():
    text = """
type Handler[E] = (Int) -> [| E] Int
type Box[E] = Box(() -> [| E] Int)
fn f(h :: Handler[Int]) -> Int { h(1) }
fn g(b :: Box[Int]) -> Int { match b { Box(h) => h() } }
fn k(b :: Box[Str]) -> Int { g(Box(fn () -> [io] Int { 1 })) }
"""
    assert {error.kind for error in errors(text)} <= {"type_mismatch", "effect_not_declared", "effect_row_mismatch"}
    assert errors(text)


def test_effects_do_not_get_lost_in_a_generic_union():
    text = """
type Box[E] = Box(() -> [| E] Int)
fn open[E](b :: Box[E]) -> [| E] Int { match b { Box(h) => h() } }
fn f() -> [io] Int { open(Box(fn () -> [io] Int { 1 })) }
"""
    assert accepts(text)
    assert [error.fields["effect"] for error in errors(text.replace("fn f() -> [io] Int", "fn f() -> Int"))] == ["io"]


@pytest.mark.parametrize("seed", range(60))
def test_generated_programs_are_accepted(seed):
    found = errors(generate(seed))
    # what `==` compares has to have the same name, where the generator thinks that the same shape is enough
    assert [error.text() for error in found if "operator `==`" not in error.fields.get("context", ())] == []


WORDS = (
    "Int", "Str", "Bool", "List", "Option", "Some", "None", "Ok", "Err", "match", "fn", "let", "type", "(", ")", "{",
    "}", "[", "]", "->", "=>", "::", ":=", "|", "|>", "?", "+", "-", "==", "and", "not", "1", '"a"', "true", "_", ".",
    ",", "E", "T", "io", "| E", "f", "x", "Never", "Unit", "()", "[]", "..", "if", "else",
)  # fmt: skip


def mutated(text, random):
    """A program with some of its words exchanged, left out or put in."""
    pieces = text.replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split(" ")
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(pieces))
        change = random.randrange(4)
        if change == 0:
            pieces[at] = random.choice(WORDS)
        elif change == 1:
            del pieces[at]
        elif change == 2:
            pieces.insert(at, random.choice(WORDS))
        else:
            other = random.randrange(len(pieces))
            pieces[at], pieces[other] = pieces[other], pieces[at]
    return " ".join(pieces)


def is_checked_or_rejected(program, lax):
    try:
        result = check(program, Options(lax, lints=True))
    except CheckError as error:
        found = error.errors
    else:
        assert all(type_.ground for type_ in result.types.values())
        return
    assert found
    for one in found:
        assert one.text()
        assert one.positioned_json()["position"]["line"] >= 1


@pytest.mark.parametrize("seed", range(30))
def test_mutations_are_accepted_or_rejected(seed):
    random = Random(seed)
    text = generate(seed + 1000)
    reached = 0
    for _ in range(20):
        try:
            program = stages(mutated(text, random))
        except DiagnosticError:
            continue
        reached += 1
        for lax in (frozenset(), LAXNESS):
            is_checked_or_rejected(program, lax)
    assert reached or seed


def places(node):
    """Every place below a node that holds a node: what has it, the field, the index of it."""
    for name in FIELDS[type(node)]:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield node, name, None
            yield from places(value)
        elif isinstance(value, tuple) and not isinstance(value, Span):
            for at, item in enumerate(value):
                found = item[1] if isinstance(item, tuple) else item
                if isinstance(found, Node):
                    yield node, name, at
                    yield from places(found)


FIELDS = {
    kind: [field.name for field in fields(kind)]
    for kind in vars(ast).values()
    if isinstance(kind, type) and is_dataclass(kind)
}
SORTS = (ast.Expr, ast.Pattern, ast.TypeExpr)


def held(place):
    node, name, at = place
    value = getattr(node, name)
    found = value if at is None else value[at]
    return found[1] if isinstance(found, tuple) else found


def put(place, new):
    node, name, at = place
    if at is not None:
        items = list(getattr(node, name))
        items[at] = (items[at][0], new) if isinstance(items[at], tuple) else new
        new = tuple(items)
    setattr(node, name, new)


@pytest.mark.parametrize("seed", range(15))
def test_exchanged_parts_are_accepted_or_rejected(seed):
    """Parts of a program take the place of others of their sort: expressions, patterns, types."""
    random = Random(seed)
    text = generate(seed + 500)
    rejected = 0
    for _ in range(20):
        program = stages(text)
        found = [place for stage in program for place in places(stage)]
        for _ in range(random.randint(1, 3)):
            target = random.choice(found)
            (sort,) = [sort for sort in SORTS if isinstance(held(target), sort)] or (type(held(target)),)
            new = random.choice([held(place) for place in found if isinstance(held(place), sort)])
            put(target, deepcopy(new))
        try:
            check(program)
        except CheckError:
            rejected += 1
        is_checked_or_rejected(program, frozenset())
        is_checked_or_rejected(program, LAXNESS)
    assert rejected
