import "std.json" as json
import "std.list" as list

type Shape = Dot | Box({ w :: Int, h :: Option[Float] }) | Group(List[Shape])
type Chain = { v :: Int, next :: Option[Chain] }

fn count(s :: Shape) -> Int {
  match s {
    Dot => 1,
    Box({ w }) => w,
    Group(all) => list.fold(all, 0, fn (n :: Int, each :: Shape) -> Int { n + count(each) }),
  }
}

fn length(c :: Chain) -> Int { match c.next { None => c.v, Some(more) => c.v + length(more) } }

# args: "{\"shape\":{\"$variant\":\"Group\",\"args\":[[{\"$variant\":\"Dot\",\"args\":[]},{\"$variant\":\"Box\",\"args\":[{\"w\":5}]}]]}}"
# expect: {"$variant":"Ok","args":[6]}
# args: "{\"shape\":{\"$variant\":\"Box\",\"args\":[{\"h\":2}]}}"
# expect: {"$variant":"Err","args":["field `shape`: Box[0]: missing required field(s): w"]}
# args: "{\"shape\":{\"$variant\":\"Ball\",\"args\":[]}}"
# expect: {"$variant":"Err","args":["field `shape`: expected Shape, got the variant Ball"]}
# args: "{\"shape\":\"Dot\"}"
# expect: {"$variant":"Err","args":["field `shape`: expected Shape, got Str"]}
fn shape(text :: Str) -> Result[Int, Str] {
  let parsed :: Result[{ shape :: Shape }, Str] := json.parse(text)
  match parsed { Ok(r) => Ok(count(r.shape)), Err(e) => Err(e) }
}

# args: "{\"v\":1,\"next\":{\"v\":2}}"
# expect: {"$variant":"Ok","args":[3]}
# args: "{\"v\":1,\"next\":{\"v\":2,\"next\":{}}}"
# expect: {"$variant":"Err","args":["field `next`: field `next`: missing required field(s): v"]}
fn chain(text :: Str) -> Result[Int, Str] {
  let parsed :: Result[Chain, Str] := json.parse(text)
  match parsed { Ok(c) => Ok(length(c)), Err(e) => Err(e) }
}

# args: "[{\"$variant\":\"Ok\",\"args\":[2]},{\"$variant\":\"Err\",\"args\":[\"x\"]}]"
# expect: 1
# args: "[{\"$variant\":\"Ok\",\"args\":[\"2\"]}]"
# expect: -1
fn results(text :: Str) -> Int {
  let parsed :: Result[List[Result[Int, Str]], Str] := json.parse(text)
  match parsed {
    Ok(all) => list.len(list.filter(all, fn (r :: Result[Int, Str]) -> Bool { match r { Ok(_) => true, Err(_) => false } })),
    Err(_) => -1,
  }
}
