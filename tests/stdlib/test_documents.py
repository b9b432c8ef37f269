"""Documents read back as what was written, and readers take any text."""

import random

import pytest
from outcomes_of_examples import show
from yaml_examples import WHOLE

from motet.bytecode.traps import Trap
from motet.bytecode.values import Record
from motet.policy import Policy
from motet.stdlib.csv import text as csv_text
from motet.stdlib.gathering import Gatherer
from motet.stdlib.host import Host
from motet.stdlib.json_reader import parse_json
from motet.stdlib.json_writer import json_text
from motet.stdlib.outcomes import Failure
from motet.stdlib.toml_reader import parse_toml
from motet.stdlib.toml_writer import toml_text
from motet.stdlib.yaml_reader import parse_yaml
from motet.stdlib.yaml_writer import yaml_text

WORDS = [
    "a", "yes", "1", "1.5", "", "x y", "- x", "a: b", "#c", "a #b", "it's", '"q"', "a\nb", "null", "~", "true", "é", "\u2028", "\x7f", "0x1f",
    "1e3", ".5", "+1", "-", "?", "a:", "|x", "---", "...", "=", "<<", "2024-01-01", "1_000", " ", "\t", "a\\b", "@", "`x", "%", "!t", "&a", "*b",
]  # fmt: skip
SEEDS = {
    parse_yaml: WHOLE,
    parse_toml: "a = 1\n[b.c]\nd = [1, {x = \"y\"}]\ne = 2024-01-01T00:00:00Z\n[[f]]\ng = '''x'''\n",
    parse_json: '{"a": [1, 2.5e3, "x\\u00e9\\n", null, true], "b": {"c": {}}}',
}


def value(rng, depth=0):
    kind = rng.random()
    if depth > 3 or kind < 0.5:
        return rng.choice([None, True, False, 1, -5, 2**63 - 1, 0.1, 1e300, -0.0, *WORDS])
    if kind < 0.75:
        return [value(rng, depth + 1) for _ in range(rng.randrange(4))]
    names = tuple(sorted({rng.choice(WORDS) for _ in range(rng.randrange(4))}))
    return Record(names, tuple(value(rng, depth + 1) for _ in names))


def yaml(written):
    return yaml_text(written, Gatherer())


def toml(written):
    return toml_text(written, Gatherer())


@pytest.mark.parametrize(("write", "read"), [(json_text, parse_json), (yaml, parse_yaml), (toml, parse_toml)])
def test_what_is_written_reads_back(write, read):
    rng = random.Random(1)
    count = 0
    for _ in range(500):
        written = value(rng)
        text = write(written)
        if not isinstance(text, Failure):
            count += 1
            assert show(read(text)) == show(written), text
    assert count > 50


@pytest.mark.parametrize("read", SEEDS)
def test_readers_take_any_text(read):
    rng = random.Random(2)
    for _ in range(1000):
        text = list(SEEDS[read])
        for _ in range(rng.randrange(1, 6)):
            at = rng.randrange(len(text))
            text[at : at + rng.randrange(2)] = rng.choice(" \n\t:-[]{},#&*!|>'\"\\ab1.~?%@`=$é\r")
        found = read("".join(text))
        assert not isinstance(found, Failure) or found.fields["message"]


def shared_rows(depth):
    """A list that takes little memory, and whose text is long."""
    rows = ["0123456789"]
    for _ in range(depth):
        rows = [rows, rows]
    return Record(("rows",), (rows,))


@pytest.mark.parametrize("write", [yaml_text, toml_text])
def test_long_texts_end_at_the_limit(write):
    with pytest.raises(Trap, match="memory"):
        write(shared_rows(30), Gatherer(100_000))


def test_long_tables_end_at_the_limit():
    row = ["0123456789"] * 1000
    with pytest.raises(Trap, match="memory"):
        csv_text([row] * 1_000_000, Host(bytearray().extend, Policy(), {}, memory_limit=100_000))


def test_long_texts_can_be_stopped():
    polls = []
    yaml_text(shared_rows(14), Gatherer(None, lambda: polls.append(1)))
    assert len(polls) > 1
