"""JSON as values of known types against the Python bodies, in all worlds."""

import random
import struct

import pytest

from motet.bytecode import types as bc
from motet.bytecode.types import ANY, BOOL, FLOAT, INT, STR, UNIT
from motet.bytecode.values import Deque, Record, SortedMap, Variant
from motet.jit.layout import DESCRIPTORS, layout, memory_class
from motet.jit.typed_python import readers
from motet.jit.typed_python.readers import READERS, row
from motet.languages.lex.lowering.decoding import Tags
from motet.runtime import simulation
from motet.stdlib.fitting import Fitting, MismatchError
from motet.stdlib.json_reader import parse_json
from motet.stdlib.json_writer import json_text
from motet.stdlib.outcomes import ParseError

POINT = bc.record_of((("x", FLOAT), ("y", FLOAT)))
PERSON = bc.record_of((("active", BOOL), ("age", INT), ("home", bc.option_of(POINT)), ("name", STR), ("nick", bc.option_of(STR)), ("tags", bc.list_of(STR))))  # fmt: skip
LINKED = bc.recursive_record("Linked", "Linked = {next: Option[Linked], value: Int}")
bc.define_record(LINKED, (("next", bc.option_of(LINKED)), ("value", INT)))
TREE = bc.union_of("Tree", "Tree = Leaf | Fork(Tree, Int, Tree) | Name(Str, Any)")
bc.define_union(
    TREE, (bc.Constructor("Leaf", ()), bc.Constructor("Fork", (TREE, INT, TREE)), bc.Constructor("Name", (STR, ANY)))
)
TYPES = {
    "strings": bc.list_of(STR),
    "ints": bc.list_of(INT),
    "floats": bc.list_of(FLOAT),
    "bools": bc.deque_of(BOOL),
    "units": bc.list_of(UNIT),
    "anything": bc.list_of(ANY),
    "pair": bc.tuple_of(INT, bc.tuple_of(STR, FLOAT, ANY, BOOL)),
    "person": PERSON,
    "people": bc.list_of(PERSON),
    "options": bc.list_of(bc.option_of(INT)),
    "deep options": bc.option_of(bc.list_of(bc.option_of(POINT))),
    "text": STR,
    "counts": bc.sorted_map_of(STR, INT),
    "weights": bc.sorted_map_of(STR, FLOAT),
    "groups": bc.sorted_map_of(STR, bc.list_of(PERSON)),
    "linked": LINKED,
    "flags": bc.sorted_map_of(STR, BOOL),
    "values": bc.sorted_map_of(STR, ANY),
    "tree": TREE,
    "trees": bc.list_of(bc.option_of(TREE)),
    "results": bc.list_of(bc.result_of(INT, STR)),
    "matrix": bc.list_of(bc.list_of(bc.list_of(INT))),
}


@pytest.fixture(autouse=True)
def nothing_is_left(world):
    before = world.objects, world.live
    yield
    assert (world.objects, world.live) == before


class Numbers:
    """Descriptors in a world, and readers of types."""

    def __init__(self, world):
        self.world, self.found = world, {}

    def number(self, t, constructor=-1):
        """In native code those of the process; in the simulation they have numbers of their own."""
        if self.world.name != "simulation":
            return DESCRIPTORS.number(t, constructor)
        if t is STR:
            return self.world.str
        if t not in self.found:
            first = DESCRIPTORS.number(t)
            self.found[t] = self.world.describe(*map(DESCRIPTORS.row, range(first, first + DESCRIPTORS.count(t))))
        return self.found[t] + max(constructor, 0)

    def prepared(self, t):
        """The number of a type that has readers."""
        assert READERS.prepare(t)
        waiting, seen = [t] * (self.world.name == "simulation"), set()
        while waiting:
            each = waiting.pop()
            if each not in seen and memory_class(each) == "Ref":
                seen.add(each)
                waiting += [*each.parts, *(part for constructor in each.constructors for part in constructor.payload)]
                data = row(each, self.number)
                words = struct.unpack(f"<{-(-len(data) // 8)}q", data + bytes(-len(data) % 8))
                simulation.add_reader(self.number(each), words)
        return self.number(t)


@pytest.fixture
def numbers(world):
    return Numbers(world)


# ---- what was read, as Python values


def shown(numbers, t, o):
    """An object of a type."""
    kind, world = t.kind, numbers.world
    if kind == "Str":
        return world.string(o)
    if kind in ("List", "Deque"):
        items = [
            of_class(numbers, t.parts[0], world.item(memory_class(t.parts[0]), o, k)) for k in range(world.field(o, 16))
        ]
        return items if kind == "List" else Deque(items)
    if kind == "SortedMap":
        return shown_map(numbers, t, o)
    number = int.from_bytes(world.octets(o, 4, 4), "little")
    constructor = number - numbers.number(t) if kind == "Union" else -1
    parts = [
        of_class(numbers, p.type, world.part(memory_class(p.type), o, p.offset)) for p in layout(t, constructor).parts
    ]
    if kind == "Union":
        return Variant(t.constructors[constructor].name, tuple(parts))
    return tuple(parts) if kind == "Tuple" else Record(t.fields, tuple(parts))


def of_class(numbers, t, value):
    world = numbers.world
    if t is ANY:
        tag, payload = value if isinstance(value, tuple) else (value.tag, value.payload)
        if tag == 5:
            return world.string(world.at(payload))
        real = struct.unpack("<d", struct.pack("<q", payload))[0]
        return {0: payload, 1: real, 2: bool(payload), 3: None}[tag]
    if memory_class(t) == "Ref":
        return shown(numbers, t, value)
    return None if t is UNIT else value


def shown_map(numbers, t, o):
    classes = "Ref", memory_class(t.parts[1])
    world = numbers.world
    m = world.tree(o, classes)
    entries, cursor = {}, world.call("tree_first", classes, m)
    while cursor >= 0:
        key = world.string(world.call("tree_key", classes, m, cursor))
        entries[key] = of_class(numbers, t.parts[1], world.call("tree_value", classes, m, cursor))
        cursor = world.call("tree_next", classes, m, cursor)
    return SortedMap(entries)


def read(numbers, t, text):
    """JSON of what a text is read as; None if it could not be read."""
    world = numbers.world
    given = world.text(text)
    o = world.call("json_read", (), numbers.prepared(t), given, 0)
    found = None
    if o is not None:
        found = json_text(shown(numbers, t, o))
        world.drop(o)
    world.drop(given)
    return found


def expected(t, text):
    """What the Python bodies make of it."""
    value = parse_json(text)
    tags = Tags()
    tag = tags.of(t)
    try:
        return (
            None if isinstance(value, ParseError) else json_text(Fitting(dict(tags.definitions())).of(tag)(value, True))
        )
    except MismatchError:
        return None


# ---- documents

NUMBERS = [
    "0",
    "-1",
    "7",
    "9223372036854775807",
    "-9223372036854775808",
    "1.5",
    "-0",
    "0.0",
    "1e3",
    "2E-5",
    "1234567890123456789012345",
    "0.1",
]
TEXTS = ['""', '"a"', '"grün €𝄞"', '"a\\"b\\\\\\/\\b\\f\\n\\r\\t"', '"\\u00e9\\u20AC\\ud834\\uDD1E\\u0000"', f'"{"x" * 40}"', f'"{"y" * 200}\\n"']  # fmt: skip


def document(rng, t, depth=3):
    """A text that is read as a value of a type."""
    kind = t.kind
    if kind in ("List", "Deque"):
        count = 0 if depth == 0 else rng.choice([0, 1, 2, 3, 9])
        return (
            f"[{blank(rng)}{comma(rng).join(document(rng, t.parts[0], depth - 1) for _ in range(count))}{blank(rng)}]"
        )
    if kind == "Tuple":
        return f"[{comma(rng).join(document(rng, part, depth) for part in t.parts)}]"
    if kind == "Union" and not readers.is_option(t):
        chosen = t.constructors[rng.randrange(len(t.constructors)) if depth > 0 else 0]
        parts = comma(rng).join(document(rng, part, depth - 1) for part in chosen.payload)
        return f'{{"$variant":{blank(rng)}"{chosen.name}"{comma(rng)}"args":[{parts}]}}'
    if kind == "Union":
        return "null" if depth <= 0 or rng.random() < 0.4 else document(rng, t.parts[0], depth - 1)
    if kind == "SortedMap":
        entries = [(rng.choice(TEXTS[:3]), t.parts[1]) for _ in range(rng.choice([0, 1, 4]))]
        return entries_of(rng, entries, depth)
    if kind == "Record":
        entries = [
            (f'"{name}"', part)
            for name, part in zip(t.fields, t.parts, strict=True)
            if part.kind != "Union" or rng.random() < 0.6
        ]
        entries += rng.sample(entries, rng.choice([0, 0, 1])) if entries else []
        entries += [
            (f'"more{k}"', rng.choice([ANY, TYPES["person"], TYPES["ints"]])) for k in range(rng.choice([0, 0, 2]))
        ]
        rng.shuffle(entries)
        return entries_of(rng, entries, depth)
    of_any = rng.choice([INT, FLOAT, STR, BOOL, UNIT]) if t is ANY else t
    whole = [n for n in NUMBERS if n != "-0" and n.lstrip("-").isdigit() and len(n) < 21]
    choices = {INT: whole, FLOAT: NUMBERS, STR: TEXTS, BOOL: ["true", "false"], UNIT: ["null"]}
    return rng.choice(choices[of_any])


def entries_of(rng, entries, depth):
    return f"{{{blank(rng)}{comma(rng).join(name + blank(rng) + ':' + blank(rng) + document(rng, t, depth - 1) for name, t in entries)}}}"


def blank(rng):
    return rng.choice(["", "", "", " ", "\n\t", "\r\n  "])


def comma(rng):
    return blank(rng) + "," + blank(rng)


def damaged(rng, text):
    at = rng.randrange(len(text) + 1)
    return rng.choice(
        [
            text[:at],
            text[:at] + text[at + 1 :],
            text[:at] + rng.choice('{}[],:"\\0-.eEtn$ \x01ü') + text[at:],
            text[:at] + "null" + text[at:],
        ]
    )


@pytest.mark.parametrize("name", TYPES)
def test_documents(world, numbers, name):
    t, rng = TYPES[name], random.Random(name)
    for _ in range(6 if world.name == "simulation" else 60):
        text = blank(rng) + document(rng, t) + blank(rng)
        found = read(numbers, t, text)
        assert found is not None
        assert found == expected(t, text), text
        for _ in range(2 if world.name == "simulation" else 10):
            worse = damaged(rng, text)
            assert read(numbers, t, worse) in (None, expected(t, worse)), worse


WRONG = ["", " ", "[", "]", "[1,]", "[,1]", "[1 2]", "[01]", "[1.]", "[.5]", "[+1]", "[1e]", "[--1]", "[1e999]", "[tru]", "[nul", '["\\x"]', '["\\ud800"]', '["\\udc00x"]',
         '["\\ud800\\u0041"]', '["\\u12"]', '["a\nb"]', '["a', "[1]x", '{"a"}', "[1}", "[" * 200, '[{"$bytes":"00"}]', "[[1]]", "NaN", "[1e99999999999999999999]"]  # fmt: skip


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text[:12] or "empty")
def test_what_is_wrong_is_left_to_the_host(numbers, text):
    for name in ("ints", "strings", "anything", "person", "counts", "pair"):
        assert read(numbers, TYPES[name], text) is None


@pytest.mark.parametrize("levels", [126, 127, 128])
def test_nesting(numbers, levels):
    text = '{"value":1,"extra":' + "[" * (levels - 1) + "]" * (levels - 1) + "}"
    assert (read(numbers, LINKED, text) is None) is (expected(LINKED, text) is None) is (levels == 128)
    text = '{"value":1,"next":' * (levels - 1) + '{"value":2}' + "}" * (levels - 1)
    assert read(numbers, LINKED, text) == expected(LINKED, text)


SPECIAL = [
    '{"$variant":"Some","args":[1]}',
    '{"args":[],"$variant":"X","a":1}',
    '{"a":1,"$bytes":"00"}',
    '{"\\u0061":1}',
]


@pytest.mark.parametrize("text", SPECIAL)
def test_keys_that_may_mean_more_are_left_to_the_host(numbers, text):
    loose = bc.record_of((("a", bc.option_of(INT)),))
    assert read(numbers, loose, text) is None


UNREADABLE = [bc.set_of(INT), bc.sorted_map_of(INT, INT), bc.sorted_map_of(STR, UNIT), bc.option_of(bc.option_of(INT)), bc.BYTES, bc.list_of(bc.BYTES),
              bc.record_of(tuple((f"f{k:02}", INT) for k in range(70)))]  # fmt: skip


@pytest.mark.parametrize("t", UNREADABLE, ids=str)
def test_types_without_readers(t):
    assert not readers.Readers().prepare(t)
