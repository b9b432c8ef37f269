import "std.list" as list
import "./money" as m

type Item = { name :: Str, price :: m.Money, qty :: Int }

type Cart = { items :: List[Item] }

type CheckoutError = EmptyCart | TooLittle(m.Money)

fn empty() -> Cart { { items: [] } }

fn add(c :: Cart, i :: Item) -> Cart { { items: list.concat(c.items, [i]) } }

fn total(c :: Cart) -> m.Money {
  list.fold(c.items, m.zero(), fn (acc :: m.Money, i :: Item) -> m.Money {
    m.plus(acc, m.times(i.price, i.qty))
  })
}

fn checkout(c :: Cart, paid :: m.Money) -> Result[m.Money, CheckoutError] {
  if list.is_empty(c.items) {
    Err(EmptyCart)
  } else {
    let t := total(c)
    if m.less(paid, t) { Err(TooLittle(m.minus(t, paid))) } else { Ok(m.minus(paid, t)) }
  }
}
