"""Runs command lines of Lex, in this process or in one of their own."""

import io
import subprocess
import sys
from typing import NamedTuple

import pytest

from motet.cli.main import main


class Done(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def motet(capfd, monkeypatch):
    """Calls `motet` in this process; `stdin` is what it reads."""

    def call(*words, stdin=b""):
        capfd.readouterr()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main([str(word) for word in words])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        assert "internal error" not in err
        return Done(status, out, err)

    return call


@pytest.fixture
def lex(motet):
    """Calls `motet lex` in this process."""

    def call(*words, stdin=b""):
        return motet("lex", *words, stdin=stdin)

    return call


@pytest.fixture
def process():
    """Runs `motet` in a process of its own; more keyword arguments go to `subprocess.run`."""

    def call(*words, **more):
        command = [sys.executable, "-m", "motet", *map(str, words)]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False, **more)
        err = done.stderr.decode()
        assert "Traceback" not in err
        return Done(done.returncode, done.stdout.decode(errors="replace"), err)

    return call


@pytest.fixture
def write(tmp_path):
    """Makes a file; its path."""

    def make(text, name="program.lex"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make
