"""Programs as Python sees them: loading, calling, arguments, errors, output."""

import contextlib
import io
import os
import subprocess
import sys
import threading

import pytest

import motet
from motet.bytecode.text import disassemble
from motet.engine.choose import jit_obstacle

needs_jit = pytest.mark.skipif(jit_obstacle().startswith("machine code is made"), reason="another platform")

FUNCTIONS = """
language bytecode
entry main

function twice(Int) -> Int {
  load 0
  const 2
  int_mul trap64
  return
}

function half(Float) -> Float {
  load 0
  const 2.0
  float_div
  return
}

function not(Bool) -> Bool {
  load 0
  bool_not
  return
}

function same(Any) -> Any {
  load 0
  return
}

function first(Vector) -> Any {
  load 0
  const 0
  vector_get
  return
}

function pair(Int, Int) -> (Int, Int) {
  load 1
  load 0
  return
}

function nothing() -> () {
  return
}

function run(Int) -> Int {
  load 0
  return
}

function print(Any) -> Any {
  load 0
  host_call "motet:print" 1
  return
}

function forever() -> Any {
L0:
  jump L0
}

function main(Int) -> Int {
  load 0
  call twice
  return
}
"""


@pytest.fixture
def output():
    return bytearray()


@pytest.fixture
def prog(output):
    with motet.compile(FUNCTIONS, language="bytecode", name="f.motet", engine="vm", output=output.extend) as loaded:
        yield loaded


def test_calling_functions(prog):
    assert prog.twice(21) == 42
    assert prog.half(5.0) == 2.5
    assert prog.half(5) == 2.5
    assert getattr(prog, "not")(True) is False
    assert prog.pair(1, 2) == (2, 1)
    assert prog.nothing() is None
    assert prog.call("twice", 4) == 8
    assert prog.call("run", 4) == 4
    assert prog.run(["5"]) == 10
    assert "twice" in prog.names()
    assert "twice" in dir(prog)
    assert repr(prog.twice) == "<bytecode function twice(Int)>"
    assert repr(prog) == "<bytecode program f.motet>"


def test_a_function_that_does_not_exist(prog):
    with pytest.raises(AttributeError, match="no function `thrice`"):
        prog.thrice(1)
    with pytest.raises(AttributeError, match="no function"):
        prog.call("thrice", 1)


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


def test_lists_become_vectors(prog):
    assert prog.first([7, 8]) == 7
    assert prog.first((1.5,)) == 1.5
    inner = prog.first([[1, (2,)]])
    assert type(inner) is motet.Vector
    assert prog.text(inner) == "[1, [2]]"
    knot = [5]
    knot.append(knot)
    made = prog.same(knot)
    assert made.items[1] is made
    assert prog.same(made) is made
    assert prog.twice(Index(4)) == 8


@pytest.mark.parametrize(
    ("name", "arguments", "error", "text"),
    [
        ("twice", (), TypeError, r"twice\(\) takes 1 argument\(s\), got 0"),
        ("twice", (1, 2), TypeError, "got 2"),
        ("twice", (1.0,), TypeError, r"argument 1 of twice\(\) must be Int, not float"),
        ("twice", (True,), TypeError, "must be Int, not bool"),
        ("twice", ("1",), TypeError, "must be Int, not str"),
        ("twice", (2**63,), OverflowError, r"argument 1 of twice\(\): the integer does not fit in 64 bits"),
        ("twice", (Index(2**63),), OverflowError, "does not fit"),
        ("pair", (1, None), TypeError, "argument 2 of"),
        ("half", (10**400,), OverflowError, "does not fit"),
        ("half", (True,), TypeError, "must be Float, not bool"),
        ("not", (1,), TypeError, "must be Bool, not int"),
        ("first", (1,), TypeError, "must be Vector, not int"),
        ("same", ({},), TypeError, "must be Bool, Float, Int, Unit or Vector, not dict"),
        ("same", ([1, [object()]],), TypeError, "not object"),
        ("same", ([-(2**63) - 1],), OverflowError, "does not fit"),
    ],
)
def test_wrong_arguments(prog, name, arguments, error, text):
    with pytest.raises(error, match=text):
        prog.call(name, *arguments)


def test_a_deep_list_is_converted_without_host_recursion(prog):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert type(prog.first(deep)) is motet.Vector


def test_the_entry_with_wrong_arguments(prog):
    for texts in ([], ["1", "2"], ["x"], ["9" * 30]):
        with pytest.raises(ValueError, match="argument"):
            prog.run(texts)


def test_errors_name_the_place(prog):
    with pytest.raises(motet.RunError) as caught:
        prog.twice(2**62)
    error = caught.value
    assert (error.kind, error.exit_status) == ("overflow", 1)
    assert not isinstance(error, motet.LimitError)
    assert str(error).startswith("f.motet:8:3: ")
    assert "int_mul trap64" in motet.render(error.diagnostic)
    assert prog.twice(2) == 4


def test_limits():
    prog = motet.compile(FUNCTIONS, language="bytecode", engine="vm", limits=motet.Limits(fuel=1000))
    with pytest.raises(motet.LimitError) as caught:
        prog.forever()
    assert (caught.value.kind, caught.value.exit_status) == ("fuel", 5)
    assert prog.twice(3) == 6


@pytest.mark.parametrize("engine", ["vm", pytest.param("jit", marks=needs_jit)])
def test_a_run_that_filled_the_heap_leaves_all_of_it_to_the_next(engine):
    text = "(fun (pairs v) (pairs (vec v v))) (fun (triple x) (vec x x x)) (fun (big n) (make-vec n 0)) 0"
    limits = motet.Limits(memory="4MB")
    with motet.compile(text, level="forest-flame", engine=engine, limits=limits) as prog:
        for _ in range(2):
            with pytest.raises(motet.LimitError) as caught:
                prog.pairs(0)
            assert caught.value.kind == "memory"
            assert prog.triple(5).items == [5, 5, 5]
            assert len(prog.big(200_000).items) == 200_000


def test_policy(output):
    prog = motet.compile(
        FUNCTIONS, language="bytecode", engine="vm", output=output.extend, policy=motet.Policy(pure=True)
    )
    with pytest.raises(motet.PolicyError, match="--allow io:out") as caught:
        prog.print(1)
    assert (caught.value.kind, caught.value.exit_status) == ("policy", 4)
    prog.show(5)
    assert output == b"5\n", "showing a result is not the program's doing"


def test_cancel(prog):
    stop = threading.Event()

    def cancel():
        while not stop.is_set():
            prog.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    try:
        with pytest.raises(motet.LimitError) as caught:
            prog.forever()
    finally:
        stop.set()
        thread.join()
    assert caught.value.kind == "cancelled"


def test_ctrl_c_is_keyboard_interrupt_with_the_output_flushed(output):
    def interrupt(data):
        output.extend(data)
        if len(output) < 70000:
            raise KeyboardInterrupt

    text = 'entry main\nfunction main() -> Any {\nL0:\n const 1\n host_call "motet:print" 1\n pop\n jump L0\n}'
    prog = motet.compile(text, language="bytecode", engine="vm", output=interrupt)
    with pytest.raises(KeyboardInterrupt):
        prog.main()
    assert output[:4] == b"1\n1\n"


def test_output_is_handed_on_at_the_end_and_after_errors(prog, output):
    prog.print(1)
    assert output == b"1\n"
    with pytest.raises(motet.RunError):
        prog.first([])
    prog.show([1][0])
    assert output == b"1\n1\n"


def test_showing_counts_against_the_limit(output):
    limits = motet.Limits(output=5)
    prog = motet.compile(FUNCTIONS, language="bytecode", engine="vm", output=output.extend, limits=limits)
    with pytest.raises(motet.LimitError) as caught:
        prog.show(prog.same([1, 2, 3]))
    assert caught.value.kind == "output"
    assert output == b"[1, 2"


def test_showing_a_value_of_endless_text_ends_with_the_fuel(output):
    value = motet.Vector([1])
    for _ in range(60):
        value = motet.Vector([value, value])
    limits = motet.Limits(fuel=20_000)
    prog = motet.compile(FUNCTIONS, language="bytecode", engine="vm", output=output.extend, limits=limits)
    with pytest.raises(motet.LimitError) as caught:
        prog.show(value)
    assert caught.value.kind == "fuel"


class Closed(io.BytesIO):
    def write(self, data):
        raise BrokenPipeError(32, "Broken pipe")


def test_a_closed_reader():
    prog = motet.compile(FUNCTIONS, language="bytecode", engine="vm", output=Closed())
    with pytest.raises(motet.RunError) as caught:
        prog.print(1)
    assert (caught.value.kind, caught.value.diagnostic.code) == ("host", "broken-pipe")


def test_standard_output_is_the_default(capsys):
    prog = motet.compile(FUNCTIONS, language="bytecode", engine="vm")
    print("before")
    prog.print(True)
    assert capsys.readouterr().out == "before\ntrue\n"
    with contextlib.redirect_stdout(io.StringIO()) as text:
        prog.print(None)
    assert text.getvalue() == "unit\n"


def test_stages(prog):
    assert motet.compile(prog.emit("bytecode"), language="bytecode", engine="vm").twice(3) == 6
    assert prog.emit("bytecode") == disassemble(prog.program)
    with pytest.raises(ValueError, match="`llvm` needs the JIT"):
        prog.emit("llvm")
    with pytest.raises(ValueError, match="there is no stage `nonsense`"):
        prog.emit("nonsense")
    assert "reference VM" in prog.explain()


def test_names_that_do_not_exist():
    with pytest.raises(ValueError, match="no language `cobol`"):
        motet.compile("", language="cobol")
    with pytest.raises(ValueError, match="no engine `fast`"):
        motet.compile(FUNCTIONS, language="bytecode", engine="fast")
    with pytest.raises(ValueError, match="no option `level`"):
        motet.compile(FUNCTIONS, language="bytecode", level="x")
    with pytest.raises(ValueError, match="no dialogue"):
        motet.session("bytecode")
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = motet.nonsense


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("policy", "io:out", "policy must be a motet.Policy, not str"),
        ("limits", {"seconds": 1}, "limits must be a motet.Limits, not dict"),
        ("settings", 2, "settings must be a motet.Settings, not int"),
        ("output", "file", "output must be a binary stream or a function, not str"),
    ],
)
def test_arguments_of_the_wrong_type(name, value, text):
    with pytest.raises(TypeError, match=text):
        motet.compile("1", **{name: value})
    with pytest.raises(TypeError, match=text):
        motet.session(**{name: value})


def test_texts_of_the_wrong_type(prog):
    with pytest.raises(TypeError, match="text must be a str, not bytes"):
        motet.compile(b"1")
    for texts in ("5", [5]):
        with pytest.raises(TypeError, match="a sequence of texts"):
            prog.run(texts)


BROAD = "function main(" + ", ".join(["Any"] * 5000) + ") -> Any {\n load 0\n return\n}"


@needs_jit
def test_a_program_that_the_jit_refuses_runs_on_the_vm():
    prog = motet.compile(BROAD, language="bytecode")
    assert prog.main(*range(5000)) == 0
    assert prog.engine == "vm"
    assert "parameters" in prog.engine_note
    with pytest.raises(motet.SourceError, match="parameters"):
        motet.compile(BROAD, language="bytecode", engine="jit").main(*range(5000))


@needs_jit
def test_branches_below_a_deep_stack_run_on_the_vm():
    depth = 2500
    prog = motet.compile("(+ 1 (if input 2 " * depth + "3" + "))" * depth)
    assert prog.run(["false"]) == depth + 3
    assert prog.engine == "vm"
    assert "branches too often" in prog.engine_note


def test_without_llvmlite(monkeypatch):
    monkeypatch.setattr("motet.engine.choose.find_spec", lambda name: None)
    monkeypatch.setattr("motet.engine.choose.PLATFORMS", {(sys.platform, os.uname().machine)})
    prog = motet.compile(FUNCTIONS, language="bytecode")
    assert (prog.engine, prog.engine_note) == ("vm", "llvmlite is not installed, so the reference VM runs the program")
    assert "llvmlite is not installed" in prog.explain()
    with pytest.raises(ValueError, match="JIT cannot run: llvmlite is not installed"):
        motet.compile(FUNCTIONS, language="bytecode", engine="jit")


def test_on_another_platform(monkeypatch):
    monkeypatch.setattr("motet.engine.choose.PLATFORMS", frozenset())
    assert "machine code is made for Linux on x86-64" in motet.compile(FUNCTIONS, language="bytecode").engine_note


@needs_jit
def test_both_engines_give_the_same():
    for name, arguments in (("twice", (21,)), ("half", (5.0,)), ("pair", (1, 2)), ("nothing", ()), ("same", (None,))):
        results = {
            motet.compile(FUNCTIONS, language="bytecode", engine=e).call(name, *arguments) for e in ("vm", "jit")
        }
        assert len(results) == 1


def test_wrong_source():
    with pytest.raises(motet.SourceError) as caught:
        motet.compile("function f() -> Any {\n nonsense\n}", language="bytecode", name="x.motet")
    assert caught.value.diagnostics[0].source.name == "x.motet"
    with pytest.raises(motet.SourceError):
        motet.compile("function f() -> Any {\n pop\n return\n}", language="bytecode")


def test_files(tmp_path):
    path = tmp_path / "f.motet"
    path.write_text(FUNCTIONS, "utf-8-sig")
    assert motet.load(path, engine="vm").twice(5) == 10
    other = tmp_path / "f.txt"
    other.write_text(FUNCTIONS)
    assert motet.load(str(other), language="bytecode", engine="vm").twice(5) == 10
    with pytest.raises(ValueError, match=r"cannot tell the language of .*f\.txt"):
        motet.load(other)
    with pytest.raises(FileNotFoundError):
        motet.load(tmp_path / "nothing.motet")
    with pytest.raises(IsADirectoryError):
        motet.load(tmp_path, language="bytecode")
    path.write_bytes(b"function\n \xff")
    with pytest.raises(motet.SourceError) as caught:
        motet.load(path)
    (found,) = caught.value.diagnostics
    assert found.message == "Invalid: the source is not valid UTF-8: byte 0xff in line 2"
    assert found.source.text[found.span.start : found.span.end] == "\ufffd"
    assert found.source.position(found.span.start) == (2, 2)


def test_a_source_that_is_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr("motet.engine.load.LONGEST_SOURCE", 1 << 20)
    path = tmp_path / "f.motet"
    path.write_bytes(b" " * ((1 << 20) + 1))
    with pytest.raises(motet.SourceError, match="longer than 1 MB"):
        motet.load(path)


def test_a_text_that_names_another_language_has_its_texts(output):
    text = 'language snek\nentry main\nfunction main(Any) -> Any {\n const unit\n host_call "snek:print" 1\n return\n}'
    prog = motet.compile(text, language="bytecode", engine="vm", output=output.extend)
    assert prog.language.name == "snek"
    assert prog.run() is None
    assert output == b"nil\n"


def test_the_heap_of_the_command_line_is_within_the_limit():
    text = "(block (make-vec input 0) true)"
    free = motet.compile(text, level="forest-flame", engine="vm")
    assert free.run(["9998"]) is True
    with pytest.raises(motet.RunError, match="out of memory"):
        free.run(["9999"])
    assert free.run(["20000", "20002"]) is True
    small = motet.compile(text, level="forest-flame", engine="vm", limits=motet.Limits(heap_words=50))
    assert small.run(["48"]) is True
    with pytest.raises(motet.RunError, match="out of memory"):
        small.run(["49", "1000"])
    assert small.run(["1", "3"]) is True
    with pytest.raises(motet.RunError, match="out of memory"):
        small.run(["2", "3"])


def test_closing_gives_back_the_machine():
    text = "global g: Any\nfunction put(Any) -> Any {\n global_get g\n load 0\n global_set g\n return\n}"
    prog = motet.compile(text, language="bytecode", engine="vm")
    assert prog.put(1) is None
    assert prog.put(2) == 1
    prog.close()
    assert prog.put(3) is None


def test_importing_the_package_is_cheap():
    code = "import sys, motet; print([name for name in sys.modules if name.startswith('motet')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['motet']"


def test_the_vm_needs_no_native_engine():
    code = (
        "import sys, motet; p = motet.compile('(+ 1 2)', engine='vm'); assert p.run() == 3;"
        "print([n for n in sys.modules if n.startswith(('motet.jit', 'motet.runtime', 'llvmlite', 'argparse', 'json'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_exists():
    for name in motet.__all__:
        assert getattr(motet, name) is not None


DOUBLED = """
import "std.list" as list
type Tree = Leaf | Node(Tree, Tree)
fn doubled(n :: Int, t :: Tree) -> Tree { if n == 0 { t } else { doubled(n - 1, Node(t, t)) } }
fn main() -> Tree { doubled(60, Leaf) }
fn units() -> List[Unit] { list.repeat((), 2000000000) }
fn flags() -> List[Bool] { list.repeat(true, 30000000) }
"""


@pytest.mark.parametrize("engine", ["vm", pytest.param("jit", marks=needs_jit)])
def test_values_whose_texts_have_no_end_have_none(engine, monkeypatch, output):
    monkeypatch.setattr("motet.stdlib.expansion._LOOK", 1000)
    with motet.compile(DOUBLED, language="lex", engine=engine, output=output.extend) as prog:
        value = prog.run_value()
        for show in (prog.show, prog.text):
            with pytest.raises(motet.LimitError, match="memory limit"):
                show(value)
        assert prog.main().name == "Node"


@needs_jit
@pytest.mark.parametrize("name", ["units", "flags"])
def test_what_is_small_in_native_code_may_be_too_large_for_python(name):
    limits = motet.Limits(memory="100MB")
    with motet.compile(DOUBLED, language="lex", engine="jit", limits=limits) as prog:
        for _ in range(2):
            with pytest.raises(motet.LimitError, match="memory limit"):
                prog.call(name)
            with pytest.raises(motet.LimitError, match="memory limit"):
                getattr(prog, name)()
