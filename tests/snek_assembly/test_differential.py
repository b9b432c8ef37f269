"""Random programs: ahead of time against the reference VM, and in heaps of every size."""

import pytest

import motet
from motet.languages.snek import LANGUAGE
from snek_assembly.generator import Generator

FUEL = 1_000_000
WORDS = 1_000_000
SEEDS = range(60)


def level_of(seed):
    return "forest-flame" if seed % 2 else "flying-snake"


@pytest.fixture(scope="module")
def programs():
    return [Generator(seed, heap=seed % 2 == 1).program() for seed in SEEDS]


@pytest.fixture(scope="module")
def built(toolchain, programs):
    return toolchain.build_all([(text, level_of(seed)) for seed, text in zip(SEEDS, programs, strict=True)])


def meaning(text, level, argument):
    """Status, output and message on the VM; None when the program takes too long for it."""
    out = bytearray()
    limits = motet.Limits(fuel=FUEL, heap_words=WORDS)
    loaded = motet.compile(text, language="snek", engine="vm", level=level, output=out.extend, limits=limits)
    try:
        loaded.show(loaded.run([argument, str(WORDS)]))
    except motet.RunError as error:
        if error.kind == "fuel":
            return None
        return LANGUAGE.exit_status(error.kind), out.decode(), f"{error.diagnostic.message}\n"
    return 0, out.decode(), ""


@pytest.mark.parametrize("argument", ["", "5"])
@pytest.mark.parametrize("seed", SEEDS)
def test_same_as_the_reference(programs, built, seed, argument):
    expected = meaning(programs[seed], level_of(seed), argument)
    if expected is not None:
        assert built[seed].run(argument, WORDS) == expected


@pytest.mark.parametrize("seed", SEEDS[1::2])
def test_small_heaps_change_nothing_but_memory(built, seed):
    """A collection at any allocation leaves the meaning alone; the program only ever runs out of memory."""
    full = built[seed].run("3", WORDS)
    enough = False
    for words in (0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 50, 100, 300, 1000, 10_000):
        result = built[seed].run("3", words)
        if result.status == 6 and full.status != 6:
            assert not enough
            assert full.out.startswith(result.out)
        else:
            assert result == full
            enough = True
