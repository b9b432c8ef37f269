"""Readers count what they make, look now and then whether they are to stop, and find in windows what they would find at once."""

import random

import pytest

from motet.bytecode.traps import Trap
from motet.policy import Policy
from motet.stdlib import csv, dotenv, text
from motet.stdlib.gathering import WINDOW, Finder, Ledger
from motet.stdlib.host import Host
from motet.stdlib.interruptible import interruptible
from motet.stdlib.json_reader import parse_json
from motet.stdlib.toml_reader import parse_toml
from motet.stdlib.yaml_reader import parse_yaml

SIZE = 100_000


class StoppedError(Exception):
    pass


class Meter:
    """Ends the work at the third poll."""

    def __init__(self):
        self.polls = 0

    def poll(self):
        self.polls += 1
        if self.polls == 3:
            raise StoppedError

    def charge(self, units):
        pass


def documents():
    many = SIZE // 4
    yield parse_json, "[" + "1," * many + "1]"
    yield parse_json, "[" + '"ab",' * many + "1]"
    yield parse_json, "[" + '{"a":[]},' * many + "1]"
    yield parse_json, '"' + "abc d" * SIZE + '"'
    yield parse_json, '"' + "\\n" * SIZE + '"'
    yield parse_json, " " * 4 * SIZE
    yield parse_json, "1" * 4 * SIZE
    yield parse_yaml, "- abc\n" * many
    yield parse_yaml, "[" + "1, " * many + "1]"
    yield parse_yaml, '"' + "\\n" * SIZE + '"'
    yield parse_yaml, "".join(f"k{k}: v\n" for k in range(many))
    yield parse_yaml, "\n" * SIZE
    yield parse_yaml, "a" + ":b" * SIZE
    yield parse_yaml, "|\n" + " a\n" * many
    yield parse_yaml, "a\n" * many
    yield parse_toml, "".join(f"k{k} = 'v'\n" for k in range(many))
    yield parse_toml, "a = [" + "1," * SIZE + "1]"
    yield csv.parse, "a,b\n" * many
    yield csv.parse, "," * SIZE
    yield csv.parse, 'a,"b"\n' * many
    yield csv.parse, '"' + '""' * SIZE + '"'
    yield csv.parse, '"a"' + "b" * 4 * SIZE
    yield dotenv.parse, "A=b\n" * many


DOCUMENTS = [pytest.param(*each, id=f"{each[0].__module__}:{each[1][:12]!r}") for each in documents()]


def read(reader, document, *, meter=None, memory=None):
    if reader in (csv.parse, dotenv.parse):
        host = Host(lambda data: None, Policy(), {}, memory_limit=memory)
        host.meter = meter
        return reader(document, host)
    return reader(document, Ledger(memory, meter.poll if meter else lambda: None))


@pytest.mark.parametrize(("reader", "document"), DOCUMENTS)
def test_readers_can_be_stopped(reader, document):
    with pytest.raises(StoppedError):
        read(reader, document, meter=Meter())


@pytest.mark.parametrize(("reader", "document"), [each for each in DOCUMENTS if each.values[1].strip(" 1")])
def test_readers_count_what_they_make(reader, document):
    with pytest.raises(Trap, match="memory"):
        read(reader, document, memory=len(document) // 2)
    read(reader, document, memory=100 * len(document))


def test_a_finder_finds_what_is_next_and_goes_no_further_than_a_window():
    rng = random.Random(5)
    for _ in range(50):
        where = rng.choice([10, 1000, 3 * WINDOW])
        line = "".join(rng.choices("ab,;" + "x" * rng.choice([0, 10, 50_000]), k=where))
        finder = Finder(line, ",;")
        at, found = 0, []
        while (at := finder.next(at)) < len(line):
            if line[at] in ",;":
                found.append(at)
                at += 1
        assert found == [k for k, each in enumerate(line) if each in ",;"]
    assert Finder("x" * 2 * WINDOW, ",").next(0) == WINDOW


@pytest.mark.parametrize("separators", ["\n", "\n\r"])
def test_splitting_in_windows_is_splitting(separators):
    rng = random.Random(6)
    for size in (0, 1, 10, WINDOW - 1, WINDOW, WINDOW + 1, 3 * WINDOW):
        for rare in (1, 1000, 10**9):
            line = "".join(rng.choices("a\n\r", weights=(rare, 1, 1), k=size))
            expected = line.replace("\r", "\n") if "\r" in separators else line
            assert Ledger().split(line, separators) == expected.split("\n")


def test_skipping_goes_through_all_windows():
    line = " " * 3 * WINDOW + "a "
    assert Ledger().skip(line, 5, " ") == 3 * WINDOW
    assert Ledger().skip(line, 3 * WINDOW + 1, " ") == len(line)


WORDS = ["abc", "ΑΣ", "Σ", "ΑΣΑ", "straße", "Σ.Α", "日本", "İ", " ", "\n", "ΌΣΟΣ'Σ"]


@pytest.mark.parametrize("size", [10, 20_000, 60_000])
def test_cases_of_long_texts_are_those_of_short_ones(size):
    host = Host(lambda data: None, Policy(), {})
    rng = random.Random(size)
    for words in (WORDS, ["a", "É"], ["Σ", "Α"], ["Σ", "Α", " "]):
        line = "".join(rng.choices(words, k=size))
        assert text.lower(line, host) == line.lower()
        assert text.upper(line, host) == line.upper()
    if size > 20_000:
        host.meter = Meter()
        with pytest.raises(StoppedError):
            text.upper("é" * 10 * WINDOW, host)


def test_work_that_cannot_be_asked_is_left():
    assert interruptible(lambda: 7, lambda: None) == 7
    with pytest.raises(ZeroDivisionError):
        interruptible(lambda: 1 // 0, lambda: None)
    stopped = []

    def endless():
        try:
            while True:
                pass
        except SystemExit:
            stopped.append(True)
            raise

    with pytest.raises(StoppedError):
        interruptible(endless, Meter().poll)
    while not stopped:
        pass
