"""The reference machine: limits, stopping, tracing, what remains after a trap."""

import sys
import threading

import pytest

from conformance.hosting import ROWS
from motet.bytecode import OPS, FunctionBuilder, Trap, Vector, verify
from motet.bytecode.text import load
from motet.policy import Limits, Policy
from motet.stdlib import Host
from motet.vm import HANDLERS, VirtualMachine

LOOP = "function main() -> Any {\nL0:\n jump L0\n}"

PRINTING_LOOP = 'function main() -> Any {\nL0:\n const 1\n host_call "test:print" 1\n pop\n jump L0\n}'

KEEP_ALL = "function main(Any) -> Any {\n load 0\n return\n}"

RECURSION = "function main(Any) -> Any {\n load 0\n call main\n const 1\n int_add wrap64\n return\n}"


def machine_of(text, *, output=None, tracer=None, **limits):
    program = load(text, "test")
    deliver = (lambda data: None) if output is None else output
    return VirtualMachine(program, Host(deliver, Policy(), ROWS), Limits(**limits), tracer=tracer)


def run(text, *arguments, **limits):
    machine = machine_of(text, **limits)
    return machine.call(machine.program.index("main"), arguments)


def trap_of(machine, *arguments):
    with pytest.raises(Trap) as caught:
        machine.call(machine.program.index("main"), arguments)
    return caught.value


def test_every_instruction_has_a_meaning_and_no_other():
    assert set(HANDLERS) == set(OPS)


def test_the_deadline_ends_a_loop():
    assert trap_of(machine_of(LOOP, seconds=0.001)).kind == "deadline"


def test_the_deadline_is_looked_at_after_a_host_call(monkeypatch):
    now = iter(range(1000))
    monkeypatch.setattr("motet.vm.machine.monotonic", lambda: next(now))
    written = bytearray()
    machine = machine_of(PRINTING_LOOP, output=written.extend, seconds=5)
    trap = trap_of(machine)
    machine.host.flush()
    assert (trap.kind, trap.pc) == ("deadline", 1)
    assert written == b"1\n" * 4


def test_cancelled_by_another_thread():
    machine = machine_of(LOOP)
    started = threading.Event()
    machine.poll = lambda poll=machine.poll: (started.set(), poll())
    stopper = threading.Thread(target=lambda: (started.wait(10), machine.cancel()))
    stopper.start()
    assert trap_of(machine).kind == "cancelled"
    stopper.join()


def test_cancelling_before_a_call_means_nothing():
    machine = machine_of("function main() -> Any {\n const 1\n return\n}")
    machine.cancel()
    assert machine.call(0, ()) == (1,)


def test_interrupted_by_ctrl_c():
    def interrupt(data):
        raise KeyboardInterrupt

    trap = trap_of(machine_of(PRINTING_LOOP, output=interrupt))
    assert (trap.kind, trap.pc) == ("interrupted", 1)


def test_an_exception_of_the_embedding_program_passes():
    class OwnError(Exception):
        pass

    def fail(data):
        raise OwnError

    machine = machine_of(PRINTING_LOOP, output=fail)
    with pytest.raises(OwnError):
        machine.call(0, ())
    assert machine.frames == []


def test_the_machine_can_be_called_again_after_a_trap():
    machine = machine_of(
        """
        global g: Any
        function main(Any) -> Any {
          load 0
          global_set g
          load 0
          const 1
          int_add trap63
          return
        }
        """
    )
    assert trap_of(machine, True).kind == "type"
    assert machine.global_value(0) is True
    assert machine.call(0, (1,)) == (2,)
    machine.set_global(0, 2.5)
    assert machine.global_value(0) == 2.5


def test_the_stack_is_counted_in_frames():
    machine = machine_of(RECURSION, stack=256 * 10)
    assert trap_of(machine, 1).kind == "stack"
    assert machine.call.__self__ is machine
    assert machine.frames == []


def test_deep_recursion_does_not_touch_python_s_stack():
    depth = 50 * sys.getrecursionlimit()
    text = """
    function main(Int) -> Int {
      load 0
      const 0
      int_compare eq
      branch_if L1
      load 0
      const 1
      int_sub wrap64
      call main
      const 1
      int_add wrap64
      return
    L1:
      const 0
      return
    }
    """
    assert run(text, depth) == (depth,)


def test_wrong_number_of_arguments():
    machine = machine_of(RECURSION)
    with pytest.raises(TypeError, match="main takes 1 values, got 2"):
        machine.call(0, (1, 2))


def test_ints_from_outside_that_the_program_could_not_make():
    machine = machine_of("global g: Any\n" + RECURSION.replace("wrap64", "trap63"))
    knot = Vector([2**62])
    knot.items.append(knot)
    for value in (2**62, -(2**62) - 1, Vector([1, knot])):
        trap = trap_of(machine, value)
        assert (trap.kind, trap.function) == ("overflow", -1)
        with pytest.raises(Trap):
            machine.set_global(0, value)
    machine.set_global(0, 2**62 - 1)
    assert machine_of(KEEP_ALL).call(0, (2**63 - 1,)) == (2**63 - 1,)


def test_a_call_inside_a_call_is_refused():
    machine = machine_of(PRINTING_LOOP, output=lambda data: machine.call(0, ()))
    with pytest.raises(RuntimeError, match="is running"):
        machine.call(0, ())


def test_fuel_is_given_anew_to_each_call():
    machine = machine_of("function main() -> Any {\n const 1\n return\n}", fuel=5)
    for _ in range(3):
        machine.call(0, ())
        assert machine.fuel_left == 3


def test_fuel_left_after_running_out():
    machine = machine_of("function main() -> Any {\nL0:\n const 1\n pop\n jump L0\n}", fuel=10)
    assert trap_of(machine).kind == "fuel"
    assert machine.fuel_left == 1


def test_the_program_may_grow():
    machine = machine_of("function main() -> Any {\n const 1\n return\n}")
    program = machine.program
    assert machine.call(0, ()) == (1,)
    slot = program.add_global("late")
    builder = FunctionBuilder(program, "late")
    builder.emit("call", 0)
    builder.emit("global_set", slot)
    builder.emit("global_get", slot)
    builder.emit("return")
    index = builder.finish()
    verify(program)
    assert machine.call(index, ()) == (1,)
    assert machine.global_value(slot) == 1


class Log:
    def __init__(self):
        self.lines = []

    def instruction(self, function, pc, instruction, stack):
        self.lines.append((function, pc, instruction[0], *stack))

    def enter(self, function, arguments):
        self.lines.append(("enter", function, *arguments))

    def leave(self, function, results):
        self.lines.append(("leave", function, *results))

    def host_call(self, name, arguments, result):
        self.lines.append((name, *arguments, result))


def test_tracing():
    log = Log()
    machine = machine_of(
        """
        function main(Any) -> Any {
          load 0
          call f
          tail_call g
        }
        function f(Any) -> Any {
          load 0
          return
        }
        function g(Any) -> Any {
          load 0
          host_call "test:print" 1
          return
        }
        """,
        tracer=log,
        fuel=100,
    )
    assert machine.call(0, (7,)) == (7,)
    assert log.lines == [
        ("enter", 0, 7),
        (0, 0, "load"),
        (0, 1, "call", 7),
        ("enter", 1, 7),
        (1, 0, "load"),
        (1, 1, "return", 7),
        ("leave", 1, 7),
        (0, 2, "tail_call", 7),
        ("enter", 2, 7),
        (2, 0, "load"),
        (2, 1, "host_call", 7),
        ("test:print", 7, 7),
        (2, 2, "return", 7),
        ("leave", 2, 7),
    ]
    assert machine.fuel_left == 92


def test_close_lets_go_of_globals():
    machine = machine_of("global g: Any\nfunction main() -> Any {\n vector_new 0\n global_set g\n const 1\n return\n}")
    machine.call(0, ())
    assert isinstance(machine.global_value(0), Vector)
    assert machine.live_objects == 0
    machine.close()
    assert machine.global_value(0) is None
