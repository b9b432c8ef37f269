"""Values of all kinds as objects of one of the worlds, in types that are chosen at random."""

import struct
from itertools import accumulate

from motet.jit.layout import MEMORY_CLASSES

TAGS = {int: 0, float: 1, bool: 2, type(None): 3, str: 5, list: 7, tuple: 8, "record": 9, "variant": 10, "map": 12}
SCALARS = {int: "Int", float: "Float", bool: "Bool", type(None): "Unit"}
WIDTHS = {"Int": 8, "Float": 8, "Bool": 1, "Unit": 0, "Ref": 8, "Any": 16}


class Record(dict):
    """A record: fields by name."""


class Variant(tuple):
    """A variant: its name, then what it holds."""

    __slots__ = ()


class Made:
    """An object that is there already."""

    def __init__(self, tag, address):
        self.tag, self.address = tag, address


class Map(dict):
    """A sorted map."""


def kind(value):
    for cls, name in ((Record, "record"), (Variant, "variant"), (Map, "map")):
        if isinstance(value, cls):
            return name
    return type(value)


def bits(value):
    if isinstance(value, float):
        return struct.unpack("<q", struct.pack("<d", value))[0]
    return int(value or 0)


class Encoder:
    """Makes objects. With `rng` parts that could be of a class of their own are Anys now and then."""

    def __init__(self, world, rng):
        self.world, self.rng = world, rng
        self.numbers, self.names = {}, {}

    def value(self, v):
        """A value as a pair of tag and payload, with a count."""
        if isinstance(v, Made):
            return v.tag, v.address
        k = kind(v)
        if k in SCALARS:
            return TAGS[k], bits(v)
        o = self.world.text(v) if k is str else self.sequence(v) if k is list else self.compound(k, v)
        return TAGS[k], self.world.address(o)

    def any(self, v):
        return self.world.any(*self.value(v))

    def class_for(self, values):
        """A memory class for values that are in one place."""
        kinds = {kind(v) for v in values}
        if len(kinds) != 1 or self.rng.random() < 0.3:
            return "Any"
        return SCALARS.get(kinds.pop(), "Ref")

    def pack(self, cls, v):
        tag, payload = self.value(v)
        if cls == "Any":
            return struct.pack("<qq", tag, payload)
        return struct.pack("<q", payload)[: WIDTHS[cls]]

    def given(self, cls, v):
        """A value as an argument of a routine."""
        if cls in ("Any", "Ref"):
            tag, payload = self.value(v)
            return self.world.any(tag, payload) if cls == "Any" else self.world.at(payload)
        return v

    def descriptor(self, key, row, shape=None):
        if key not in self.numbers:
            self.numbers[key] = self.world.add(row)
            if shape is not None:
                self.world.add_shape(self.numbers[key], shape)
        return self.numbers[key]

    def sequence(self, values):
        cls = self.class_for(values)
        xs = self.world.empty(cls)
        for v in values:
            xs = self.world.call("list_push", (cls,), xs, self.given(cls, v), 0)
        return xs

    def compound(self, k, v):
        if k == "map":
            return self.map(v)
        name, parts = ("tuple", v) if k is tuple else (v[0], v[1:])if k == "variant" else (tuple(sorted(v)), [v[f] for f in sorted(v)])  # fmt: skip
        classes = tuple(self.class_for([part]) for part in parts)
        refs = anys = 0
        data = b""
        for cls, part in zip(classes, parts, strict=True):
            at = 1 + len(data) // 8
            refs |= (cls == "Ref") << at
            anys |= (cls == "Any") << at
            packed = self.pack(cls, part)
            data += packed + bytes(-len(packed) % 8)
        size = max(8 + len(data), 16)
        number = self.names.setdefault((k, name), len(self.names) + 1)
        shape = (number, len(parts), 8, *(MEMORY_CLASSES[cls] for cls in classes), *self.spelling(k, name, len(parts)))
        row = (1, size, refs, anys, 0, 0, TAGS[k], 0)
        return self.world.object(self.descriptor((k, name, classes), row, shape), size, data.ljust(8, b"\0"))

    def spelling(self, k, name, count):
        """The words for what JSON has around the parts."""
        names = [f'"{field}":' for field in name] if k == "record" else [""] * count
        opening, closing = ("[", "]") if k is tuple else ("{", "}")
        if k == "variant":
            opening, closing = f'{{"$variant":"{name}","args":[', "]}"
        pieces = [("," if i else opening) + each for i, each in enumerate(names)] + [
            closing if names else opening + closing
        ]
        return self.world.constant("".join(pieces).encode()), *accumulate(map(len, pieces), initial=0)

    def map(self, entries):
        classes = self.class_for(entries), self.class_for(entries.values())
        if not entries:
            classes = "Any", "Any"
        row = (6, 24, 2, 0, MEMORY_CLASSES[classes[1]], MEMORY_CLASSES[classes[0]], TAGS["map"], 0)
        m = self.world.tree(self.world.object(self.descriptor(("map", classes), row), 24, bytes(16)), classes)
        shuffled = list(entries.items())
        self.rng.shuffle(shuffled)
        for k, v in shuffled:
            m = self.world.call("tree_set", classes, m, self.given(classes[0], k), self.given(classes[1], v), 0)
        return m


def random_value(rng, depth=4):
    """A value that is nested at most so deep."""
    scalar = lambda: rng.choice([rng.randrange(-2, 3), rng.random(), -0.0, 0.0, True, False, None, "", "ab", "b" * 9])  # noqa: E731
    if depth == 0 or rng.random() < 0.2:
        return scalar()
    parts = [random_value(rng, depth - 1) for _ in range(rng.randrange(4))]
    if rng.random() < 0.5 and parts:
        parts = [parts[0]] * rng.randrange(1, 5)
    return rng.choice([
        lambda: parts,
        lambda: tuple(parts) or None,
        lambda: Record(zip("abcd", parts, strict=False)),
        lambda: Variant((rng.choice(["A", "B"]), *parts)),
        lambda: Map({rng.choice([rng.randrange(90), str(rng.randrange(90))]): scalar() for _ in range(rng.choice([0, 3, 70]))}),
    ])()  # fmt: skip


def changed(rng, v):
    """A value that differs in one place, or in a type."""
    if isinstance(v, (list, tuple, dict)) and len(v) > isinstance(v, Variant) and rng.random() < 0.8:
        k = rng.choice(list(v) if isinstance(v, dict) else range(isinstance(v, Variant), len(v)))
        if isinstance(v, dict):
            return type(v)({**v, k: changed(rng, v[k])})
        items = [*v]
        items[k] = changed(rng, v[k])
        return type(v)(items)
    return rng.choice([w for w in (5, 5.0, "x", None, [v], (v,), Variant(("C", v)), Record(z=v)) if not same(v, w)])


def same(a, b):
    """The meaning of equality."""
    if kind(a) is not kind(b) and kind(a) != kind(b):
        return False
    if isinstance(a, dict):
        return sorted(a, key=str) == sorted(b, key=str) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b
