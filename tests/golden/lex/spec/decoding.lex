# Documents decoded to types (7.10) and refinements (8).
import "std.io" as io
import "std.list" as list
import "std.json" as json

type UCase710Ok = {
  name :: Str,
  age :: Int,
  w :: Float,
  tags :: List[Str],
  nick :: Option[Str],
  ok :: Bool,
}

fn p_case_7_10_ok(s :: Str) -> Result[UCase710Ok, Str] { json.parse(s) }

# args: "{\"name\":\"a\",\"age\":3,\"w\":1.5,\"tags\":[\"x\"],\"nick\":\"n\",\"ok\":true}"
# expect: {"$variant":"Ok","args":[{"age":3,"name":"a","nick":{"$variant":"Some","args":["n"]},"ok":true,"tags":["x"],"w":1.5}]}
# args: "{\"name\":\"a\",\"age\":3,\"w\":1.5,\"tags\":[],\"ok\":true}"
# expect: {"$variant":"Ok","args":[{"age":3,"name":"a","nick":{"$variant":"None","args":[]},"ok":true,"tags":[],"w":1.5}]}
# args: "{\"name\":\"a\",\"age\":3,\"w\":1.5,\"tags\":[],\"ok\":true,\"nick\":null}"
# expect: {"$variant":"Ok","args":[{"age":3,"name":"a","nick":{"$variant":"None","args":[]},"ok":true,"tags":[],"w":1.5}]}
# args: "{\"name\":\"a\",\"age\":3,\"w\":2,\"tags\":[],\"ok\":true}"
# expect: {"$variant":"Ok","args":[{"age":3,"name":"a","nick":{"$variant":"None","args":[]},"ok":true,"tags":[],"w":2.0}]}
# args: "{\"name\":\"a\",\"w\":2}"
# expect: {"$variant":"Err","args":["missing required field(s): age, ok, tags"]}
# args: "{\"name\":\"a\",\"age\":\"x\",\"w\":2,\"tags\":[],\"ok\":true}"
# expect: {"$variant":"Err","args":["field `age`: expected Int, got Str"]}
# args: "{\"name\":\"a\",\"age\":3.0,\"w\":2,\"tags\":[],\"ok\":true}"
# expect: {"$variant":"Err","args":["field `age`: expected Int, got Number"]}
# args: "{\"name\":\"a\",\"age\":3,\"w\":2,\"tags\":[\"a\",1],\"ok\":true}"
# expect: {"$variant":"Err","args":["field `tags`: [1]: expected Str, got Number"]}
# args: "{\"name\":null,\"age\":3,\"w\":2,\"tags\":[],\"ok\":true}"
# expect: {"$variant":"Err","args":["field `name`: expected Str, got null"]}
# args: "{\"name\":\"a\",\"age\":true,\"w\":2,\"tags\":[],\"ok\":true}"
# expect: {"$variant":"Err","args":["field `age`: expected Int, got Bool"]}
# args: "{\"name\":{},\"age\":3,\"w\":2,\"tags\":{},\"ok\":true}"
# expect: {"$variant":"Err","args":["field `name`: expected Str, got Object"]}
# args: "{\"name\":\"a\",\"age\":3,\"w\":1.5,\"tags\":[\"x\"],\"nick\":\"n\",\"ok\":true,\"more\":1}"
# expect: {"$variant":"Ok","args":[{"age":3,"name":"a","nick":{"$variant":"Some","args":["n"]},"ok":true,"tags":["x"],"w":1.5}]}
fn case_7_10_ok(s :: Str) -> Result[UCase710Ok, Str] { p_case_7_10_ok(s) }

type UCase710Match = {
  name :: Str,
  age :: Int,
  w :: Float,
  tags :: List[Str],
  nick :: Option[Str],
  ok :: Bool,
}

fn p_case_7_10_match(s :: Str) -> Result[UCase710Match, Str] { json.parse(s) }

# expect: 4
fn case_7_10_match() -> Int {
  match p_case_7_10_match("{\"name\":\"a\",\"age\":4,\"w\":1.0,\"tags\":[],\"ok\":true}") {
    Ok(u) => u.age,
    Err(_) => 0 - 1,
  }
}

type CCase710Let = { port :: Int }

# expect: 80
fn case_7_10_let() -> Int {
  let r :: Result[CCase710Let, Str] := json.parse("{\"port\": 80}")
  match r { Ok(c) => c.port, Err(e) => 0 }
}

# expect: "{\"a\":[1,2.0,null,true,\"x\"],\"b\":80}"
fn case_7_10_any() -> Str {
  match json.parse("{\"b\": 80, \"a\": [1, 2.0, null, true, \"x\"]}") {
    Ok(c) => json.stringify(c),
    Err(e) => e,
  }
}

# expect: 6
fn case_7_10_list2() -> Int {
  let r :: Result[List[Int], Str] := json.parse("[1,2,3]")
  match r { Ok(xs) => list.fold(xs, 0, fn (a :: Int, x :: Int) -> Int { a + x }), Err(e) => 0 }
}

type CCase710Strict = { port :: Int, host :: Str }

# expect: [{"$variant":"Err","args":["missing required field(s): host"]},{"$variant":"Ok","args":[{"host":"h","port":80}]}]
fn case_7_10_strict() -> List[Result[CCase710Strict, Str]] {
  [
    json.parse_strict("{\"port\": 80}", ["port", "host"]),
    json.parse_strict("{\"port\": 80, \"host\": \"h\"}", ["port"]),
  ]
}

type ICase710Nested = { n :: Int }

type CCase710Nested = {
  i :: ICase710Nested,
  xs :: List[ICase710Nested],
  o :: Option[ICase710Nested],
}

# args: "{\"i\":{\"n\":1},\"xs\":[{\"n\":2}],\"o\":{\"n\":3}}"
# expect: {"$variant":"Ok","args":[{"i":{"n":1},"o":{"$variant":"Some","args":[{"n":3}]},"xs":[{"n":2}]}]}
fn case_7_10_nested(s :: Str) -> Result[CCase710Nested, Str] { json.parse(s) }

fn f_case_8_ok(n :: Int{x | x > 0 and x < 100}) -> Int { n }

# expect: 5
fn case_8_ok() -> Int { f_case_8_ok(5) }

# args: 0
# error: refinement violated: argument 0 of `case_8_host` (binding `x`): predicate failed for x = Int(0)
fn case_8_host(n :: Int{x | x > 0}) -> Int { n }

# args: 0 ; ""
# error: refinement violated: argument 1 of `case_8_host2` (binding `x`): predicate failed for x = Str("")
fn case_8_host2(a :: Int, s :: Str{x | x != ""}) -> Int { a }

# args: 0.5
# error: predicate failed for x = Float(0.5)
fn case_8_hostf(s :: Float{x | x > 1.0}) -> Int { 1 }

fn f_case_8_dyn(n :: Int{x | x > 0}) -> Int { n }

# error: refinement violated: argument 0 of `f_case_8_dyn` (binding `x`): predicate failed for x = Int(0)
fn case_8_dyn() -> Int {
  let k := 0
  f_case_8_dyn(k)
}

fn f_case_8_clo(n :: Int{x | x > 0}) -> Int { n }

# error: predicate failed for x = Int(0)
fn case_8_clo() -> List[Int] { list.map([1, 0], f_case_8_clo) }

fn f_case_8_clo2(n :: Int{x | x > 0}) -> Int { n }

# error: predicate failed for x = Int(0)
fn case_8_clo2() -> Int {
  let g := f_case_8_clo2
  g(0)
}

fn f_case_8_tail(n :: Int{x | x >= 0}) -> Int { f_case_8_tail(n - 1) }

# error: predicate failed for x = Int(-1)
fn case_8_tail() -> Int { f_case_8_tail(3) }

fn f_case_8_free(n :: Int{x | x > y}) -> Int { n }

# error: refinement violated: argument 0 of `f_case_8_free` (binding `x`): predicate references free var `y`
fn case_8_free() -> Int { f_case_8_free(3) }

fn g_case_8_call(x :: Int) -> Bool { true }

fn f_case_8_call(n :: Int{x | g_case_8_call(x)}) -> Int { n }

# error: refinement violated: argument 0 of `f_case_8_call` (binding `x`):
fn case_8_call() -> Int { f_case_8_call(3) }

fn f_case_8_short(n :: Int{x | x != 0 and 10 / x > 1}) -> Int { n }

# args: 5
# expect: 5
fn case_8_short(k :: Int) -> Int { f_case_8_short(k) }

fn f_case_8_short2(n :: Int{x | x == 0 or 10 / x > 1}) -> Int { n }

# args: 0
# expect: 0
fn case_8_short2(k :: Int) -> Int { f_case_8_short2(k) }

fn f_case_8_div0(n :: Int{x | 10 / x > 1}) -> Int { n }

# args: 0
# error: refinement violated: argument 0 of `f_case_8_div0` (binding `x`):
fn case_8_div0(k :: Int) -> Int { f_case_8_div0(k) }

fn f_case_8_strord(n :: Str{x | x > "a"}) -> Int { 1 }

# args: "b"
# error: refinement violated
fn case_8_strord(k :: Str) -> Int { f_case_8_strord(k) }

fn f_case_8_not(n :: Int{x | not (x == 0) and -x < 0 and x % 2 == 0}) -> Int { n }

# args: 4
# expect: 4
fn case_8_not(k :: Int) -> Int { f_case_8_not(k) }

fn f_case_8_arity2(a :: Int{x | x > 0}, b :: Int{y | y > 0}) -> Int { a + b }

# error: argument 1 of `f_case_8_arity2` (binding `y`): predicate failed for y = Int(-1)
fn case_8_arity2() -> Int { f_case_8_arity2(1, 0 - 1) }

fn f_case_8_shadow(n :: Int{x | x > 0}) -> Int { n }

# expect: -5
fn case_8_shadow() -> Int {
  let f_case_8_shadow := fn (n :: Int) -> Int { n }
  f_case_8_shadow(-5)
}

fn p_case_8_order() -> [io] Int {
  io.print("arg")
  0
}

fn f_case_8_order(n :: Int{x | x > 0}) -> [io] Int {
  io.print("body")
  n
}

# output: arg
# error: refinement violated
fn case_8_order() -> [io] Int { f_case_8_order(p_case_8_order()) }

fn f_case_8_ex(n :: Int{x | x > 0}) -> Int examples {
  f_case_8_ex(3) => 3,
} {
  n
}

# expect: 3
fn case_8_ex() -> Int { f_case_8_ex(3) }

type TCaseJ7 = { kind :: Str, data :: Json }

# args: "{\"kind\":\"k\",\"data\":{\"a\":[1,null]}}"
# expect: {"$variant":"Ok","args":["k{\"a\":[1,null]}"]}
fn case_j7(s :: Str) -> Result[Str, Str] {
  let t :: TCaseJ7 := json.parse(s)?
  Ok(t.kind + json.stringify(t.data))
}

type ECaseJ8 = { id :: Int, kids :: List[ECaseJ8] }

# args: "{\"id\":1,\"kids\":[{\"id\":2,\"kids\":[]}]}"
# expect: {"$variant":"Ok","args":[{"id":1,"kids":[{"id":2,"kids":[]}]}]}
fn case_j8(s :: Str) -> Result[ECaseJ8, Str] { json.parse(s) }

# args: "{\"a\":1}"
# expect: {"$variant":"Ok","args":[{"a":1}]}
fn case_j9(s :: Str) -> Result[Map[Str, Int], Str] { json.parse(s) }

# args: "[1,\"a\"]"
# expect: {"$variant":"Ok","args":[[1,"a"]]}
fn case_j10(s :: Str) -> Result[(Int, Str), Str] { json.parse(s) }

# args: "{\"a\": 1.50}"
# expect: "ok {\"a\":1.5}"
fn case_j11(s :: Str) -> Str {
  match json.parse(s) { Ok(v) => "ok " + json.stringify(v), Err(e) => "err " + e }
}

fn eq_case_j12(a :: Str, b :: Str) -> Bool {
  match (json.parse(a), json.parse(b)) { (Ok(x), Ok(y)) => x == y, _ => false }
}

# expect: [true,false,false,true]
fn case_j12() -> List[Bool] {
  [
    eq_case_j12("{\"a\":1,\"b\":[1]}", "{\"b\":[1],\"a\":1}"),
    eq_case_j12("1", "1.0"),
    eq_case_j12("[]", "{}"),
    eq_case_j12("null", "null"),
  ]
}

type UCaseJ13 = { name :: Str, age :: Int }

# args: "{}"
# expect: "missing required field(s): name, age"
fn case_j13(s :: Str) -> Str {
  let r :: Result[UCaseJ13, Str] := json.parse_strict(s, ["name", "age"])
  match r { Ok(u) => u.name, Err(e) => e }
}

# args: "{\"a\":{\"b\":1}}"
# expect: ["{\"a\":{\"b\":1}}","missing required field(s): a.c, x","{\"a\":{\"b\":1}}"]
fn case_j14(s :: Str) -> List[Str] {
  list.map(
    [json.parse_strict(s, ["a.b"]), json.parse_strict(s, ["a.c", "x"]), json.parse_strict(s, [])],
    fn (r :: Result[Json, Str]) -> Str { match r { Ok(v) => json.stringify(v), Err(e) => e } },
  )
}

type RCaseJ15 = { items :: List[{ id :: Int, tags :: Option[List[Str]] }], total :: Float }

# args: "{\"items\":[{\"id\":1},{\"id\":2,\"tags\":[\"a\"]}],\"total\":3}"
# expect: {"$variant":"Ok","args":[{"items":[{"id":1,"tags":{"$variant":"None","args":[]}},{"id":2,"tags":{"$variant":"Some","args":[["a"]]}}],"total":3.0}]}
fn case_j15(s :: Str) -> Result[RCaseJ15, Str] { json.parse(s) }

type RCaseJ16 = { a :: Int }

# args: "{\"a\":null}"
# expect: {"$variant":"Err","args":["field `a`: expected Int, got null"]}
fn case_j16(s :: Str) -> Result[RCaseJ16, Str] { json.parse(s) }

# args: "3"
# expect: {"$variant":"Ok","args":[{"$variant":"Some","args":[3]}]}
# args: "null"
# expect: {"$variant":"Ok","args":[{"$variant":"None","args":[]}]}
fn case_j18(s :: Str) -> Result[Option[Int], Str] { json.parse(s) }

# args: "3"
# expect: {"$variant":"Ok","args":[3]}
fn case_j19(s :: Str) -> Result[Int, Str] { json.parse(s) }
