# Steps that may fail, retried with flow, run side by side, summarised.
import "std.io" as io
import "std.flow" as flow
import "std.list" as list
import "std.str" as str
import "std.int" as int
import "std.result" as result
import "std.map" as map

type Step = { name :: Str, run :: (Int) -> Result[Int, Str] }

type Report = { value :: Option[Int], trail :: List[Str] }

fn step(name :: Str, run :: (Int) -> Result[Int, Str]) -> Step { { name: name, run: run } }

fn pipeline() -> List[Step] {
  [
    step("double", fn (n :: Int) -> Result[Int, Str] { Ok(n * 2) }),
    step("limit", fn (n :: Int) -> Result[Int, Str] { if n > 100 { Err("too large: " + int.to_str(n)) } else { Ok(n) } }),
    step("half", flow.sequential(
      fn (n :: Int) -> (Int, Int) { (n / 2, n % 2) },
      fn (p :: (Int, Int)) -> Result[Int, Str] { match p { (q, 0) => Ok(q), _ => Err("odd") } }
    )),
    step("sign", flow.branch(
      fn (n :: Int) -> Bool { n < 0 },
      fn (n :: Int) -> Result[Int, Str] { Err("negative") },
      fn (n :: Int) -> Result[Int, Str] { Ok(n + 1) }
    )),
  ]
}

fn run(steps :: List[Step], input :: Int) -> Report {
  let end := list.fold(steps, (Ok(input), []), fn (acc :: (Result[Int, Str], List[Str]), s :: Step) -> (Result[Int, Str], List[Str]) {
    match acc {
      (Err(e), trail) => (Err(e), trail),
      (Ok(n), trail) => {
        let f := flow.retry(s.run, 2)
        match f(n) {
          Ok(m) => (Ok(m), list.concat(trail, [s.name])),
          Err(e) => (Err(e), list.concat(trail, [s.name + ": " + e])),
        }
      },
    }
  })
  match end {
    (Ok(n), trail) => { value: Some(n), trail: trail },
    (Err(_), trail) => { value: None, trail: trail },
  }
}

# args: 5
# expect: {"trail":["double","limit","half","sign"],"value":{"$variant":"Some","args":[6]}}
# args: 51
# expect: {"trail":["double","limit: too large: 102"],"value":{"$variant":"None","args":[]}}
# args: -3
# expect: {"trail":["double","limit","half","sign: negative"],"value":{"$variant":"None","args":[]}}
fn main(n :: Int) -> Report { run(pipeline(), n) }

# output: attempt on 3
# output: attempt on 3
# output: attempt on 3
# expect: {"$variant":"Err","args":["no"]}
fn noisy() -> [io] Result[Int, Str] {
  let f := flow.retry(fn (n :: Int) -> [io] Result[Int, Str] {
    io.print("attempt on " + int.to_str(n))
    Err("no")
  }, 3)
  f(3)
}

fn fib(n :: Int) -> Int { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }

# expect: [[144,233],[55,89,144],[1,4,9]]
fn side_by_side() -> ((Int, Int), List[Int], List[Int]) {
  let both := flow.parallel(fn () -> Int { fib(12) }, fn () -> Int { fib(13) })
  let several := flow.parallel_list(list.map([10, 11, 12], fn (n :: Int) -> () -> Int { fn () -> Int { fib(n) } }))
  (both(), several, list.par_map([1, 2, 3], fn (n :: Int) -> Int { n * n }))
}

# args: ["1","x","3"]
# expect: {"bad":["x"],"good":[1,3]}
fn sorted(texts :: List[Str]) -> { good :: List[Int], bad :: List[Str] } {
  list.fold(texts, { good: [], bad: [] }, fn (acc :: { good :: List[Int], bad :: List[Str] }, t :: Str) -> { good :: List[Int], bad :: List[Str] } {
    match str.to_int(t) {
      Some(n) => { good: list.concat(acc.good, [n]), bad: acc.bad },
      None => { good: acc.good, bad: list.concat(acc.bad, [t]) },
    }
  })
}
