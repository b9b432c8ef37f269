# Puzzles by search: a cryptarithm, the water jugs, a knight's way; states in sets, ways in lists.
import "std.list" as list
import "std.map" as map
import "std.set" as set
import "std.deque" as deque
import "std.str" as str
import "std.int" as int
import "std.option" as option

# ---------- SEND-like sums: digits for letters ----------

fn letters(words :: List[Str]) -> List[Str] {
  set.to_list(set.from_list(list.flat_map(words, fn (w :: Str) -> List[Str] { str.split(w, "") })))
}

fn value(word :: Str, digits :: Map[Str, Int]) -> Int {
  list.fold(str.split(word, ""), 0, fn (n :: Int, c :: Str) -> Int { n * 10 + option.unwrap_or(map.get(digits, c), 0) })
}

fn leading_zero(word :: Str, digits :: Map[Str, Int]) -> Bool { map.get(digits, str.slice(word, 0, 1)) == Some(0) }

fn assign(todo :: List[Str], free :: List[Int], digits :: Map[Str, Int], good :: (Map[Str, Int]) -> Bool) -> Option[Map[Str, Int]] {
  match todo {
    [] => if good(digits) { Some(digits) } else { None },
    [c, ..rest] => list.fold(free, None, fn (found :: Option[Map[Str, Int]], d :: Int) -> Option[Map[Str, Int]] {
      option.or_else(found, fn () -> Option[Map[Str, Int]] {
        assign(rest, list.filter(free, fn (x :: Int) -> Bool { x != d }), map.set(digits, c, d), good)
      })
    }),
  }
}

# args: ["ab","ba"] ; "cc" ; 6
# expect: {"$variant":"Some","args":[{"a":1,"b":2,"c":3}]}
# args: ["a","a"] ; "b" ; 2
# expect: {"$variant":"None","args":[]}
# args: ["a","a"] ; "b" ; 3
# expect: {"$variant":"Some","args":[{"a":1,"b":2}]}
fn solve(addends :: List[Str], total :: Str, digits :: Int) -> Option[Map[Str, Int]] {
  let words := list.concat(addends, [total])
  assign(letters(words), list.range(0, digits), map.new(), fn (m :: Map[Str, Int]) -> Bool {
    let sum := list.fold(addends, 0, fn (n :: Int, w :: Str) -> Int { n + value(w, m) })
    sum == value(total, m) and not list.any(words, fn (w :: Str) -> Bool { leading_zero(w, m) })
  })
}

# ---------- breadth first search over any states ----------

fn search[S](start :: S, key :: (S) -> Str, next :: (S) -> List[S], goal :: (S) -> Bool) -> Option[List[S]] {
  explore(deque.from_list([[start]]), set.from_list([key(start)]), key, next, goal)
}

fn explore[S](queue :: Deque[List[S]], seen :: Set[Str], key :: (S) -> Str, next :: (S) -> List[S], goal :: (S) -> Bool) -> Option[List[S]] {
  match deque.pop_front(queue) {
    None => None,
    Some((way, rest)) => match list.head(way) {
      None => None,
      Some(here) => if goal(here) {
        Some(list.reverse(way))
      } else {
        let fresh := list.filter(next(here), fn (s :: S) -> Bool { not set.has(seen, key(s)) })
        let queue2 := list.fold(fresh, rest, fn (q :: Deque[List[S]], s :: S) -> Deque[List[S]] { deque.push_back(q, list.cons(s, way)) })
        let seen2 := list.fold(fresh, seen, fn (k :: Set[Str], s :: S) -> Set[Str] { set.add(k, key(s)) })
        explore(queue2, seen2, key, next, goal)
      },
    },
  }
}

type Jugs = { small :: Int, large :: Int }

fn pours(j :: Jugs) -> List[Jugs] {
  let to_large := int.min(j.small, 5 - j.large)
  let to_small := int.min(j.large, 3 - j.small)
  [
    { small: 3, large: j.large },
    { small: j.small, large: 5 },
    { small: 0, large: j.large },
    { small: j.small, large: 0 },
    { small: j.small - to_large, large: j.large + to_large },
    { small: j.small + to_small, large: j.large - to_small },
  ]
}

# args: 4
# expect: {"$variant":"Some","args":[[{"large":0,"small":0},{"large":5,"small":0},{"large":2,"small":3},{"large":2,"small":0},{"large":0,"small":2},{"large":5,"small":2},{"large":4,"small":3}]]}
# args: 7
# expect: {"$variant":"None","args":[]}
fn jugs(wanted :: Int) -> Option[List[Jugs]] {
  search(
    { small: 0, large: 0 },
    fn (j :: Jugs) -> Str { int.to_str(j.small) + "/" + int.to_str(j.large) },
    pours,
    fn (j :: Jugs) -> Bool { j.small == wanted or j.large == wanted }
  )
}

fn jumps(p :: (Int, Int)) -> List[(Int, Int)] {
  let deltas := [(1, 2), (2, 1), (2, -1), (1, -2), (-1, -2), (-2, -1), (-2, 1), (-1, 2)]
  match p {
    (x, y) => list.filter(list.map(deltas, fn (d :: (Int, Int)) -> (Int, Int) { match d { (a, b) => (x + a, y + b) } }), fn (q :: (Int, Int)) -> Bool {
      match q { (a, b) => a >= 0 and b >= 0 and a < 8 and b < 8 }
    }),
  }
}

# args: 7 ; 7
# expect: {"$variant":"Some","args":[6]}
# args: 0 ; 0
# expect: {"$variant":"Some","args":[0]}
# args: 1 ; 1
# expect: {"$variant":"Some","args":[4]}
# args: 8 ; 8
# expect: {"$variant":"None","args":[]}
fn knight(x :: Int, y :: Int) -> Option[Int] {
  let way := search((0, 0), fn (p :: (Int, Int)) -> Str { match p { (a, b) => int.to_str(a * 8 + b) } }, jumps, fn (p :: (Int, Int)) -> Bool { p == (x, y) })
  option.map(way, fn (w :: List[(Int, Int)]) -> Int { list.len(w) - 1 })
}
