# Generic data structures: binary search tree, zipper, queue of two lists, Either, a state monad.
import "std.list" as list
import "std.int" as int
import "std.str" as str
import "std.option" as option

type Tree[K, V] = Tip | Bin({ left :: Tree[K, V], key :: K, value :: V, right :: Tree[K, V] })

fn put[K, V](t :: Tree[K, V], key :: K, value :: V, cmp :: (K, K) -> Int) -> Tree[K, V] {
  match t {
    Tip => Bin({ left: Tip, key: key, value: value, right: Tip }),
    Bin(n) => {
      let order := cmp(key, n.key)
      if order < 0 {
        Bin({ left: put(n.left, key, value, cmp), key: n.key, value: n.value, right: n.right })
      } else {
        if order > 0 {
          Bin({ left: n.left, key: n.key, value: n.value, right: put(n.right, key, value, cmp) })
        } else {
          Bin({ left: n.left, key: key, value: value, right: n.right })
        }
      }
    },
  }
}

fn find[K, V](t :: Tree[K, V], key :: K, cmp :: (K, K) -> Int) -> Option[V] {
  match t {
    Tip => None,
    Bin({ left, key: k, value, right }) => match cmp(key, k) {
      0 => Some(value),
      -1 => find(left, key, cmp),
      _ => find(right, key, cmp),
    },
  }
}

fn to_list[K, V](t :: Tree[K, V]) -> List[(K, V)] {
  match t {
    Tip => [],
    Bin(n) => list.concat(to_list(n.left), list.cons((n.key, n.value), to_list(n.right))),
  }
}

fn map_values[K, V, W](t :: Tree[K, V], f :: (V) -> W) -> Tree[K, W] {
  match t {
    Tip => Tip,
    Bin(n) => Bin({ left: map_values(n.left, f), key: n.key, value: f(n.value), right: map_values(n.right, f) }),
  }
}

fn int_cmp(a :: Int, b :: Int) -> Int { if a < b { -1 } else { if a > b { 1 } else { 0 } } }

fn from_pairs[K, V](pairs :: List[(K, V)], cmp :: (K, K) -> Int) -> Tree[K, V] {
  list.fold(pairs, Tip, fn (t :: Tree[K, V], p :: (K, V)) -> Tree[K, V] {
    match p { (k, v) => put(t, k, v, cmp) }
  })
}

# expect: [[1,"ONE!"],[2,"TWO!"],[5,"FIVE!"],[9,"NINE!"]]
fn tree_of_ints() -> List[(Int, Str)] {
  let t := from_pairs([(5, "five"), (2, "two"), (9, "nein"), (1, "one"), (9, "nine")], int_cmp)
  to_list(map_values(t, fn (s :: Str) -> Str { str.to_upper(s) + "!" }))
}

# expect: [{"$variant":"Some","args":[2]},{"$variant":"None","args":[]}]
fn tree_of_strs() -> List[Option[Int]] {
  let t := from_pairs([("b", 2), ("a", 1)], str.cmp)
  [find(t, "b", str.cmp), find(t, "z", str.cmp)]
}

type Queue[T] = { front :: List[T], back :: List[T] }

fn enqueue[T](q :: Queue[T], x :: T) -> Queue[T] { { front: q.front, back: list.cons(x, q.back) } }

fn dequeue[T](q :: Queue[T]) -> Option[(T, Queue[T])] {
  match q.front {
    [x, ..rest] => Some((x, { front: rest, back: q.back })),
    [] => match list.reverse(q.back) {
      [] => None,
      [x, ..rest] => Some((x, { front: rest, back: [] })),
    },
  }
}

fn drain[T](q :: Queue[T], acc :: List[T]) -> List[T] {
  match dequeue(q) {
    None => list.reverse(acc),
    Some((x, rest)) => drain(rest, list.cons(x, acc)),
  }
}

# expect: [["a","b","c"],[1,2]]
fn queues() -> (List[Str], List[Int]) {
  let empty := { front: [], back: [] }
  let strs := list.fold(["a", "b", "c"], { front: [], back: [] }, fn (q :: Queue[Str], x :: Str) -> Queue[Str] { enqueue(q, x) })
  let ints := enqueue(enqueue({ front: [], back: [] }, 1), 2)
  (drain(strs, []), drain(ints, []))
}

type Either[A, B] = Left(A) | Right(B)

fn partition[A, B](xs :: List[Either[A, B]]) -> (List[A], List[B]) {
  list.fold(xs, ([], []), fn (acc :: (List[A], List[B]), x :: Either[A, B]) -> (List[A], List[B]) {
    match (acc, x) {
      ((ls, rs), Left(a)) => (list.concat(ls, [a]), rs),
      ((ls, rs), Right(b)) => (ls, list.concat(rs, [b])),
    }
  })
}

# expect: [[1,3],["x","y"]]
fn eithers() -> (List[Int], List[Str]) { partition([Left(1), Right("x"), Right("y"), Left(3)]) }

type State[S, A] = (S) -> (A, S)

fn bind[S, A, B](m :: (S) -> (A, S), f :: (A) -> (S) -> (B, S)) -> (S) -> (B, S) {
  fn (s :: S) -> (B, S) {
    match m(s) {
      (a, next) => {
        let g := f(a)
        g(next)
      },
    }
  }
}

fn fresh(prefix :: Str) -> (Int) -> (Str, Int) {
  fn (n :: Int) -> (Str, Int) { (prefix + int.to_str(n), n + 1) }
}

# expect: ["a10-b11",12]
fn names() -> (Str, Int) {
  let program := bind(fresh("a"), fn (x :: Str) -> (Int) -> (Str, Int) {
    bind(fresh("b"), fn (y :: Str) -> (Int) -> (Str, Int) {
      fn (n :: Int) -> (Str, Int) { (x + "-" + y, n) }
    })
  })
  program(10)
}

fn compose[A, B, C](f :: (B) -> C, g :: (A) -> B) -> (A) -> C { fn (x :: A) -> C { f(g(x)) } }

fn flip[A, B, C](f :: (A, B) -> C) -> (B, A) -> C { fn (b :: B, a :: A) -> C { f(a, b) } }

fn curry[A, B, C](f :: (A, B) -> C) -> (A) -> (B) -> C { fn (a :: A) -> (B) -> C { fn (b :: B) -> C { f(a, b) } } }

# expect: ["<7>","ba",5]
fn combinators() -> (Str, Str, Int) {
  let wrap := compose(fn (s :: Str) -> Str { "<" + s + ">" }, int.to_str)
  let add := curry(fn (a :: Int, b :: Int) -> Int { a + b })
  (wrap(7), flip(str.concat)("a", "b"), add(2)(3))
}
