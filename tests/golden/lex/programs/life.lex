# Conway's game of life on a grid without edges, cells in a set.
import "std.set" as set
import "std.list" as list
import "std.str" as str
import "std.int" as int
import "std.io" as io
import "std.tuple" as tuple

type Cell = (Int, Int)

# Sets hold Int and Str only, so a cell is one number.
fn key(x :: Int, y :: Int) -> Int { y * 1000 + x }

fn col(k :: Int) -> Int { k % 1000 }

fn row(k :: Int) -> Int { k / 1000 }

fn around(k :: Int) -> List[Int] {
  let deltas := [-1001, -1000, -999, -1, 1, 999, 1000, 1001]
  list.map(deltas, fn (d :: Int) -> Int { k + d })
}

fn count_near(cells :: Set[Int], k :: Int) -> Int {
  list.fold(around(k), 0, fn (n :: Int, c :: Int) -> Int {
    if set.has(cells, c) { n + 1 } else { n }
  })
}

fn step(cells :: Set[Int]) -> Set[Int] {
  let candidates := list.fold(set.to_list(cells), cells, fn (acc :: Set[Int], k :: Int) -> Set[Int] {
    set.union(acc, set.from_list(around(k)))
  })
  let alive := list.filter(set.to_list(candidates), fn (k :: Int) -> Bool {
    let n := count_near(cells, k)
    n == 3 or (n == 2 and set.has(cells, k))
  })
  set.from_list(alive)
}

fn generations(cells :: Set[Int], n :: Int) -> Set[Int] {
  match n {
    0 => cells,
    _ => generations(step(cells), n - 1),
  }
}

fn read_grid(lines :: List[Str]) -> Set[Int] {
  list.fold(list.enumerate(lines), set.new(), fn (acc :: Set[Int], line :: (Int, Str)) -> Set[Int] {
    let y := tuple.fst(line)
    list.fold(list.enumerate(str.split(tuple.snd(line), "")), acc, fn (inner :: Set[Int], cell :: (Int, Str)) -> Set[Int] {
      match cell {
        (x, "#") => set.add(inner, key(x + 10, y + 10)),
        _ => inner,
      }
    })
  })
}

fn draw(cells :: Set[Int], x0 :: Int, y0 :: Int, w :: Int, h :: Int) -> List[Str] {
  list.map(list.range(y0, y0 + h), fn (y :: Int) -> Str {
    str.join(list.map(list.range(x0, x0 + w), fn (x :: Int) -> Str {
      if set.has(cells, key(x, y)) { "#" } else { "." }
    }), "")
  })
}

# output: ...
# output: ###
# output: ...
# output: --
# output: .#.
# output: .#.
# output: .#.
# expect: null
fn main() -> [io] Unit {
  let blinker := read_grid(["...", "###", "..."])
  let _ := list.map(draw(blinker, 10, 10, 3, 3), fn (s :: Str) -> [io] Unit { io.print(s) })
  io.print("--")
  list.fold(draw(step(blinker), 10, 10, 3, 3), (), fn (_ :: Unit, s :: Str) -> [io] Unit { io.print(s) })
}

# A glider moves one cell down and right in four generations.
# args: 0
# expect: [".#...","..#..","###..",".....","....."]
# args: 4
# expect: [".....","..#..","...#.",".###.","....."]
fn glider(n :: Int) -> List[Str] {
  draw(generations(read_grid([".#.", "..#", "###"]), n), 10, 10, 5, 5)
}

# args: 40
# expect: 5
fn population(n :: Int) -> Int {
  set.size(generations(read_grid([".#.", "..#", "###"]), n))
}
