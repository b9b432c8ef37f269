from __future__ import annotations

import pytest
from units import Harness

from motet.bytecode.traps import Trap


def test_arguments_and_results_of_host_functions():
    for value, result in ((1, 2.5), (2.5, True), (True, None), (None, -3)):
        seen = []
        harness = Harness(lambda got, seen=seen, result=result: [seen.append(got), result][1])
        assert harness.run("host", value) == (result,)
        assert seen == [value]
        assert harness.around.asked == [(7, 1, 1)]


def test_a_trap_of_a_host_function_gets_its_place():
    def host(value):
        raise Trap("policy", message="no")

    with pytest.raises(Trap, match="no") as caught:
        Harness(host).run("host", 1)
    assert (caught.value.kind, caught.value.function, caught.value.pc) == ("policy", 1, 1)


def test_other_exceptions_pass_and_leave_the_machine_usable():
    def host(value):
        raise ZeroDivisionError(value)

    harness = Harness(host)
    with pytest.raises(ZeroDivisionError):
        harness.run("host", 1)
    assert harness.run("deep", 3) == (6,)


def test_ctrl_c_in_a_host_function_interrupts_the_run():
    def host(value):
        raise KeyboardInterrupt

    harness = Harness(host)
    with pytest.raises(Trap) as caught:
        harness.run("host", 1)
    assert (caught.value.kind, caught.value.function, caught.value.pc) == ("interrupted", 1, 1)
    assert harness.run("deep", 3) == (6,)


def test_a_result_of_no_type_is_refused():
    with pytest.raises(TypeError, match="list"):
        Harness(lambda value: []).run("host", 1)
