# A seeded generator: the same numbers on each run.
import "std.random" as random
import "std.list" as list
import "std.tuple" as tuple
import "std.map" as map
import "std.option" as option
import "std.math" as math

type Walk = { rng :: Rng, at :: Int, path :: List[Int] }

fn step(w :: Walk, _ :: Int) -> Walk {
  match random.int(w.rng, 0, 1) {
    (0, next) => { rng: next, at: w.at - 1, path: list.concat(w.path, [w.at - 1]) },
    (_, next) => { rng: next, at: w.at + 1, path: list.concat(w.path, [w.at + 1]) },
  }
}

fn walk(seed :: Int, n :: Int) -> Walk {
  list.fold(list.range(0, n), { rng: random.seed(seed), at: 0, path: [] }, step)
}

# expect: true
fn repeats() -> Bool { walk(7, 50).path == walk(7, 50).path }

# expect: false
fn differs() -> Bool { walk(7, 50).path == walk(8, 50).path }

fn shuffle[T](rng :: Rng, xs :: List[T], acc :: List[T]) -> List[T] {
  match xs {
    [] => acc,
    _ => match random.int(rng, 0, list.len(xs) - 1) {
      (i, next) => match list.get(xs, i) {
        Some(x) => shuffle(next, list.concat(list.take(xs, i), list.drop(xs, i + 1)), list.cons(x, acc)),
        None => acc,
      },
    },
  }
}

# args: 1
# expect: [0,1,2,3,4,5,6,7,8,9]
# args: 99
# expect: [0,1,2,3,4,5,6,7,8,9]
fn permutation(seed :: Int) -> List[Int] {
  list.sort_by(shuffle(random.seed(seed), list.range(0, 10), []), fn (n :: Int) -> Int { n })
}

fn floats(rng :: Rng, n :: Int, acc :: List[Float]) -> List[Float] {
  if n == 0 {
    acc
  } else {
    match random.float(rng) { (x, next) => floats(next, n - 1, list.cons(x, acc)) }
  }
}

# expect: true
fn in_unit() -> Bool {
  list.fold(floats(random.seed(3), 200, []), true, fn (ok :: Bool, x :: Float) -> Bool { ok and x >= 0.0 and x < 1.0 })
}

# expect: [{"$variant":"None","args":[]},true]
fn choices() -> (Option[Int], Bool) {
  let none := option.map(random.choose(random.seed(1), []), fn (p :: (Int, Rng)) -> Int { tuple.fst(p) })
  let some := match random.choose(random.seed(1), ["a", "b"]) {
    Some((s, _)) => s == "a" or s == "b",
    None => false,
  }
  (none, some)
}

# error: random.int: hi (1) must be >= lo (2)
fn reversed() -> Int { tuple.fst(random.int(random.seed(1), 2, 1)) }
