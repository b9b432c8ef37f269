"""At least fifteen thousand generated programs agree on all engines; `make fuzz` goes on without bound.

Each chunk has a process of its own: machine code of thousands of programs is much memory, which LLVM gives back at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHUNK = 250
PROGRAMS = {"bytecode": 8_000, "values": 500, "snek": 2_000, "lex": 5_000}
TESTS = Path(__file__).parents[1]
CASES = [(kind, start) for kind, count in PROGRAMS.items() for start in range(0, count, CHUNK)]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "start"), CASES)
def test_generated_programs_agree(kind, start):
    command = [sys.executable, "-m", "differential.campaign", kind, str(start), str(start + CHUNK)]
    paths = os.pathsep.join((str(TESTS), str(TESTS.parent / "src")))
    done = subprocess.run(
        command, cwd=TESTS, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths}, check=False
    )
    assert done.returncode == 0, done.stderr
