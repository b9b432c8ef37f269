# Lexical scope (section 11, bugs 2 and 3): the innermost binding wins everywhere.
import "std.list" as list
import "std.str" as str

fn twice(x :: Int) -> Int { x * 2 }
# expect: 25
fn inner_block_ends() -> Int {
  let x := 7
  let y := { let x := 9 ; x * 2 }
  x + y
}
# args: 3
# expect: 103
fn let_in_argument(x :: Int) -> Int { sum({ let x := 100 ; x }, x) }
fn sum(a :: Int, b :: Int) -> Int { a + b }
# expect: 11
fn local_beats_function() -> Int {
  let twice := fn (x :: Int) -> Int { x + 1 }
  twice(10)
}
# expect: 6
fn parameter_beats_function() -> Int { apply(fn (x :: Int) -> Int { x + 1 }, 5) }
fn apply(twice :: (Int) -> Int, x :: Int) -> Int { twice(x) }
# expect: 31
fn captured_local_like_function() -> Int {
  let twice := fn (x :: Int) -> Int { x * 3 }
  let f := fn (y :: Int) -> Int { twice(y) + 1 }
  f(10)
}
# expect: 8
fn local_beats_module() -> Int {
  let str := { len: fn (x :: Int) -> Int { x + 1 } }
  let f := str.len
  f(7)
}
# expect: [1,2,1]
fn shadowing() -> List[Int] {
  let x := 1
  let a := x
  let x := 2
  let b := x
  [a, b, { let y := a ; y }]
}
# expect: 12
fn pattern_scope() -> Int {
  let v := 2
  let w := match Some(10) { Some(v) => v, None => 0 }
  v + w
}
# expect: [11,12,13]
fn lambda_parameter_shadows() -> List[Int] {
  let x := 100
  list.map([1, 2, 3], fn (x :: Int) -> Int { x + 10 })
}
# expect: 115
fn inlined_lambda_ends() -> Int {
  let x := 100
  let s := list.fold([1, 2, 3], 9, fn (a :: Int, x :: Int) -> Int { let a := a + x ; a })
  s + x
}
# expect: 1
fn let_shadowed_in_its_value() -> Int {
  let x := 1
  let y := { let x := x + 1 ; x }
  x
}
# expect: [3,2,1]
fn closures_keep_what_they_saw() -> List[Int] {
  let x := 1
  let f := fn () -> Int { x }
  let x := 2
  let g := fn () -> Int { x }
  let x := 3
  [x, g(), f()]
}
# expect: 3
fn discards() -> Int {
  let _ := 1
  let _ := 2
  3
}
# expect: 5
fn arm_scope_ends() -> Int {
  let n := 5
  let _ := match (1, 2) { (n, m) => n + m }
  n
}
# expect: 42
fn ascribed() -> Int { (42 :: Int) }
# expect: [1,[2,1]]
fn same_name_in_arms() -> (Int, (Int, Int)) {
  let r := match Some((1, 2)) { Some((a, b)) => (b, a), None => (0, 0) }
  let a := 1
  (a, r)
}
