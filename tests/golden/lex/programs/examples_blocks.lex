# Functions with examples; check runs them.
import "std.str" as str
import "std.list" as list
import "std.int" as int
import "std.option" as option

type Sign = Negative | Zero | Positive

type Point = { x :: Int, y :: Int }

fn sign(n :: Int) -> Sign
  examples {
    sign(-5) => Negative,
    sign(0) => Zero,
    sign(12) => Positive,
  }
{
  if n < 0 { Negative } else { if n == 0 { Zero } else { Positive } }
}

fn clamp(low :: Int, high :: Int, n :: Int) -> Int
  examples {
    clamp(0, 10, 5) => 5,
    clamp(0, 10, -5) => 0,
    clamp(0, 10, 50) => 10
  }
{
  int.max(low, int.min(high, n))
}

fn initials(name :: Str) -> Str examples {
  initials("ada lovelace") => "AL",
  initials("") => "",
  initials("x") => "X",
} {
  str.split(name, " ")
    |> list.map(fn (w :: Str) -> Str { str.to_upper(str.slice(w, 0, 1)) })
    |> str.join("")
}

fn divide(a :: Int, b :: Int) -> Result[Int, Str] examples {
  divide(7, 2) => Ok(3),
  divide(1, 0) => Err("division by zero"),
} {
  if b == 0 { Err("division by zero") } else { Ok(a / b) }
}

fn move(p :: Point, by :: (Int, Int)) -> Point examples {
  move({ x: 1, y: 2 }, (3, 4)) => { x: 4, y: 6 },
} {
  match by { (dx, dy) => { x: p.x + dx, y: p.y + dy } }
}

fn second[T](xs :: List[T]) -> Option[T] examples {
  second([1, 2, 3]) => Some(2),
} {
  list.head(list.tail(xs))
}

fn roman(n :: Int{k | k > 0 and k < 4000}) -> Str examples {
  roman(1994) => "MCMXCIV",
  roman(4) => "IV",
  roman(3999) => "MMMCMXCIX",
} {
  roman_from(n, [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")], "")
}

fn roman_from(n :: Int, table :: List[(Int, Str)], acc :: Str) -> Str {
  match table {
    [] => acc,
    [(value, letters), ..rest] => if n >= value {
      roman_from(n - value, table, acc + letters)
    } else {
      roman_from(n, rest, acc)
    },
  }
}

# expect: ["MMXXVI","AL",[{"$variant":"Positive","args":[]},{"$variant":"Negative","args":[]}],{"x":0,"y":0}]
fn main() -> (Str, Str, List[Sign], Point) {
  (roman(2026), initials("ada lovelace"), [sign(1), sign(-1)], move({ x: 1, y: -1 }, (-1, 1)))
}

# args: 4000
# error: refinement violated: argument 0 of `roman` (binding `k`): predicate failed for k = Int(4000)
# args: 9
# expect: "IX"
fn to_roman(n :: Int) -> Str { roman(n) }
