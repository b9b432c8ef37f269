import "std.int" as int
import "std.io" as io
import "std.list" as list
import "std.option" as option
import "std.str" as str

# expect: [[1,4,9],[],[0,1,4]]
fn maps() -> List[List[Int]] {
  let square := fn (x :: Int) -> Int { x * x }
  [list.map([1, 2, 3], square), list.map([], square), list.map(list.range(0, 3), fn (x :: Int) -> Int { x * x })]
}
# expect: [[2,4],[],[4,2],[2,0]]
fn filters() -> List[List[Int]] {
  let even := fn (x :: Int) -> Bool { x % 2 == 0 }
  [list.filter([1, 2, 3, 4], even), list.filter([1, 3], even), list.filter(list.reverse(list.range(1, 5)), even),
   list.filter([3, 2, 1, 0], fn (x :: Int) -> Bool { x % 2 == 0 and x < 3 })]
}
# expect: [10,0,"cba",-10]
fn folds() -> (Int, Int, Str, Int) {
  (list.fold([1, 2, 3, 4], 0, fn (a :: Int, x :: Int) -> Int { a + x }), list.fold(list.range(5, 1), 0, fn (a :: Int, x :: Int) -> Int { a + x }),
   list.fold(["a", "b", "c"], "", fn (a :: Str, s :: Str) -> Str { s + a }), list.fold(list.range(-4, 0), 0, fn (a :: Int, x :: Int) -> Int { a + x }))
}
# output: 1
# output: 2
# expect: [10,20]
fn effects_in_order() -> [io] List[Int] { list.map([1, 2], fn (x :: Int) -> [io] Int { let _ := io.print(int.to_str(x)) ; x * 10 }) }
# output: xs
# output: f
# expect: [1]
fn arguments_first() -> [io] List[Int] { list.map(noisy("xs", [1]), noisy("f", fn (x :: Int) -> Int { x })) }
fn noisy[T](label :: Str, x :: T) -> [io] T { let _ := io.print(label) ; x }
# output: low
# output: high
# output: start
# expect: 3
fn range_arguments_in_order() -> [io] Int {
  list.fold(list.range(noisy("low", 0), noisy("high", 3)), noisy("start", 0), fn (a :: Int, x :: Int) -> Int { a + x })
}
# expect: [[0,"a"],[1,"b"]]
fn enumerated() -> List[(Int, Str)] { list.enumerate(["a", "b"]) }
# expect: ["0a","1b"]
fn enumerated_map() -> List[Str] {
  list.map(list.enumerate(["a", "b"]), fn (p :: (Int, Str)) -> Str { match p { (i, s) => int.to_str(i) + s } })
}
# expect: [1,-1,3,-3]
fn heads() -> List[Int] {
  [match list.head([1, 2]) { Some(v) => v, None => -1 }, match list.head(list.tail([1])) { Some(v) => v, None => -1 },
   match list.last([1, 2, 3]) { Some(v) => v, None => -2 }, match list.last(list.range(0, 0)) { Some(v) => v, None => -3 }]
}
# expect: [2,-1,-1]
fn gets() -> List[Int] {
  list.map([1, 2, -1], fn (i :: Int) -> Int { match list.get([1, 2], i) { Some(v) => v, None => -1 } })
}
# expect: [{"$variant":"Some","args":[1]},{"$variant":"None","args":[]},{"$variant":"Some","args":[7]}]
fn heads_as_values() -> List[Option[Int]] { [list.head([1]), list.head([]), list.get([5, 7], 1)] }
# expect: [true,false,true,false,true,false]
fn searches() -> List[Bool] {
  let big := fn (x :: Int) -> Bool { x > 2 }
  [list.any([1, 3], big), list.any([], big), list.all([3, 4], big), list.all([3, 1], big), list.all([], big), not list.any([3], big)]
}
# output: 1
# output: 2
# expect: "found"
fn search_stops() -> [io] Str {
  if list.any([1, 2, 3], fn (x :: Int) -> [io] Bool { let _ := io.print(int.to_str(x)) ; x == 2 }) { "found" } else { "none" }
}
# expect: [{"$variant":"Some","args":[3]},{"$variant":"None","args":[]}]
fn finds() -> List[Option[Int]] {
  [list.find([1, 3, 5], fn (x :: Int) -> Bool { x > 2 }), list.find([1, 3, 5], fn (x :: Int) -> Bool { x > 7 })]
}
# expect: [30,0]
fn match_on_find() -> List[Int] {
  let f := fn (limit :: Int) -> Int { match list.find([1, 3, 5], fn (x :: Int) -> Bool { x > limit }) { Some(x) => x * 10, None => 0 } }
  [f(2), f(9)]
}
# expect: [1,1,2,1,2,3]
fn flat_mapped() -> List[Int] { list.flat_map([1, 2, 3], fn (n :: Int) -> List[Int] { list.range(1, n + 1) }) }
# expect: ["bb","a","ccc"]
fn sorted_by() -> List[Str] { list.sort_by(["ccc", "bb", "a"], fn (s :: Str) -> Int { match s { "bb" => 0, "a" => 1, _ => 2 } }) }
# expect: [[3,"a"],[3,"b"],[5,"c"]]
fn stable_sort() -> List[(Int, Str)] { list.sort_by([(5, "c"), (3, "a"), (3, "b")], fn (p :: (Int, Str)) -> Int { match p { (n, _) => n } }) }
# expect: [-1.5,0.5,2.0]
fn sort_floats() -> List[Float] { list.sort_by([2.0, -1.5, 0.5], fn (x :: Float) -> Float { x }) }
# expect: [1,4,9]
fn parallel_map() -> List[Int] { list.par_map([1, 2, 3], fn (x :: Int) -> Int { x * x }) }
# expect: [11,12]
fn parallel_map_captures() -> List[Int] { let k := 10 ; list.par_map([1, 2], fn (x :: Int) -> Int { x + k }) }
fn inc(x :: Int) -> Int { x + 1 }
# expect: [[2,3],["1"],[5]]
fn parallel_map_functions() -> (List[Int], List[Str], List[Int]) {
  let f := fn (x :: Int) -> Int { x + 4 }
  (list.par_map([1, 2], inc), list.par_map([1], int.to_str), list.par_map([1], f))
}
# expect: [3,true,false,[1,2,3],[3,2,1],[0,1],[2]]
fn plain() -> (Int, Bool, Bool, List[Int], List[Int], List[Int], List[Int]) {
  (list.len([1, 2, 3]), list.is_empty([]), list.is_empty([1]), list.concat([1], [2, 3]), list.reverse([1, 2, 3]), list.cons(0, [1]), list.tail([1, 2]))
}
# expect: [[2,1],[[1,"a"]],[1,9],6,[[1,2],[3]]]
fn extensions() -> (List[Int], List[(Int, Str)], List[Int], Int, (List[Int], List[Int])) {
  (list.take([2, 1, 0], 2), list.zip([1, 2], ["a"]), list.set([1, 2], 1, 9), list.sum([1, 2, 3]), (list.take([1, 2, 3], 2), list.drop([1, 2, 3], 2)))
}
# expect: [[1,2],[3,4]]
fn lists_of_lists() -> List[List[Int]] { list.map([1, 3], fn (x :: Int) -> List[Int] { [x, x + 1] }) }
# expect: 285
fn chained() -> Int {
  list.range(0, 10) |> list.map(fn (x :: Int) -> Int { x * x }) |> list.fold(0, fn (a :: Int, x :: Int) -> Int { a + x })
}
# expect: [[1,"x"],[2,"x"]]
fn local_closure() -> List[(Int, Str)] { let tag := fn (n :: Int) -> (Int, Str) { (n, "x") } ; list.map([1, 2], tag) }
# expect: 10
fn fold_with_function() -> Int { list.fold([1, 2, 3, 4], 0, add) }
fn add(a :: Int, b :: Int) -> Int { a + b }
# expect: "a1b2"
fn fold_with_library() -> Str { list.fold(["1", "b", "2"], "a", str.concat) }
# expect: [[],[[]],[{"$variant":"None","args":[]}]]
fn undetermined() -> (List[Int], List[List[Int]], List[Option[Int]]) { ([], [[]], [None]) }
# expect: 0
fn undetermined_element() -> Int { list.len([]) }
# expect: [1,2,3]
fn equal_lists() -> List[Int] { if [1, 2] == [1, 2] and [1] != [2] { [1, 2, 3] } else { [] } }
# output: 1
# output: 2
# expect: 7
fn dropped_map() -> [io] Int {
  list.map([1, 2], fn (x :: Int) -> [io] Unit { io.print(int.to_str(x)) })
  7
}
# expect: [true,false,true,false,false]
fn contains() -> List[Bool] {
  [list.contains([1, 2], 2), list.contains([1, 2], 3), list.contains([["a"], []], []), list.contains([0.0 / 0.0], 0.0 / 0.0), not list.contains(["x"], "x")]
}
# expect: [[1,2,3],[]]
fn flattened() -> List[List[Int]] { [list.flatten([[1], [], [2, 3]]), list.flatten([[], []])] }
# expect: [6,-2,0]
fn sums() -> List[Int] { [list.sum([1, 2, 3]), list.sum([9223372036854775807, 9223372036854775807]), list.sum(list.range(5, 1))] }
# expect: [[],[3]]
fn empty_ranges() -> List[List[Int]] {
  [list.map(list.range(9, 2), int.abs), list.map(list.range(-9223372036854775807, -9223372036854775806), fn (x :: Int) -> Int { 3 })]
}
# expect: [3,3,-9223372036854775808,-1,2,7,7]
fn int_functions() -> List[Int] {
  [int.abs(-3), int.abs(3), int.abs(-9223372036854775807 - 1), int.min(2, -1), int.max(2, -1), int.max(7, 7), 1 * int.min(7, 7)]
}
