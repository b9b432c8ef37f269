"""Every host function takes whatever is of the types of its parameters: it gives a value of its result's type, or a trap."""

import io
import random

import pytest
from outcomes_of_examples import Aborts, outcome

from motet.bytecode.types import ANY
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant
from motet.languages.lex.library import ROWS
from motet.languages.lex.policy import LexGrants
from motet.stdlib import Host, Surroundings
from motet.stdlib.argument_types import BY_KIND
from motet.stdlib.structural import sorted_keys

INTS = [0, 1, -1, 2, 7, 255, 10**6, 2**31, 2**53 + 1, 2**63 - 1, -(2**63), 86_400_000_000_000]
FLOATS = [0.0, -0.0, 1.0, -2.5, 1e300, 5e-324, float("inf"), float("-inf"), float("nan"), 2.0**63]
TEXTS = [
    "",
    "a",
    "né",
    "\U0001f600",
    "\0",
    "a\r\nb",
    '"',
    "[1,",
    '{"a":1}',
    "%Y-%j %s %+",
    "2024-01-02T03:04:05Z",
    "YWI=",
    "x=1",
    "..",
    "ß İ",
    "0" * 30,
    "utc",
]
DATA = [b"", b"\xff", b"ab", bytes(range(20))]
ZONES = [
    Variant("Utc"),
    Variant("Local"),
    Variant("Offset", (2**62,)),
    Variant("Iana", ("a\0b",)),
    Variant("Iana", ("/etc",)),
]


def make(type_, rng, depth=0):
    """A value of a type."""
    kind = type_.kind
    simple = {"Int": INTS, "Float": FLOATS, "Bool": [False, True], "Str": TEXTS, "Bytes": DATA, "Unit": [None]}
    if kind in simple:
        return rng.choice(simple[kind])
    if type_ is ANY or kind == "Variable":
        return rng.choice(
            [None, True, 1, 0.5, "a", b"b", [1, [2]], (1,), Closure(0), *ZONES, Record(("kind",), ("command",))]
        )
    parts = [lambda part=part: make(part, rng, depth + 1) for part in type_.parts]
    count = rng.randrange(4) if depth < 3 else 0
    if kind in ("List", "Deque"):
        values = [parts[0]() for _ in range(count)]
        return values if kind == "List" else Deque(values)
    if kind == "Tuple":
        return tuple(part() for part in parts)
    if kind == "SortedMap":
        keys = sorted_keys({rng.choice([*TEXTS, *INTS]) for _ in range(count)})
        return SortedMap({key: parts[1]() for key in keys})
    if kind == "SortedSet":
        return SortedSet(dict.fromkeys(sorted_keys({rng.choice([*TEXTS, *INTS]) for _ in range(count)})))
    if type_.name == "Matrix":
        rows, cols = rng.randrange(3), rng.randrange(3)
        return Record(type_.fields, (cols, [rng.choice(FLOATS) for _ in range(rows * cols)], rows), "Matrix")
    if kind == "Record":
        return Record(type_.fields, tuple(part() for part in parts), type_.name)
    if kind == "Union":
        constructor = rng.choice(type_.constructors)
        return Variant(constructor.name, tuple(make(part, rng, depth + 1) for part in constructor.payload))
    raise AssertionError(type_)


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    directory = str(tmp_path_factory.mktemp("run"))
    grants = LexGrants(
        ["io", "time", "env", "random", "log", "fs_walk", "fs_write"], read=[directory], write=[directory]
    )
    clock = iter(range(0, 10**18, 10**12))
    surroundings = Surroundings(
        source=io.BytesIO(b"x\n" * 50),
        errors=io.BytesIO(),
        directory=directory,
        monotonic=lambda: next(clock),
        sleep=lambda _: None,
    )
    return Host(bytearray().extend, grants, ROWS, surroundings=surroundings, memory_limit=10**6)


SORTS = "lex:list.sort_by_keys"
"""It is given as many keys as elements."""


@pytest.mark.parametrize("row", [row for name, row in ROWS.items() if name != SORTS], ids=lambda row: row.name)
def test_function(host, row):
    rng = random.Random(row.name)
    expected = BY_KIND.get(row.result.kind)
    for _ in range(40 if row.parameters else 1):
        arguments = [make(type_, rng) for type_ in row.parameters]
        value = outcome(lambda arguments=arguments: host.call(row.name, arguments))
        if isinstance(value, Aborts):
            assert value.kind in ("host", "policy", "memory")
            continue
        assert expected is None or type(value) is expected, arguments
        if row.fail.kind == "result":
            assert value.name in ("Ok", "Err")
            assert value.name == "Ok" or type(value.values[0]) is str
