import "std.list" as list

type Node[T] = { item :: T, next :: Option[Node[T]] }

fn map[A, B, E](xs :: List[A], f :: (A) -> [| E] B) -> [| E] List[B] { list.map(xs, f) }

fn each[A, E](xs :: List[A], f :: (A) -> [| E] Unit) -> [| E] Unit {
  list.fold(xs, (), fn (u :: Unit, x :: A) -> [| E] Unit { f(x) })
}

fn keep[A](xs :: List[A], p :: (A) -> Bool) -> List[A] { list.filter(xs, p) }

fn even(n :: Int) -> Bool { n % 2 == 0 }

fn sum(xs :: List[Int]) -> Int { list.fold(xs, 0, add) }

fn add(a :: Int, b :: Int) -> Int { a + b }

fn twice[T](f :: (T) -> T) -> (T) -> T { fn (x :: T) -> T { f(f(x)) } }

fn push[T](n :: Option[Node[T]], x :: T) -> Option[Node[T]] { Some({ item: x, next: n }) }
