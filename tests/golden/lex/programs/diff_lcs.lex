# Differences of two texts by the longest common subsequence, computed in a table of maps.
import "std.str" as str
import "std.list" as list
import "std.map" as map
import "std.int" as int
import "std.option" as option

type Edit = Keep(Str) | Insert(Str) | Delete(Str)

type Table = Map[Int, Int]

fn width() -> Int { 1000 }

fn get(t :: Table, i :: Int, j :: Int) -> Int { option.unwrap_or(map.get(t, i * width() + j), 0) }

fn indexed(xs :: List[Str]) -> Map[Int, Str] { map.from_list(list.enumerate(xs)) }

fn line(m :: Map[Int, Str], i :: Int) -> Str { option.unwrap_or(map.get(m, i), "") }

# Lengths of the longest common subsequences of suffixes, from the end.
fn table(a :: Map[Int, Str], b :: Map[Int, Str]) -> Table {
  let n := map.size(a)
  let m := map.size(b)
  list.fold(list.reverse(list.range(0, n)), map.new(), fn (t :: Table, i :: Int) -> Table {
    list.fold(list.reverse(list.range(0, m)), t, fn (u :: Table, j :: Int) -> Table {
      let here := if line(a, i) == line(b, j) {
        get(u, i + 1, j + 1) + 1
      } else {
        int.max(get(u, i + 1, j), get(u, i, j + 1))
      }
      map.set(u, i * width() + j, here)
    })
  })
}

fn walk(a :: Map[Int, Str], b :: Map[Int, Str], t :: Table, i :: Int, j :: Int, acc :: List[Edit]) -> List[Edit] {
  let n := map.size(a)
  let m := map.size(b)
  if i == n and j == m {
    list.reverse(acc)
  } else if i < n and j < m and line(a, i) == line(b, j) {
    walk(a, b, t, i + 1, j + 1, list.cons(Keep(line(a, i)), acc))
  } else if j < m and (i == n or get(t, i, j + 1) > get(t, i + 1, j)) {
    walk(a, b, t, i, j + 1, list.cons(Insert(line(b, j)), acc))
  } else {
    walk(a, b, t, i + 1, j, list.cons(Delete(line(a, i)), acc))
  }
}

fn diff(a :: List[Str], b :: List[Str]) -> List[Edit] {
  let x := indexed(a)
  let y := indexed(b)
  walk(x, y, table(x, y), 0, 0, [])
}

fn apply(es :: List[Edit]) -> List[Str] {
  list.flat_map(es, fn (e :: Edit) -> List[Str] {
    match e {
      Keep(s) => [s],
      Insert(s) => [s],
      Delete(_) => [],
    }
  })
}

fn show(e :: Edit) -> Str {
  match e {
    Keep(s) => "  " + s,
    Insert(s) => "+ " + s,
    Delete(s) => "- " + s,
  }
}

# args: ["a","b","c","d"] ; ["a","x","c","d","e"]
# expect: ["  a","- b","+ x","  c","  d","+ e"]
# args: [] ; ["a"]
# expect: ["+ a"]
# args: ["a","b"] ; []
# expect: ["- a","- b"]
# args: ["same"] ; ["same"]
# expect: ["  same"]
fn main(a :: List[Str], b :: List[Str]) -> List[Str] { list.map(diff(a, b), show) }

# args: "kitten sitting on the mat" ; "sitting kitten at the mall"
# expect: true
fn law(a :: Str, b :: Str) -> Bool {
  let x := str.split(a, "")
  let y := str.split(b, "")
  apply(diff(x, y)) == y
}
