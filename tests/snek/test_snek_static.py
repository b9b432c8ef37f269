"""Forms, scopes and types: which errors, where, and what the tree looks like. The golden programs have the rest."""

import re
from itertools import pairwise

import pytest

from motet.languages.snek import LANGUAGE, ast
from motet.languages.snek.checked import checked_program
from motet.languages.snek.forms import parse_entry, parse_program
from motet.languages.snek.levels import ALIASES, LEVELS, level
from motet.languages.snek.options import Options
from motet.languages.snek.types import is_subtype, join
from motet.source import DiagnosticError, Source, Span


def parse(text, name="flying-snake"):
    return parse_program(Source("t", text), level(name))


def errors(text, **options):
    with pytest.raises(DiagnosticError) as caught:
        checked_program(Source("t", text), Options.read(options))
    return caught.value.diagnostics


def error(text, **options):
    """Code and text of the place of the only error."""
    (found,) = errors(text, **options)
    return found.code, text[slice(*found.span)]


# ---- forms


def test_tree_of_every_form():
    tree = parse(
        "(fun (f x y) x) (let ((a (add1 1)) (b true)) "
        "(if (= a 1) (block (loop (break input)) (set! a (f a b))) (cast Num a)))"
    )
    (definition,) = tree.definitions
    assert (definition.name, definition.annotated) == ("f", False)
    assert [(p.name, p.type) for p in definition.parameters] == [("x", None), ("y", None)]
    assert isinstance(definition.body, ast.Variable)
    let = tree.main
    assert isinstance(let, ast.Let)
    assert [binding.name for binding in let.bindings] == ["a", "b"]
    assert isinstance(let.bindings[0].value, ast.Unary)
    assert isinstance(let.bindings[1].value, ast.Boolean)
    branch = let.body
    assert isinstance(branch, ast.If)
    assert isinstance(branch.condition, ast.Binary)
    assert isinstance(branch.otherwise, ast.Cast)
    assert branch.otherwise.target == "Num"
    loop, assign = branch.then.expressions
    assert isinstance(loop.body, ast.Break)
    assert isinstance(loop.body.value, ast.Input)
    assert isinstance(assign, ast.Assign)
    assert [argument.name for argument in assign.value.arguments] == ["a", "b"]


def test_annotated_definition():
    (definition,) = parse("(fun (f (x : Num) (y : Any)) -> Bool true) 1").definitions
    assert definition.annotated
    assert (definition.result, [p.type for p in definition.parameters]) == ("Bool", ["Num", "Any"])


def test_spans_of_nodes():
    text = "(let ((ab 1)) (set! ab (+ ab 22)))"
    tree = parse(text).main
    assert text[slice(*tree.bindings[0].span)] == "ab"
    assert tree.span == Span(0, len(text))
    assert tree.body.name_span == Span(20, 22)
    assert text[slice(*tree.body.value.span)] == "(+ ab 22)"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("(+ 1 (* 1 2 3))", "operand-count", "(* 1 2 3)"),
        ("(let ((let 1)) 1)", "keyword", "let"),
        ("(+ 1 set!)", "keyword", "set!"),
        ("(fun (f if) 1) 1", "keyword", "if"),
        ("(add1 a?)", "form", "a?"),
        ("(add1 :)", "form", ":"),
        ("(let ((a 1) b) a)", "form", "b"),
        ("(add1 ((f) 1))", "form", "(f)"),
        ("(add1 (7 1))", "form", "7"),
        ("1 (add1 2)", "form", "(add1 2)"),
        ("1 (fun (f) 1) 2", "form", "(fun (f) 1)"),
        ("(fun (f) 1)", "form", "(fun (f) 1)"),
        ("(block (define x 1))", "define", "(define x 1)"),
        ("(cast Int 1)", "form", "Int"),
        ("(fun (f (x : Num) y) -> Num x) 1", "form", "y"),
        ("(fun (f (x y)) x) 1", "form", "(x y)"),
        ("(fun ((f) x) x) 1", "form", "(f)"),
        ("(fun f 1) 1", "form", "(fun f 1)"),
        ("(fun (f) -> 1) 1", "form", "(fun (f) -> 1)"),
        ("(fun (f x) = Num x) 1", "form", "(fun (f x) = Num x)"),
    ],
)
def test_wrong_forms(text, code, place):
    assert error(text) == (code, place)


@pytest.mark.parametrize("name", [*LEVELS, *ALIASES])
def test_levels_have_names(name):
    assert level(name.upper().replace("-", "_")) is level(name)


def test_heads_of_every_level_are_built():
    """Each word of a level is known to the parser, which asks in its own name for the operands."""
    for rung in LEVELS.values():
        for word in rung.unary | rung.binary | rung.forms:
            if word not in ("vec", "gc", "snek-printstack") or rung.name == "egg-eater":
                with pytest.raises(DiagnosticError, match=re.escape(word)):
                    parse(f"({word})", rung.name)
        for word in rung.atoms:
            parse(word, rung.name)


def test_operators_of_the_levels_are_those_of_the_tree():
    upper = [rung for rung in LEVELS.values() if rung.name != "adder"]
    assert set().union(*(rung.unary for rung in upper)) == set(ast.UNARY)
    assert set().union(*(rung.binary for rung in upper)) == set(ast.BINARY)


def test_levels_grow():
    names = list(LEVELS)
    for lower, upper in pairwise(names[1:]):
        assert LEVELS[lower].reserved <= LEVELS[upper].reserved
        assert LEVELS[lower].forms <= LEVELS[upper].forms


def test_entries():
    rung = level("flying-snake")
    assert isinstance(parse_entry(Source("t", "(define x (+ 1 2))"), rung), ast.Define)
    assert isinstance(parse_entry(Source("t", "(fun (f) 1)"), rung), ast.Definition)
    assert isinstance(parse_entry(Source("t", "(f)"), rung), ast.Call)
    for nothing in ("", " ", "; only a comment"):
        assert parse_entry(Source("t", nothing), rung) is None
    for wrong in ("1 2", "(define x)", "(define 1 2)", "(define x (define y 1))"):
        with pytest.raises(DiagnosticError):
            parse_entry(Source("t", wrong), rung)


# ---- scopes


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("(+ 1 a)", "unbound-variable", "a"),
        ("(set! a 1)", "unbound-variable", "a"),
        ("(let ((x 1) (x 2)) x)", "duplicate-binding", "x"),
        ("(fun (f a a) a) 1", "duplicate-parameter", "a"),
        ("(fun (f) 1) (fun (f) 2) 1", "duplicate-function", "f"),
        ("(add1 (g 1))", "undefined-function", "g"),
        ("(fun (f a) a) (f)", "arity", "(f)"),
        ("(fun (f a) (+ a input)) 1", "input-in-function", "input"),
        ("(add1 (break 1))", "break-outside-loop", "(break 1)"),
    ],
)
def test_wrong_scopes(text, code, place):
    assert error(text) == (code, place)


def test_several_errors_in_order():
    text = "(fun (f x x) (+ x y)) (fun (f) 1) (block (break z) (g) (f 1 2) (let ((a 1) (a b)) a))"
    assert [found.code for found in errors(text)] == [
        "duplicate-function",
        "duplicate-parameter",
        "unbound-variable",
        "break-outside-loop",
        "unbound-variable",
        "undefined-function",
        "duplicate-binding",
        "unbound-variable",
    ]


def test_the_number_of_errors_is_bounded():
    assert len(errors("(block " + "x " * 1000 + ")")) == 20


def test_help_names_what_was_meant():
    assert errors("(let ((counter 1)) countre)")[0].help == "did you mean counter?"
    assert "call it" in errors("(fun (f) 1) (add1 f)")[0].help
    assert "variable" in errors("(let ((f 1)) (f))")[0].help


@pytest.mark.parametrize(
    ("text", "place", "help"),
    [
        ("(/ 4 2)", "/", "--level=forest-flame"),
        ("(vec 1)", "vec", "--level=egg-eater"),
        ("(fun (f) nil) 1", "nil", "--level=egg-eater"),
        ("(+ let 1)", "let", "begins a list: `(let ...)`"),
        ("(add1 (input))", "input", "write `input` alone"),
        ("(let ((inf 1)) 1)", "inf", "cannot be a name"),
        ("(add1 1.5)", "1.5", ""),
        ("(add1 a?)", "a?", "an identifier is a letter"),
        ("(let ((1a 2)) 3)", "1a", "an identifier is a letter"),
        ("(let (x 1) x)", "x", "((name expression) ...)"),
        ("(let ((x 1) (y)) x)", "(y)", "((name expression) ...)"),
        ("(let () 1)", "()", "((name expression) ...)"),
        ("(fun (f) 1 2) 3", "(fun (f) 1 2)", "(fun (name parameter ...) body)"),
        ("  ; nothing", "", "at least one expression"),
    ],
)
def test_help_says_how_to_write_it(text, place, help):
    (found,) = errors(text)
    assert text[slice(*found.span)] == place
    assert help in found.help
    assert bool(help) == bool(found.help)


@pytest.mark.parametrize("length", [1, 80, 81, 4000])
def test_unbound_names_are_shown_whole(length):
    name = "z" * length
    assert errors(f"(add1 {name})")[0].message.endswith(f"Unbound variable identifier {name}")


def test_typed_modes_say_type_error():
    (found,) = errors("(fun (f x) x) (f)", typed=True)
    assert found.message == "compile-time error: Type error: Invalid: function f takes 1 argument, got 0"
    assert errors("x", typed=True)[0].message == "compile-time error: Type error: Unbound variable identifier x"


# ---- types


def test_lattice():
    below = {(a, b) for a in ast.TYPES for b in ast.TYPES if is_subtype(a, b)}
    assert below == {(a, a) for a in ast.TYPES} | {("Nothing", b) for b in ast.TYPES} | {(a, "Any") for a in ast.TYPES}
    for a in ast.TYPES:
        for b in ast.TYPES:
            assert join(a, b) == join(b, a)
            assert is_subtype(a, join(a, b))
    assert join("Num", "Bool") == "Any"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("(+ 1 (< 1 2))", "(< 1 2)"),
        ("(= 1 true)", "(= 1 true)"),
        ("(if 1 2 3)", "1"),
        ("(let ((x 1)) (set! x true))", "true"),
        ("(fun (f (x : Num)) -> Num x) (f true)", "true"),
        ("(fun (f (x : Num)) -> Bool x) 1", "x"),
        ("(add1 (loop (break true)))", "(loop (break true))"),
    ],
)
def test_wrong_types(text, place):
    assert error(text, typed=True) == ("type-error", place)


def test_every_node_gets_its_type():
    program, type_ = checked_program(
        Source("t", "(let ((a (loop (break 1))) (b input)) (if (isnum a) (+ a 1) (add1 b)))"), Options(typed=True)
    )
    let = program.main
    assert (type_, let.type, let.bindings[0].value.type, let.bindings[1].value.type) == ("Num", "Num", "Num", "Any")
    assert (let.body.condition.type, let.body.then.left.type) == ("Bool", "Num")
    assert let.body.otherwise.type is None


def test_untyped_trees_have_no_types():
    program, type_ = checked_program(Source("t", "(+ 1 2)"), Options())
    assert (type_, program.main.type, program.main.left.type) == (None, None, None)


# ---- options


@pytest.mark.parametrize(
    "options", [{"level": "python"}, {"typed": 1}, {"input_type": "Int"}, {"level": None}, {"speed": 3}]
)
def test_wrong_options(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        LANGUAGE.compile(Source("t", "1"), options)


# ---- the command line of a program


def test_invocation():
    program = LANGUAGE.compile(Source("t", "input"), {})

    def invoke(*texts):
        found = LANGUAGE.invocation(program, texts)
        assert found.function == program.entry
        return found.arguments, found.heap_words

    assert invoke() == ([False], 10_000)
    assert invoke("") == ([False], 10_000)
    assert invoke("true", "0") == ([True], 0)
    assert invoke("-12", "77") == ([-12], 77)
    for wrong in (["nil"], [" 1"], ["1 "], ["0x1"], ["٣"], ["9" * 5000], ["1", "-1"], ["1", ""], ["1", "2", "3"]):
        with pytest.raises(ValueError, match=r"Invalid|at most"):
            LANGUAGE.invocation(program, wrong)
