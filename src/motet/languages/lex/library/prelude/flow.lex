# std.flow (specification 14.8): functions made of functions. `retry` makes one attempt when the number is not positive.

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
