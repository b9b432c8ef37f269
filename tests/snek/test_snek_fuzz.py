"""Any text at all gives a program or diagnostics."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz_snek_reader import WORDS, check, mutate, random_options, texts

OPTIONS = st.integers(0, 10_000).map(lambda seed: random_options(Random(seed)))


@settings(max_examples=300, deadline=None)
@given(st.text(), OPTIONS)
def test_arbitrary_text(text, options):
    check(text, options)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), OPTIONS)
def test_arbitrary_words(text, options):
    check(text, options)


@pytest.mark.parametrize("chunk", range(4))
def test_damaged_programs(chunk):
    random = Random(chunk)
    whole = texts()
    for _ in range(400):
        check(mutate(random.choice(whole), whole, random), random_options(random))
