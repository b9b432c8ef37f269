# ============================================================
# Tic-tac-toe: board, winner, perfect play by minimax
# ============================================================
import "std.list" as list
import "std.str" as str
import "std.int" as int
import "std.option" as option

type Mark = X | O

type Cell = Empty | Taken(Mark)

type Board = List[Cell]

type Outcome = Won(Mark) | Draw | Running

# ---------- parsing and showing ----------

fn cell_of(c :: Str) -> Cell {
  match c {
    "X" => Taken(X),
    "O" => Taken(O),
    _ => Empty,
  }
}

fn parse(text :: Str) -> Board {
  list.map(list.filter(str.split(text, ""), fn (c :: Str) -> Bool { str.contains("XO.", c) and c != "" }), cell_of)
}

fn show_cell(c :: Cell) -> Str {
  match c {
    Taken(X) => "X",
    Taken(O) => "O",
    Empty => ".",
  }
}

fn show(b :: Board) -> Str { str.join(list.map(b, show_cell), "") }

# ---------- rules ----------

fn lines() -> List[List[Int]] {
  [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6]]
}

fn at(b :: Board, i :: Int) -> Cell { option.unwrap_or(list.get(b, i), Empty) }

fn line_winner(b :: Board, line :: List[Int]) -> Option[Mark] {
  match list.map(line, fn (i :: Int) -> Cell { at(b, i) }) {
    [Taken(X), Taken(X), Taken(X)] => Some(X),
    [Taken(O), Taken(O), Taken(O)] => Some(O),
    _ => None,
  }
}

fn outcome(b :: Board) -> Outcome {
  let winner := list.fold(lines(), None, fn (found :: Option[Mark], l :: List[Int]) -> Option[Mark] {
    option.or_else(found, fn () -> Option[Mark] { line_winner(b, l) })
  })
  match winner {
    Some(m) => Won(m),
    None => if list.contains(b, Empty) { Running } else { Draw },
  }
}

fn other(m :: Mark) -> Mark { match m { X => O, O => X } }

fn moves(b :: Board) -> List[Int] {
  list.fold(list.enumerate(b), [], fn (acc :: List[Int], c :: (Int, Cell)) -> List[Int] {
    match c {
      (i, Empty) => list.concat(acc, [i]),
      _ => acc,
    }
  })
}

fn place(b :: Board, i :: Int, m :: Mark) -> Board { list.set(b, i, Taken(m)) }

# ---------- search: 1 if `me` wins, -1 if the other does ----------

fn value(b :: Board, me :: Mark, turn :: Mark) -> Int {
  match outcome(b) {
    Won(m) => if m == me { 1 } else { -1 },
    Draw => 0,
    Running => {
      let values := list.map(moves(b), fn (i :: Int) -> Int { value(place(b, i, turn), me, other(turn)) })
      if turn == me {
        list.fold(values, -2, int.max)
      } else {
        list.fold(values, 2, int.min)
      }
    },
  }
}

fn best(b :: Board, me :: Mark) -> Option[Int] {
  let scored := list.map(moves(b), fn (i :: Int) -> (Int, Int) { (i, value(place(b, i, me), me, other(me))) })
  list.head(list.map(list.sort_by(scored, fn (s :: (Int, Int)) -> Int { match s { (_, v) => -v } }), fn (s :: (Int, Int)) -> Int {
    match s { (i, _) => i }
  }))
}

# args: "XX. OO. ..."
# expect: {"$variant":"Some","args":[2]}
# args: "X.. .O. ..X"
# expect: {"$variant":"Some","args":[1]}
# args: "XOX XOO OXX"
# expect: {"$variant":"None","args":[]}
fn best_move(text :: Str) -> Option[Int] {
  let b := parse(text)
  let xs := list.len(list.filter(b, fn (c :: Cell) -> Bool { c == Taken(X) }))
  let os := list.len(list.filter(b, fn (c :: Cell) -> Bool { c == Taken(O) }))
  best(b, if xs > os { O } else { X })
}

# args: "XXX OO. ..."
# expect: {"$variant":"Won","args":[{"$variant":"X","args":[]}]}
# args: "XOX XOO OXX"
# expect: {"$variant":"Draw","args":[]}
# args: "..."
# expect: {"$variant":"Running","args":[]}
fn judge(text :: Str) -> Outcome { outcome(parse(text)) }

fn play(b :: Board, turn :: Mark) -> Board {
  match (outcome(b), best(b, turn)) {
    (Running, Some(i)) => play(place(b, i, turn), other(turn)),
    _ => b,
  }
}

# Two perfect players draw.
# args: "X...O...."
# expect: {"$variant":"Draw","args":[]}
fn perfect(text :: Str) -> Outcome { outcome(play(parse(text), X)) }

# args: "X.O"
# expect: "X.O"
fn round_trip(text :: Str) -> Str { show(parse(text)) }
