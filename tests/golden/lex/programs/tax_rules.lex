# Brackets, rules as data with predicates, explanations of what applied.
import "std.list" as list
import "std.float" as float
import "std.int" as int
import "std.math" as math
import "std.str" as str
import "std.option" as option

type Status = Single | Married | HeadOfHousehold

type Person = { income :: Float, status :: Status, children :: Int, region :: Str }

type Bracket = { upto :: Option[Float], rate :: Float }

type Rule = { name :: Str, applies :: (Person) -> Bool, amount :: (Person, Float) -> Float }

fn brackets(s :: Status) -> List[Bracket] {
  let first := match s {
    Single => 10000.0,
    Married => 20000.0,
    HeadOfHousehold => 15000.0,
  }
  [
    { upto: Some(first), rate: 0.0 },
    { upto: Some(first * 4.0), rate: 0.1 },
    { upto: Some(first * 10.0), rate: 0.2 },
    { upto: None, rate: 0.4 },
  ]
}

fn base_tax(income :: Float, bs :: List[Bracket], floor :: Float, acc :: Float) -> Float {
  match bs {
    [] => acc,
    [b, ..rest] => {
      let top := match b.upto {
        Some(limit) => math.min(limit, income),
        None => income,
      }
      if income <= floor { acc } else { base_tax(income, rest, top, acc + (top - floor) * b.rate) }
    },
  }
}

fn rules() -> List[Rule] {
  [
    {
      name: "children",
      applies: fn (p :: Person) -> Bool { p.children > 0 },
      amount: fn (p :: Person, _ :: Float) -> Float { -500.0 * int.to_float(int.min(p.children, 3)) },
    },
    {
      name: "region",
      applies: fn (p :: Person) -> Bool { p.region == "north" or p.region == "south" },
      amount: fn (p :: Person, tax :: Float) -> Float { if p.region == "north" { tax * 0.05 } else { tax * 0.02 } },
    },
    {
      name: "hardship",
      applies: fn (p :: Person) -> Bool { p.income < 5000.0 and p.status != Married },
      amount: fn (_ :: Person, tax :: Float) -> Float { 0.0 - tax },
    },
  ]
}

fn round2(x :: Float) -> Float { math.round(x * 100.0) / 100.0 }

# args: {"income":50000,"status":{"$variant":"Single","args":[]},"children":0,"region":"west"}
# expect: {"applied":[],"tax":5000.0}
# args: {"income":50000,"status":{"$variant":"Married","args":[]},"children":5,"region":"north"}
# expect: {"applied":["children: -1500","region: 75"],"tax":1575.0}
# args: {"income":250000.5,"status":{"$variant":"HeadOfHousehold","args":[]},"children":1,"region":"south"}
# expect: {"applied":["children: -500","region: 1240"],"tax":63240.2}
# args: {"income":4000,"status":{"$variant":"Single","args":[]},"children":0,"region":""}
# expect: {"applied":["hardship: 0"],"tax":0.0}
fn main(p :: Person) -> { tax :: Float, applied :: List[Str] } {
  let base := base_tax(p.income, brackets(p.status), 0.0, 0.0)
  let start := { tax: base, applied: [] }
  let end := list.fold(list.filter(rules(), fn (r :: Rule) -> Bool { r.applies(p) }), start, fn (acc :: { tax :: Float, applied :: List[Str] }, r :: Rule) -> { tax :: Float, applied :: List[Str] } {
    let change := r.amount(p, acc.tax)
    let shown := r.name + ": " + float.to_str(math.abs(math.round(change)) * sign(change))
    { tax: acc.tax + change, applied: list.concat(acc.applied, [shown]) }
  })
  { tax: round2(math.max(end.tax, 0.0)), applied: end.applied }
}

fn sign(x :: Float) -> Float { if x < 0.0 { -1.0 } else { 1.0 } }
