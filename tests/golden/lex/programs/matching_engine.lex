# A limit order book: bids and asks, price-time priority, partial fills.
import "std.list" as list
import "std.int" as int
import "std.str" as str
import "std.io" as io

type Side = Buy | Sell

type Order = { id :: Int, side :: Side, price :: Int, qty :: Int }

type Trade = { maker :: Int, taker :: Int, price :: Int, qty :: Int }

type Book = { bids :: List[Order], asks :: List[Order], trades :: List[Trade] }

fn better(side :: Side, a :: Order, b :: Order) -> Bool {
  match side {
    Buy => a.price > b.price,
    Sell => a.price < b.price,
  }
}

fn insert(os :: List[Order], o :: Order) -> List[Order] {
  match os {
    [] => [o],
    [x, ..rest] => if better(o.side, o, x) { list.cons(o, os) } else { list.cons(x, insert(rest, o)) },
  }
}

fn crosses(taker :: Order, maker :: Order) -> Bool {
  match taker.side {
    Buy => taker.price >= maker.price,
    Sell => taker.price <= maker.price,
  }
}

fn less_qty(o :: Order, n :: Int) -> Order { { id: o.id, side: o.side, price: o.price, qty: o.qty - n } }

# What is left of the taker, of the makers, and the trades.
fn fill(taker :: Order, makers :: List[Order], trades :: List[Trade]) -> (Order, List[Order], List[Trade]) {
  match makers {
    [m, ..rest] => if taker.qty > 0 and crosses(taker, m) {
      let n := int.min(taker.qty, m.qty)
      let done := list.concat(trades, [{ maker: m.id, taker: taker.id, price: m.price, qty: n }])
      let left := if m.qty == n { rest } else { list.cons(less_qty(m, n), rest) }
      fill(less_qty(taker, n), left, done)
    } else {
      (taker, makers, trades)
    },
    [] => (taker, [], trades),
  }
}

fn submit(b :: Book, o :: Order) -> Book {
  match o.side {
    Buy => match fill(o, b.asks, b.trades) {
      (left, asks, trades) => { bids: if left.qty > 0 { insert(b.bids, left) } else { b.bids }, asks: asks, trades: trades },
    },
    Sell => match fill(o, b.bids, b.trades) {
      (left, bids, trades) => { bids: bids, asks: if left.qty > 0 { insert(b.asks, left) } else { b.asks }, trades: trades },
    },
  }
}

fn book() -> Book {
  let orders := [
    { id: 1, side: Sell, price: 105, qty: 10 },
    { id: 2, side: Sell, price: 103, qty: 5 },
    { id: 3, side: Sell, price: 103, qty: 5 },
    { id: 4, side: Buy, price: 100, qty: 7 },
    { id: 5, side: Buy, price: 104, qty: 8 },
    { id: 6, side: Sell, price: 99, qty: 10 },
  ]
  list.fold(orders, { bids: [], asks: [], trades: [] }, submit)
}

# expect: [{"maker":2,"price":103,"qty":5,"taker":5},{"maker":3,"price":103,"qty":3,"taker":5},{"maker":4,"price":100,"qty":7,"taker":6}]
fn trades() -> List[Trade] { book().trades }

# expect: [[[6,99,3],[3,103,2],[1,105,10]],[]]
fn levels() -> (List[(Int, Int, Int)], List[(Int, Int, Int)]) {
  let row := fn (o :: Order) -> (Int, Int, Int) { (o.id, o.price, o.qty) }
  (list.map(book().asks, row), list.map(book().bids, row))
}

# output: 5 x 103
# output: 3 x 103
# output: 7 x 100
# expect: 1524
fn main() -> [io] Int {
  list.fold(book().trades, 0, fn (total :: Int, t :: Trade) -> [io] Int {
    io.print(str.join([int.to_str(t.qty), "x", int.to_str(t.price)], " "))
    total + t.qty * t.price
  })
}
