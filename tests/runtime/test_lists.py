"""Lists against Python's, in both worlds; at the end nothing may be left."""

import random

import pytest

from motet.bytecode.traps import BY_NAME, Trap
from motet.runtime.heap import heap
from runtime.worlds import CLASSES, SimulatedWorld, random_value


class Pool:
    """Lists that are held, some by several holders, beside Python's lists."""

    def __init__(self, world, cls, rng):
        self.world, self.cls, self.rng = world, cls, rng
        self.held = []

    def add(self, xs, model):
        assert self.world.items(self.cls, xs) == model
        self.held.append((xs, model))

    def take(self):
        """One of the lists: given up, or with a count more, so that it is shared."""
        k = self.rng.randrange(len(self.held))
        if self.rng.random() < 0.5:
            return self.held.pop(k)
        xs, model = self.held[k]
        return self.world.keep(xs), model

    def call(self, name, *arguments):
        return self.world.call(name, (self.cls,), *arguments, 0)

    def step(self):
        rng = self.rng
        if not self.held or (len(self.held) < 12 and rng.random() < 0.1):
            model = [random_value(rng, self.cls) for _ in range(rng.choice([0, 1, 3, 40]))]
            return self.add(self.world.list_of(self.cls, model), model)
        xs, model = self.take()
        return getattr(self, rng.choice(STEPS))(xs, model, rng)

    def push(self, xs, model, rng):
        for _ in range(rng.choice([1, 1, 5, 20])):
            x = random_value(rng, self.cls)
            xs, model = self.call("list_push", xs, self.world.value(self.cls, x)), [*model, x]
        self.add(xs, model)

    def cons(self, xs, model, rng):
        for _ in range(rng.choice([1, 1, 5, 20])):
            x = random_value(rng, self.cls)
            xs, model = self.call("list_cons", self.world.value(self.cls, x), xs), [x, *model]
        self.add(xs, model)

    def tail(self, xs, model, rng):
        for _ in range(rng.choice([1, 1, 5, 20])):
            xs, model = self.call("list_tail", xs), model[1:]
        self.add(xs, model)

    def pop(self, xs, model, rng):
        self.add(self.call("list_pop", xs), model[:-1])

    def both(self, xs, model, rng):
        """As a queue."""
        for _ in range(30):
            x = random_value(rng, self.cls)
            xs, model = self.call("list_push", xs, self.world.value(self.cls, x)), [*model, x]
            if len(model) > 3:
                xs, model = self.call("list_tail", xs), model[1:]
        self.add(xs, model)

    def put(self, xs, model, rng):
        if model:
            k, x = rng.randrange(len(model)), random_value(rng, self.cls)
            xs = self.call("list_set", xs, k, self.world.value(self.cls, x))
            model = [*model[:k], x, *model[k + 1 :]]
        self.add(xs, model)

    def cut(self, xs, model, rng):
        low, high = rng.randrange(-3, len(model) + 3), rng.randrange(-3, len(model) + 3)
        self.add(self.call("list_slice", xs, low, high), model[max(low, 0) : max(high, 0)])

    def split(self, xs, model, rng):
        k = rng.randrange(-1, len(model) + 2)
        self.add(self.call("list_take", self.world.keep(xs), k), model[: max(k, 0)])
        self.add(self.call("list_drop", xs, k), model[max(k, 0) :])

    def turn(self, xs, model, rng):
        self.add(self.call("list_reverse", xs), model[::-1])

    def concat(self, xs, model, rng):
        other, other_model = rng.choice(self.held) if self.held else (xs, model)
        if other is xs or len(model) + len(other_model) > 300:
            self.add(xs, model)
        else:
            self.add(self.call("list_concat", xs, other), model + other_model)

    def double(self, xs, model, rng):
        """With itself, while it is held."""
        if len(model) < 150:
            self.add(xs, model)
            xs, model = self.call("list_concat", self.world.keep(xs), xs), model + model
        self.add(xs, model)

    def get(self, xs, model, rng):
        if model:
            k = rng.randrange(len(model))
            item = self.call("list_get", xs, k)
            assert self.world.model(self.cls, item) == model[k]
            self.world.call(*RELEASES[self.cls], item) if self.cls in RELEASES else None
        self.add(xs, model)

    def forget(self, xs, model, rng):
        self.world.drop(xs)

    def check(self):
        for xs, model in self.held:
            assert self.world.items(self.cls, xs) == model

    def end(self):
        while self.held:
            self.world.drop(self.held.pop()[0])


RELEASES = {"Ref": ("release", ()), "Any": ("release_any", ())}
STEPS = ["push", "cons", "tail", "tail", "pop", "both", "put", "put", "cut", "split", "turn", "concat", "double", "get", "forget", "forget"]  # fmt: skip


@pytest.mark.parametrize("cls", CLASSES)
def test_lists_do_what_python_lists_do(world, cls):
    rng = random.Random(7)
    before = world.objects, world.live
    for _ in range(3):
        pool = Pool(world, cls, rng)
        for _ in range(40 if world.name == "simulation" else 400):
            pool.step()
        pool.check()
        pool.end()
        assert (world.objects, world.live) == before


def drop_all(world, *objects):
    for o in objects:
        world.drop(o)


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 5), (-3, 3), (5, 1), (-(1 << 63), 3 - (1 << 63)), ((1 << 63) - 3, (1 << 63) - 1)])  # fmt: skip
def test_ranges(world, low, high):
    xs = world.call("list_range", (), world.lists["Int"], low, high, 0)
    assert world.items("Int", xs) == list(range(low, high))
    world.drop(xs)


@pytest.mark.parametrize("cls", CLASSES)
def test_repeated_items(world, cls):
    before = world.objects, world.live
    for count in (-1, 0, 1, 9):
        x = random_value(random.Random(2), cls)
        xs = world.call("list_repeat", (cls,), world.lists[cls], world.value(cls, x), count, 0)
        assert world.items(cls, xs) == [x] * count
        world.drop(xs)
    assert (world.objects, world.live) == before


@pytest.mark.parametrize("cls", CLASSES)
def test_pairs(world, cls):
    before = world.objects, world.live
    rng = random.Random(2)
    a, b = [random_value(rng, cls) for _ in range(9)], [random_value(rng, "Bool") for _ in range(7)]
    xs, ys = world.list_of(cls, a), world.list_of("Bool", b)
    width = {"Unit": 0, "Any": 16}.get(cls, 8)
    refs = {"Ref": 1 << 1}.get(cls, 0)
    anys = {"Any": 1 << 1}.get(cls, 0)
    tuples = world.add((1, 16 + width, refs, anys, 0, 0, 8, 0))
    zipped = world.call("list_zip", (cls, "Bool"), world.lists["Ref"], tuples, xs, ys, 0)
    pairs = [world.item("Ref", zipped, k) for k in range(world.field(zipped, 16))]
    assert [world.field(o, 8 + width) for o in pairs] == b
    assert [world.model(cls, world.part(cls, o, 8)) for o in pairs] == a[:7]
    tuples = world.add((1, 16 + width, refs << 1, anys << 1, 0, 0, 8, 0))
    counted = world.call("list_enumerate", (cls,), world.lists["Ref"], tuples, xs, 0)
    pairs = [world.item("Ref", counted, k) for k in range(world.field(counted, 16))]
    assert [(world.field(o, 8), world.model(cls, world.part(cls, o, 16))) for o in pairs] == list(enumerate(a))
    drop_all(world, xs, ys, zipped, counted)
    assert (world.objects, world.live) == before


def test_places_of_items(world):
    xs = world.list_of("Int", [5, 6, 7])
    found = [world.number(world.call("list_at", ("Int",), xs, k)) for k in (-1, 0, 2, 3, 1 << 62)]
    assert found == [None, 5, 7, None, None]
    assert world.number(world.call("list_first", ("Int",), xs)) == 5
    assert world.number(world.call("list_last", ("Int",), xs)) == 7
    world.drop(xs)
    xs = world.empty("Int")
    assert world.number(world.call("list_first", ("Int",), xs)) is None
    assert world.number(world.call("list_last", ("Int",), xs)) is None
    world.drop(xs)


def test_lists_as_deques(world):
    before = world.objects, world.live
    row = (3, 32, 0, 0, 1, 0, 14, 0), (4, 32, 1 << 3, 0, 1, 0, 14, 0)
    deques = world.describe(*row)
    xs = world.list_of("Int", range(50))
    shared = world.call("list_as", ("Int",), world.keep(xs), deques, 0)
    own = world.call("list_as", ("Int",), world.list_of("Int", range(50)), deques, 0)
    part = world.call("list_as", ("Int",), world.call("list_tail", ("Int",), world.keep(xs), 0), deques, 0)
    assert world.items("Int", shared) == world.items("Int", own) == [49 - k for k in range(49, -1, -1)]
    assert [world.octets(o, 4, 4) for o in (shared, own, part)] == [
        number.to_bytes(4, "little") for number in (deques + 1, deques, deques + 1)
    ]
    pushed = world.call("list_push", ("Int",), shared, 7, 0)
    assert world.octets(pushed, 4, 4) == deques.to_bytes(4, "little")
    world.drop(xs)
    alone = world.call("list_push", ("Int",), part, 7, 0)
    assert world.octets(alone, 4, 4) == deques.to_bytes(4, "little")
    drop_all(world, own, alone, pushed)
    assert (world.objects, world.live) == before


def test_small_parts_of_large_lists_keep_little(world):
    before = world.live
    xs = world.list_of("Int", range(600))
    part = world.call("list_slice", ("Int",), xs, 300, 305, 0)
    assert world.live - before < 200
    world.drop(part)
    xs = world.list_of("Int", range(600))
    large = world.live
    view = world.call("list_drop", ("Int",), world.keep(xs), 10, 0)
    assert world.live - large < 64
    assert world.items("Int", view) == list(range(10, 600))
    for _ in range(480):
        view = world.call("list_tail", ("Int",), view, 0)
    world.drop(xs)
    assert world.live - before < 2000
    assert world.items("Int", view) == list(range(490, 600))
    world.drop(view)
    assert world.live == before


def test_the_last_view_takes_its_list_over(world):
    before = world.objects, world.live
    xs = world.list_of("Ref", range(100))
    objects = world.objects
    view = world.call("list_slice", ("Ref",), world.keep(xs), 20, 90, 0)
    assert world.objects == objects + 1
    address = world.address(xs)
    world.drop(xs)
    ys = world.call("list_push", ("Ref",), view, world.value("Ref", 5), 0)
    assert world.address(ys) == address
    assert world.objects == objects - 30 + 1
    assert world.items("Ref", ys) == [*range(20, 90), 5]
    world.drop(ys)
    assert (world.objects, world.live) == before


@pytest.mark.parametrize("cls", ["Int", "Bool"])
def test_large_lists_grow_by_moving_pages(world, cls):
    before = world.objects, world.live
    count = 17_000 if world.name == "simulation" else 60_000
    one = True if cls == "Bool" else 1
    xs = world.call("list_repeat", (cls,), world.lists[cls], one, count, 0)
    other = world.call("list_repeat", (cls,), world.lists[cls], one, count // 3, 0)
    for _ in range(5):
        xs = world.call("list_concat", (cls,), xs, other, 0)
        xs = world.call("list_push", (cls,), xs, type(one)(0), 0)
    world.drop(other)
    model = [1] * count + 5 * ([1] * (count // 3) + [0])
    assert world.items(cls, xs) == model
    world.drop(xs)
    assert (world.objects, world.live) == before


@pytest.mark.parametrize(
    ("name", "arguments", "kind"),
    [
        ("list_get", (3, 0), "index"),
        ("list_get", (-1, 0), "index"),
        ("list_set", (3, 1, 0), "index"),
        ("list_with_capacity", (1 << 40, 0), "memory"),
        ("list_with_capacity", (-1, 0), "memory"),
        ("list_range", (0, 1 << 62, 0), "memory"),
        ("list_range", (-(1 << 63), (1 << 63) - 1, 0), "memory"),
        ("list_repeat", (7, 1 << 60, 0), "memory"),
    ],
)
def test_traps(name, arguments, kind):
    world = SimulatedWorld()
    makes = name in ("list_with_capacity", "list_range", "list_repeat")
    first = world.lists["Int"] if makes else world.list_of("Int", [1, 2, 3])
    with pytest.raises(Trap, match=BY_NAME[kind].doc):
        world.call(name, ("Int",), first, *arguments)


def test_the_limit_of_memory_holds_for_growing_lists():
    world = SimulatedWorld()
    heap.limit = 1 << 20
    xs = world.call("list_range", (), world.lists["Int"], 0, 60000, 0)
    with pytest.raises(Trap, match=BY_NAME["memory"].doc):
        world.call("list_concat", ("Int",), world.keep(xs), xs, 0)
    assert heap.mapped <= 1 << 20


@pytest.mark.parametrize("cls", CLASSES)
def test_looking_for_items(world, cls):
    before = world.objects, world.live
    model = [random_value(random.Random(k), cls) for k in (1, 2, 3, 2, 4)]
    xs = world.list_of(cls, model)
    for wanted in [*model, random_value(random.Random(77), cls)]:
        x = world.value(cls, wanted)
        found = world.number(world.call("list_index_of", (cls,), xs, x, 0))
        assert found == (model.index(wanted) if wanted in model else None)
        assert bool(world.call("list_contains", (cls,), xs, x, 0)) is (wanted in model)
        if cls in RELEASES:
            world.call(*RELEASES[cls], x)
    for k in (-1, 0, 4, 5):
        x = random_value(random.Random(5), cls)
        changed = world.call("list_replace", (cls,), world.keep(xs), k, world.value(cls, x), 0)
        assert world.items(cls, changed) == [x if i == k else y for i, y in enumerate(model)]
        world.drop(changed)
    world.drop(xs)
    assert (world.objects, world.live) == before


@pytest.mark.parametrize("cls", CLASSES)
def test_lists_of_lists_and_ends(world, cls):
    before = world.objects, world.live
    models = [[random_value(random.Random(k), cls) for k in range(size)] for size in (3, 0, 5)]
    lists = world.empty("Ref")
    for model in models:
        lists = world.call("list_push", ("Ref",), lists, world.list_of(cls, model), 0)
    flat = world.call("list_flatten", (cls,), world.lists[cls], lists, 0)
    assert world.items(cls, flat) == models[0] + models[2]
    world.drop(lists)
    width = {"Unit": 0, "Any": 16}.get(cls, 8)
    refs, anys = (1 << 1 if cls == "Ref" else 0) | 1 << (1 + width // 8), 1 << 1 if cls == "Any" else 0
    pairs = world.add((1, max(16 + width, 16), refs, anys, 0, 0, 8, 0))
    whole = models[0] + models[2]
    for name, item, rest in (("list_pop_front", whole[0], whole[1:]), ("list_pop_back", whole[-1], whole[:-1])):
        for shared in (True, False):
            given = world.keep(flat) if shared else world.list_of(cls, whole)
            made = world.call(name, (cls,), pairs, given, 0)
            assert world.model(cls, world.part(cls, made, 8)) == item
            assert world.items(cls, world.at(world.field(made, 8 + width))) == rest
            world.drop(made)
        assert world.call(name, (cls,), pairs, world.empty(cls), 0) is None
    assert bool(world.call("list_is_empty", (cls,), flat)) is False
    world.drop(flat)
    assert (world.objects, world.live) == before


def test_sums_wrap(world):
    xs = world.list_of("Int", [(1 << 63) - 1, 5, -7, (1 << 63) - 1])
    assert world.call("list_sum", (), xs) == -4
    world.drop(xs)
