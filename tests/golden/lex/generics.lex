import "std.list" as list
import "std.map" as map

type Pair[A, B] = Both(A, B)
type Nest[T] = Flat(T) | Deeper(Nest[(T, T)])
type Either[L, R] = Left(L) | Right(R)

fn swap[A, B](p :: Pair[A, B]) -> Pair[B, A] { match p { Both(a, b) => Both(b, a) } }
# expect: {"$variant":"Both","args":["a",1]}
fn swapped() -> Pair[Str, Int] { swap(Both(1, "a")) }
fn depth[T](n :: Nest[T]) -> Int { match n { Flat(_) => 0, Deeper(inner) => 1 + depth(inner) } }
# expect: 3
fn polymorphic_recursion() -> Int { depth(Deeper(Deeper(Deeper(Flat((((1, 2), (3, 4)), ((5, 6), (7, 8)))))))) }
fn build[T](x :: T, n :: Int) -> Nest[T] { if n == 0 { Flat(x) } else { Deeper(build((x, x), n - 1)) } }
# expect: 20
fn deep_polymorphic_recursion() -> Int { depth(build(1, 20)) }
fn leftmost(n :: Nest[Int]) -> Int { match n { Flat(x) => x, Deeper(Flat((x, _))) => x + 1, Deeper(Deeper(Flat(((x, _), _)))) => x + 2, _ => -1 } }
# expect: [7,8,9,-1]
fn leftmosts() -> List[Int] { list.map([0, 1, 2, 3], fn (k :: Int) -> Int { leftmost(build(7, k)) }) }
fn map_all[A, B](xs :: List[A], f :: (A) -> B) -> List[B] { list.map(xs, f) }
# expect: [[2,3],["a!"]]
fn instances() -> (List[Int], List[Str]) { (map_all([1, 2], fn (x :: Int) -> Int { x + 1 }), map_all(["a"], fn (s :: Str) -> Str { s + "!" })) }
fn either[L, R, T](e :: Either[L, R], f :: (L) -> T, g :: (R) -> T) -> T { match e { Left(l) => f(l), Right(r) => g(r) } }
# expect: [1,2]
fn eithers() -> List[Int] {
  let f := fn (e :: Either[Int, Str]) -> Int { either(e, fn (n :: Int) -> Int { n }, fn (s :: Str) -> Int { 2 }) }
  [f(Left(1)), f(Right("x"))]
}
fn group[K, V](pairs :: List[(K, V)]) -> Map[K, List[V]] {
  list.fold(pairs, map.new(), fn (m :: Map[K, List[V]], p :: (K, V)) -> Map[K, List[V]] {
    match p { (k, v) => match map.get(m, k) { Some(vs) => map.set(m, k, list.concat(vs, [v])), None => map.set(m, k, [v]) } }
  })
}
# expect: {"a":[1,3],"b":[2]}
fn groups() -> Map[Str, List[Int]] { group([("a", 1), ("b", 2), ("a", 3)]) }
# expect: "a=1;b=2;"
fn map_fold() -> Str {
  map.fold(map.from_list([("b", "2"), ("a", "1")]), "", fn (acc :: Str, k :: Str, v :: Str) -> Str { acc + k + "=" + v + ";" })
}
# args: [1,2]
# expect: 2
# args: []
# expect: 0
fn size[T](xs :: List[T]) -> Int { list.len(xs) }
# args: 3 ; {"$variant":"Some","args":[1]}
# expect: [3,{"$variant":"Some","args":[1]}]
fn couple[A, B](a :: A, b :: B) -> (A, B) { (a, b) }
type L1 = { a :: List[List[List[List[List[List[List[List[List[List[List[List[List[Int]]]]]]]]]]]]] }
fn wrap1(x :: List[List[List[List[List[List[Int]]]]]]) -> List[List[List[List[List[List[List[List[Int]]]]]]]] { [[x]] }
# expect: {"a":[[[[[[[[[[[[[5]]]]]]]]]]]]]}
fn deep_types() -> L1 { { a: [[[[[[[[[[[[[5]]]]]]]]]]]]] } }
# expect: [[[[[[[[[[[[[6]]]]]]]]]]]]]
fn deep_values() -> List[List[List[List[List[List[List[List[List[List[List[List[List[Int]]]]]]]]]]]]] {
  list.map(deep_types().a, fn (x :: List[List[List[List[List[List[List[List[List[List[List[List[Int]]]]]]]]]]]]) -> List[List[List[List[List[List[List[List[List[List[List[List[Int]]]]]]]]]]]] {
    [[[[[[[[[[[[6]]]]]]]]]]]]
  })
}
import "std.set" as set
import "std.deque" as deque
import "std.bytes" as bytes
import "std.str" as str
# expect: [true,false,true,false,true,false,true,false,true,false]
fn emptiness() -> List[Bool] {
  [map.is_empty((map.new() :: Map[Str, Int])), map.is_empty(map.from_list([(1, 2)])), set.is_empty((set.new() :: Set[Int])), set.is_empty(set.from_list([1])),
   deque.is_empty((deque.new() :: Deque[Int])), deque.is_empty(deque.from_list([1])), bytes.is_empty(b""), bytes.is_empty(b"a"), str.is_empty(""), str.is_empty("é")]
}
