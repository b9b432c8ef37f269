# std.flow (specification 14.8): functions made of functions. `retry` makes one attempt when the number is not positive.

import "std.time" as time

fn sequential[A, B, C](f :: (A) -> B, g :: (B) -> C) -> (A) -> C {
  fn (x :: A) -> C { g(f(x)) }
}

fn branch[A, B](test :: (A) -> Bool, then :: (A) -> B, otherwise :: (A) -> B) -> (A) -> B {
  fn (x :: A) -> B { if test(x) { then(x) } else { otherwise(x) } }
}

fn retry[A, B, E](f :: (A) -> Result[B, E], attempts :: Int) -> (A) -> Result[B, E] {
  fn (x :: A) -> Result[B, E] { attempt(f, x, attempts) }
}

fn attempt[A, B, E](f :: (A) -> Result[B, E], x :: A, left :: Int) -> Result[B, E] {
  match f(x) {
    Ok(value) => Ok(value),
    Err(error) => if left <= 1 { Err(error) } else { attempt(f, x, left - 1) },
  }
}

fn retry_with_backoff[A, B, E](f :: (A) -> Result[B, E], attempts :: Int, wait :: Int) -> (A) -> [time] Result[B, E] {
  fn (x :: A) -> [time] Result[B, E] { attempt_later(f, x, attempts, wait) }
}

fn attempt_later[A, B, E](f :: (A) -> Result[B, E], x :: A, left :: Int, wait :: Int) -> [time] Result[B, E] {
  match f(x) {
    Ok(value) => Ok(value),
    Err(error) => if left <= 1 {
      Err(error)
    } else {
      let _ := time.sleep_ms(wait)
      attempt_later(f, x, left - 1, wait * 2)
    },
  }
}
