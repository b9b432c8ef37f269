"""Runs that end at any place at all: at every poll, at every page that is refused, out of fuel at every block.

Afterwards the heap must be as after a run that has ended well: every block in its place, the accounts exact, nothing alive
but literals; and the next run must give the right result.
"""

import threading

import pytest

import motet
from motet.bytecode.traps import Trap
from motet.jit.context import REASONS, REQUESTS
from motet.jit.process import Native
from motet.jit.typed_python.library import NativeLibrary
from motet.jit.watch import WATCHER
from motet.policy import Limits, Settings
from runtime.heap_walk import check

PROGRAM = """
import "std.str" as str
import "std.int" as int
import "std.list" as list
import "std.map" as map
import "std.set" as set
import "std.deque" as deque
import "std.bytes" as bytes
import "std.tuple" as tuple
import "std.option" as option

type Tree = Leaf | Node(Tree, Str, Tree)
type Point = { x :: Int, name :: Str, tags :: List[Str] }

fn grown(n :: Int, t :: Tree) -> Tree {
  if n == 0 { t } else { grown(n - 1, insert(t, int.to_str(n * 7919 % 1009))) }
}
fn insert(t :: Tree, key :: Str) -> Tree {
  match t {
    Leaf => Node(Leaf, key, Leaf),
    Node(l, k, r) => if str.cmp(key, k) < 0 { Node(insert(l, key), k, r) } else { Node(l, k, insert(r, key)) },
  }
}
fn weight(t :: Tree) -> Int {
  match t { Leaf => 0, Node(l, k, r) => weight(l) + str.len(k) + weight(r) }
}
fn trees(n :: Int) -> Int {
  let t := grown(n, Leaf)
  let u := insert(t, "new")
  weight(t) + weight(u) + (if t == u { 1 } else { 0 })
}

fn chain(n :: Int, t :: Tree) -> Tree { if n == 0 { t } else { chain(n - 1, Node(t, int.to_str(n), Leaf)) } }
fn depth(t :: Tree, n :: Int) -> Int { match t { Leaf => n, Node(l, k, r) => depth(l, n + 1) } }
fn chains(n :: Int) -> Int {
  let t := chain(n, Leaf)
  let other := chain(n, Leaf)
  depth(t, 0) + (if t == other { 1 } else { 0 })
}

fn texts(n :: Int) -> Int {
  let words := list.map(list.range(0, n), fn (i :: Int) -> Str { str.concat("word ", int.to_str(i)) })
  let joined := str.join(words, ", ")
  let parts := str.split(joined, ",")
  let upper := list.map(parts, fn (p :: Str) -> Str { str.to_upper(str.trim(p)) })
  let whole := list.fold(upper, "", fn (a :: Str, p :: Str) -> Str { str.concat(a, p) })
  str.len(str.replace(str.repeat(whole, 3), "WORD", "w")) + list.len(parts)
}

fn lists(n :: Int) -> Int {
  let xs := list.map(list.range(0, n), fn (i :: Int) -> List[Str] { [int.to_str(i), "same"] })
  let flat := list.flatten(xs)
  let pairs := list.zip(list.reverse(flat), list.enumerate(flat))
  let sorted := list.sort_by(flat, fn (s :: Str) -> Str { s })
  let kept := list.filter(list.concat(sorted, flat), fn (s :: Str) -> Bool { s != "same" })
  let dropped := list.drop(list.take(kept, n), n / 2)
  heads(list.set(list.cons("z", dropped), 3, "y"), 0) + list.len(pairs) + list.len(list.push(flat, "q"))
}
fn heads(xs :: List[Str], n :: Int) -> Int {
  match xs { [] => n, [x, ..rest] => heads(rest, n + str.len(x)) }
}

fn maps(n :: Int) -> Int {
  let keys := list.map(list.range(0, n), fn (i :: Int) -> Str { int.to_str(i * 37 % n) })
  let m := list.fold(keys, map.new(), fn (m :: Map[Str, List[Str]], k :: Str) -> Map[Str, List[Str]] {
    map.set(m, k, [k, "value"])
  })
  let fewer := list.fold(list.take(keys, n / 2), m, fn (m :: Map[Str, List[Str]], k :: Str) -> Map[Str, List[Str]] {
    map.delete(m, k)
  })
  let numbers := map.from_list(list.enumerate(keys))
  let both := map.merge(fewer, m)
  let some := set.union(set.from_list(keys), set.from_list(["a", "b"]))
  let less := set.diff(some, set.intersect(some, set.from_list(map.keys(fewer))))
  map.size(both) + set.size(less) + list.len(map.entries(numbers)) + list.len(map.values(m))
}

fn records(n :: Int) -> Int {
  let first := { x: 0, name: "p", tags: ["a"] }
  let points := list.fold(list.range(0, n), [first], fn (ps :: List[Point], i :: Int) -> List[Point] {
    match list.last(ps) {
      Some(p) => list.push(ps, { x: p.x + i, name: int.to_str(i), tags: list.push(p.tags, p.name) }),
      None => ps,
    }
  })
  list.fold(points, 0, fn (a :: Int, p :: Point) -> Int { a + p.x + list.len(p.tags) })
}

fn composed(n :: Int, f :: (Int) -> Int) -> (Int) -> Int {
  if n == 0 { f } else { composed(n - 1, fn (x :: Int) -> Int { f(x) + n }) }
}
fn closures(n :: Int) -> Int {
  let f := composed(n, fn (x :: Int) -> Int { x })
  let fs := list.map(list.range(0, n), fn (i :: Int) -> (Int) -> Int { fn (x :: Int) -> Int { f(x) + i } })
  list.fold(list.take(fs, 5), 0, fn (a :: Int, g :: (Int) -> Int) -> Int { a + g(1) })
}

fn queues(n :: Int) -> Int {
  let q := list.fold(list.range(0, n), deque.new(), fn (q :: Deque[Str], i :: Int) -> Deque[Str] {
    deque.push_front(deque.push_back(q, int.to_str(i)), "front")
  })
  let data := bytes.concat_all(list.map(deque.to_list(q), fn (s :: Str) -> Bytes { bytes.from_str(s) }))
  drained(q, 0) + bytes.len(data)
}
fn drained(q :: Deque[Str], n :: Int) -> Int {
  match deque.pop_front(q) { None => n, Some(pair) => drained(tuple.snd(pair), n + str.len(tuple.fst(pair))) }
}
"""

NAMES = ("trees", "chains", "texts", "lists", "maps", "records", "closures", "queues")
TIERS = {"tier 1": Settings(tier=1, background=False), "tier 2": Settings(first=2, background=False)}
PLENTY = 1 << 30


@pytest.fixture(autouse=True)
def all_blocks_are_walked_over(monkeypatch):
    """However large the heap is."""
    monkeypatch.setattr("motet.jit.heap._WALKED", PLENTY)


@pytest.fixture(scope="module", params=[False, True], ids=["normal", "debug"])
def library(request):
    """The library of the process, or one that fills blocks with a pattern when they are freed."""
    usual = NativeLibrary.shared()
    if request.param:
        NativeLibrary._shared = NativeLibrary(Native.shared().addresses, debug=True)
    yield
    NativeLibrary._shared = usual


@pytest.fixture(scope="module", params=sorted(TIERS))
def start(request, library):
    """`start(**limits)`: a machine for the program."""
    loadeds = {}

    def make(**limits):
        key = tuple(limits)
        if key not in loadeds:
            given = Limits(**{"memory": PLENTY, "stack": "16MB", **limits})
            loaded = motet.compile(PROGRAM, language="lex", engine="jit", settings=TIERS[request.param], limits=given)
            loadeds[key] = loaded, Breakable(loaded)
        return loadeds[key][1]

    yield make
    for loaded, _ in loadeds.values():
        loaded.close()


class Breakable:
    """A machine whose runs can be ended where one wants."""

    def __init__(self, loaded):
        self.loaded = loaded
        self.machine = loaded.machine
        self.runner = self.machine._runner
        self.context = self.runner.region.context.address
        self.left = None
        self.machine._entry = self._entry(self.machine._entry)
        self.runner._answers[REQUESTS["attention"]] = self._attention

    def _entry(self, original):
        def entry(*arguments):
            found = original(*arguments)
            self._ask()
            return found

        return entry

    def _ask(self):
        if self.left is not None:
            WATCHER.ask(self.context, REASONS["signal"])

    def _attention(self):
        WATCHER.acknowledge(self.context)
        self.runner.poll()
        if self.left is None:
            return
        if self.left == 0:
            raise Trap("interrupted")
        self.left -= 1
        self._ask()

    def run(self, name, size, polls=None):
        """The result, or the kind of the trap; `polls`: the run is ended at this poll."""
        self.left = polls
        try:
            (result,) = self.machine.call(self.machine.program.index(name), [size])
        except Trap as trap:
            result = trap.kind
        self.left = None
        return result

    def polls(self, name, size):
        """Number of polls of a run that ends well."""
        self.left = most = 1 << 40
        self.machine.call(self.machine.program.index(name), [size])
        count, self.left = most - self.left, None
        return count

    def assert_empty(self):
        heap = self.machine.heap
        assert len(check(heap)) == heap.objects == len(heap.mappings.made)
        assert self.machine.live_objects == 0


def steps(count, wanted):
    """Numbers below `count`: all if there are few, else `wanted` of them, more of the first ones."""
    near = range(min(count, wanted // 3))
    rest = max((count - len(near)) // max(wanted - len(near), 1), 1)
    return [*near, *range(len(near), count, rest)]


@pytest.mark.parametrize("name", NAMES)
def test_a_run_may_end_at_every_poll(start, name):
    broken = start()
    expected = broken.run(name, 60)
    count = broken.polls(name, 60)
    assert count > 0
    for number in steps(count, 60):
        assert broken.run(name, 60, number) == "interrupted"
        broken.assert_empty()
    assert broken.run(name, 60) == expected
    broken.assert_empty()


@pytest.mark.parametrize("name", NAMES)
def test_a_run_may_be_refused_any_page(start, name):
    broken = start()
    heap = broken.machine.heap
    expected = broken.run(name, 300)
    heap.mappings.unmap()
    kinds = set()
    for size in range(600):
        heap.limit = size * 4096
        found = broken.run(name, 300)
        kinds.add(found)
        assert heap.limit == size * 4096
        broken.assert_empty()
        if found == expected:
            break
        assert found == "memory"
        heap.mappings.unmap()
    heap.limit = PLENTY
    assert kinds == {"memory", expected}


@pytest.mark.parametrize("name", NAMES)
def test_a_run_may_have_any_fuel(start, name):
    broken = start(fuel=1 << 40)
    broken.runner._limits = Limits(fuel=1 << 40, stack="16MB")
    expected = broken.run(name, 20)
    needed = (1 << 40) - broken.machine.fuel_left
    for fuel in steps(needed - 1, 60):
        broken.runner._limits = Limits(fuel=1 + fuel, stack="16MB")
        assert broken.run(name, 20) == "fuel"
        broken.assert_empty()
    broken.runner._limits = Limits(fuel=needed, stack="16MB")
    assert broken.run(name, 20) == expected
    broken.assert_empty()


@pytest.mark.parametrize("walked", [0, PLENTY])
def test_a_run_may_be_cancelled_at_any_time(start, monkeypatch, walked):
    monkeypatch.setattr("motet.jit.heap._WALKED", walked)
    broken = start()
    for name in NAMES:
        expected = broken.run(name, 2000)
        for delay in range(5):
            timer = threading.Timer(delay / 2000, broken.machine.cancel)
            timer.start()
            assert broken.run(name, 2000) in (expected, "cancelled")
            timer.join()
            broken.assert_empty()
