# A JSON parser and printer written in the language itself.
import "std.str" as str
import "std.list" as list
import "std.int" as int
import "std.map" as map

type Node =
    JNull
  | JBool(Bool)
  | JNum(Int)
  | JStr(Str)
  | JArr(List[Node])
  | JObj(List[(Str, Node)])

type Input = List[Str]

type Step[T] = { value :: T, rest :: Input }

fn skip(cs :: Input) -> Input {
  match list.head(cs) {
    Some(c) => if c == " " or c == "\n" or c == "\t" { skip(list.tail(cs)) } else { cs },
    None => cs,
  }
}

fn expect(cs :: Input, wanted :: Str) -> Result[Input, Str] {
  match list.head(skip(cs)) {
    Some(c) => if c == wanted { Ok(list.tail(skip(cs))) } else { Err("expected " + wanted + ", got " + c) },
    None => Err("expected " + wanted + ", got end"),
  }
}

fn keyword(cs :: Input, word :: Str, node :: Node) -> Result[Step[Node], Str] {
  let n := str.len(word)
  if str.join(list.take(cs, n), "") == word {
    Ok({ value: node, rest: list.drop(cs, n) })
  } else {
    Err("bad literal")
  }
}

fn string(cs :: Input, acc :: List[Str]) -> Result[Step[Str], Str] {
  match cs {
    [] => Err("unclosed string"),
    ["\"", ..rest] => Ok({ value: str.join(list.reverse(acc), ""), rest: rest }),
    ["\\", "n", ..rest] => string(rest, list.cons("\n", acc)),
    ["\\", c, ..rest] => string(rest, list.cons(c, acc)),
    [c, ..rest] => string(rest, list.cons(c, acc)),
  }
}

fn digits(cs :: Input, acc :: Str) -> (Str, Input) {
  match cs {
    [c, ..rest] => if c >= "0" and c <= "9" { digits(rest, acc + c) } else { (acc, cs) },
    [] => (acc, []),
  }
}

fn number(cs :: Input, sign :: Int) -> Result[Step[Node], Str] {
  match digits(cs, "") {
    ("", _) => Err("expected digits"),
    (text, rest) => match str.to_int(text) {
      Some(n) => Ok({ value: JNum(sign * n), rest: rest }),
      None => Err("number too large"),
    },
  }
}

fn value(input :: Input) -> Result[Step[Node], Str] {
  let cs := skip(input)
  match list.head(cs) {
    None => Err("unexpected end"),
    Some("n") => keyword(cs, "null", JNull),
    Some("t") => keyword(cs, "true", JBool(true)),
    Some("f") => keyword(cs, "false", JBool(false)),
    Some("\"") => {
      let s := string(list.tail(cs), [])?
      Ok({ value: JStr(s.value), rest: s.rest })
    },
    Some("-") => number(list.tail(cs), -1),
    Some("[") => match list.head(skip(list.tail(cs))) {
      Some("]") => Ok({ value: JArr([]), rest: list.tail(skip(list.tail(cs))) }),
      _ => elements(list.tail(cs), []),
    },
    Some("{") => match list.head(skip(list.tail(cs))) {
      Some("}") => Ok({ value: JObj([]), rest: list.tail(skip(list.tail(cs))) }),
      _ => members(list.tail(cs), []),
    },
    Some(_) => number(cs, 1),
  }
}

fn elements(cs :: Input, acc :: List[Node]) -> Result[Step[Node], Str] {
  let item := value(cs)?
  let all := list.concat(acc, [item.value])
  match list.head(skip(item.rest)) {
    Some(",") => elements(list.tail(skip(item.rest)), all),
    _ => {
      let rest := expect(item.rest, "]")?
      Ok({ value: JArr(all), rest: rest })
    },
  }
}

fn members(cs :: Input, acc :: List[(Str, Node)]) -> Result[Step[Node], Str] {
  let quoted := expect(cs, "\"")?
  let key := string(quoted, [])?
  let after := expect(key.rest, ":")?
  let item := value(after)?
  let all := list.concat(acc, [(key.value, item.value)])
  match list.head(skip(item.rest)) {
    Some(",") => members(list.tail(skip(item.rest)), all),
    _ => {
      let rest := expect(item.rest, "}")?
      Ok({ value: JObj(all), rest: rest })
    },
  }
}

fn parse(text :: Str) -> Result[Node, Str] {
  let step := value(str.split(text, ""))?
  match skip(step.rest) {
    [] => Ok(step.value),
    [c, .._] => Err("trailing " + c),
  }
}

fn print(n :: Node) -> Str {
  match n {
    JNull => "null",
    JBool(b) => if b { "true" } else { "false" },
    JNum(i) => int.to_str(i),
    JStr(s) => "\"" + str.replace(str.replace(s, "\\", "\\\\"), "\"", "\\\"") + "\"",
    JArr(xs) => "[" + str.join(list.map(xs, print), ",") + "]",
    JObj(ms) => "{" + str.join(list.map(ms, fn (m :: (Str, Node)) -> Str {
      match m { (k, v) => "\"" + k + "\":" + print(v) }
    }), ",") + "}",
  }
}

fn depth(n :: Node) -> Int {
  match n {
    JArr(xs) => 1 + list.fold(xs, 0, fn (d :: Int, x :: Node) -> Int { int.max(d, depth(x)) }),
    JObj(ms) => 1 + list.fold(ms, 0, fn (d :: Int, m :: (Str, Node)) -> Int {
      match m { (_, x) => int.max(d, depth(x)) }
    }),
    _ => 0,
  }
}

# args: " { \"b\" : [1, -20, [] , {}], \"a\":null , \"c\\\"d\": \"x\\\\y\" } "
# expect: {"$variant":"Ok","args":[["{\"b\":[1,-20,[],{}],\"a\":null,\"c\"d\":\"x\\\\y\"}",3]]}
# args: "[true,false,null]"
# expect: {"$variant":"Ok","args":[["[true,false,null]",1]]}
# args: "[1,2"
# expect: {"$variant":"Err","args":["expected ], got end"]}
# args: "[1 2]"
# expect: {"$variant":"Err","args":["expected ], got 2"]}
# args: "nul"
# expect: {"$variant":"Err","args":["bad literal"]}
# args: "1 x"
# expect: {"$variant":"Err","args":["trailing x"]}
# args: "\"abc"
# expect: {"$variant":"Err","args":["unclosed string"]}
# args: "{\"a\" 1}"
# expect: {"$variant":"Err","args":["expected :, got 1"]}
# args: ""
# expect: {"$variant":"Err","args":["unexpected end"]}
fn main(text :: Str) -> Result[(Str, Int), Str] {
  let n := parse(text)?
  Ok((print(n), depth(n)))
}
