"""Snek's own stages as text."""

import pytest

import motet

TEXT = """
(fun (f (n : Num) (m : Bool)) -> Num (if m (add1 n) (cast Num n)))
(fun (g x) (loop (break (f 1 (isnum x)))))
(let ((a (g input)) (b true)) (block (set! a (+ 1 (f 2 b))) a))
"""


def stage(name, text=TEXT, **options):
    return motet.compile(text, engine="vm", **options).emit(name)


def test_tree():
    assert stage("ast").splitlines() == [
        "fun f n : Num m : Bool -> Num",
        "  if",
        "    variable m",
        "    add1",
        "      variable n",
        "    cast Num",
        "      variable n",
        "fun g x",
        "  loop",
        "    break",
        "      call f",
        "        1",
        "        isnum",
        "          variable x",
        "let",
        "  bind a",
        "    call g",
        "      input",
        "  bind b",
        "    true",
        "  block",
        "    set! a",
        "      +",
        "        1",
        "        call f",
        "          2",
        "          variable b",
        "    variable a",
    ]


def test_typed_tree():
    assert stage("ast", "(+ 1 2)", typed=True) == "+ : Num\n  1 : Num\n  2 : Num\n"


def test_types():
    assert stage("static-types") == "f : (Num, Bool) -> Num\ng : (Any) -> Any\nprogram : Any\n"
    with pytest.raises(motet.SourceError, match="Type error"):
        stage("static-types", "(+ 1 true)")


def test_vectors():
    assert stage("ast", "(vec nil 1)", level="forest-flame") == "vec\n  nil\n  1\n"


def test_a_deep_tree_gives_a_text_of_its_size():
    depth = 100_000
    text = stage("ast", "(add1 " * depth + "1" + ")" * depth)
    assert text.count("\n") == depth + 1
    assert len(text) < 200 * depth
