# Solves sudokus by trying the digits of the first free cell.
import "std.list" as list
import "std.str" as str
import "std.int" as int
import "std.map" as map

type Board = Map[Int, Int]

fn digit(c :: Str) -> Int {
  match str.to_int(c) {
    Some(n) => n,
    None => 0,
  }
}

fn read(text :: Str) -> Board {
  list.fold(list.enumerate(str.split(text, "")), map.new(), fn (b :: Board, cell :: (Int, Str)) -> Board {
    match cell {
      (at, c) => match digit(c) {
        0 => b,
        n => map.set(b, at, n),
      },
    }
  })
}

fn same_unit(a :: Int, b :: Int) -> Bool {
  a / 9 == b / 9 or a % 9 == b % 9 or (a / 27 == b / 27 and (a % 9) / 3 == (b % 9) / 3)
}

fn peers(at :: Int) -> List[Int] {
  list.filter(list.range(0, 81), fn (other :: Int) -> Bool { other != at and same_unit(at, other) })
}

fn fits(b :: Board, at :: Int, n :: Int) -> Bool {
  list.fold(peers(at), true, fn (ok :: Bool, other :: Int) -> Bool {
    ok and (match map.get(b, other) { Some(m) => m != n, None => true })
  })
}

fn solve(b :: Board, at :: Int) -> Option[Board] {
  if at == 81 {
    Some(b)
  } else {
    if map.has(b, at) { solve(b, at + 1) } else { attempt(b, at, 1) }
  }
}

fn attempt(b :: Board, at :: Int, n :: Int) -> Option[Board] {
  if n > 9 {
    None
  } else {
    if fits(b, at, n) {
      match solve(map.set(b, at, n), at + 1) {
        Some(done) => Some(done),
        None => attempt(b, at, n + 1),
      }
    } else {
      attempt(b, at, n + 1)
    }
  }
}

fn show(b :: Board) -> Str {
  list.range(0, 81)
    |> list.map(fn (at :: Int) -> Str {
      match map.get(b, at) { Some(n) => int.to_str(n), None => "." }
    })
    |> str.join("")
}

# args: "53467891267219534819834256785976142342685379171392485696153728428741963534528617."
# expect: "534678912672195348198342567859761423426853791713924856961537284287419635345286179"
# args: "5.467891267219.34.1983.2567859.61423426853.9171392485.961537284287.1963534528617."
# expect: "534678912672195348198342567859761423426853791713924856961537284287419635345286179"
# args: "55..............................................................................."
# expect: "none"
fn main(text :: Str) -> Str {
  let board := read(text)
  let bad := list.filter(map.entries(board), fn (e :: (Int, Int)) -> Bool {
    match e { (at, n) => not fits(board, at, n) }
  })
  if list.is_empty(bad) {
    match solve(board, 0) {
      Some(b) => show(b),
      None => "none",
    }
  } else {
    "none"
  }
}
