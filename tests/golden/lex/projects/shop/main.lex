import "./cart" as cart
import "./money" as money
import "std.list" as list
import "std.io" as io

fn sample() -> cart.Cart {
  cart.empty()
    |> cart.add({ name: "pen", price: money.of(1, 50), qty: 2 })
    |> cart.add({ name: "book", price: money.of(12, 5), qty: 1 })
}

# expect: "15.05"
fn total() -> Str { money.show(cart.total(sample())) }

fn names(c :: cart.Cart) -> List[Str] { list.map(c.items, fn (i :: cart.Item) -> Str { i.name }) }

# output: 15.05
# output: missing 5.05
# expect: null
fn main() -> [io] Unit {
  io.print(total())
  match cart.checkout(sample(), money.of(10, 0)) {
    Ok(change) => io.print(money.show(change)),
    Err(cart.TooLittle(m)) => io.print("missing " + money.show(m)),
    Err(EmptyCart) => io.print("empty"),
  }
}

# expect: ["pen","book"]
fn list_names() -> List[Str] { names(sample()) }
