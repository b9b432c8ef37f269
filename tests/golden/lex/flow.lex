import "std.flow" as flow
import "std.int" as int
import "std.iter" as iter
import "std.list" as list

# expect: "43"
fn sequential() -> Str { flow.sequential(fn (x :: Int) -> Int { x + 1 }, int.to_str)(42) }
# expect: ["neg","pos"]
fn branch() -> List[Str] {
  let f := flow.branch(fn (x :: Int) -> Bool { x < 0 }, fn (x :: Int) -> Str { "neg" }, fn (x :: Int) -> Str { "pos" })
  [f(-1), f(1)]
}
# expect: [1,"a"]
fn parallel() -> (Int, Str) { flow.parallel(fn () -> Int { 1 }, fn () -> Str { "a" })() }
# expect: [1,2,3]
fn parallel_list() -> List[Int] {
  flow.parallel_list([fn () -> Int { 1 }, fn () -> Int { 2 }, fn () -> Int { 3 }])
}
# args: 3
# expect: {"$variant":"Ok","args":[3]}
# args: 0
# expect: {"$variant":"Err","args":["not positive"]}
fn retry(n :: Int) -> Result[Int, Str] {
  flow.retry(fn (x :: Int) -> Result[Int, Str] { if x > 0 { Ok(x) } else { Err("not positive") } }, 3)(n)
}
# expect: {"$variant":"Ok","args":[1]}
fn retry_at_least_once() -> Result[Int, Str] { flow.retry(fn (x :: Int) -> Result[Int, Str] { Ok(x) }, 0)(1) }
# expect: [10,30,50]
fn lazy() -> List[Int] {
  let odd := iter.filter(iter.unfold(0, fn (n :: Int) -> Option[(Int, Int)] { Some((n, n + 1)) }), fn (x :: Int) -> Bool { x % 2 == 1 })
  iter.to_list(iter.take(iter.map(odd, fn (x :: Int) -> Int { x * 10 }), 3))
}
# expect: [[1,2,3],3,false,6,[3],[2,4,6],[2]]
fn on_lists() -> (List[Int], Int, Bool, Int, List[Int], List[Int], List[Int]) {
  let it := iter.from_list([1, 2, 3])
  (iter.to_list(it), iter.count(it), iter.is_empty(it), iter.fold(it, 0, fn (a :: Int, x :: Int) -> Int { a + x }),
   iter.collect(iter.skip(it, 2)), iter.to_list(iter.map(it, fn (x :: Int) -> Int { x * 2 })), iter.to_list(iter.filter(it, fn (x :: Int) -> Bool { x == 2 })))
}
fn countdown(n :: Int) -> Option[(Int, Int)] { if n > 0 { Some((n, n - 1)) } else { None } }
# expect: [[3,2,1],3,6,[1],true,false]
fn on_unfolds() -> (List[Int], Int, Int, List[Int], Bool, Bool) {
  let it := iter.unfold(3, countdown)
  (iter.to_list(it), iter.count(it), iter.fold(it, 0, fn (a :: Int, x :: Int) -> Int { a + x }), iter.to_list(iter.skip(it, 2)),
   iter.is_empty(iter.skip(it, 3)), iter.is_empty(it))
}
# expect: [1,2,[3]]
fn stepping() -> (Int, Int, List[Int]) {
  match iter.next(iter.from_list([1, 2, 3])) {
    Some((a, rest)) => match iter.next(rest) { Some((b, last)) => (a, b, iter.to_list(last)), None => (0, 0, []) },
    None => (0, 0, []),
  }
}
# expect: 50000
fn long_iteration() -> Int { iter.count(iter.unfold(50000, countdown)) }
# expect: [{"$variant":"Ok","args":[1]},{"$variant":"Err","args":["e"]}]
fn backoff() -> [time] List[Result[Int, Str]] {
  let f := flow.retry_with_backoff(fn (x :: Int) -> Result[Int, Str] { if x > 0 { Ok(x) } else { Err("e") } }, 3, 0)
  [f(1), f(0)]
}
