"""Where the output goes: pipes, terminals, files that are full."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

COUNT = "(let ((i 0)) (loop (if (= (print i) input) (break i) (set! i (add1 i)))))"


@pytest.fixture(scope="module")
def count(toolchain):
    return toolchain.build(COUNT).path


def test_much_output(count):
    done = subprocess.run([count, "200000"], capture_output=True, text=True, check=True)
    assert done.stdout == "".join(f"{i}\n" for i in range(200_001)) + "200000\n"


def test_pipe_that_does_not_block(count):
    read, write = os.pipe()
    os.set_blocking(write, False)
    with subprocess.Popen([count, "100000"], stdout=write) as process:
        os.close(write)
        with open(read, "rb") as stream:
            lines = stream.read().count(b"\n")
    assert (lines, process.returncode) == (100_002, 0)


def test_terminal_gets_each_line_at_once(toolchain):
    program = toolchain.build("(block (print 1) (print true) (loop 1))").path
    control, terminal = pty.openpty()
    with subprocess.Popen([program], stdout=terminal) as process:
        os.close(terminal)
        shown = b""
        while b"true" not in shown:
            shown += os.read(control, 100)
        process.kill()
    os.close(control)
    assert shown.replace(b"\r", b"").startswith(b"1\ntrue")


def test_output_that_cannot_be_written(count):
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full")
    with full.open("wb") as sink:
        done = subprocess.run([count, "3"], stdout=sink, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (9, "cannot write output\n")


def test_reader_that_goes_away(count):
    with subprocess.Popen([count, "1000000"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        process.stdout.close()
    assert process.returncode == -13


def test_little_memory(count):
    words = ["sh", "-c", f"ulimit -v 20000; exec {count} 3"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "0\n1\n2\n3\n3\n")
