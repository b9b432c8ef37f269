import "std.list" as list
import "std.option" as option
import "std.result" as result
import "std.str" as str
import "std.int" as int
import "std.io" as io

fn parse(s :: Str) -> Result[Int, Str] { match str.to_int(s) { Some(n) => Ok(n), None => Err("bad " + s) } }
# args: "1" ; "2"
# expect: {"$variant":"Ok","args":[3]}
# args: "1" ; "x"
# expect: {"$variant":"Err","args":["bad x"]}
# args: "y" ; "x"
# expect: {"$variant":"Err","args":["bad y"]}
fn add(a :: Str, b :: Str) -> Result[Int, Str] { Ok(parse(a)? + parse(b)?) }
# args: "4"
# expect: {"$variant":"Ok","args":[[1,4,2]]}
# args: "z"
# expect: {"$variant":"Err","args":["bad z"]}
fn deep_operand(a :: Str) -> Result[List[Int], Str] { Ok([1, parse(a)?, 2]) }
# args: ["1","2"]
# expect: {"$variant":"Ok","args":[[{"$variant":"Ok","args":[2]},{"$variant":"Ok","args":[3]}]]}
# args: ["1","b"]
# expect: {"$variant":"Ok","args":[[{"$variant":"Ok","args":[2]},{"$variant":"Err","args":["bad b"]}]]}
fn leaves_the_lambda_only(xs :: List[Str]) -> Result[List[Result[Int, Str]], Str] {
  Ok(list.map(xs, fn (s :: Str) -> Result[Int, Str] { Ok(1 + parse(s)?) }))
}
# args: ["1","b","3"]
# expect: [1,-1,3]
fn question_in_condition(xs :: List[Str]) -> List[Int] {
  list.map(xs, fn (s :: Str) -> Int {
    let r := result.and_then(parse(s), fn (n :: Int) -> Result[Int, Str] { Ok(10 + n * (parse(s)?) - 10 - n * n + n) })
    match r { Ok(n) => n, Err(_) => -1 }
  })
}
# args: "5"
# expect: {"$variant":"Ok","args":["five"]}
# args: "6"
# expect: {"$variant":"Err","args":["not five"]}
fn in_branches(s :: Str) -> Result[Str, Str] {
  let n := parse(s)?
  let t := if n == 5 { Ok("five") } else { Err("not five") }
  Ok(t?)
}
# args: "3"
# output: before
# output: after
# expect: {"$variant":"Ok","args":[6]}
# args: "q"
# output: before
# expect: {"$variant":"Err","args":["bad q"]}
fn effects_stop(s :: Str) -> [io] Result[Int, Str] {
  let _ := io.print("before")
  let n := parse(s)?
  let _ := io.print("after")
  Ok(n * 2)
}
# args: "7"
# expect: {"$variant":"Ok","args":[[7,{"x":7}]]}
fn in_tuple_and_record(s :: Str) -> Result[(Int, { x :: Int }), Str] { Ok((parse(s)?, { x: parse(s)? })) }
# args: "2"
# expect: {"$variant":"Ok","args":[true]}
# args: "!"
# expect: {"$variant":"Err","args":["bad !"]}
fn in_logic(s :: Str) -> Result[Bool, Str] { Ok(parse(s)? == 2 and parse(s)? < 3) }
# args: "8"
# expect: {"$variant":"Ok","args":[8]}
fn error_of_another_result(s :: Str) -> Result[Int, Str] {
  let t := result.map_err(parse(s), fn (e :: Str) -> Str { "outer " + e })?
  Ok(t)
}
# args: ["1","2","x"]
# expect: {"$variant":"Err","args":["bad x"]}
# args: ["1","2"]
# expect: {"$variant":"Ok","args":[3]}
fn fold_of_results(xs :: List[Str]) -> Result[Int, Str] {
  list.fold(xs, Ok(0), fn (acc :: Result[Int, Str], s :: Str) -> Result[Int, Str] { Ok(acc? + parse(s)?) })
}
