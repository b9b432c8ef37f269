# Text templates with interpolation.
import "std.str" as str
import "std.int" as int
import "std.float" as float
import "std.list" as list
import "std.map" as map
import "std.io" as io

type Person = { name :: Str, age :: Int, tags :: List[Str] }

fn plural(n :: Int, word :: Str) -> Str {
  if n == 1 { f"1 {word}" } else { f"{int.to_str(n)} {word}s" }
}

fn card(p :: Person) -> Str {
  f"{p.name} ({plural(p.age, \"year\")}){tags(p)}"
}

fn tags(p :: Person) -> Str {
  match p.tags {
    [] => "",
    ts => f" [{str.join(ts, \", \")}]",
  }
}

# output: Ann (1 year)
# output: Bob (44 years) [x, y]
# expect: null
fn main() -> [io] Unit {
  io.print(card({ name: "Ann", age: 1, tags: [] }))
  io.print(card({ name: "Bob", age: 44, tags: ["x", "y"] }))
}

# args: 3 ; 4
# expect: "3 + 4 = 7, 3 * 4 = 12"
fn sums(a :: Int, b :: Int) -> Str {
  let s := int.to_str
  f"{s(a)} + {s(b)} = {s(a + b)}, {s(a)} * {s(b)} = {s(a * b)}"
}

# args: 0.5
# expect: "half: yes; value 0.5"
# args: 2.0
# expect: "half: no; value 2"
fn floats(x :: Float) -> Str {
  f"half: {if x == 0.5 { \"yes\" } else { \"no\" }}; value {float.to_str(x)}"
}

fn fill(template :: Str, values :: Map[Str, Str]) -> Str {
  map.fold(values, template, fn (text :: Str, k :: Str, v :: Str) -> Str {
    str.replace(text, f"<{k}>", v)
  })
}

# expect: "Dear Ann, you owe 12 EUR. <unknown>"
fn letter() -> Str {
  fill("Dear <name>, you owe <sum> EUR. <unknown>", map.from_list([("name", "Ann"), ("sum", "12")]))
}

fn cell(text :: Str, width :: Int) -> Str {
  let missing := width - str.len(text)
  f"{text}{str.join(list.map(list.range(0, missing), fn (_ :: Int) -> Str { \" \" }), \"\")}"
}

# expect: ["name | n   |","ann  | 1   |","bob  | 200 |"]
fn table() -> List[Str] {
  let rows := [["name", "n"], ["ann", "1"], ["bob", "200"]]
  list.map(rows, fn (row :: List[Str]) -> Str {
    match row {
      [a, b] => f"{cell(a, 4)} | {cell(b, 3)} |",
      _ => "",
    }
  })
}

# expect: ["","x","a\tb\n","{not a hole","}","nested \"x\" end"]
fn odd() -> List[Str] {
  let x := "x"
  [f"", f"{x}", f"a\tb\n", "{not a hole", f"}", f"nested {f\"\\\"{x}\\\"\"} end"]
}
