# Data from outside: JSON is decoded to the type that the program says, and checked on the way.
#
#     motet run examples/lex/orders.lex invoice '"{\"customer\": \"Ada\", \"lines\": []}"'
import "std.int" as int
import "std.json" as json
import "std.list" as list
import "std.result" as result
import "std.str" as str

type Line = { item :: Str, count :: Int, cents :: Int }

type Order = { customer :: Str, lines :: List[Line] }

fn total(order :: Order) -> Int {
  list.fold(order.lines, 0, fn (sum :: Int, line :: Line) -> Int {
    sum + line.count * line.cents
  })
}

fn read(text :: Str) -> Result[Order, Str] {
  json.parse(text)
}

fn invoice(text :: Str) -> Str {
  let made := result.map(read(text), fn (order :: Order) -> Str {
    str.join([order.customer, "owes", int.to_str(total(order)), "cents"], " ")
  })
  match made {
    Ok(line) => line,
    Err(reason) => str.concat("no order: ", reason),
  }
}

fn main() -> List[Str] {
  [
    invoice(
      "{\"customer\": \"Ada\", \"lines\": [{\"item\": \"pen\", \"count\": 3, \"cents\": 250}]}",
    ),
    invoice("{\"lines\": []}"),
  ]
}
