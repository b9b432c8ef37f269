# Effects in signatures, higher-order functions with effect rows, handlers passed as records.
import "std.io" as io
import "std.int" as int
import "std.list" as list
import "std.str" as str
import "std.result" as result
import "std.time" as time

type Logger = { info :: (Str) -> [io] Unit, level :: Int }

fn console(prefix :: Str) -> Logger {
  { info: fn (s :: Str) -> [io] Unit { io.print(prefix + s) }, level: 1 }
}

fn silent() -> Logger {
  { info: fn (_ :: Str) -> [io] Unit { () }, level: 0 }
}

fn each[T, E](xs :: List[T], f :: (T) -> [| E] Unit) -> [| E] Unit {
  match list.head(xs) {
    None => (),
    Some(x) => {
      f(x)
      each(list.tail(xs), f)
    },
  }
}

fn times[E](n :: Int, f :: (Int) -> [| E] Int) -> [| E] Int {
  list.fold(list.range(0, n), 0, fn (acc :: Int, i :: Int) -> [| E] Int { acc + f(i) })
}

fn twice[T, E](f :: (T) -> [| E] T) -> (T) -> [| E] T {
  fn (x :: T) -> [| E] T { f(f(x)) }
}

fn with_log[T, E](log :: Logger, name :: Str, body :: () -> [io | E] T) -> [io | E] T {
  let info := log.info
  info("begin " + name)
  let value := body()
  info("end " + name)
  value
}

# output: [a] begin work
# output: computing
# output: [a] end work
# expect: 42
fn logged() -> [io] Int {
  with_log(console("[a] "), "work", fn () -> [io] Int {
    io.print("computing")
    42
  })
}

# output: computing
# expect: 7
fn quiet() -> [io] Int {
  with_log(silent(), "work", fn () -> [io] Int {
    io.print("computing")
    7
  })
}

# output: 1
# output: 2
# output: 3
# expect: null
fn printed() -> [io] Unit { each([1, 2, 3], fn (n :: Int) -> [io] Unit { io.print(int.to_str(n)) }) }

# expect: 285
fn squares() -> Int { times(10, fn (i :: Int) -> Int { i * i }) }

# output: i=0
# output: i=1
# expect: 1
fn noisy() -> [io] Int {
  times(2, fn (i :: Int) -> [io] Int {
    io.print("i=" + int.to_str(i))
    i
  })
}

# output: x1
# output: x2
# expect: [12,3]
fn doubled() -> [io] (Int, Int) {
  let pure := twice(fn (n :: Int) -> Int { n * 2 })
  let loud := twice(fn (n :: Int) -> [io] Int {
    io.print("x" + int.to_str(n))
    n + 1
  })
  (pure(3), loud(1))
}

# A closure with effects may be made, and kept in data, where no effect is allowed.
fn actions() -> List[() -> [io] Unit] {
  [fn () -> [io] Unit { io.print("first") }, fn () -> [io] Unit { io.print("second") }]
}

# output: first
# output: second
# expect: 2
fn run_actions() -> [io] Int {
  list.fold(actions(), 0, fn (n :: Int, action :: () -> [io] Unit) -> [io] Int {
    action()
    n + 1
  })
}

# output: checking 4
# output: checking -1
# expect: {"$variant":"Err","args":["negative: -1"]}
fn validate_all() -> [io] Result[List[Int], Str] {
  let check := fn (n :: Int) -> [io] Result[Int, Str] {
    io.print("checking " + int.to_str(n))
    if n < 0 { Err("negative: " + int.to_str(n)) } else { Ok(n) }
  }
  collect([4, -1, 5], check, [])
}

fn collect[E](xs :: List[Int], check :: (Int) -> [| E] Result[Int, Str], acc :: List[Int]) -> [| E] Result[List[Int], Str] {
  match list.head(xs) {
    None => Ok(list.reverse(acc)),
    Some(x) => {
      let ok := check(x)?
      collect(list.tail(xs), check, list.cons(ok, acc))
    },
  }
}

# expect: true
fn clock() -> [time] Bool { time.now() > 1000000000 }
