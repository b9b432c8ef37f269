"""Loops that change lists: with and without others that have them, with views, in every round."""

import random

import pytest

import motet

SOURCE = """
import "std.list" as list

fn at(xs :: List[Int], i :: Int) -> Int { match list.get(xs, i) { Some(x) => x, None => 0 - 1 } }

fn strike(xs :: List[Int], k :: Int, step :: Int, n :: Int) -> List[Int] {
  if k > n { xs } else { strike(list.set(xs, k, 0), k + step, step, n) }
}
fn strike_of_shared(xs :: List[Int], n :: Int) -> (List[Int], List[Int]) { (xs, strike(xs, 0, 3, n)) }
fn strike_of_rest(xs :: List[Int], n :: Int) -> (List[Int], List[Int]) { (xs, strike(list.tail(xs), 0, 2, n)) }
fn strike_of_own_rest(n :: Int) -> List[Int] { strike(list.tail(list.tail(list.range(0, n))), 1, 2, n) }

fn grow(xs :: List[Int], i :: Int, n :: Int) -> List[Int] {
  if i == n { xs } else { grow(list.concat(xs, [i]), i + 1, n) }
}
fn grow_of_shared(xs :: List[Int], n :: Int) -> (List[Int], List[Int]) { (xs, grow(xs, 0, n)) }
fn grow_of_rest(xs :: List[Int], n :: Int) -> (List[Int], List[Int]) { (xs, grow(list.tail(xs), 0, n)) }

fn odd(xs :: List[Int], i :: Int, n :: Int) -> List[Int] {
  if i == n { xs } else { if i % 2 == 1 { odd(list.concat(xs, [i]), i + 1, n) } else { odd(xs, i + 1, n) } }
}
fn pairs(xs :: List[Int], i :: Int, n :: Int) -> List[Int] {
  if i >= n { xs } else { pairs(list.concat(list.concat(xs, [i]), [0 - i]), i + 1, n) }
}
fn doubled(xs :: List[Int], i :: Int, n :: Int) -> List[Int] {
  if i >= n { xs } else { doubled(list.set(list.concat(xs, [i]), i, i * 2), i + 1, n) }
}
fn deal(xs :: List[Int], ys :: List[Int], i :: Int, n :: Int) -> (List[Int], List[Int]) {
  if i == n { (xs, ys) } else { deal(ys, list.concat(xs, [i]), i + 1, n) }
}
fn kept(xs :: List[Int], i :: Int, n :: Int, sum :: Int) -> Int {
  if i == n { sum + at(xs, 0) } else {
    let ys := list.set(xs, i, 5)
    let new := match list.get(ys, i) { Some(y) => y, None => 0 }
    let old := match list.get(xs, i) { Some(x) => x, None => 0 }
    kept(xs, i + 1, n, sum + new + old)
  }
}
fn labels(xs :: List[Str], i :: Int, n :: Int) -> List[Str] {
  if i == n { xs } else { labels(list.concat(xs, ["name"]), i + 1, n) }
}
fn renamed(xs :: List[Str], i :: Int) -> List[Str] {
  if i >= list.len(xs) { xs } else { renamed(list.set(xs, i, "other"), i + 2) }
}
fn flags(n :: Int) -> List[Bool] { list.map(list.range(0, n), fn (i :: Int) -> Bool { i > 2 }) }
fn halves(n :: Int) -> List[Float] {
  list.fold(list.range(0, n), [], fn (xs :: List[Float], i :: Int) -> List[Float] { list.concat(xs, [0.5]) })
}
fn small(xs :: List[Int]) -> List[Int] { list.filter(xs, fn (x :: Int) -> Bool { x < 10 }) }
fn sum(xs :: List[Int]) -> Int { list.fold(xs, 0, fn (a :: Int, x :: Int) -> Int { a + x }) }
"""

SIZES = [0, 1, 2, 3, 4, 5, 8, 17, 100, 4096, 10_000]


@pytest.fixture(scope="module", params=["vm", 1, 2, "promoted"])
def program(request):
    options = {"engine": "vm"}
    if request.param != "vm":
        settings = motet.Settings(tier=1) if request.param == 1 else motet.Settings(first=2)
        if request.param == "promoted":
            settings = motet.Settings(background=False)
        options = {"engine": "jit", "settings": settings}
    loaded = motet.compile(SOURCE, language="lex", name="unshared", **options)
    yield loaded
    assert loaded.machine.live_objects == 0


def struck(items, start, step, last):
    return [0 if k >= start and (k - start) % step == 0 and k <= last else x for k, x in enumerate(items)]


@pytest.mark.parametrize("n", SIZES)
def test_items_are_replaced(program, n):
    items = list(range(1, n + 1))
    assert program.strike(items, 0, 3, n + 5) == struck(items, 0, 3, n + 5)
    assert program.strike(items, -4, 3, n) == struck(items, -4, 3, n)
    assert program.strike_of_shared(items, n) == (items, struck(items, 0, 3, n))
    assert program.strike_of_rest(items, n) == (items, struck(items[1:], 0, 2, n))
    assert program.strike_of_own_rest(n) == struck(list(range(n))[2:], 1, 2, n)


@pytest.mark.parametrize("n", SIZES)
def test_items_are_put_behind(program, n):
    assert program.grow([], 0, n) == list(range(n))
    assert program.grow_of_shared([7, 8, 9], n) == ([7, 8, 9], [7, 8, 9, *range(n)])
    assert program.grow_of_rest([7, 8, 9], n) == ([7, 8, 9], [8, 9, *range(n)])
    assert program.odd([], 0, n) == list(range(1, n, 2))
    assert program.pairs([], 0, n) == [x for i in range(n) for x in (i, -i)]
    assert program.doubled([], 0, n) == [2 * i for i in range(n)]


@pytest.mark.parametrize("n", SIZES)
def test_lists_change_places(program, n):
    xs, ys = [], []
    for i in range(n):
        xs, ys = ys, [*xs, i]
    assert program.deal([], [], 0, n) == (xs, ys)


@pytest.mark.parametrize("n", [0, 1, 5, 100])
def test_lists_that_are_still_needed_stay(program, n):
    items = list(range(1, n + 2))
    assert program.kept(items, 0, n, 0) == sum(5 + items[i] for i in range(n)) + 1


@pytest.mark.parametrize("n", SIZES)
def test_items_that_are_objects(program, n):
    made = program.labels([], 0, n)
    assert made == ["name"] * n
    assert program.renamed(made, 0) == ["other" if i % 2 == 0 else "name" for i in range(n)]


@pytest.mark.parametrize("n", SIZES)
def test_loops_of_the_library(program, n):
    assert program.flags(n) == [i > 2 for i in range(n)]
    assert program.halves(n) == [0.5] * n
    assert program.small(list(range(n))) == list(range(min(n, 10)))
    assert program.sum(list(range(n))) == sum(range(n))


class Writer:
    """Writes a loop over two lists: a chain of changes, some of them behind conditions, in which lists are kept and swapped."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.count = 0

    def name(self):
        self.count += 1
        return f"v{self.count}"

    def number(self, lists):
        some = self.random.choice(lists)
        return self.random.choice(
            (
                "i",
                "sum",
                "3",
                f"list.len({some})",
                f"(match list.get({some}, i) {{ Some(x) => x, None => 1 }})",
                "(n - i)",
            )
        )

    def changed(self, lists):
        some = self.random.choice(lists)
        pushed = f"list.concat({some}, [{self.number(lists)}])"
        replaced = f"list.set({some}, {self.number(lists)}, {self.number(lists)})"
        change = self.random.choice((pushed, replaced, replaced))
        if self.random.random() < 0.3:
            return f"if {self.number(lists)} % 2 == 0 {{ {change} }} else {{ {self.random.choice(lists)} }}"
        return change

    def program(self):
        lists, lines = ["xs", "ys"], []
        for _ in range(self.random.randrange(1, 4)):
            name = self.name()
            lines.append(f"let {name} := {self.changed(lists)}")
            lists.append(name)
        again = [self.random.choice(lists[-2:] if self.random.random() < 0.7 else lists) for _ in range(2)]
        body = "\n    ".join((*lines, f"loop({again[0]}, {again[1]}, i + 1, n, sum + {self.number(lists)})"))
        return f"""import "std.list" as list

fn loop(xs :: List[Int], ys :: List[Int], i :: Int, n :: Int, sum :: Int) -> (List[Int], List[Int], Int) {{
  if i == n {{ (xs, ys, sum) }} else {{
    {body}
  }}
}}
fn run(xs :: List[Int], n :: Int) -> ((List[Int], List[Int], Int), List[Int]) {{ (loop(xs, list.tail(xs), 0, n, 0), xs) }}
"""


@pytest.mark.parametrize("seed", range(40))
def test_random_loops_agree(seed):
    text = Writer(seed).program()
    reference = motet.compile(text, language="lex", name="loop", engine="vm")
    native = motet.compile(text, language="lex", name="loop", engine="jit", settings=motet.Settings(first=2))
    for n in (0, 1, 2, 3, 7, 12):
        items = list(range(n % 5))
        assert native.call("run", items, n) == reference.call("run", items, n)
    assert native.machine.live_objects == 0
