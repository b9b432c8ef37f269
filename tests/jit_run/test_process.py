from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from units import FOREVER, Harness

from motet.bytecode.traps import Trap

HERE = Path(__file__).parent


def python(code):
    paths = [str(HERE), str(HERE.parents[1] / "src")]
    return subprocess.run(
        [
            sys.executable,
            "-X",
            "dev",
            "-W",
            "ignore::ResourceWarning",
            "-c",
            f"import sys; sys.path[:0] = {paths}\n{code}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    "code",
    [
        "from units import *\nassert Harness().run('deep', 10) == (55,)",
        """
import threading
from units import *
harness = Harness()
threading.Thread(target=lambda: harness.run('loop', FOREVER), daemon=True).start()
while not harness.runner._number: pass
""",
        """
from units import *
from motet.bytecode.traps import Trap
harness = Harness(seconds=0.01)
try: harness.run('loop', FOREVER)
except Trap as trap: assert trap.kind == 'deadline'
""",
        """
import atexit
from units import *
harness = Harness()
atexit.register(lambda: harness.run('deep', 10))
""",
        """
from native_programs import *
for _ in range(5): assert Loaded(FIB, MODES['background']).run(16) == 987
""",
        """
import threading
from native_programs import *
loaded = Loaded(COUNT, MODES['background'])
threading.Thread(target=lambda: loaded.run(1 << 60), daemon=True).start()
while not loaded.tiers.compilations: pass
""",
    ],
)
def test_the_interpreter_exits_cleanly(code):
    done = python(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def promotion_works():
    from native_programs import FIB, MODES, Loaded

    from motet.jit.promotion import PROMOTER

    loaded = Loaded(FIB, MODES["background"])
    loaded.run(12)
    PROMOTER.wait_until_idle()
    return ("fib", "call") in loaded.tier_2()


def in_child(action):
    """Exit status of a forked child that does something: 0 if it gives true."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if action() else 2
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def deadline_works():
    try:
        Harness(seconds=0.02).run("loop", FOREVER)
    except Trap as trap:
        return trap.kind == "deadline"
    return False


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_runs_and_keeps_deadlines():
    assert deadline_works()
    assert in_child(deadline_works) == 0
    assert deadline_works()


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_promotes_in_the_background():
    assert promotion_works()
    assert in_child(promotion_works) == 0
    assert promotion_works()


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_fork_inside_a_host_function():
    """Both processes go on with the run; in the child its deadline ends it."""

    def host(value):
        return os.fork()

    harness = Harness(host, seconds=60)
    (child,) = harness.run("host", 1)
    if child == 0:
        status = 1
        try:
            status = 0 if deadline_works() else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_compiles():
    def compiles():
        from units import compiled

        return len(compiled()) > 0

    assert in_child(compiles) == 0
