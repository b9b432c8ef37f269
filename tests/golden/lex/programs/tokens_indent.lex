# Indentation becomes blocks: lines, a stack of widths, a tree, and errors with line numbers.
import "std.str" as str
import "std.list" as list
import "std.int" as int
import "std.result" as result

type Line = { number :: Int, indent :: Int, text :: Str }

type Tok = Indent | Dedent | Word({ line :: Int, text :: Str })

type Node = Node({ name :: Str, children :: List[Node] })

fn indent_of(cs :: List[Str], n :: Int) -> Int {
  match cs {
    [" ", ..rest] => indent_of(rest, n + 1),
    _ => n,
  }
}

fn lines(text :: Str) -> List[Line] {
  str.split(text, "\n")
    |> list.enumerate
    |> list.map(fn (p :: (Int, Str)) -> Line {
      match p { (i, s) => { number: i + 1, indent: indent_of(str.split(s, ""), 0), text: str.trim(s) } }
    })
    |> list.filter(fn (l :: Line) -> Bool { l.text != "" and not str.starts_with(l.text, "//") })
}

fn dedents(stack :: List[Int], width :: Int, toks :: List[Tok]) -> Option[(List[Int], List[Tok])] {
  match stack {
    [top, ..rest] => if top == width {
      Some((stack, toks))
    } else {
      if top > width { dedents(rest, width, list.concat(toks, [Dedent])) } else { None }
    },
    [] => None,
  }
}

fn scan(ls :: List[Line], stack :: List[Int], acc :: List[Tok]) -> Result[List[Tok], Str] {
  match ls {
    [] => Ok(list.concat(acc, list.map(list.tail(stack), fn (_ :: Int) -> Tok { Dedent }))),
    [l, ..rest] => {
      let word := Word({ line: l.number, text: l.text })
      match stack {
        [] => Err("no level"),
        [top, .._] => if l.indent > top {
          scan(rest, list.cons(l.indent, stack), list.concat(acc, [Indent, word]))
        } else {
          match dedents(stack, l.indent, []) {
            Some((now, toks)) => scan(rest, now, list.concat(list.concat(acc, toks), [word])),
            None => Err("line " + int.to_str(l.number) + ": bad indentation"),
          }
        },
      }
    },
  }
}

fn nodes(ts :: List[Tok], acc :: List[Node]) -> (List[Node], List[Tok]) {
  match ts {
    [Word({ text }), Indent, ..rest] => match nodes(rest, []) {
      (inner, after) => nodes(after, list.concat(acc, [Node({ name: text, children: inner })])),
    },
    [Word({ text }), ..rest] => nodes(rest, list.concat(acc, [Node({ name: text, children: [] })])),
    [Dedent, ..rest] => (acc, rest),
    [Indent, ..rest] => nodes(rest, acc),
    [] => (acc, []),
  }
}

fn show(n :: Node) -> Str {
  match n {
    Node({ name, children: [] }) => name,
    Node({ name, children }) => name + "(" + str.join(list.map(children, show), " ") + ")",
  }
}

# args: "a\n  b\n  c\n    d\n  e\nf"
# expect: {"$variant":"Ok","args":[["a(b c(d) e)","f"]]}
# args: "x\n\n// comment\n    y\n        z"
# expect: {"$variant":"Ok","args":[["x(y(z))"]]}
# args: "a\n    b\n  c"
# expect: {"$variant":"Err","args":["line 3: bad indentation"]}
# args: ""
# expect: {"$variant":"Ok","args":[[]]}
fn main(text :: Str) -> Result[List[Str], Str] {
  let toks := scan(lines(text), [0], [])?
  match nodes(toks, []) {
    (ns, _) => Ok(list.map(ns, show)),
  }
}

# expect: {"$variant":"Ok","args":[6]}
fn count() -> Result[Int, Str] { result.map(scan(lines("a\n b\n  c\nd"), [0], []), fn (ts :: List[Tok]) -> Int { list.len(ts) - 2 }) }
