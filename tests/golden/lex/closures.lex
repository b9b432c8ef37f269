import "std.float" as float
import "std.int" as int
import "std.list" as list
import "std.option" as option
import "std.str" as str

# expect: ["1","2"]
fn module_function_as_value() -> List[Str] { list.map([1, 2], int.to_str) }
# expect: ["7","1.5"]
fn stored_module_functions() -> List[Str] {
  let f := int.to_str
  let g := float.to_str
  [f(7), g(1.5)]
}
fn apply[A, B](f :: (A) -> B, x :: A) -> B { f(x) }
# expect: [3,"A"]
fn passed_module_functions() -> (Int, Str) { (apply(str.len, "abc"), apply(str.to_upper, "a")) }
# expect: [[1,2],[]]
fn eta_of_template() -> List[List[Int]] {
  let tails := fn (xs :: List[Int]) -> List[Int] { list.reverse(xs) }
  [tails([2, 1]), apply(list.tail, [1])]
}
# expect: [2,0]
fn eta_of_head() -> List[Int] { list.map([[2, 3], []], fn (xs :: List[Int]) -> Int { option.unwrap_or(apply(list.head, xs), 0) }) }
# expect: ["1","2"]
fn generic_module_function() -> List[Str] { let m := list.map ; m([1, 2], int.to_str) }
# expect: [11,12,21,22]
fn nested_captures() -> List[Int] {
  let base := 10
  let make := fn (a :: Int) -> (Int) -> Int { fn (b :: Int) -> Int { base * a + b } }
  list.flat_map([1, 2], fn (a :: Int) -> List[Int] { let f := make(a) ; list.map([1, 2], fn (b :: Int) -> Int { f(b) }) })
}
# expect: [5,"x",[1,2]]
fn captures_of_all_kinds() -> (Int, Str, (Int, Int)) {
  let n := 5
  let s := "x"
  let t := (1, 2)
  let f := fn () -> (Int, Str, (Int, Int)) { (n, s, t) }
  f()
}
# expect: [3,4]
fn lambda_in_record() -> List[Int] {
  let ops := { add: fn (a :: Int, b :: Int) -> Int { a + b }, mul: fn (a :: Int, b :: Int) -> Int { a * b } }
  let add := ops.add
  let mul := ops.mul
  [add(1, 2), mul(2, 2)]
}
# expect: 120
fn recursion_through_a_parameter() -> Int {
  fix(fn (self :: (Int) -> Int, n :: Int) -> Int { if n == 0 { 1 } else { n * self(n - 1) } }, 5)
}
fn fix(f :: ((Int) -> Int, Int) -> Int, n :: Int) -> Int { f(fn (m :: Int) -> Int { fix(f, m) }, n) }
# expect: "ab"
fn captured_parameter() -> Str { prefixer("a")("b") }
fn prefixer(p :: Str) -> (Str) -> Str { fn (s :: Str) -> Str { p + s } }
# expect: {"$variant":"Err","args":["odd"]}
fn question_in_lambda() -> Result[Int, Str] {
  let half := fn (n :: Int) -> Result[Int, Str] { if n % 2 == 0 { Ok(n / 2) } else { Err("odd") } }
  let quarter := fn (n :: Int) -> Result[Int, Str] { let h := half(n)? ; half(h) }
  quarter(6)
}
# expect: true
fn closure_equality() -> Bool { let f := fn (x :: Int) -> Int { x } ; f == f }
# expect: [1,2,3]
fn generic_lambda_types() -> List[Int] { wrap_all([1, 2, 3]) }
fn wrap_all[T](xs :: List[T]) -> List[T] { list.map(xs, fn (x :: T) -> T { x }) }
