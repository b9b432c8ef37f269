# Exact fractions, continued fractions, polynomials over them.
import "std.int" as int
import "std.list" as list
import "std.str" as str
import "std.float" as float

type Rat = { num :: Int, den :: Int }

fn gcd(a :: Int, b :: Int) -> Int { if b == 0 { int.abs(a) } else { gcd(b, a % b) } }

fn make(n :: Int, d :: Int{x | x != 0}) -> Rat
  examples {
    make(2, 4) => { num: 1, den: 2 },
    make(1, -3) => { num: -1, den: 3 },
    make(0, 7) => { num: 0, den: 1 },
  }
{
  let g := gcd(n, d)
  let s := if d < 0 { -1 } else { 1 }
  { num: s * n / g, den: s * d / g }
}

fn whole(n :: Int) -> Rat { { num: n, den: 1 } }

fn add(a :: Rat, b :: Rat) -> Rat { make(a.num * b.den + b.num * a.den, a.den * b.den) }

fn mul(a :: Rat, b :: Rat) -> Rat { make(a.num * b.num, a.den * b.den) }

fn neg(a :: Rat) -> Rat { { num: -a.num, den: a.den } }

fn inverse(a :: Rat) -> Option[Rat] { if a.num == 0 { None } else { Some(make(a.den, a.num)) } }

fn less(a :: Rat, b :: Rat) -> Bool { a.num * b.den < b.num * a.den }

fn show(a :: Rat) -> Str {
  match a {
    { num, den: 1 } => int.to_str(num),
    { num, den } => int.to_str(num) + "/" + int.to_str(den),
  }
}

# args: 10
# expect: "7381/2520"
# args: 1
# expect: "1"
fn harmonic(n :: Int) -> Str {
  show(list.fold(list.range(1, n + 1), whole(0), fn (acc :: Rat, k :: Int) -> Rat { add(acc, make(1, k)) }))
}

# args: 415 ; 93
# expect: [4,2,6,7]
fn continued(n :: Int, d :: Int) -> List[Int] {
  if d == 0 { [] } else { list.cons(n / d, continued(d, n % d)) }
}

fn evaluate(terms :: List[Int]) -> Option[Rat] {
  match terms {
    [] => None,
    [n] => Some(whole(n)),
    [n, ..rest] => match evaluate(rest) {
      None => None,
      Some(r) => match inverse(r) {
        None => None,
        Some(i) => Some(add(whole(n), i)),
      },
    },
  }
}

# expect: {"$variant":"Some","args":[{"den":93,"num":415}]}
fn back() -> Option[Rat] { evaluate([4, 2, 6, 7]) }

# expect: ["1","3/2","7/5","17/12","41/29","99/70"]
fn root_two() -> List[Str] {
  list.map(list.range(0, 6), fn (n :: Int) -> Str {
    match evaluate(list.cons(1, list.map(list.range(0, n), fn (_ :: Int) -> Int { 2 }))) {
      Some(r) => show(r),
      None => "?",
    }
  })
}

type Poly = List[Rat]

# Horner's rule; coefficients from the highest.
fn at(p :: Poly, x :: Rat) -> Rat {
  list.fold(p, whole(0), fn (acc :: Rat, c :: Rat) -> Rat { add(mul(acc, x), c) })
}

# expect: "-7/8"
fn poly() -> Str { show(at([whole(1), whole(0), whole(0), whole(-1)], make(1, 2))) }

# expect: ["-1/2","1/3","1/2","5/8"]
fn sorted() -> List[Str] {
  let rs := [make(1, 2), make(-1, 2), make(5, 8), make(1, 3)]
  list.map(list.sort_by(rs, fn (r :: Rat) -> Float { int.to_float(r.num) / int.to_float(r.den) }), show)
}

# args: 0
# error: refinement violated: argument 1 of `make` (binding `x`): predicate failed for x = Int(0)
# args: 5
# expect: "1/5"
fn unit(d :: Int) -> Str { show(make(1, d)) }

# expect: [true,false,"3/4"]
fn order() -> (Bool, Bool, Str) {
  (less(make(1, 3), make(1, 2)), less(make(1, 2), make(1, 2)), show(neg(make(-3, 4))))
}
