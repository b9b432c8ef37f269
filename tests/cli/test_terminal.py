"""The dialogue at a terminal, with and without prompt_toolkit."""

import os
import pty
import select
import signal
import sys
import time
from importlib.util import find_spec

import pytest

FACES = ["readline", "prompt_toolkit"]
PREFER_PLAIN = """
import sys
sys.modules["prompt_toolkit"] = None
from motet.repl import terminal
terminal.find_spec = lambda name: None
"""


class Terminal:
    """A process at the other end of a terminal."""

    def __init__(self, code, environment):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(environment)
            os.execv(sys.executable, [sys.executable, "-c", code])
        self.seen = b""

    def expect(self, *words):
        """Read until one of the words appears behind what was expected before."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = [(at, word) for word in words if (at := self.seen.find(word)) >= 0]
            if found:
                at, word = min(found)
                self.seen = self.seen[at + len(word) :]
                return
            self._read()
        raise AssertionError(f"{words} never came: {self.seen!r}")

    def _read(self):
        ready, _, _ = select.select([self.fd], [], [], 1)
        if not ready:
            return
        try:
            data = os.read(self.fd, 4096)
        except OSError:
            raise AssertionError(f"the process has ended: {self.seen!r}") from None
        if b"\x1b[6n" in data:  # prompt_toolkit asks where the cursor is
            os.write(self.fd, b"\x1b[1;1R")
        self.seen += data

    def type(self, text):
        os.write(self.fd, text)

    def status(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture(params=FACES)
def terminal(request, tmp_path):
    yield from _talking(request.param, "['repl', '--engine', 'vm']", tmp_path)


@pytest.fixture(params=FACES)
def lex(request, tmp_path):
    yield from _talking(request.param, "['lex', 'repl']", tmp_path)


def _talking(face, words, home):
    if face == "prompt_toolkit" and find_spec("prompt_toolkit") is None:
        pytest.skip("prompt_toolkit is not installed")
    code = PREFER_PLAIN if face == "readline" else ""
    code += f"\nimport sys\nfrom motet.cli.main import main\nsys.exit(main({words}))"
    terminal = Terminal(code, {"XDG_STATE_HOME": str(home), "TERM": "xterm"})
    yield terminal
    os.close(terminal.fd)
    try:
        os.kill(terminal.pid, signal.SIGKILL)
        os.waitpid(terminal.pid, 0)
    except (ProcessLookupError, ChildProcessError):
        return


def test_entries_of_several_lines_errors_and_ctrl_c(terminal):
    terminal.expect(b">")
    terminal.type(b"(+ 40\r")
    terminal.expect(b"40")
    terminal.type(b"2)\r")
    terminal.expect(b"42\r\n")
    terminal.expect(b">")
    terminal.type(b"(add1 true)\r")
    terminal.expect(b"invalid argument")
    terminal.expect(b"^^^^")
    terminal.expect(b">")
    terminal.type(b"(block (print 77) (loop 1))\r")
    terminal.expect(b"77\r\n")
    terminal.type(b"\x03")
    terminal.expect(b"interrupted")
    terminal.expect(b">")
    terminal.type(b"(* 6 111)\r")
    terminal.expect(b"666\r\n")
    terminal.expect(b">")
    terminal.type(b"\x04")
    assert terminal.status() == 0


def test_lex(lex):
    lex.expect(b"lex>")
    lex.type(b"fn f(n :: Int) -> Int {\r")
    lex.expect(b"....")
    lex.type(b"n * 111 }\r")
    lex.expect(b"(ok)")
    lex.expect(b"lex>")
    lex.type(b"f(6)\r")
    lex.expect(b"=> 666")
    lex.expect(b"lex>")
    lex.type(b".quit\r")
    assert lex.status() == 0
