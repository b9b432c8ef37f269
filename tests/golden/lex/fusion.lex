# Lists that are never made, and orders of effects that must stay.
import "std.int" as int
import "std.io" as io
import "std.list" as list

# expect: 120
fn sum_of_even_squares() -> Int {
  list.range(0, 10)
    |> list.filter(fn (x :: Int) -> Bool { x % 2 == 0 })
    |> list.map(fn (x :: Int) -> Int { x * x })
    |> list.fold(0, fn (a :: Int, x :: Int) -> Int { a + x })
}
# output: 1
# output: 2
# output: 10
# output: 20
# expect: [100,200]
fn effects_stay_in_order() -> [io] List[Int] {
  let show := fn (x :: Int) -> [io] Int { let _ := io.print(int.to_str(x)) ; x * 10 }
  [1, 2] |> list.map(fn (x :: Int) -> [io] Int { let _ := io.print(int.to_str(x)) ; x * 10 }) |> list.map(show)
}
# output: 2
# output: 3
# expect: [2,3]
fn pure_before_effect() -> [io] List[Int] {
  [1, 2] |> list.map(fn (x :: Int) -> Int { x + 1 }) |> list.map(fn (x :: Int) -> [io] Int { let _ := io.print(int.to_str(x)) ; x })
}
# error: integer division by zero
fn first_error_stays() -> List[Int] {
  [1, 0] |> list.map(fn (x :: Int) -> Int { 10 / x }) |> list.map(fn (x :: Int) -> Int { 10 % (x - 10) })
}
# expect: [3,5]
fn nested() -> List[Int] {
  list.filter(list.map(list.reverse([4, 2, 1]), fn (x :: Int) -> Int { x + 1 }), fn (x :: Int) -> Bool { x > 2 })
}
# expect: [true,false]
fn searched() -> List[Bool] {
  let xs := [1, 2, 3]
  [list.any(list.map(xs, fn (x :: Int) -> Int { x * 2 }), fn (x :: Int) -> Bool { x == 4 }),
   list.all(list.filter(xs, fn (x :: Int) -> Bool { x > 1 }), fn (x :: Int) -> Bool { x > 2 })]
}
# expect: ["0:b","1:c"]
fn enumerated_filtered() -> List[Str] {
  list.map(list.enumerate(list.filter(["a", "b", "c"], fn (s :: Str) -> Bool { s > "a" })), fn (p :: (Int, Str)) -> Str {
    match p { (i, s) => int.to_str(i) + ":" + s }
  })
}
# expect: [1,2,3,4]
fn pushed() -> List[Int] { list.concat(list.concat([1], [2, 3]), [4]) }
# output: a
# output: b
# expect: [1,2]
fn pushed_in_order() -> [io] List[Int] { list.concat(show_list("a", [1]), [show_int("b", 2)]) }
fn show_list(s :: Str, xs :: List[Int]) -> [io] List[Int] { let _ := io.print(s) ; xs }
fn show_int(s :: Str, n :: Int) -> [io] Int { let _ := io.print(s) ; n }
# expect: [[1,2,3],[9,2,3],[1,2,9],[1,2,3],[1,2,3]]
fn sets() -> List[List[Int]] {
  let xs := [1, 2, 3]
  [xs, list.set(xs, 0, 9), list.set(xs, 2, 9), list.set(xs, 3, 9), list.set(xs, -1, 9)]
}
# expect: [10,30]
fn shared_elements() -> List[Int] {
  let xs := list.map([1, 2, 3], fn (x :: Int) -> Int { x * 10 })
  list.filter(xs, fn (x :: Int) -> Bool { x != 20 })
}
# expect: 6
fn closure_in_stage() -> Int {
  let fs := list.map([1, 2, 3], fn (x :: Int) -> () -> Int { fn () -> Int { x } })
  list.fold(fs, 0, fn (a :: Int, f :: () -> Int) -> Int { a + f() })
}
import "std.map" as map
import "std.tuple" as tuple
# expect: [5,3,6,0]
fn counted() -> List[Int] {
  let xs := [1, 2, 3, 4, 5]
  [list.len(xs), list.len(list.filter(xs, fn (x :: Int) -> Bool { x % 2 == 1 })), list.sum(list.map(list.take(xs, 2), fn (x :: Int) -> Int { x * 2 })), list.sum([])]
}
# expect: ["1a","2b"]
fn zipped() -> List[Str] {
  list.map(list.zip([1, 2, 3], ["a", "b"]), fn (p :: (Int, Str)) -> Str { match p { (n, s) => int.to_str(n) + s } })
}
# expect: [11,22]
fn zipped_by_tuple() -> List[Int] {
  list.map(list.zip([1, 2], [10, 20, 30]), fn (p :: (Int, Int)) -> Int { tuple.fst(p) + tuple.snd(p) })
}
# expect: [[[1,2],[1,2]],[[1,2],1]]
fn pair_used_as_a_whole() -> (((Int, Int), (Int, Int)), ((Int, Int), Int)) {
  let all := list.map(list.zip([1], [2]), fn (p :: (Int, Int)) -> ((Int, Int), (Int, Int)) { (p, p) })
  let some := list.map(list.zip([1], [2]), fn (p :: (Int, Int)) -> ((Int, Int), Int) { let q := p ; let f := fn () -> (Int, Int) { p } ; (f(), tuple.fst(q)) })
  match (list.head(all), list.head(some)) { (Some(a), Some(b)) => (a, b), _ => (((0, 0), (0, 0)), ((0, 0), 0)) }
}
# expect: [[1,2],[1,-1]]
fn pair_of_pairs() -> List[(Int, Int)] {
  list.map(list.enumerate(list.zip([1, 1], [2, 3])), fn (p :: (Int, (Int, Int))) -> (Int, Int) {
    match p { (0, pair) => pair, (_, (a, 2)) => (a, a), (_, (a, _)) => (a, -1) }
  })
}
# expect: "a=1;b=2;"
fn entries_folded() -> Str {
  list.fold(map.entries(map.from_list([("b", 2), ("a", 1)])), "", fn (acc :: Str, e :: (Str, Int)) -> Str {
    match e { (k, v) => acc + k + "=" + int.to_str(v) + ";" }
  })
}
# expect: [["a",1]]
fn entries_filtered() -> List[(Str, Int)] {
  list.filter(map.entries(map.from_list([("b", 2), ("a", 1)])), fn (e :: (Str, Int)) -> Bool { tuple.snd(e) < 2 })
}
# expect: {"$variant":"Some","args":[["b",2]]}
fn entry_found() -> Option[(Str, Int)] {
  list.find(map.entries(map.from_list([("b", 2), ("a", 1)])), fn (e :: (Str, Int)) -> Bool { match e { ("b", _) => true, _ => false } })
}
# expect: [3,[1,2]]
fn pair_in_pair_match() -> (Int, (Int, Int)) {
  match list.head(list.map(list.zip([1], [2]), fn (p :: (Int, Int)) -> (Int, (Int, Int)) { match (p, 1) { ((a, b), 1) => (a + b, p), (q, _) => (0, q) } })) {
    Some(r) => r, None => (0, (0, 0))
  }
}
# expect: [35,10]
fn bound_stages() -> List[Int] {
  let k := 1
  let squares := list.map([1, 2, 3, 4, 5], fn (x :: Int) -> Int { x * x * k })
  let odd := list.filter(squares, fn (x :: Int) -> Bool { x % 2 == k })
  let k := 10
  [list.fold(odd, 0, fn (a :: Int, x :: Int) -> Int { a + x }), k]
}
# expect: [[2,3],1]
fn bound_stage_as_a_whole() -> (List[Int], Int) {
  let k := 1
  let ys := list.map([1, 2], fn (x :: Int) -> Int { x + k })
  let x := 5
  (ys, k)
}
# output: source
# output: after
# expect: 6
fn source_is_evaluated_where_it_stands() -> [io] Int {
  let ys := list.map(show_list("source", [1, 2]), fn (x :: Int) -> Int { x * 2 })
  let _ := io.print("after")
  list.sum(ys)
}
# expect: [6,2,6]
fn used_in_a_lambda() -> List[Int] {
  let ys := list.map([1, 2], fn (x :: Int) -> Int { x * 2 })
  let zs := list.map([1, 2, 3], fn (x :: Int) -> Int { x })
  let f := fn () -> Int { list.sum(zs) }
  [f(), list.len(ys), f()]
}
# args: true
# expect: [2,3]
# args: false
# expect: []
fn used_in_a_branch(b :: Bool) -> List[Int] {
  let ys := list.map([1, 2], fn (x :: Int) -> Int { x + 1 })
  if b { ys } else { [] }
}
# expect: [[2,1],[1,1]]
fn shadowed_stage() -> List[List[Int]] {
  let ys := list.map([1, 2], fn (x :: Int) -> Int { 3 - x })
  let zs := { let ys := [1] ; list.concat(ys, ys) }
  [ys, zs]
}
