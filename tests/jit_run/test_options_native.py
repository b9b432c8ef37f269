"""Options and Results that are taken apart at once, and such that are kept, agree on all engines."""

import pytest

import motet

SOURCE = """
import "std.map" as map
import "std.str" as str
import "std.int" as int
import "std.list" as list
import "std.option" as option
import "std.deque" as deque

type Pair = { left :: Str, right :: Option[Str] }

fn found(m :: Map[Str, Int], k :: Str) -> Int { match map.get(m, k) { Some(x) => x, None => 0 - 1 } }
fn default(m :: Map[Str, Str], k :: Str) -> Str { option.unwrap_or(map.get(m, k), "nothing") }
fn first(m :: Map[Str, List[Int]], k :: Str) -> List[Int] { match map.get(m, k) { Some(xs) => list.cons(1, xs), None => [] } }
fn number(s :: Str) -> Int { match str.to_int(s) { Some(x) => x * 2, None => 0 } }
fn twice(m :: Map[Str, Str], k :: Str) -> (Str, Bool) {
  let v := map.get(m, k)
  match v { Some(x) => (x, option.is_some(v)), None => (match v { Some(z) => z, None => "none" }, option.is_none(v)) }
}
fn kept(m :: Map[Str, Str], k :: Str) -> Pair {
  let v := map.get(m, k)
  { left: match v { Some(x) => x, None => "" }, right: v }
}
fn both(m :: Map[Str, Int], k :: Str) -> Int {
  match (map.get(m, k), str.to_int(k)) { (Some(x), Some(y)) => x + y, (None, Some(y)) => y, _ => 0 }
}
fn equal(m :: Map[Str, Int], k :: Str) -> Bool { map.get(m, k) == Some(1) }
fn drained(n :: Int) -> Int { drain(filled(deque.new(), n), 0) }
fn filled(q :: Deque[Int], n :: Int) -> Deque[Int] { if n == 0 { q } else { filled(deque.push_back(q, n), n - 1) } }
fn drain(q :: Deque[Int], sum :: Int) -> Int {
  match deque.pop_front(q) { Some((x, rest)) => drain(rest, sum * 2 + x), None => sum }
}
fn count(words :: List[Str]) -> List[(Str, Int)] {
  map.entries(list.fold(words, map.new(), fn (m :: Map[Str, Int], w :: Str) -> Map[Str, Int] {
    map.set(m, w, match map.get(m, w) { Some(k) => k + 1, None => 1 })
  }))
}
fn texts(words :: List[Str]) -> List[(Str, Str)] {
  map.entries(list.fold(words, map.new(), fn (m :: Map[Str, Str], w :: Str) -> Map[Str, Str] {
    map.set(m, w, match map.get(m, w) { Some(k) => str.concat(k, w), None => w })
  }))
}
fn last(n :: Int, best :: Option[Str]) -> Str {
  if n == 0 { match best { Some(s) => s, None => "none" } } else {
    last(n - 1, if n % 3 == 0 { Some(int.to_str(n)) } else { if n % 3 == 1 { best } else { None } })
  }
}
fn checked(s :: Str) -> Result[Int, Str] { match str.to_int(s) { Some(x) => Ok(x), None => Err(str.concat("no number: ", s)) } }
fn sum(xs :: List[Str], total :: Int) -> Result[Int, Str] {
  match list.head(xs) {
    None => Ok(total),
    Some(x) => {
      let n := checked(x)?
      sum(list.tail(xs), total + n)
    },
  }
}
fn swapped(a :: Int, b :: Str, n :: Int) -> (Int, Str) {
  match (if n > 0 { (a, b) } else { (b_length(b), int.to_str(a)) }) { (x, y) => (x + 1, y) }
}
fn b_length(b :: Str) -> Int { str.len(b) }
"""


@pytest.fixture(scope="module", params=["vm", 1, 2])
def program(request):
    options = {"engine": "vm"}
    if request.param != "vm":
        settings = motet.Settings(tier=1) if request.param == 1 else motet.Settings(first=2)
        options = {"engine": "jit", "settings": settings}
    loaded = motet.compile(SOURCE, language="lex", name="options", **options)
    yield loaded
    assert loaded.machine.live_objects == 0


def test_what_a_map_has(program):
    numbers, texts = {"a": 1, "b": -7, "5": 6}, {"a": "x", "b": "a longer text " * 5}
    assert [program.found(numbers, k) for k in ("a", "b", "c", "")] == [1, -7, -1, -1]
    assert [program.default(texts, k) for k in ("a", "b", "c")] == ["x", texts["b"], "nothing"]
    assert [program.first({"a": [2, 3]}, k) for k in ("a", "b")] == [[1, 2, 3], []]
    assert [program.twice(texts, k) for k in ("b", "c")] == [(texts["b"], True), ("none", True)]
    assert [program.both(numbers, k) for k in ("5", "6", "a")] == [11, 6, 0]
    assert [program.equal(numbers, k) for k in ("a", "b", "c")] == [True, False, False]


def test_options_that_are_kept(program):
    assert program.kept({"a": "x"}, "a") == {"left": "x", "right": motet.Variant("Some", "x")}
    assert program.kept({"a": "x"}, "b") == {"left": "", "right": motet.Variant("None")}


def test_numbers_in_texts(program):
    assert [program.number(s) for s in ("21", "-3", "", "x", "99999999999999999999")] == [42, -6, 0, 0, 0]


def test_deques(program):
    total = 0
    for x in range(20, 0, -1):
        total = total * 2 + x
    assert program.drained(20) == total


def test_words_are_counted(program):
    words = ["the", "cat", "and", "the", "dog", "and", "the", "bird"]
    assert program.count(words) == [(w, words.count(w)) for w in sorted(set(words))]
    assert program.texts(words) == [(w, w * words.count(w)) for w in sorted(set(words))]
    assert program.count([]) == []


def test_options_that_a_loop_carries(program):
    for n in range(8):
        best = motet.Variant("Some", "start")
        for k in range(n, 0, -1):
            best = motet.Variant("Some", str(k)) if k % 3 == 0 else best if k % 3 == 1 else motet.Variant("None")
        assert program.last(n, motet.Variant("Some", "start")) == (best.values[0] if best.name == "Some" else "none")


def test_results(program):
    assert program.sum(["1", "2", "39"], 0) == motet.Variant("Ok", 42)
    assert program.sum(["1", "two", "39"], 0) == motet.Variant("Err", "no number: two")
    assert program.sum([], 0) == motet.Variant("Ok", 0)


def test_tuples(program):
    assert program.swapped(1, "abc", 1) == (2, "abc")
    assert program.swapped(1, "abc", 0) == (4, "1")
