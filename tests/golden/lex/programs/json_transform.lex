# Reads JSON documents of known shape, changes them and writes JSON again.
import "std.json" as json
import "std.list" as list
import "std.str" as str
import "std.int" as int
import "std.float" as float
import "std.map" as map
import "std.option" as option
import "std.result" as result

type Item = { sku :: Str, qty :: Int, price :: Float }

type Order = { id :: Int, customer :: Str, items :: List[Item], coupon :: Option[Str] }

type Summary = { id :: Int, customer :: Str, lines :: Int, total :: Float, discount :: Bool }

fn line_total(i :: Item) -> Float { int.to_float(i.qty) * i.price }

fn summarize(o :: Order) -> Summary {
  let raw := list.fold(o.items, 0.0, fn (acc :: Float, i :: Item) -> Float { acc + line_total(i) })
  let cut := match o.coupon {
    Some("HALF") => 0.5,
    Some(_) => 0.1,
    None => 0.0,
  }
  { id: o.id, customer: o.customer, lines: list.len(o.items), total: raw * (1.0 - cut), discount: cut > 0.0 }
}

# args: "{\"id\":7,\"customer\":\"Ann\",\"items\":[{\"sku\":\"a\",\"qty\":2,\"price\":1.25},{\"sku\":\"b\",\"qty\":1,\"price\":10}],\"coupon\":\"HALF\"}"
# expect: "{\"customer\":\"Ann\",\"discount\":true,\"id\":7,\"lines\":2,\"total\":6.25}"
# args: "{\"id\":8,\"customer\":\"Bo\",\"items\":[]}"
# expect: "{\"customer\":\"Bo\",\"discount\":false,\"id\":8,\"lines\":0,\"total\":0.0}"
# args: "{\"id\":8,\"items\":[]}"
# expect: "error: missing required field(s): customer"
# args: "{\"id\":\"8\",\"customer\":\"Bo\",\"items\":[]}"
# expect: "error: field `id`: expected Int, got Str"
# args: "{\"id\":8,"
# expect: "error: EOF while parsing a value at line 1 column 8"
fn main(text :: Str) -> Str {
  let parsed :: Result[Order, Str] := json.parse(text)
  match parsed {
    Ok(order) => json.stringify(summarize(order)),
    Err(message) => str.concat("error: ", message),
  }
}

fn decode(text :: Str) -> Result[Order, Str] { json.parse(text) }

# args: ["{\"id\":1,\"customer\":\"A\",\"items\":[]}","nope","{\"id\":2,\"customer\":\"B\",\"items\":[]}"]
# expect: [[1,2],1]
fn batch(texts :: List[Str]) -> (List[Int], Int) {
  list.fold(texts, ([], 0), fn (acc :: (List[Int], Int), t :: Str) -> (List[Int], Int) {
    match acc {
      (ids, bad) => match decode(t) {
        Ok({ id }) => (list.concat(ids, [id]), bad),
        Err(_) => (ids, bad + 1),
      },
    }
  })
}

# A document of unknown shape goes through unchanged, with its keys in order.
# args: "{\"z\": [1, 2.50, null, {\"b\": true, \"a\": \"x\\ty\"}], \"a\": {}}"
# expect: "{\"a\":{},\"z\":[1,2.5,null,{\"a\":\"x\\ty\",\"b\":true}]}"
fn normalize(text :: Str) -> Str {
  match json.parse(text) {
    Ok(v) => json.stringify(v),
    Err(e) => e,
  }
}

type Point = { x :: Float, y :: Float }

type Shape = Circle({ center :: Point, r :: Float }) | Polygon(List[Point])

# expect: "[{\"$variant\":\"Circle\",\"args\":[{\"center\":{\"x\":0.0,\"y\":1.5},\"r\":2.0}]},{\"$variant\":\"Polygon\",\"args\":[[{\"x\":0.0,\"y\":0.0}]]}]"
fn shapes() -> Str {
  json.stringify([
    Circle({ center: { x: 0.0, y: 1.5 }, r: 2.0 }),
    Polygon([{ y: 0.0, x: 0.0 }]),
  ])
}

# expect: "{\"counts\":{\"a\":1,\"b\":2},\"pairs\":[[1,\"one\"],[2,\"two\"]]}"
fn maps() -> Str {
  json.stringify({
    counts: map.from_list([("b", 2), ("a", 1)]),
    pairs: map.from_list([(2, "two"), (1, "one")]),
  })
}
