# Section 8: checked on every entry.
import "std.list" as list

# args: 5
# expect: 5
# args: -1
# error: refinement violated: argument 0 of `natural` (binding `x`): predicate failed for x = Int(-1)
fn natural(n :: Int{x | x >= 0}) -> Int { n }
# args: 1
# error: refinement violated: argument 0 of `natural` (binding `x`): predicate failed for x = Int(-1)
# args: 3
# expect: 1
fn by_call(n :: Int) -> Int { natural(n - 2) }
# args: 2
# error: argument 0 of `natural`
# args: 2
# error: predicate failed for x = Int(-2)
fn by_closure(n :: Int) -> Int { let f := natural ; 1 + f(0 - n) }
# args: 3
# error: predicate failed for x = Int(-1)
fn by_map(n :: Int) -> List[Int] { list.map([n, 2, -1], natural) }
# args: 3
# error: refinement violated: argument 0 of `down` (binding `x`): predicate failed for x = Int(-1)
fn down(n :: Int{x | x >= 0}) -> Int { down(n - 1) }
# args: 1 ; 9
# expect: 10
# args: 1 ; 11
# error: refinement violated: argument 1 of `second` (binding `limit`): predicate failed for limit = Int(11)
fn second(a :: Int, b :: Int{limit | limit > 0 and limit <= 10}) -> Int { a + b }
# args: "ok"
# expect: "ok"
# args: ""
# error: refinement violated: argument 0 of `text` (binding `s`): predicate failed for s = Str("")
fn text(s :: Str{s | s != ""}) -> Str { s }
# args: 0.5
# expect: 0.5
# args: 1.5
# error: predicate failed for p = Float(1.5)
fn share(p :: Float{p | p >= 0.0 and p * 2.0 <= 2.0}) -> Float { p }
# args: 4
# expect: 4
# args: 0
# error: refinement violated: argument 0 of `divides` (binding `d`): predicate divides by zero
# args: 3
# error: predicate failed for d = Int(3)
fn divides(d :: Int{d | 12 % d == 0 and not (d == 3)}) -> Int { d }
# args: 9223372036854775807
# error: predicate failed
# args: 3
# expect: 3
fn wraps(n :: Int{n | n + 1 > n}) -> Int { n }
# args: true
# expect: true
# args: false
# error: predicate failed for b = Bool(false)
fn holds(b :: Bool{b | b}) -> Bool { b }
# args: 1 ; -1
# error: argument 1 of `order`
# args: -1 ; -1
# error: argument 0 of `order`
fn order(a :: Int{x | x > 0}, b :: Int{x | x > 0}) -> Int { a + b }
