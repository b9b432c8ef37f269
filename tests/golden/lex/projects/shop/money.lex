import "std.int" as int
import "std.str" as list

type Money = { cents :: Int }

fn of(units :: Int{u | u >= 0}, cents :: Int{c | c >= 0 and c < 100}) -> Money {
  { cents: units * 100 + cents }
}

fn zero() -> Money { of(0, 0) }

fn plus(a :: Money, b :: Money) -> Money { { cents: a.cents + b.cents } }

fn minus(a :: Money, b :: Money) -> Money { { cents: a.cents - b.cents } }

fn times(a :: Money, n :: Int) -> Money { { cents: a.cents * n } }

fn less(a :: Money, b :: Money) -> Bool { a.cents < b.cents }

fn pad(n :: Int) -> Str examples {
  pad(5) => "05",
  pad(12) => "12",
} {
  if n < 10 { list.concat("0", int.to_str(n)) } else { int.to_str(n) }
}

fn show(a :: Money) -> Str { list.join([int.to_str(a.cents / 100), pad(a.cents % 100)], ".") }
