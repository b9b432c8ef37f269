# option: lax

import "std.list" as list
import "std.flow" as flow
import "std.str" as str
import "std.io" as io
import "std.int" as int

fn low(n :: Int{x | x < 3}) -> Int { n }
fn two(n :: Int) -> List[Int] { list.par_map([n, n + 1], fn (x :: Int) -> Int { 10 / x }) }

# args: 1
# expect: [10,5]
# args: -1
# error: effect handler error: par_map worker: integer division by zero
fn division(n :: Int) -> List[Int] { two(n) }

# args: 5
# error: effect handler error: par_map worker: integer modulo by zero
fn modulo(n :: Int) -> List[Int] { list.par_map([1, 0], fn (x :: Int) -> Int { n % x }) }

# args: 7
# error: effect handler error: par_map worker: runtime panic: non-exhaustive match
fn panics(n :: Int) -> List[Int] { list.par_map([1, n], fn (x :: Int) -> Int { match x { 1 => 2 } }) }

# error: effect handler error: par_map worker: refinement violated: argument 0 of `low`
fn refinements() -> List[Int] { list.par_map([1, 2, 3], low) }

# error: effect handler error: par_map worker: effect handler error: str.slice: reversed range [2..1]
fn library() -> List[Str] { list.par_map(["abc"], fn (s :: Str) -> Str { str.slice(s, 2, 1) }) }

# error: effect handler error: par_map worker: effect handler error: par_map worker: integer division by zero
fn nested() -> List[List[Int]] { list.par_map([2, 1, 0], two) }

# error: effect handler error: par_map worker: integer division by zero
fn beside_a_nested_one() -> List[Int] { list.par_map([2, 1, 0], fn (n :: Int) -> Int { list.len(two(n + 1)) / n }) }

# error: effect handler error: par_map worker: integer division by zero
fn in_parallel() -> (Int, List[Int]) { flow.parallel(fn () -> Int { 1 }, fn () -> List[Int] { two(0) })() }

# error: effect handler error: par_map worker: integer division by zero
fn around_parallel() -> List[List[Int]] {
  list.par_map([1, 0], fn (x :: Int) -> List[Int] { flow.parallel_list([fn () -> Int { x }, fn () -> Int { 5 / x }]) })
}

# expect: [{"$variant":"Ok","args":[1]},{"$variant":"Err","args":["no 2"]}]
fn errors_are_values() -> List[Result[Int, Str]] {
  list.par_map([1, 2], fn (x :: Int) -> Result[Int, Str] { if x == 1 { Ok(x) } else { Err(str.concat("no ", int.to_str(x))) } })
}

# output: 1
# output: 2
# error: effect handler error: par_map worker: integer division by zero
fn output_before() -> [io] List[Int] {
  list.par_map([1, 2, 0, 4], fn (x :: Int) -> [io] Int { let q := 8 / x ; let _ := io.print(int.to_str(x)) ; q })
}
