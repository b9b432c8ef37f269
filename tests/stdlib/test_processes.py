"""Programs that programs start."""

import sys

import pytest
from outcomes_of_examples import outcome, show

from motet.bytecode import Trap
from motet.languages.lex.library import ROWS
from motet.languages.lex.policy import LexGrants
from motet.policy import Policy
from motet.stdlib import Host, Surroundings

PYTHON = sys.executable


def make(policy=None, **given):
    return Host(bytearray().extend, policy or LexGrants(["proc"]), ROWS, surroundings=Surroundings(**given))


def run(host, program, *arguments):
    return outcome(lambda: host.call("lex:process.run", [program, list(arguments)]))


def python(host, code, *arguments):
    return run(host, PYTHON, "-c", code, *arguments)


def result(found):
    assert found.name == "Ok", show(found)
    record = found.values[0]
    return record.get("exit_code"), record.get("stdout"), record.get("stderr")


def test_output_and_status():
    code = "import sys; print(sys.argv[1]); sys.stderr.write('é'); sys.exit(3)"
    assert result(python(make(), code, "$HOME `x` *")) == (3, "$HOME `x` *\n", "é")


def test_a_signal_is_minus_one():
    assert result(python(make(), "import os; os.kill(os.getpid(), 9)"))[0] == -1


def test_bytes_that_are_no_text_and_no_input():
    code = "import sys; sys.stdout.buffer.write(b'a\\xff' + sys.stdin.buffer.read())"
    assert result(python(make(), code)) == (0, "a\ufffd", "")


def test_much_output_on_both_sides():
    code = "import sys; sys.stderr.write('e' * 300000); sys.stdout.write('o' * 300000)"
    assert result(python(make(), code)) == (0, "o" * 300000, "e" * 300000)


def test_too_much_output_stops_the_run():
    host = Host(bytearray().extend, LexGrants(["proc"]), ROWS, memory_limit=10**5)
    assert python(host, "while True: print('x' * 1000)").kind == "memory"


def test_a_run_that_is_stopped_stops_the_program():
    class Meter:
        def poll(self):
            raise Trap("deadline")

    host = make()
    host.meter = Meter()
    assert python(host, "import time; time.sleep(1000)").kind == "deadline"


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        ("no-such-program-anywhere", ()),
        ("/nowhere/x", ()),
        ("", ()),
        ("a\0b", ()),
        (PYTHON, ("a\0b",)),
        (PYTHON, ("x",) * 1025),
        (PYTHON, ("x" * 65537,)),
    ],
)
def test_what_cannot_be_started(program, arguments):
    assert run(make(), program, *arguments).name == "Err"


def test_the_environment_is_what_the_run_may_read(tmp_path):
    given = {"PATH": "/usr/bin:/bin", "SECRET": "s", "PLAIN": "p"}
    code = "import os; print(sorted(set(os.environ) & {'PATH', 'SECRET', 'PLAIN'}), os.getcwd())"
    host = make(environment=given, directory=str(tmp_path))
    assert result(python(host, code))[1] == f"['PATH'] {tmp_path}\n"
    host = make(Policy(["proc", "env:PLAIN"]), environment=given)
    assert result(python(host, code))[1].startswith("['PATH', 'PLAIN']")


def test_programs_that_are_not_granted(tmp_path):
    impostor = tmp_path / "true"
    impostor.write_text("#!/bin/sh\n")
    impostor.chmod(0o755)
    host = make(LexGrants(["proc"], programs=["true"]))
    assert result(run(host, "true"))[0] == 0
    refused = run(host, str(impostor))
    assert refused.name == "Err"
    assert "--allow-proc" in refused.values[0]
    assert run(make(LexGrants(["io"])), "true").kind == "policy"
    assert run(make(Policy()), "true").kind == "policy"
