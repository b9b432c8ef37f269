"""`lex repl` and `motet repl --language lex`."""

import pytest


@pytest.fixture
def talk(lex):
    """Answers to entries, without prompts."""

    def call(text, *words):
        done = lex("repl", *words, stdin=text.encode())
        assert (done.status, done.err) == (0, "")
        return done.out.replace("lex> ", "").replace(".... ", "")

    return call


def test_items_are_added_and_expressions_shown(talk):
    assert talk("fn twice(n :: Int) -> Int { n * 2 }\ntwice(21)\n") == "(ok)\n=> 42\n"
    assert talk('type T = A | B(Int)\n{ t: [A, B(1)] }\nimport "std.str" as str\nstr.len("né")\n') == (
        '(ok)\n=> {"t":[{"$variant":"A","args":[]},{"$variant":"B","args":[1]}]}\n(ok)\n=> 3\n'
    )


def test_the_prompts(lex):
    assert lex("repl", stdin=b"fn f() -> Int {\n1\n}\nf()\n").out == "lex> .... .... (ok)\nlex> => 1\nlex> "


def test_brackets_in_texts_and_comments_are_none(talk):
    assert talk('"{"\n1 # {\n') == '=> "{"\n=> 1\n'


@pytest.mark.parametrize(
    ("text", "first", "others"),
    [
        ("(1 + 2\n3\n4\n", "expected `)` after expression, got end of file", "=> 3\n=> 4\n"),
        ("f(1,\nfn f() -> Int {\n1\n}\nf()\n", "expected expression, got end of file", "(ok)\n=> 1\n"),
        ("fn g() -> Int {\nfn f() -> Int { 2 }\nf()\n", "expected expression, got end of file", "(ok)\n=> 2\n"),
    ],
)
def test_a_bracket_that_is_never_closed_ends_with_the_next_entry(talk, text, first, others):
    out = talk(text)
    assert first in out.partition("\n")[0]
    assert "is never closed" in out
    assert out.endswith(others)


def test_what_goes_on_is_one_entry(talk):
    assert talk("[1,\n2,\n3\n]\n") == "=> [1,2,3]\n"
    assert talk("fn f() -> Int {\nlet x := 1\nx + 1\n}\nf()\n") == "(ok)\n=> 2\n"
    assert talk("fn f( -> Int {\n  1\n}\n2\n").endswith("=> 2\n")
    assert talk("(\n1\n+ 2)\n") == "=> 3\n"


def test_nobody_wrote_the_braces_of_an_entry(talk):
    assert "expected expression, got end of file" in talk("1 +\n")
    assert "expected newline or `;` after statement, got `)`" in talk("1 )\n")
    assert talk("let x := 2 ; x * 3\n") == "=> 6\n"


def test_errors_end_nothing(talk):
    out = talk("nope\nfn 3() {\n}\n1 / 0\n\n1 + 1\n")
    assert out.startswith("error: unknown identifier `nope`\n")
    assert "error: parse error at byte" in out
    assert "error: runtime: integer division by zero\n" in out
    assert out.endswith("=> 2\n")


def test_a_later_item_takes_the_place_of_an_earlier_one(talk):
    assert talk("fn f() -> Int { 1 }\nfn g() -> Int { f() }\nfn f() -> Int { 2 }\ng()\n").endswith("=> 2\n")


def test_a_wrong_item_changes_nothing(talk):
    assert talk('fn f() -> Int { 1 }\nfn f() -> Int { "a" }\nf()\n').endswith("=> 1\n")


def test_commands(talk):
    out = talk("fn one() -> Int { 1 }\n.list\n.reset\n.list\none()\n.help\n.nope\n")
    assert "fn one() -> Int { 1 }\n(reset)\nerror: unknown identifier `one`" in out
    assert ".reset   forget all items\n" in out
    assert "error: unknown command `.nope`. try `.help`\n" in out


def test_quit_leaves(talk):
    assert talk("1\n.quit\n2\n") == "=> 1\n"


def test_everything_is_granted(talk, tmp_path):
    out = talk(f'import "std.io" as io\nio.print("hello")\nio.write("{tmp_path}/x", "text")\n')
    assert out == '(ok)\nhello\n=> null\n=> {"$variant":"Ok","args":[null]}\n'
    assert (tmp_path / "x").read_text() == "text"


def test_steps_are_limited(talk, monkeypatch):
    monkeypatch.setattr("motet.cli.lex.grants.STEPS", 1000)
    out = talk("fn spin(n :: Int) -> Int { spin(n + 1) }\nspin(0)\n1\n")
    assert "error: runtime: runtime panic: step limit exceeded in `spin` (1001 > 1000)\n" in out
    assert out.endswith("=> 1\n")


def test_a_file_to_begin_with(talk, lex, write):
    assert talk("twice(4)\n", "--load", write("fn twice(n :: Int) -> Int { n * 2 }")) == "=> 8\n"
    assert lex("repl", "--load", write("fn twice(")).status == 1
    assert lex("repl", "--load", "/nowhere").status == 1


def test_files_are_imported_by_files_only(talk, write):
    write("fn twice(n :: Int) -> Int { n * 2 }", "lib/twice.lex")
    path = write('import "../lib/twice" as t\nfn four(n :: Int) -> Int { t.twice(t.twice(n)) }', "app/main.lex")
    assert talk("four(3)\n", "--load", path) == "=> 12\n"
    assert talk('import "./lib/twice" as t\n').startswith("error: local imports")


def test_garbage(talk):
    assert talk("\x00\xff\n((((\n").count("error:") == 2
    assert "error" in talk("fn f() -> Int {")


def test_motets_own_dialogue(motet):
    done = motet(
        "repl",
        "--language",
        "lex",
        stdin=b'fn f(n :: Int) -> Int {\n n + 1\n}\nf(1)\nimport "std.io" as io\nio.print("x")\n',
    )
    assert (done.status, done.err) == (0, "")
    assert done.out == "> . . > 2\n> > x\nnull\n> \n" or done.out == "> . . > 2\n> > x\nnull\n> "
    refused = motet("repl", "--language", "lex", stdin=b'import "std.io" as io\nio.read("/etc/passwd")\n')
    assert "fs_read" in refused.out
    assert "root" not in refused.out
    pure = motet("repl", "--language", "lex", "--pure", stdin=b'import "std.io" as io\nio.print("x")\n1\n')
    assert "error[policy]" in pure.out
