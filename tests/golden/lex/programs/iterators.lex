# Iterators: lazy ones, effects of what they are mapped with, which happen where the signature says.
import "std.io" as io
import "std.int" as int
import "std.iter" as iter
import "std.list" as list
import "std.map" as map
import "std.option" as option

fn count_up(from :: Int) -> Iter[Int] {
  iter.unfold(from, fn (n :: Int) -> Option[(Int, Int)] { Some((n, n + 1)) })
}

fn up_to(last :: Int) -> Iter[Int] {
  iter.unfold(1, fn (n :: Int) -> Option[(Int, Int)] {
    if n > last { None } else { Some((n, n + 1)) }
  })
}

fn primes() -> Iter[Int] {
  iter.filter(count_up(2), fn (n :: Int) -> Bool {
    list.all(list.range(2, n), fn (d :: Int) -> Bool { n % d != 0 })
  })
}

# args: 10
# expect: [2,3,5,7,11,13,17,19,23,29]
# args: 0
# expect: []
fn first_primes(n :: Int) -> List[Int] { iter.to_list(iter.take(primes(), n)) }

# expect: [49,64,81]
fn squares() -> List[Int] {
  count_up(1)
    |> iter.map(fn (n :: Int) -> Int { n * n })
    |> iter.skip(6)
    |> iter.take(3)
    |> iter.to_list
}

fn total(it :: Iter[Int]) -> Int { iter.fold(it, 0, fn (a :: Int, n :: Int) -> Int { a + n }) }

# output: 1
# output: 2
# output: 3
# output: mapped
# expect: 12
fn effects_at_once() -> [io] Int {
  let doubled := iter.map(up_to(3), fn (n :: Int) -> [io] Int {
    io.print(int.to_str(n))
    n * 2
  })
  io.print("mapped")
  total(doubled)
}

# output: ? 1
# output: ? 2
# output: filtered
# expect: 2
fn questions_at_once() -> [io] Int {
  let kept := iter.filter(iter.from_list([1, 2]), fn (n :: Int) -> [io] Bool {
    io.print("? " + int.to_str(n))
    n > 1
  })
  io.print("filtered")
  total(kept)
}

fn each[A, B, E](it :: Iter[A], f :: (A) -> [| E] B) -> [| E] Iter[B] { iter.map(it, f) }

# output: > a
# output: > b
# expect: 2
fn any_effects() -> [io] Int {
  iter.count(each(iter.from_list(["a", "b"]), fn (s :: Str) -> [io] Unit { io.print("> " + s) }))
}

fn zip(a :: Iter[Int], b :: Iter[Str], found :: List[(Int, Str)]) -> List[(Int, Str)] {
  match (iter.next(a), iter.next(b)) {
    (Some((n, more)), Some((s, rest))) => zip(more, rest, list.concat(found, [(n, s)])),
    _ => found,
  }
}

# expect: [[5,"x"],[6,"y"]]
fn zipped() -> List[(Int, Str)] { zip(count_up(5), iter.from_list(["x", "y"]), []) }

# expect: [0,1,1,2,3,5,8,13]
fn fibonacci() -> List[Int] {
  iter.unfold((0, 1), fn (p :: (Int, Int)) -> Option[(Int, (Int, Int))] {
    match p { (a, b) => if a > 20 { None } else { Some((a, (b, a + b))) } }
  }) |> iter.collect
}

# expect: [true,false,true,3]
fn ends() -> (Bool, Bool, Bool, Int) {
  let it := up_to(3)
  (iter.is_empty(up_to(0)), iter.is_empty(it), iter.is_empty(iter.skip(it, 5)), iter.count(it))
}

# Collatz sequences, memory in a map.
# args: 6
# expect: [6,3,10,5,16,8,4,2,1]
fn collatz(n :: Int) -> List[Int] {
  iter.to_list(iter.unfold(Some(n), fn (state :: Option[Int]) -> Option[(Int, Option[Int])] {
    option.map(state, fn (k :: Int) -> (Int, Option[Int]) {
      (k, if k == 1 { None } else { if k % 2 == 0 { Some(k / 2) } else { Some(3 * k + 1) } })
    })
  }))
}
