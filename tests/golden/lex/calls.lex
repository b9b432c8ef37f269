import "std.int" as int
import "std.io" as io
import "std.list" as list

fn count(n :: Int, acc :: Int) -> Int { match n { 0 => acc, _ => count(n - 1, acc + 1) } }
# expect: 100000
fn self_tail_call() -> Int { count(100000, 0) }
fn even(n :: Int) -> Bool { if n == 0 { true } else { odd(n - 1) } }
fn odd(n :: Int) -> Bool { if n == 0 { false } else { even(n - 1) } }
# expect: [true,false]
fn mutual_tail_calls() -> List[Bool] { [even(50000), odd(50000)] }
fn step(n :: Int, next :: (Int) -> Int) -> Int { next(n) }
# expect: 7
fn closure_tail_call() -> Int { step(6, fn (x :: Int) -> Int { x + 1 }) }
fn fib(n :: Int) -> Int { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }
# expect: 610
fn naive_fib() -> Int { fib(15) }
fn show(label :: Str, n :: Int) -> [io] Int {
  let _ := io.print(label)
  n
}
# output: first
# output: second
# output: third
# expect: 123
fn order_of_arguments() -> [io] Int { digits(show("first", 1), show("second", 2), show("third", 3)) }
fn digits(a :: Int, b :: Int, c :: Int) -> Int { a * 100 + b * 10 + c }
# output: l
# output: r
# expect: 3
fn order_of_operands() -> [io] Int { show("l", 1) + show("r", 2) }
# output: a
# output: b
# expect: {"x":2,"y":1}
fn order_of_fields() -> [io] { x :: Int, y :: Int } { { x: show("a", 2), y: show("b", 1) } }
fn adder(n :: Int) -> (Int) -> Int { fn (x :: Int) -> Int { x + n } }
# expect: 15
fn returned_closure() -> Int { adder(5)(10) }
# expect: [8,9]
fn several_closures() -> List[Int] {
  let a := adder(3)
  let b := adder(4)
  [a(5), b(5)]
}
fn compose[A, B, C](f :: (A) -> B, g :: (B) -> C) -> (A) -> C { fn (x :: A) -> C { g(f(x)) } }
# expect: "43"
fn composed() -> Str { compose(adder(1), int.to_str)(42) }
# expect: 9
fn immediate_lambda() -> Int { (fn (x :: Int, y :: Int) -> Int { x * y })(3, 3) }
# expect: 24
fn curried() -> Int {
  let f := fn (a :: Int) -> (Int) -> (Int) -> Int { fn (b :: Int) -> (Int) -> Int { fn (c :: Int) -> Int { a * b * c } } }
  f(2)(3)(4)
}
fn inc(x :: Int) -> Int { x + 1 }
# expect: 6
fn function_as_value() -> Int { let f := inc ; f(5) }
# expect: [true,false]
fn function_values_compare() -> List[Bool] {
  let f := inc
  [f == inc, adder(1) == adder(2)]
}
# expect: [2,3,4]
fn function_value_in_list() -> List[Int] { list.map([inc, adder(2), adder(3)], fn (f :: (Int) -> Int) -> Int { f(1) }) }
# expect: 4
fn pipes() -> Int { 1 |> inc |> inc |> inc }
# error: call stack overflow
fn forever() -> Int { 1 + forever() }
# expect: 1
fn units() -> Int { nothing() ; 1 }
fn nothing() -> Unit {}
# expect: null
fn unit_result() -> Unit { nothing() }
# expect: [[1,"a"],["a",1]]
fn generics() -> ((Int, Str), (Str, Int)) { (pair(1, "a"), pair("a", 1)) }
fn pair[A, B](a :: A, b :: B) -> (A, B) { (a, b) }
# args: {"x":1}
# expect: {"x":1}
# args: [1,"a",null]
# expect: [1,"a",null]
fn identity[T](x :: T) -> T { x }
# args: 1
# expect: 2.5
fn float_argument(x :: Float) -> Float { x + 1.5 }
