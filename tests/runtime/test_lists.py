"""Lists against Python's, in both worlds; at the end nothing may be left."""

import random

import pytest

from runtime.worlds import CLASSES, random_value


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
