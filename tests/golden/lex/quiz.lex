# The quiz of appendix B.
import "std.float" as float
import "std.json" as json
import "std.list" as list
import "std.map" as map
import "std.math" as math
import "std.str" as str

# expect: -3
fn quotient() -> Int { 7 / (-2) }
# expect: [-3,1,-1,-3]
fn remainders() -> (Int, Int, Int, Int) { (7 / -2, 7 % -2, -7 % 2, -7 / 2) }
# expect: -9223372036854775808
fn wraps() -> Int { 9223372036854775807 + 1 }
# expect: "3"
fn float_text() -> Str { float.to_str(3.0) }
# expect: 3.0
fn float_json() -> Float { 3.0 }
# expect: [3,"é",""]
fn texts() -> (Int, Str, Str) { (str.len("né"), str.slice("né", 1, 2), str.char_at("né", 1)) }
# expect: ["a","b",""]
fn parts() -> List[Str] { str.split("a,b,", ",") }
# expect: [["a",2],["b",1]]
fn entries() -> List[(Str, Int)] { map.entries(map.from_list([("b", 1), ("a", 2)])) }
# expect: true
fn records() -> Bool { { a: 1, b: 2 } == { b: 2, a: 1 } }
# expect: 123
fn folded() -> Int { list.fold([1, 2, 3], 0, fn (a :: Int, x :: Int) -> Int { a * 10 + x }) }
# expect: 2
fn matched() -> Int { match Some(1) { None => 0, Some(v) => v + 1 } }
# expect: {"$variant":"Ok","args":[[1,2.0,null]]}
fn parsed() -> Result[Json, Str] { json.parse("[1, 2.0, null]") }
# error: integer division by zero
fn by_zero() -> Int { 10 / 0 }
# error: integer modulo by zero
fn modulo_zero() -> Int { 10 % (1 - 1) }
# args: 0
# error: refinement violated: argument 0 of `positive` (binding `x`): predicate failed for x = Int(0)
# args: 4
# expect: 4
fn positive(n :: Int{x | x > 0}) -> Int { n }
# expect: [-3.0,-2]
fn rounded() -> (Float, Int) { (math.round(-2.5), float.to_int(-2.9)) }
fn sub(a :: Int, b :: Int) -> Int { a - b }
# expect: 9
fn piped() -> Int { 10 |> sub(1) }
