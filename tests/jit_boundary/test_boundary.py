"""Built-in functions that call machine code directly: what they pass, what they leave to Python, and how runs end."""

import _thread
import gc
import os
import signal
import subprocess
import sys
import threading
import weakref
from types import BuiltinFunctionType

import pytest
from connecting import connected

import motet
from motet.jit.boundary.builtin import is_available

pytestmark = pytest.mark.skipif(not is_available(), reason="this Python keeps its objects in another way")

TEXT = """
language bytecode
global kept: Any
function add(Int, Int) -> Int {
  load 0
  load 1
  int_add trap64
  return
}
function scale(Float, Float) -> Float {
  load 0
  load 1
  float_mul
  return
}
function negate(Bool) -> Bool {
  load 0
  bool_not
  return
}
function nothing(Unit) -> () {
  return
}
function same(Any) -> Any {
  load 0
  return
}
function two(Int) -> (Int, Int) {
  load 0
  dup
  return
}
function down(Int) -> Int {
  load 0
  const 0
  int_compare le
  branch_if L1
  load 0
  const 1
  int_sub wrap64
  call down
  const 1
  int_add wrap64
  return
L1:
  load 0
  return
}
function steps(Int, Int) -> Int {
  const 0
  store 2
L0:
  load 0
  const 1
  int_compare le
  load 1
  load 2
  int_compare le
  bool_or
  branch_if L1
  load 2
  const 1
  int_add wrap64
  store 2
  load 0
  const 6364136223846793005
  int_mul wrap64
  const 1442695040888963407
  int_add wrap64
  const 9223372036854775807
  int_and
  const 2
  int_or
  store 0
  jump L0
L1:
  load 2
  return
}
function say(Int) -> Int {
  load 0
  const 0
  int_compare gt
  branch_unless L1
  load 0
  host_call "snek:print" 1
  pop
L1:
  load 0
  return
}
function listed(Int) -> Int {
  load 0
  list_new 1 List[Int]
  store 1
  load 0
  const 100
  int_compare gt
  branch_unless L1
  load 1
  const 5
  list_get
  return
L1:
  load 1
  list_len
  return
}
function keep(Int) -> Any {
  load 0
  vector_new 1
  global_set kept
  load 0
  const 1
  int_compare eq
  branch_if L1
  global_get kept
  return
L1:
  const true
  return
}
"""

SNEK = TEXT.replace("language bytecode", "language snek")
FOREVER = 1 << 62


def load(text=TEXT, **options):
    return motet.compile(text, language="bytecode", engine="jit", **options)


def test_functions_are_built_in():
    program = load()
    assert type(program.add) is BuiltinFunctionType
    assert program.add is program.add
    assert (program.add.__name__, program.add.__doc__) == ("add", "add(Int, Int)")
    assert program.add(2, 3) == 5


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("add", (2, 3), 5),
        ("add", (-(2**63), 2**63 - 1), -1),
        ("scale", (1.5, -2.0), -3.0),
        ("negate", (True,), False),
        ("negate", (False,), True),
        ("nothing", (None,), None),
        ("down", (1000,), 1000),
        ("listed", (7,), 1),
    ],
)
def test_scalars_pass_directly(name, arguments, result):
    program = load()
    function = connected(program, name, *arguments)
    for _ in range(3):
        found = function(*arguments)
        assert (type(found), found) == (type(result), result)
    assert program.machine.live_objects == 0


def test_values_of_any_type():
    same = load().same
    for value in (1, 2.5, True, None, 2**63 - 1, -5, 2, float("inf"), False, 7):
        assert same(value) is value or same(value) == value
    assert same.__self__.is_connected


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ((1,), TypeError, r"add\(\) takes 2 argument"),
        ((1, 2, 3), TypeError, r"add\(\) takes 2 argument"),
        ((1.5, 2), TypeError, "argument 1 of add"),
        ((1, True), TypeError, "argument 2 of add"),
        ((1, "x"), TypeError, "argument 2 of add"),
        ((2**63, 1), OverflowError, "argument 1 of add"),
        ((1, -(2**63) - 1), OverflowError, "argument 2 of add"),
    ],
)
def test_wrong_arguments(arguments, error, text):
    add = connected(load(), "add", 1, 2)
    with pytest.raises(error, match=text):
        add(*arguments)
    assert add(1, 2) == 3


def test_keywords_are_refused():
    with pytest.raises(TypeError):
        connected(load(), "add", 1, 2)(1, b=2)


def test_what_converts_is_converted():
    program = load()
    scale = connected(program, "scale", 1.5, 2.0)
    assert scale(2, 3) == 6.0

    class Number:
        def __index__(self):
            return 40

    assert connected(program, "add", 1, 2)(Number(), 2) == 42


def test_numbers_of_63_bits():
    program = load("language snek\nfunction twice(Any) -> Any {\n load 0\n const 2\n dyn_mul trap63\n return\n}\n")
    twice = connected(program, "twice", 4)
    assert twice(2**60) == 2**61
    with pytest.raises(OverflowError):
        twice(2**62)
    with pytest.raises(motet.RunError):
        twice(2**61)


def test_several_results_go_the_long_way():
    two = load().two
    assert two(1) == two(2 - 1) == (1, 1)
    assert not two.__self__.is_connected


def test_traps_are_errors_with_a_place():
    program = load()
    add = connected(program, "add", 1, 2)
    with pytest.raises(motet.RunError) as caught:
        add(2**63 - 1, 1)
    assert caught.value.kind == "overflow"
    assert (caught.value.trap.function, caught.value.trap.pc) == (0, 2)
    assert add(4, 5) == 9


def test_after_a_trap_the_heap_is_tidy():
    program = load()
    listed = connected(program, "listed", 1)
    for _ in range(5):
        with pytest.raises(motet.RunError):
            listed(101)
        assert program.machine.live_objects == 0
        assert listed(2) == 1


def test_a_deep_stack():
    program = load()
    down = connected(program, "down", 10)
    assert down(1_000_000) == 1_000_000
    with pytest.raises(motet.LimitError) as caught:
        down(1 << 40)
    assert caught.value.kind == "stack"
    assert down(10) == 10


def test_output_is_handed_on_at_once():
    output = bytearray()
    say = connected(load(SNEK, output=output.extend), "say", 0)
    assert output == b""
    for number in (7, 0, 8):
        assert say(number) == number
        assert output.endswith(f"{number}\n".encode()) or number == 0
    assert output == b"7\n8\n"


def test_objects_come_back_through_python():
    program = load()
    keep = connected(program, "keep", 1)
    assert keep(1) is True
    assert keep(5).items == [5]
    assert keep(1) is True
    assert program.machine.global_value(0).items == [1]
    assert program.machine.live_objects == 0


def test_limits_of_fuel_and_time_go_the_long_way():
    for limits in (motet.Limits(fuel=1000), motet.Limits(seconds=10)):
        add = load(limits=limits).add
        assert add(1, 2) == add(2, 1) == 3
        assert not add.__self__.is_connected


def test_the_depth_of_calls_is_limited():
    down = connected(load(limits=motet.Limits(depth=50)), "down", 10)
    assert down(49) == 49
    for _ in range(2):
        with pytest.raises(motet.LimitError):
            down(50)
    assert down(49) == 49


def test_other_threads_run_while_a_call_lasts():
    program = load()
    steps = connected(program, "steps", 3, 5)
    canceller = threading.Thread(target=lambda: (counted.wait(30), program.cancel()))
    counted = threading.Event()
    canceller.start()
    threading.Timer(0.05, counted.set).start()
    with pytest.raises(motet.LimitError) as caught:
        steps(3, FOREVER)
    assert caught.value.kind == "cancelled"
    canceller.join()
    assert steps(3, 5) == 5


def test_calls_of_other_threads_wait():
    program = load()
    steps = connected(program, "steps", 3, 5)
    add = connected(program, "add", 1, 2)
    results, started = [], threading.Event()

    def other():
        started.wait(30)
        results.append(add(20, 22))

    thread = threading.Thread(target=other)
    thread.start()
    threading.Timer(0.02, started.set).start()
    assert steps(3, 200_000_000) == 200_000_000
    thread.join()
    assert results == [42]
    assert add(1, 1) == 2


def test_calls_in_many_threads():
    program = load()
    add, listed, steps = (connected(program, *call) for call in (("add", 1, 2), ("listed", 1), ("steps", 3, 9)))
    errors = []

    def work(k):
        errors.extend(i for i in range(2000) if add(i, k) != i + k or listed(k) != 1)
        errors.extend(i for i in range(4) if steps(3, 3_000_000) != 3_000_000)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert errors == []
    assert program.machine.live_objects == 0


def test_the_host_may_call_another_program_and_not_this_one():
    inner = load()
    inner_add = connected(inner, "add", 1, 2)
    seen = []

    class Terminal:
        """Gets each line at once, while the program runs."""

        def write(self, data):
            seen.append(inner_add(int(data), 1))
            with pytest.raises(RuntimeError, match="running"):
                program.say(0)

        def flush(self):
            pass

        def isatty(self):
            return True

    program = load(SNEK, output=Terminal())
    say = connected(program, "say", 0)
    assert say(41) == 41
    assert seen == [42]
    assert say(0) == 0


def test_a_nested_call_does_not_wait_for_a_thread_that_waits_for_it():
    seen = []

    class Terminal:
        def write(self, data):
            other.start()
            waiting.wait(30)
            with pytest.raises(RuntimeError, match="running"):
                program.add(1, 1)
            seen.append(data)

        def flush(self):
            pass

        def isatty(self):
            return True

    program = load(SNEK, output=Terminal())
    say = connected(program, "say", 0)
    results, waiting = [], threading.Event()
    runner = program.machine._runner
    patience = runner._freed.wait
    runner._freed.wait = lambda seconds: (waiting.set(), patience(seconds))
    other = threading.Thread(target=lambda: results.append(program.add(20, 22)))
    assert say(7) == 7
    other.join()
    assert (seen, results) == ([b"7\n"], [42])


MANY = """
import "std.list" as list
import "std.str" as str
fn total(xs :: List[Int]) -> Int { list.fold(xs, 0, fn (a :: Int, x :: Int) -> Int { a + x }) }
fn join(a :: Str, b :: Str) -> Str { str.concat(a, b) }
fn half(x :: Int, y :: Int) -> Int { x / y }
fn mix(n :: Int, acc :: Int) -> Int { if n == 0 { acc } else { mix(n - 1, (acc * 31 + n) % 1000003) } }
fn each(f :: (Int) -> Int, n :: Int, sum :: Int) -> Int { if n == 0 { sum } else { each(f, n - 1, sum + f(n)) } }
"""


def test_calls_of_all_kinds_in_many_threads():
    program = motet.compile(MANY, language="lex", engine="jit")
    lengths = {n: program.mix(n, 1) for n in (10, 100_000)}
    failures = []

    def calls(k):
        yield lambda: program.total(list(range(k))) == k * (k - 1) // 2
        yield lambda: program.join("é" * (k % 7), "b" * k) == "é" * (k % 7) + "b" * k
        yield lambda: program.each(lambda x: x, 20, 0) == 210
        yield lambda: program.mix(100_000 if k % 50 == 0 else 10, 1) in lengths.values()
        yield lambda: program.half(k, 0 if k % 5 == 0 else 1) == k
        if k % 20 == 0:
            yield lambda: program.cancel() is None

    def work():
        for k in range(1, 200):
            for call in calls(k):
                try:
                    if not call():
                        failures.append(k)
                except motet.RunError as error:
                    if error.kind not in ("cancelled", "division_by_zero", "panic"):
                        failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert failures == []
    assert program.machine.live_objects == 0


def test_ctrl_c():
    program = load()
    steps = connected(program, "steps", 3, 5)
    timer = threading.Timer(0.05, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        steps(3, FOREVER)
    timer.join()
    assert steps(3, 5) == 5
    assert program.machine.live_objects == 0


def test_a_signal_that_a_handler_answers():
    program = load()
    steps = connected(program, "steps", 3, 5)
    heard = []
    before = signal.signal(signal.SIGUSR1, lambda number, frame: heard.append(number))
    try:
        timer = threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGUSR1))
        timer.start()
        assert steps(3, 100_000_000) == 100_000_000
        timer.join()
        assert heard == [signal.SIGUSR1]
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_closing_ends_direct_calls():
    program = load()
    add = connected(program, "add", 1, 2)
    program.close()
    assert not add.__self__.is_connected
    assert add(2, 3) == 5
    assert add.__self__.is_connected
    assert add(2, 3) == 5


def test_machines_that_are_forgotten_are_freed():
    program = load()
    add = connected(program, "add", 1, 2)
    machine = weakref.ref(program.machine)
    assert machine() is not None
    del program
    gc.collect()
    assert add(3, 4) == 7
    del add
    gc.collect()
    assert machine() is None


def test_functions_of_the_program_are_arguments():
    program = load(
        "language bytecode\nfunction twice(Fn(Any)->(Any), Any) -> Any {\n load 0\n load 0\n load 1\n call_closure 1\n call_closure 1\n return\n}\n"
        "function next(Any) -> Any {\n load 0\n const 1\n dyn_add wrap64\n return\n}\n"
    )
    assert program.twice(program.next, 5) == 7
    assert connected(program, "next", 5)(6) == 7
    assert program.twice(program.next, 5) == 7


CHILD = """
import os, sys
sys.path.insert(0, sys.argv[1])
import motet
program = motet.compile("function add(Int, Int) -> Int {\\n load 0\\n load 1\\n int_add wrap64\\n return\\n}", language="bytecode")
for _ in range(3):
    assert program.add(1, 2) == 3
child = os.fork()
if child == 0:
    os._exit(0 if all(program.add(k, 2) == k + 2 for k in range(100)) else 1)
assert os.waitpid(child, 0)[1] == 0
assert program.add(1, 2) == 3
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_child_goes_on_calling():
    source = os.path.dirname(os.path.dirname(motet.__file__))
    subprocess.run([sys.executable, "-W", "ignore", "-c", CHILD, source], check=True, timeout=60)
