"""Whatever is thrown at the command line, it answers with a message and a status of its own."""

import os
import signal
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motet.cli.main import main

SOURCES = {
    "empty": b"",
    "bytes": bytes(range(256)),
    "not UTF-8": b"(+ 1 \xff)",
    "nul": b"\0" * 1000,
    "byte order mark": b"\xef\xbb\xbf(",
    "open": b"(" * 1_000_000,
    "closed": b")" * 1_000_000,
    "deep": b"(add1 " * 300_000 + b"x" + b")" * 300_000,
    "long atom": b"x" * 2_000_000,
    "long number": b"9" * 1_000_000,
    "controls": b"(\x1b[2J \x07 \r)",
}


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("command", ["run", "check"])
def test_wrong_sources_are_status_3(motet, write, command, name):
    done = motet(command, write(SOURCES[name]))
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith("error[")
    assert not any(ord(char) < 32 for char in done.err if char != "\n")
    assert len(done.err) < 5000


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text("()+ 12xlet\"';", max_size=40).map(str.encode))
def test_any_bytes_give_an_answer(tmp_path, data):
    path = tmp_path / "any.snek"
    path.write_bytes(data)
    assert main(["run", "--engine", "vm", "--fuel", "1000", str(path)]) in (0, 1, 3, 5)


def test_an_unreadable_file(motet, write):
    path = write("1")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")
    assert motet("run", path).status == 2


def test_a_reader_that_goes_away_ends_the_run_silently(write):
    path = write("(loop (print 1))")
    command = [sys.executable, "-m", "motet", "run", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"1\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 141


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize(
    "words", [("run", "FILE"), ("--help",), ("snek", "-t", "FILE"), ("snek", "-i"), ("emit", "FILE")]
)
def test_a_full_disk_is_status_1(write, words):
    path = str(write("1"))
    command = [sys.executable, "-m", "motet", *(path if word == "FILE" else word for word in words)]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.returncode == 1
    assert done.stderr.endswith(b"No space left on device\n")


def with_streams(words, streams):
    """Exit status and standard error of a command some of whose streams are closed by a shell."""
    command = f"{sys.executable} -m motet {words} {streams}"
    done = subprocess.run(["sh", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stderr.decode()


CLOSED = "error[system]: standard input or output is closed\n"


@pytest.mark.parametrize("words", ["run FILE", "snek -e FILE", "snek -i"])
@pytest.mark.parametrize("streams", ["2>&-", "0>&-", "0>&- 2>&-"])
def test_closed_streams_that_are_not_needed(write, words, streams):
    reads = words == "snek -i" and "0>&-" in streams
    status, text = with_streams(words.replace("FILE", str(write("(print 1)"))), streams)
    assert status == int(reads)
    assert text == (CLOSED if reads and "2>&-" not in streams else "")


@pytest.mark.parametrize("words", ["run FILE", "snek -e FILE", "snek -i", "--help", "snek -t FILE", "emit FILE"])
@pytest.mark.parametrize("streams", ["1>&-", "0>&- 1>&-", "0>&- 1>&- 2>&-"])
def test_a_closed_output_is_status_1(write, words, streams):
    status, text = with_streams(words.replace("FILE", str(write("(print 1)"))), streams)
    assert status == 1
    assert (text == "") == ("2>&-" in streams)
    assert not text or "is closed" in text or "cannot write standard output: Bad file descriptor" in text


@pytest.mark.parametrize("engine", ["vm", "jit"])
def test_ctrl_c_is_status_130(write, engine):
    text = """
        (fun (spin n) (loop (set! n (if (< n 9) (add1 n) 0))))
        (let ((i 0)) (loop (if (= i 40000) (spin 0) (block (print 1) (set! i (add1 i))))))
    """
    command = [sys.executable, "-m", "motet", "run", "--engine", engine, str(write(text))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.read(65536) == b"1\n" * 32768  # it runs
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert set(out.split()) <= {b"1"}
    assert err == b"interrupted\n"


def test_a_bug_of_ours_is_reported_as_such(motet, write, monkeypatch):
    from motet.cli import run

    def fail(values):
        raise RuntimeError("broken\x1b")

    monkeypatch.setattr(run, "execute", fail)
    monkeypatch.delenv("MOTET_DEBUG", raising=False)
    done = motet("run", write("1"))
    assert done.status == 70
    assert done.err.startswith("internal error: RuntimeError: broken\\x1b\n")
    assert "report" in done.err


def test_ctrl_c_while_modules_are_imported():
    code = (
        "import runpy, sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'motet.cli.options': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "runpy.run_module('motet', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"interrupted\n")
