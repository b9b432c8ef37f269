# Numbers, pairs and lists as functions; a state monad; continuation passing.
import "std.int" as int
import "std.list" as list
import "std.str" as str

type Num = { fold :: ((Int) -> Int, Int) -> Int }

fn zero() -> Num { { fold: fn (f :: (Int) -> Int, x :: Int) -> Int { x } } }

fn succ(n :: Num) -> Num {
  let fold := n.fold
  { fold: fn (f :: (Int) -> Int, x :: Int) -> Int { f(fold(f, x)) } }
}

fn plus(a :: Num, b :: Num) -> Num {
  { fold: fn (f :: (Int) -> Int, x :: Int) -> Int { a.fold(f, b.fold(f, x)) } }
}

fn times(a :: Num, b :: Num) -> Num {
  { fold: fn (f :: (Int) -> Int, x :: Int) -> Int { a.fold(fn (y :: Int) -> Int { b.fold(f, y) }, x) } }
}

fn to_int(n :: Num) -> Int { n.fold(fn (x :: Int) -> Int { x + 1 }, 0) }

fn from_int(n :: Int) -> Num { if n == 0 { zero() } else { succ(from_int(n - 1)) } }

# args: 6 ; 7
# expect: [13,42]
# args: 0 ; 5
# expect: [5,0]
fn arithmetic(a :: Int, b :: Int) -> (Int, Int) {
  (to_int(plus(from_int(a), from_int(b))), to_int(times(from_int(a), from_int(b))))
}

fn cps_factorial(n :: Int, k :: (Int) -> Int) -> Int {
  if n == 0 { k(1) } else { cps_factorial(n - 1, fn (r :: Int) -> Int { k(n * r) }) }
}

# args: 10
# expect: 3628800
fn factorial(n :: Int) -> Int { cps_factorial(n, fn (r :: Int) -> Int { r }) }

type Counter[A] = (Int) -> (A, Int)

fn pure[A](a :: A) -> (Int) -> (A, Int) { fn (s :: Int) -> (A, Int) { (a, s) } }

fn then[A, B](m :: (Int) -> (A, Int), f :: (A) -> (Int) -> (B, Int)) -> (Int) -> (B, Int) {
  fn (s :: Int) -> (B, Int) {
    match m(s) {
      (a, t) => f(a)(t),
    }
  }
}

fn tick() -> (Int) -> (Int, Int) { fn (s :: Int) -> (Int, Int) { (s, s + 1) } }

type Tree = Leaf(Str) | Fork(Tree, Tree)

fn label(t :: Tree) -> (Int) -> (Tree, Int) {
  match t {
    Leaf(s) => then(tick(), fn (n :: Int) -> (Int) -> (Tree, Int) { pure(Leaf(s + int.to_str(n))) }),
    Fork(a, b) => then(label(a), fn (x :: Tree) -> (Int) -> (Tree, Int) {
      then(label(b), fn (y :: Tree) -> (Int) -> (Tree, Int) { pure(Fork(x, y)) })
    }),
  }
}

fn show(t :: Tree) -> Str {
  match t {
    Leaf(s) => s,
    Fork(a, b) => "(" + show(a) + " " + show(b) + ")",
  }
}

# expect: ["((a1 b2) (c3 d4))",5]
fn labelled() -> (Str, Int) {
  match label(Fork(Fork(Leaf("a"), Leaf("b")), Fork(Leaf("c"), Leaf("d"))))(1) {
    (t, n) => (show(t), n),
  }
}

type Monoid[A] = { empty :: A, combine :: (A, A) -> A }

fn concat_all[A](m :: Monoid[A], xs :: List[A]) -> A { list.fold(xs, m.empty, m.combine) }

fn both[A, B](a :: Monoid[A], b :: Monoid[B]) -> Monoid[(A, B)] {
  {
    empty: (a.empty, b.empty),
    combine: fn (x :: (A, B), y :: (A, B)) -> (A, B) {
      match (x, y) { ((x1, x2), (y1, y2)) => (a.combine(x1, y1), b.combine(x2, y2)) }
    },
  }
}

# expect: [[10,"abc"],[24,9]]
fn monoids() -> ((Int, Str), (Int, Int)) {
  let sum := { empty: 0, combine: fn (a :: Int, b :: Int) -> Int { a + b } }
  let text := { empty: "", combine: str.concat }
  let product := { empty: 1, combine: fn (a :: Int, b :: Int) -> Int { a * b } }
  let largest := { empty: -9, combine: int.max }
  (concat_all(both(sum, text), [(1, "a"), (2, "b"), (7, "c")]), concat_all(both(product, largest), [(2, 3), (3, 9), (4, 1)]))
}

fn trampoline(n :: Int, acc :: List[() -> Int]) -> List[Int] {
  if n == 0 { list.map(acc, fn (f :: () -> Int) -> Int { f() }) } else { trampoline(n - 1, list.cons(fn () -> Int { n * n }, acc)) }
}

# args: 5
# expect: [1,4,9,16,25]
fn delayed(n :: Int) -> List[Int] { trampoline(n, []) }
