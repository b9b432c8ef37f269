import "std.json" as json
import "std.list" as list

type User = { name :: Str, age :: Int, email :: Option[Str] }
type Deep = { user :: User, tags :: List[Str], score :: Float }

fn user(text :: Str) -> Result[User, Str] { json.parse(text) }
# expect: {"$variant":"Ok","args":[{"age":3,"email":{"$variant":"None","args":[]},"name":"a"}]}
fn absent_option() -> Result[User, Str] { user("{\"name\":\"a\",\"age\":3}") }
# expect: {"$variant":"Ok","args":[{"age":3,"email":{"$variant":"Some","args":["e"]},"name":"a"}]}
fn present_option() -> Result[User, Str] { user("{\"name\":\"a\",\"age\":3,\"email\":\"e\"}") }
# expect: {"$variant":"Err","args":["missing required field(s): age"]}
fn missing() -> Result[User, Str] { user("{\"name\":\"a\"}") }
# expect: {"$variant":"Err","args":["field `age`: expected Int, got Str"]}
fn wrong() -> Result[User, Str] { user("{\"name\":\"a\",\"age\":\"x\"}") }
# expect: 4
fn used() -> Int { match user("{\"name\":\"a\",\"age\":3}") { Ok(u) => u.age + 1, Err(_) => 0 } }
# expect: [1,2,3]
fn list_of_ints() -> List[Int] {
  let parsed := (json.parse("[1,2,3]") :: Result[List[Int], Str])
  match parsed { Ok(xs) => list.map(xs, fn (x :: Int) -> Int { x }), Err(_) => [] }
}
# expect: [-1]
fn no_list_of_ints() -> List[Int] {
  let parsed := (json.parse("[1,\"a\"]") :: Result[List[Int], Str])
  match parsed { Ok(xs) => xs, Err(_) => [-1] }
}
# expect: "{\"a\":[1,null,\"x\"],\"b\":{\"$variant\":\"Some\",\"args\":[1.0]}}"
fn stringify() -> Str { json.stringify({ b: Some(1.0), a: (1, (), "x") }) }
# expect: {"$variant":"Ok","args":[[1,2.5]]}
fn unknown() -> Result[Json, Str] { json.parse("[1,2.5]") }
# expect: {"$variant":"Err","args":["missing required field(s): b"]}
fn strict() -> Result[Json, Str] { json.parse_strict("{\"a\":1}", ["a", "b"]) }
# expect: 2.5
fn floats() -> Float {
  match (json.parse("{\"x\":2}") :: Result[{ x :: Float }, Str]) { Ok(r) => r.x + 0.5, Err(_) => 0.0 }
}
