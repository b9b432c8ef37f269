# Huffman codes: counting, a tree, encoding and decoding.
import "std.str" as str
import "std.list" as list
import "std.map" as map
import "std.int" as int
import "std.option" as option
import "std.tuple" as tuple

type Tree = Leaf({ weight :: Int, symbol :: Str }) | Fork({ weight :: Int, left :: Tree, right :: Tree })

fn chars(s :: Str) -> List[Str] { list.filter(str.split(s, ""), fn (c :: Str) -> Bool { c != "" }) }

fn weight(t :: Tree) -> Int {
  match t {
    Leaf({ weight }) => weight,
    Fork({ weight }) => weight,
  }
}

fn counts(cs :: List[Str]) -> Map[Str, Int] {
  list.fold(cs, map.new(), fn (m :: Map[Str, Int], c :: Str) -> Map[Str, Int] {
    map.set(m, c, 1 + option.unwrap_or(map.get(m, c), 0))
  })
}

fn leaves(m :: Map[Str, Int]) -> List[Tree] {
  list.map(map.entries(m), fn (e :: (Str, Int)) -> Tree { Leaf({ symbol: tuple.fst(e), weight: tuple.snd(e) }) })
}

fn combine(ts :: List[Tree]) -> Option[Tree] {
  match list.sort_by(ts, weight) {
    [] => None,
    [t] => Some(t),
    [a, b, ..rest] => combine(list.concat(rest, [Fork({ weight: weight(a) + weight(b), left: a, right: b })])),
  }
}

fn codes(t :: Tree, path :: Str) -> List[(Str, Str)] {
  match t {
    Leaf({ symbol }) => [(symbol, if path == "" { "0" } else { path })],
    Fork({ left, right }) => list.concat(codes(left, path + "0"), codes(right, path + "1")),
  }
}

fn encode(table :: Map[Str, Str], cs :: List[Str]) -> Str {
  str.join(list.map(cs, fn (c :: Str) -> Str { option.unwrap_or(map.get(table, c), "?") }), "")
}

fn decode(t :: Tree, bits :: List[Str], at :: Tree, acc :: List[Str]) -> Str {
  match (at, bits) {
    (Leaf({ symbol }), []) => str.join(list.reverse(list.cons(symbol, acc)), ""),
    (Leaf({ symbol }), _) => match t {
      Leaf(_) => decode(t, list.tail(bits), t, list.cons(symbol, acc)),
      Fork(_) => decode(t, bits, t, list.cons(symbol, acc)),
    },
    (Fork(_), []) => str.join(list.reverse(acc), ""),
    (Fork({ left }), ["0", ..rest]) => decode(t, rest, left, acc),
    (Fork({ right }), [_, ..rest]) => decode(t, rest, right, acc),
  }
}

# args: "abracadabra"
# expect: [23,"abracadabra",5]
# args: "ab"
# expect: [2,"ab",2]
# args: "mississippi river"
# expect: [46,"mississippi river",8]
fn round_trip(s :: Str) -> (Int, Str, Int) {
  let cs := chars(s)
  match combine(leaves(counts(cs))) {
    None => (0, "", 0),
    Some(t) => {
      let table := map.from_list(codes(t, ""))
      let bits := encode(table, cs)
      (str.len(bits), decode(t, chars(bits), t, []), map.size(table))
    },
  }
}

# No code is the beginning of another.
# args: "the quick brown fox jumps over the lazy dog"
# expect: true
fn prefix_free(s :: Str) -> Bool {
  match combine(leaves(counts(chars(s)))) {
    None => true,
    Some(t) => {
      let all := list.map(codes(t, ""), fn (e :: (Str, Str)) -> Str { tuple.snd(e) })
      list.all(all, fn (a :: Str) -> Bool {
        list.all(all, fn (b :: Str) -> Bool { a == b or not str.starts_with(b, a) })
      })
    },
  }
}
