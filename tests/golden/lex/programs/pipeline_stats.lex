# Rows of text become records, records groups, groups statistics.
import "std.str" as str
import "std.int" as int
import "std.float" as float
import "std.list" as list
import "std.map" as map
import "std.math" as math
import "std.option" as option
import "std.tuple" as tuple

type Sale = { region :: Str, product :: Str, units :: Int, price :: Float }

type Stats = { count :: Int, total :: Float, mean :: Float, best :: Option[Str] }

fn parse_sale(line :: Str) -> Option[Sale] {
  match str.split(line, ",") {
    [region, product, units, price] => option.and_then(str.to_int(str.trim(units)), fn (u :: Int) -> Option[Sale] {
      option.map(str.to_float(str.trim(price)), fn (p :: Float) -> Sale {
        { region: str.trim(region), product: str.trim(product), units: u, price: p }
      })
    }),
    _ => None,
  }
}

fn keep_some[T](xs :: List[Option[T]]) -> List[T] {
  list.fold(xs, [], fn (acc :: List[T], x :: Option[T]) -> List[T] {
    match x {
      Some(v) => list.concat(acc, [v]),
      None => acc,
    }
  })
}

fn group_by[T](xs :: List[T], key :: (T) -> Str) -> Map[Str, List[T]] {
  list.fold(xs, map.new(), fn (m :: Map[Str, List[T]], x :: T) -> Map[Str, List[T]] {
    let k := key(x)
    map.set(m, k, list.concat(option.unwrap_or(map.get(m, k), []), [x]))
  })
}

fn revenue(s :: Sale) -> Float { int.to_float(s.units) * s.price }

fn max_by[T](xs :: List[T], score :: (T) -> Float) -> Option[T] {
  list.fold(xs, None, fn (best :: Option[T], x :: T) -> Option[T] {
    match best {
      None => Some(x),
      Some(b) => if score(x) > score(b) { Some(x) } else { best },
    }
  })
}

fn stats(sales :: List[Sale]) -> Stats {
  let total := list.fold(sales, 0.0, fn (acc :: Float, s :: Sale) -> Float { acc + revenue(s) })
  let count := list.len(sales)
  {
    count: count,
    total: total,
    mean: if count == 0 { 0.0 } else { total / int.to_float(count) },
    best: option.map(max_by(sales, revenue), fn (s :: Sale) -> Str { s.product }),
  }
}

fn data() -> Str {
  str.join([
    "north, apple, 10, 0.5",
    "south, pear, 4, 1.25",
    "north, plum, 3, 2.0",
    "bad line",
    "south, apple, x, 1",
    "east, fig, 1, 0.75",
    "south, kiwi, 8, 1.0",
  ], "\n")
}

fn sales() -> List[Sale] { keep_some(list.map(str.split(data(), "\n"), parse_sale)) }

# expect: {"east":{"best":{"$variant":"Some","args":["fig"]},"count":1,"mean":0.75,"total":0.75},"north":{"best":{"$variant":"Some","args":["plum"]},"count":2,"mean":5.5,"total":11.0},"south":{"best":{"$variant":"Some","args":["kiwi"]},"count":2,"mean":6.5,"total":13.0}}
fn main() -> Map[Str, Stats] {
  let groups := group_by(sales(), fn (s :: Sale) -> Str { s.region })
  map.fold(groups, map.new(), fn (acc :: Map[Str, Stats], region :: Str, xs :: List[Sale]) -> Map[Str, Stats] {
    map.set(acc, region, stats(xs))
  })
}

# expect: {"best":{"$variant":"None","args":[]},"count":0,"mean":0.0,"total":0.0}
fn nothing() -> Stats { stats([]) }

# expect: ["kiwi","plum","apple","pear","fig"]
fn ranking() -> List[Str] {
  sales()
    |> list.sort_by(fn (s :: Sale) -> Float { 0.0 - revenue(s) })
    |> list.map(fn (s :: Sale) -> Str { s.product })
    |> unique
}

fn unique(xs :: List[Str]) -> List[Str] {
  list.fold(xs, [], fn (acc :: List[Str], x :: Str) -> List[Str] {
    let seen := list.fold(acc, false, fn (found :: Bool, y :: Str) -> Bool { found or x == y })
    if seen { acc } else { list.concat(acc, [x]) }
  })
}

# args: [2,4,4,4,5,5,7,9]
# expect: [5.0,2.0,4.5]
fn moments(xs :: List[Int]) -> (Float, Float, Float) {
  let n := int.to_float(list.len(xs))
  let fs := list.map(xs, int.to_float)
  let mean := list.fold(fs, 0.0, fn (a :: Float, x :: Float) -> Float { a + x }) / n
  let variance := list.fold(fs, 0.0, fn (a :: Float, x :: Float) -> Float { a + (x - mean) * (x - mean) }) / n
  let sorted := list.sort_by(xs, fn (x :: Int) -> Int { x })
  let middle := list.len(xs) / 2
  let median := match (list.get(sorted, middle - 1), list.get(sorted, middle)) {
    (Some(a), Some(b)) => int.to_float(a + b) / 2.0,
    _ => 0.0,
  }
  (mean, math.sqrt(variance), median)
}

# args: "the cat and the dog and the bird"
# expect: [["the",3],["and",2],["bird",1],["cat",1],["dog",1]]
fn word_count(text :: Str) -> List[(Str, Int)] {
  let counts := list.fold(str.split(text, " "), map.new(), fn (m :: Map[Str, Int], w :: Str) -> Map[Str, Int] {
    map.set(m, w, option.unwrap_or(map.get(m, w), 0) + 1)
  })
  list.sort_by(map.entries(counts), fn (e :: (Str, Int)) -> Int { -tuple.snd(e) })
}
