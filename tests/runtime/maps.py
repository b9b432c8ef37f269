"""Maps that are held, some by several holders, beside dicts: what tests of sorted maps and of hash tables have in common."""

from motet.jit.layout import MEMORY_CLASSES
from motet.runtime import tables, trees
from motet.runtime.language import AnyValue, Object
from motet.runtime.objects import Map, Tree
from runtime.worlds import PYTHON, TEXT_TAG, random_value

KEYS = {
    "Int": lambda rng: rng.randrange(-40, 160),
    "Ref": lambda rng: "".join(rng.choice("aab\0ä") for _ in range(rng.choice([0, 1, 2, 7, 8, 9, 12, 16, 17, 20]))),
}
KEYS["Any"] = lambda rng: KEYS[rng.choice(["Int", "Ref"])](rng)


def order(key):
    return (isinstance(key, int), key.encode() if isinstance(key, str) else key)


def in_order(model):
    """The keys of a sorted map."""
    return sorted(model, key=order)


class Maps:
    """Sorted maps. `kind`, `stem` and `keys` say what is different in others."""

    kind, stem, tag, keys = 6, "tree", 12, staticmethod(in_order)

    def __init__(self, world, key, value, rng):
        self.world, self.key, self.value, self.rng = world, key, value, rng
        self.classes = (key, value)
        self.descriptor = world.add((self.kind, 24, 1 << 1, 0, MEMORY_CLASSES[value], MEMORY_CLASSES[key], self.tag, 0))
        self.held = []

    def call(self, name, *arguments):
        return self.world.call(f"{self.stem}_{name}", self.classes, *arguments)

    def make_key(self, k):
        if self.key == "Int":
            return k
        if self.key == "Ref":
            return self.world.text(k)
        if isinstance(k, int):
            return self.any(0, k)
        text = self.world.text(k)
        return self.any(TEXT_TAG, text if self.world.name == "native" else text._at)

    def any(self, tag, payload):
        return (tag, payload) if self.world.name == "native" else AnyValue(tag, payload)

    def drop_key(self, k):
        if self.key == "Ref":
            self.world.drop(k)
        if self.key == "Any":
            self.world.call("release_any", (), k)

    def read_key(self, k):
        if self.key == "Int":
            return k
        if self.key == "Ref":
            return self.world.string(k)
        tag, payload = k if isinstance(k, tuple) else (k.tag, k.payload)
        if tag == 0:
            return payload
        return self.world.string(payload if self.world.name == "native" else Object(payload))

    def keys_of(self, xs):
        return [self.read_key(self.world.item(self.key, xs, i)) for i in range(self.world.field(xs, 16))]

    def check(self, m, model):
        assert self.call("len", m) == len(model)
        for name, cls, read, expected in (
            ("keys", self.key, self.keys_of, self.keys(model)),
            ("values", self.value, lambda xs: self.world.items(self.value, xs),
             [model[k] for k in self.keys(model)]),
        ):  # fmt: skip
            xs = self.call(name, self.world.lists[cls], m, 0)
            assert read(xs) == expected
            self.world.drop(xs)
        cursor, found = self.call("first", m), []
        while cursor >= 0:
            found.append(self.read_key(self.call("key", m, cursor)))
            if self.value != "Unit":
                assert self.world.model(self.value, self.call("value", m, cursor)) == model[found[-1]]
            cursor = self.call("next", m, cursor)
        assert found == self.keys(model)

    def new(self):
        if self.world.name == "simulation":
            classes = PYTHON[self.key], PYTHON[self.value]
            if self.stem == "tree":
                return trees.tree_new(Tree[classes], self.descriptor, 0)
            return tables.map_new(Map[classes], self.descriptor, 0)
        return self.call("new", self.descriptor, 0)

    def take(self):
        if not self.held or (len(self.held) < 6 and self.rng.random() < 0.1):
            return self.new(), {}
        k = self.rng.randrange(len(self.held))
        if self.rng.random() < 0.7:
            return self.held.pop(k)
        m, model = self.held[k]
        return self.world.keep(m), model

    def step(self):
        rng = self.rng
        m, model = self.take()
        model = dict(model)
        action = rng.choice(["set", "set", "ascending", "delete", "delete", "find", "forget"])
        if action == "set":
            for _ in range(rng.choice([1, 30, 120])):
                m = self.set(m, model, KEYS[self.key](rng))
        elif action == "ascending":
            for k in sorted({KEYS[self.key](rng) for _ in range(80)}, key=order):
                m = self.set(m, model, k)
        elif action == "delete":
            for _ in range(rng.choice([1, 30, 150])):
                m = self.delete(m, model, KEYS[self.key](rng))
        elif action == "find":
            for _ in range(20):
                self.find(m, model, KEYS[self.key](rng))
        elif len(self.held) > 3:
            self.world.drop(m)
            return
        self.held.append((m, model))

    def set(self, m, model, k):
        model[k] = random_value(self.rng, self.value)
        return self.call("set", m, self.make_key(k), self.world.value(self.value, model[k]), 0)

    def delete(self, m, model, k):
        key = self.make_key(k)
        m = self.call("delete", m, key, 0)
        self.drop_key(key)
        model.pop(k, None)
        return m

    def find(self, m, model, k):
        key = self.make_key(k)
        assert bool(self.call("has", m, key)) is (k in model)
        place = self.call("find", m, key)
        is_null = place is None if self.world.name == "native" else place.is_null
        assert is_null is (k not in model)
        if not is_null and self.value == "Int":
            assert self.world.number(place) == model[k]
        self.drop_key(key)

    def end(self):
        for m, model in self.held:
            self.check(m, model)
        for m, _ in self.held:
            self.world.drop(m)


class HashMaps(Maps):
    """Maps in the order of insertion."""

    kind, stem, tag, keys = 9, "map", 15, staticmethod(list)

    def call(self, name, *arguments):
        return super().call(name, *arguments, *([0] if name in ("has", "find") else []))
