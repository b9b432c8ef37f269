"""Documents read back as what was written, and readers take any text."""

import random

import pytest
from outcomes_of_examples import show
from yaml_examples import WHOLE

from motet.bytecode.values import Record
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


@pytest.mark.parametrize(("write", "read"), [(json_text, parse_json), (yaml_text, parse_yaml), (toml_text, parse_toml)])
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
