"""Each function of Lex's modules that is a host function does what its examples say."""

import pytest
from all_examples import EXAMPLES, TABLES
from outcomes_of_examples import check

from motet.languages.lex.library import ROWS
from motet.policy import Policy
from motet.stdlib import Host

CASES = [(name, arguments, expected) for name, examples in EXAMPLES.items() for arguments, expected in examples]

ELSEWHERE = {
    "io",
    "process",
    "proc",
    "env",
    "fs",
    "log",
    "time",
    "rand",
    "datetime.now",
    "crypto.random",
    "crypto.random_str_hex",
}
"""Modules and functions that act on the world; they have tests of their own."""


@pytest.fixture(scope="module")
def host():
    return Host(bytearray().extend, Policy(), ROWS)


@pytest.mark.parametrize(("name", "arguments", "expected"), CASES, ids=lambda part: repr(part)[:40])
def test_example(host, name, arguments, expected):
    check(lambda: host.call("lex:" + name, list(arguments)), expected)


def test_every_function_has_an_example():
    names = {name.removeprefix("lex:") for name in ROWS}
    pure = {name for name in names if not {name, name.partition(".")[0]} & ELSEWHERE}
    assert pure - EXAMPLES.keys() == set()
    assert EXAMPLES.keys() - names == set()


def test_no_table_repeats_a_function():
    assert len(EXAMPLES) == sum(map(len, TABLES))
