"""Room for deep recursion, given and taken back."""

import gc
import sys
from threading import Barrier, Thread

import pytest

from motet.languages.lex.recursion import LIMIT, deep


def state():
    return sys.getrecursionlimit(), gc.isenabled()


def test_the_limit_is_raised_and_restored():
    before = state()
    with deep():
        assert state() == (LIMIT, False)
        with deep():
            assert state() == (LIMIT, False)
        assert state() == (LIMIT, False)
    assert state() == before


def test_errors_restore_it_as_well():
    before = state()
    with pytest.raises(ValueError, match="inside"), deep():
        raise ValueError("inside")
    assert state() == before


def test_the_last_thread_restores_it():
    before = state()
    inside, leave = Barrier(2), Barrier(2)

    def other():
        with deep():
            inside.wait()
            leave.wait()

    thread = Thread(target=other)
    with deep():
        thread.start()
        inside.wait()
    assert state() == (LIMIT, False)
    leave.wait()
    thread.join()
    assert state() == before


def test_collecting_that_was_off_stays_off():
    gc.disable()
    try:
        with deep():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
