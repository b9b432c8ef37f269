# Ranks poker hands: cards from text, groups, comparison by tuples of numbers as lists.
import "std.str" as str
import "std.list" as list
import "std.map" as map
import "std.int" as int
import "std.set" as set
import "std.option" as option
import "std.tuple" as tuple

type Suit = Clubs | Diamonds | Hearts | Spades

type Card = { rank :: Int, suit :: Suit }

type Hand =
    HighCard
  | OnePair
  | TwoPairs
  | Three
  | Straight
  | Flush
  | FullHouse
  | Four
  | StraightFlush

fn rank_of(s :: Str) -> Option[Int] {
  match s {
    "A" => Some(14),
    "K" => Some(13),
    "Q" => Some(12),
    "J" => Some(11),
    "T" => Some(10),
    _ => match str.to_int(s) {
      Some(n) => if n >= 2 and n <= 9 { Some(n) } else { None },
      None => None,
    },
  }
}

fn suit_of(s :: Str) -> Option[Suit] {
  match s {
    "c" => Some(Clubs),
    "d" => Some(Diamonds),
    "h" => Some(Hearts),
    "s" => Some(Spades),
    _ => None,
  }
}

fn card_of(s :: Str) -> Result[Card, Str] {
  match (rank_of(str.slice(s, 0, 1)), suit_of(str.slice(s, 1, 2)), str.len(s)) {
    (Some(rank), Some(suit), 2) => Ok({ rank, suit }),
    _ => Err("bad card " + s),
  }
}

fn hand_of(text :: Str) -> Result[List[Card], Str] {
  let cards := list.fold(str.split(text, " "), Ok([]), fn (acc :: Result[List[Card], Str], s :: Str) -> Result[List[Card], Str] {
    let cs := acc?
    Ok(list.concat(cs, [card_of(s)?]))
  })?
  if list.len(cards) == 5 { Ok(cards) } else { Err("a hand has five cards") }
}

# Groups of ranks, largest first: (size, rank).
fn groups(cs :: List[Card]) -> List[(Int, Int)] {
  let counts := list.fold(cs, map.new(), fn (m :: Map[Int, Int], c :: Card) -> Map[Int, Int] {
    map.set(m, c.rank, option.unwrap_or(map.get(m, c.rank), 0) + 1)
  })
  map.entries(counts)
    |> list.map(fn (e :: (Int, Int)) -> (Int, Int) { (tuple.snd(e), tuple.fst(e)) })
    |> list.sort_by(fn (g :: (Int, Int)) -> Int { 0 - (tuple.fst(g) * 100 + tuple.snd(g)) })
}

fn is_flush(cs :: List[Card]) -> Bool {
  match cs {
    [] => false,
    [c, ..rest] => list.all(rest, fn (d :: Card) -> Bool { d.suit == c.suit }),
  }
}

fn straight_high(cs :: List[Card]) -> Option[Int] {
  let ranks := set.to_list(set.from_list(list.map(cs, fn (c :: Card) -> Int { c.rank })))
  match ranks {
    [2, 3, 4, 5, 14] => Some(5),
    [a, _, _, _, e] => if e - a == 4 { Some(e) } else { None },
    _ => None,
  }
}

fn classify(cs :: List[Card]) -> (Hand, List[Int]) {
  let gs := groups(cs)
  let kickers := list.map(gs, fn (g :: (Int, Int)) -> Int { tuple.snd(g) })
  match (straight_high(cs), is_flush(cs), gs) {
    (Some(high), true, _) => (StraightFlush, [high]),
    (_, _, [(4, _), .._]) => (Four, kickers),
    (_, _, [(3, _), (2, _)]) => (FullHouse, kickers),
    (_, true, _) => (Flush, kickers),
    (Some(high), _, _) => (Straight, [high]),
    (_, _, [(3, _), .._]) => (Three, kickers),
    (_, _, [(2, _), (2, _), .._]) => (TwoPairs, kickers),
    (_, _, [(2, _), .._]) => (OnePair, kickers),
    _ => (HighCard, kickers),
  }
}

fn strength(h :: Hand) -> Int {
  match h {
    HighCard => 0,
    OnePair => 1,
    TwoPairs => 2,
    Three => 3,
    Straight => 4,
    Flush => 5,
    FullHouse => 6,
    Four => 7,
    StraightFlush => 8,
  }
}

fn compare(a :: List[Int], b :: List[Int]) -> Int {
  match (a, b) {
    ([x, ..xs], [y, ..ys]) => if x == y { compare(xs, ys) } else if x > y { 1 } else { -1 },
    _ => 0,
  }
}

fn score(cs :: List[Card]) -> List[Int] {
  match classify(cs) { (h, kickers) => list.cons(strength(h), kickers) }
}

# args: "2h 3d 5s 9c Kd"
# expect: {"$variant":"Ok","args":[[{"$variant":"HighCard","args":[]},[13,9,5,3,2]]]}
# args: "Ah 2d 3s 4c 5d"
# expect: {"$variant":"Ok","args":[[{"$variant":"Straight","args":[]},[5]]]}
# args: "Th Jh Qh Kh Ah"
# expect: {"$variant":"Ok","args":[[{"$variant":"StraightFlush","args":[]},[14]]]}
# args: "3h 3d Ks 3c Kd"
# expect: {"$variant":"Ok","args":[[{"$variant":"FullHouse","args":[]},[3,13]]]}
# args: "3h 3d Ks 9c Kd"
# expect: {"$variant":"Ok","args":[[{"$variant":"TwoPairs","args":[]},[13,3,9]]]}
# args: "1h 3d Ks 9c Kd"
# expect: {"$variant":"Err","args":["bad card 1h"]}
# args: "2h 3d"
# expect: {"$variant":"Err","args":["a hand has five cards"]}
fn main(text :: Str) -> Result[(Hand, List[Int]), Str] { Ok(classify(hand_of(text)?)) }

# args: "2h 2d 5s 9c Kd" ; "3h 4d 5c 9s Kc"
# expect: {"$variant":"Ok","args":[1]}
# args: "2h 2d 5s 9c Kd" ; "2c 2s 5d 9h Ad"
# expect: {"$variant":"Ok","args":[-1]}
# args: "2h 3d 5s 9c Kd" ; "2c 3s 5d 9h Kc"
# expect: {"$variant":"Ok","args":[0]}
fn duel(a :: Str, b :: Str) -> Result[Int, Str] {
  let x := hand_of(a)?
  let y := hand_of(b)?
  Ok(compare(score(x), score(y)))
}
