# A matcher for small regular expressions by derivatives.
import "std.str" as str
import "std.list" as list

type Re =
    Nothing
  | Empty
  | Lit(Str)
  | Any
  | Seq(Re, Re)
  | Alt(Re, Re)
  | Star(Re)

fn nullable(r :: Re) -> Bool {
  match r {
    Nothing => false,
    Empty => true,
    Lit(_) => false,
    Any => false,
    Seq(a, b) => nullable(a) and nullable(b),
    Alt(a, b) => nullable(a) or nullable(b),
    Star(_) => true,
  }
}

fn seq(a :: Re, b :: Re) -> Re {
  match (a, b) {
    (Nothing, _) => Nothing,
    (_, Nothing) => Nothing,
    (Empty, x) => x,
    (x, Empty) => x,
    _ => Seq(a, b),
  }
}

fn alt(a :: Re, b :: Re) -> Re {
  match (a, b) {
    (Nothing, x) => x,
    (x, Nothing) => x,
    _ => if a == b { a } else { Alt(a, b) },
  }
}

fn derive(r :: Re, c :: Str) -> Re {
  match r {
    Nothing => Nothing,
    Empty => Nothing,
    Lit(x) => if x == c { Empty } else { Nothing },
    Any => Empty,
    Seq(a, b) => if nullable(a) { alt(seq(derive(a, c), b), derive(b, c)) } else { seq(derive(a, c), b) },
    Alt(a, b) => alt(derive(a, c), derive(b, c)),
    Star(a) => seq(derive(a, c), r),
  }
}

fn matches(r :: Re, s :: Str) -> Bool {
  let chars := list.filter(str.split(s, ""), fn (c :: Str) -> Bool { c != "" })
  nullable(list.fold(chars, r, derive))
}

# A recursive-descent parser: alt = seq { | seq }, seq = { item }, item = atom { * + ? }.
type Parse = { re :: Re, rest :: List[Str] }

fn parse_alt(cs :: List[Str]) -> Result[Parse, Str] {
  let left := parse_seq(cs, Empty)?
  match left.rest {
    ["|", ..more] => {
      let right := parse_alt(more)?
      Ok({ re: alt(left.re, right.re), rest: right.rest })
    },
    _ => Ok(left),
  }
}

fn parse_seq(cs :: List[Str], done :: Re) -> Result[Parse, Str] {
  match cs {
    [] => Ok({ re: done, rest: [] }),
    ["|", .._] => Ok({ re: done, rest: cs }),
    [")", .._] => Ok({ re: done, rest: cs }),
    _ => {
      let atom := parse_atom(cs)?
      let item := suffixes(atom)
      parse_seq(item.rest, seq(done, item.re))
    },
  }
}

fn suffixes(p :: Parse) -> Parse {
  match p.rest {
    ["*", ..more] => suffixes({ re: Star(p.re), rest: more }),
    ["+", ..more] => suffixes({ re: Seq(p.re, Star(p.re)), rest: more }),
    ["?", ..more] => suffixes({ re: alt(Empty, p.re), rest: more }),
    _ => p,
  }
}

fn parse_atom(cs :: List[Str]) -> Result[Parse, Str] {
  match cs {
    [] => Err("unexpected end"),
    [".", ..more] => Ok({ re: Any, rest: more }),
    ["\\", c, ..more] => Ok({ re: Lit(c), rest: more }),
    ["(", ..more] => {
      let inner := parse_alt(more)?
      match inner.rest {
        [")", ..after] => Ok({ re: inner.re, rest: after }),
        _ => Err("missing )"),
      }
    },
    [c, ..more] => if str.contains("*+?", c) { Err("nothing to repeat") } else { Ok({ re: Lit(c), rest: more }) },
  }
}

fn compile(pattern :: Str) -> Result[Re, Str] {
  let p := parse_alt(list.filter(str.split(pattern, ""), fn (c :: Str) -> Bool { c != "" }))?
  match p.rest {
    [] => Ok(p.re),
    _ => Err("unexpected )"),
  }
}

# args: "a(b|c)*d" ; ["ad","abcbd","abc","xad",""]
# expect: {"$variant":"Ok","args":[[true,true,false,false,false]]}
# args: "(ab)+c?" ; ["ab","abab","ababc","c","abcc"]
# expect: {"$variant":"Ok","args":[[true,true,true,false,false]]}
# args: "" ; ["","a"]
# expect: {"$variant":"Ok","args":[[true,false]]}
# args: "x.\\.z" ; ["xy.z","xyaz","x..z"]
# expect: {"$variant":"Ok","args":[[true,false,true]]}
# args: "(a" ; []
# expect: {"$variant":"Err","args":["missing )"]}
# args: "a)" ; []
# expect: {"$variant":"Err","args":["unexpected )"]}
# args: "*a" ; []
# expect: {"$variant":"Err","args":["nothing to repeat"]}
# args: "(a*)*b" ; ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
# expect: {"$variant":"Ok","args":[[true,false]]}
fn main(pattern :: Str, texts :: List[Str]) -> Result[List[Bool], Str] {
  let re := compile(pattern)?
  Ok(list.map(texts, fn (t :: Str) -> Bool { matches(re, t) }))
}
