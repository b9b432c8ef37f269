import "std.int" as int
import "std.io" as io
import "std.option" as option
import "std.result" as result
import "std.list" as list
import "std.str" as str
import "std.map" as map

fn opt(n :: Int) -> Option[Int] { if n > 0 { Some(n) } else { None } }
fn res(n :: Int) -> Result[Int, Str] { if n > 0 { Ok(n) } else { Err("neg") } }
# args: 3
# expect: {"$variant":"Some","args":["3"]}
# args: 0
# expect: {"$variant":"None","args":[]}
fn option_map(n :: Int) -> Option[Str] { option.map(opt(n), int.to_str) }
# args: 3
# expect: {"$variant":"Some","args":[4]}
# args: 9
# expect: {"$variant":"None","args":[]}
# args: 0
# expect: {"$variant":"None","args":[]}
fn option_and_then(n :: Int) -> Option[Int] { option.and_then(opt(n), fn (x :: Int) -> Option[Int] { if x < 5 { Some(x + 1) } else { None } }) }
# args: 3
# expect: {"$variant":"Some","args":[3]}
# args: 0
# expect: {"$variant":"Some","args":[99]}
fn option_or_else(n :: Int) -> Option[Int] { option.or_else(opt(n), fn () -> Option[Int] { Some(99) }) }
# args: 3
# expect: [3,3,true,false]
# args: 0
# expect: [7,8,false,true]
fn option_rest(n :: Int) -> (Int, Int, Bool, Bool) {
  (option.unwrap_or(opt(n), 7), option.unwrap_or_else(opt(n), fn () -> Int { 8 }), option.is_some(opt(n)), option.is_none(opt(n)))
}
# args: 3
# expect: {"$variant":"Ok","args":[3]}
# args: 0
# expect: {"$variant":"Err","args":["none"]}
fn option_ok_or(n :: Int) -> Result[Int, Str] { option.ok_or(opt(n), "none") }
# args: 3
# expect: [{"$variant":"Ok","args":[30]},{"$variant":"Ok","args":[3]},{"$variant":"Ok","args":[3]},{"$variant":"Ok","args":[3]}]
# args: 0
# expect: [{"$variant":"Err","args":["neg"]},{"$variant":"Err","args":["neg"]},{"$variant":"Err","args":["neg!"]},{"$variant":"Ok","args":[-1]}]
fn result_maps(n :: Int) -> List[Result[Int, Str]] {
  [result.map(res(n), fn (x :: Int) -> Int { x * 10 }), result.and_then(res(n), fn (x :: Int) -> Result[Int, Str] { res(x) }),
   result.map_err(res(n), fn (e :: Str) -> Str { e + "!" }), result.or_else(res(n), fn (e :: Str) -> Result[Int, Str] { Ok(-1) })]
}
# args: 3
# expect: [3,3,true,false]
# args: 0
# expect: [7,3,false,true]
fn result_rest(n :: Int) -> (Int, Int, Bool, Bool) {
  (result.unwrap_or(res(n), 7), result.unwrap_or_else(res(n), str.len), result.is_ok(res(n)), result.is_err(res(n)))
}
# args: 4
# expect: "big"
# args: 1
# expect: "small"
# args: 0
# expect: "none"
fn chain(n :: Int) -> Str {
  match option.map(option.and_then(opt(n), fn (x :: Int) -> Option[Int] { Some(x * 2) }), fn (x :: Int) -> Bool { x > 5 }) {
    Some(true) => "big", Some(false) => "small", None => "none"
  }
}
# args: 2
# expect: 2
# args: -2
# expect: 0
fn unwrap_of_chain(n :: Int) -> Int { option.unwrap_or(option.or_else(opt(n), fn () -> Option[Int] { opt(n + 2) }), 0) }
# output: value
# output: other
# expect: 1
fn default_is_evaluated() -> [io] Int { option.unwrap_or(noisy("value", Some(1)), noisy("other", 2)) }
fn noisy[T](label :: Str, x :: T) -> [io] T { let _ := io.print(label) ; x }
# output: value
# output: function
# expect: {"$variant":"None","args":[]}
fn function_is_evaluated() -> [io] Option[Int] { option.map(noisy("value", opt(0)), noisy("function", fn (x :: Int) -> Int { x })) }
# expect: 6
fn in_operands() -> Int { 1 + option.unwrap_or(option.map(Some(2), fn (x :: Int) -> Int { x + 1 }), 0) + result.unwrap_or(Ok(2), 0) }
# args: "a"
# expect: 2
# args: "c"
# expect: -1
fn map_lookup(k :: Str) -> Int { match map.get(map.from_list([("a", 2), ("b", 3)]), k) { Some(v) => v, None => -1 } }
# expect: ["big",false,true]
fn conditions() -> (Str, Bool, Bool) {
  (if option.is_some(option.map(opt(1), int.to_str)) { "big" } else { "small" }, Some(1) == None, opt(0) == None)
}
# expect: [3,"None"]
fn on_head() -> (Int, Str) {
  (option.unwrap_or(option.map(list.head([2]), fn (x :: Int) -> Int { x + 1 }), 0),
   match option.map(list.head(list.tail([2])), fn (x :: Int) -> Int { x + 1 }) { Some(_) => "Some", None => "None" })
}
# args: 5
# expect: {"$variant":"Err","args":["five"]}
# args: 4
# expect: {"$variant":"Ok","args":["4"]}
fn question_inside(n :: Int) -> Result[Str, Str] {
  result.and_then(res(n), fn (x :: Int) -> Result[Str, Str] {
    let y := (if x == 5 { Err("five") } else { Ok(x) })?
    Ok(int.to_str(y))
  })
}
