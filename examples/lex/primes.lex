# Iteration is recursion: a call in tail position reuses its frame, so loops of any length run in constant space.
#
#     motet run examples/lex/primes.lex count_primes 20000
fn divides(d :: Int, n :: Int) -> Bool {
  n % d == 0
}

fn has_divisor(n :: Int, d :: Int) -> Bool {
  if d * d > n {
    false
  } else {
    if divides(d, n) { true } else { has_divisor(n, d + 2) }
  }
}

fn is_prime(n :: Int) -> Bool examples {
  is_prime(1) => false,
  is_prime(2) => true,
  is_prime(91) => false,
  is_prime(97) => true,
} {
  if n < 4 {
    n > 1
  } else {
    if n % 2 == 0 { false } else { not has_divisor(n, 3) }
  }
}

fn count_from(n :: Int, limit :: Int, found :: Int) -> Int {
  if n >= limit {
    found
  } else {
    count_from(n + 1, limit, if is_prime(n) { found + 1 } else { found })
  }
}

fn count_primes(limit :: Int{l | l >= 0}) -> Int {
  count_from(2, limit, 0)
}

fn main() -> Int {
  count_primes(1000)
}
