# option: lax

# args: 1
# expect: "one"
# args: 3
# error: runtime panic: non-exhaustive match
fn ints(n :: Int) -> Str { match n { 1 => "one", 2 => "two" } }
# args: true
# expect: 1
# args: false
# error: runtime panic: non-exhaustive match
fn bools(b :: Bool) -> Int { match b { true => 1 } }
# error: non-exhaustive match
fn options() -> Int { 1 + match (if 1 > 2 { Some(1) } else { None }) { Some(v) => v } }
# args: "x" ; 1
# expect: 1
# args: "x" ; 3
# error: non-exhaustive match
# args: "y" ; 2
# error: non-exhaustive match
fn tuples(s :: Str, n :: Int) -> Int { match (s, n) { ("x", 1) => 1, ("x", 2) => 2 } }
