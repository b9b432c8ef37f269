import "./seq" as seq
import "std.io" as io
import "std.int" as int

fn inc(n :: Int) -> Int { n + 1 }

# output: 1
# output: 2
# expect: 9
fn main() -> [io] Int {
  seq.each([1, 2], fn (n :: Int) -> [io] Unit { io.print(int.to_str(n)) })
  seq.sum(seq.map([1, 2, 3], inc))
}

# expect: [4,6]
fn pure() -> List[Int] { seq.map(seq.keep([1, 2, 3, 4], seq.even), seq.twice(inc)) }

# expect: {"$variant":"Some","args":[{"item":2,"next":{"$variant":"Some","args":[{"item":1,"next":{"$variant":"None","args":[]}}]}}]}
fn op() -> Option[seq.Node[Int]] { seq.push(seq.push(None, 1), 2) }

# args: [1]
# expect: [1]
fn shadow(seq :: List[Int]) -> List[Int] { seq }

# expect: 42
fn inner() -> Int {
  let even := fn (n :: Int) -> Int { n * 7 }
  even(6)
}
