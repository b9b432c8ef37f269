# Decimal numbers: coefficient and exponent.
import "std.decimal" as decimal
import "std.list" as list
import "std.int" as int

type D = { coefficient :: Int, exponent :: Int }

# args: 12345 ; -2
# expect: "123.45"
# args: -5 ; -3
# expect: "-0.005"
# args: 7 ; 2
# expect: "700"
# args: 0 ; 0
# expect: "0"
fn show(c :: Int, e :: Int) -> Str { decimal.to_str(decimal.decimal(c, e)) }

# expect: "6.85"
fn total() -> Str {
  let prices := [decimal.decimal(199, -2), decimal.decimal(350, -2), decimal.decimal(136, -2)]
  decimal.to_str(list.fold(prices, decimal.zero(), decimal.add))
}

# expect: [-1,0,1]
fn compared() -> List[Int] {
  [
    decimal.compare(decimal.decimal(1, 0), decimal.decimal(2, 0)),
    decimal.compare(decimal.decimal(10, -1), decimal.one()),
    decimal.compare(decimal.decimal(1, 3), decimal.from_int(999)),
  ]
}

# args: "HalfUp"
# expect: ["2.4","-2.4","2.3"]
# args: "HalfDown"
# expect: ["2.3","-2.3","2.3"]
# args: "HalfEven"
# expect: ["2.4","-2.4","2.3"]
# args: "Down"
# expect: ["2.3","-2.3","2.3"]
# args: "Up"
# expect: ["2.4","-2.4","2.4"]
# args: "Ceiling"
# expect: ["2.4","-2.3","2.4"]
# args: "Floor"
# expect: ["2.3","-2.4","2.3"]
fn rounded(mode :: Str) -> List[Str] {
  list.map([235, -235, 231], fn (c :: Int) -> Str {
    decimal.to_str(decimal.round_to(decimal.decimal(c, -2), -1, mode))
  })
}

# expect: [{"coefficient":12,"exponent":2},{"coefficient":0,"exponent":0},{"coefficient":-3,"exponent":0}]
fn normal() -> List[D] {
  [decimal.normalize(decimal.decimal(1200, 0)), decimal.normalize(decimal.decimal(0, 5)), decimal.normalize(decimal.negate(decimal.decimal(30, -1)))]
}

# error: decimal.add: overflow
fn overflow() -> Str { decimal.to_str(decimal.add(decimal.decimal(9223372036854775807, 0), decimal.one())) }
