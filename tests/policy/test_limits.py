"""Limits and settings: sizes, and what is no limit."""

import math

import pytest

from motet.policy import Limits, Settings, parse_size
from motet.policy.limits import DEFAULT_STACK


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1", 1),
        ("4096", 4096),
        ("64MB", 64 << 20),
        ("64 mb", 64 << 20),
        ("64M", 64 << 20),
        ("1KiB", 1024),
        ("1.5G", 3 << 29),
        ("2TB", 2 << 40),
        ("10b", 10),
    ],
)
def test_sizes(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "MB", "x", "-1", "1e3", "1.MB", ".", "64XB", "1 2", "١", "1_0", "9" * 30, "0x10"])
def test_texts_that_are_no_sizes(text):
    with pytest.raises(ValueError, match="is not a size"):
        parse_size(text)


@pytest.mark.parametrize("name", ["fuel", "memory", "output", "stack", "seconds"])
@pytest.mark.parametrize("value", [0, -1])
def test_zero_or_less_is_an_error(name, value):
    with pytest.raises(ValueError, match=name):
        Limits(**{name: value})


@pytest.mark.parametrize("value", [math.inf, math.nan])
def test_endless_time_is_no_limit(value):
    with pytest.raises(ValueError, match="seconds"):
        Limits(seconds=value)


@pytest.mark.parametrize("name", ["fuel", "memory", "output", "stack", "seconds", "heap_words"])
@pytest.mark.parametrize("value", [True, [1]])
def test_other_types_are_errors(name, value):
    with pytest.raises(TypeError, match=name):
        Limits(**{name: value})


def test_sizes_are_read_in_limits():
    limits = Limits(memory="1MB", output="2KB", stack="3GB", seconds=1, heap_words=0)
    assert (limits.memory, limits.output, limits.stack) == (1 << 20, 2048, 3 << 30)
    assert limits.seconds == 1.0
    assert limits.heap_words == 0
    with pytest.raises(ValueError, match="memory: `x`"):
        Limits(memory="x")
    with pytest.raises(ValueError, match="at most"):
        Limits(fuel=2**63)


def test_defaults():
    limits = Limits()
    assert limits.stack_bytes == DEFAULT_STACK
    assert limits.memory_bytes > 1 << 26
    assert repr(limits) == "Limits()"
    assert repr(Limits(fuel=3)) == "Limits(fuel=3)"


def test_another_heap_keeps_the_other_limits():
    limits = Limits(fuel=7, memory=8, output=9, stack=10, seconds=11, heap_words=12).with_heap_words(13)
    assert repr(limits) == "Limits(fuel=7, heap_words=13, memory=8, output=9, seconds=11.0, stack=10)"


@pytest.mark.parametrize("given", [{"tier": 0}, {"tier": 3}, {"calls": 0}, {"iterations": 0}])
def test_settings_out_of_range(given):
    with pytest.raises(ValueError, match="must be"):
        Settings(**given)
