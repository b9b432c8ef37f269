# std.parser: key-value lines, lists of numbers, expressions with a thunk for recursion.
import "std.parser" as parser
import "std.str" as str
import "std.list" as list
import "std.int" as int
import "std.option" as option

type Pair = { key :: Str, value :: Int }

type Failure = { pos :: Int, message :: Str }

fn digits() -> Parser[Str] {
  parser.map(parser.seq(parser.digit(), parser.many(parser.digit())), fn (p :: (Str, List[Str])) -> Str {
    match p { (first, rest) => first + str.join(rest, "") }
  })
}

fn number() -> Parser[Int] {
  parser.map(digits(), fn (s :: Str) -> Int { option.unwrap_or(str.to_int(s), 0) })
}

fn signed() -> Parser[Int] {
  parser.map(parser.seq(parser.optional(parser.char("-")), number()), fn (p :: (Option[Str], Int)) -> Int {
    match p {
      (Some(_), n) => 0 - n,
      (None, n) => n,
    }
  })
}

fn word() -> Parser[Str] {
  parser.map(parser.seq(parser.alpha(), parser.many(parser.alpha())), fn (p :: (Str, List[Str])) -> Str {
    match p { (a, bs) => str.join(list.cons(a, bs), "") }
  })
}

fn spaces() -> Parser[Unit] {
  parser.map(parser.many(parser.whitespace()), fn (_ :: List[Str]) -> Unit { () })
}

fn token[T](p :: Parser[T]) -> Parser[T] {
  parser.map(parser.seq(p, spaces()), fn (r :: (T, Unit)) -> T { match r { (x, _) => x } })
}

fn symbol(c :: Str) -> Parser[Str] { token(parser.char(c)) }

fn first[A, B](p :: Parser[A], q :: Parser[B]) -> Parser[A] {
  parser.map(parser.seq(p, q), fn (r :: (A, B)) -> A { match r { (a, _) => a } })
}

fn second[A, B](p :: Parser[A], q :: Parser[B]) -> Parser[B] {
  parser.map(parser.seq(p, q), fn (r :: (A, B)) -> B { match r { (_, b) => b } })
}

fn sep_by[T](p :: Parser[T], separator :: Parser[Str]) -> Parser[List[T]] {
  parser.map(parser.seq(p, parser.many(second(separator, p))), fn (r :: (T, List[T])) -> List[T] {
    match r { (x, xs) => list.cons(x, xs) }
  })
}

fn numbers() -> Parser[List[Int]] {
  first(second(symbol("["), first(sep_by(token(signed()), symbol(",")), symbol("]"))), parser.eof())
}

# args: "[1, -2 ,30]"
# expect: {"$variant":"Ok","args":[[1,-2,30]]}
# args: "[1,]"
# expect: {"$variant":"Err","args":[{"message":"expected \"]\"","pos":2}]}
# args: "[1] x"
# expect: {"$variant":"Err","args":[{"message":"expected EOF","pos":4}]}
# args: ""
# expect: {"$variant":"Err","args":[{"message":"expected \"[\", got EOF","pos":0}]}
fn parse_numbers(s :: Str) -> Result[List[Int], Failure] { parser.run(numbers(), s) }

fn pair() -> Parser[Pair] {
  parser.map(parser.seq(first(token(word()), symbol("=")), token(signed())), fn (p :: (Str, Int)) -> Pair {
    match p { (k, v) => { key: k, value: v } }
  })
}

# args: "a = 1 bcd= -22"
# expect: {"$variant":"Ok","args":[[{"key":"a","value":1},{"key":"bcd","value":-22}]]}
# args: "a = x"
# expect: {"$variant":"Ok","args":[[]]}
fn parse_pairs(s :: Str) -> Result[List[Pair], Failure] { parser.run(parser.many(pair()), s) }

# Nested lists: recursion goes through and_then, which makes the inner parser when it is needed.
type Tree = Leaf(Int) | Branch(List[Tree])

fn tree() -> Parser[Tree] {
  parser.alt(
    parser.map(token(signed()), fn (n :: Int) -> Tree { Leaf(n) }),
    parser.and_then(symbol("("), fn (_ :: Str) -> Parser[Tree] {
      parser.map(first(parser.many(tree()), symbol(")")), fn (ts :: List[Tree]) -> Tree { Branch(ts) })
    })
  )
}

fn sum(t :: Tree) -> Int {
  match t {
    Leaf(n) => n,
    Branch(ts) => list.fold(ts, 0, fn (a :: Int, x :: Tree) -> Int { a + sum(x) }),
  }
}

fn show(t :: Tree) -> Str {
  match t {
    Leaf(n) => int.to_str(n),
    Branch(ts) => "(" + str.join(list.map(ts, show), " ") + ")",
  }
}

# args: "(1 (2 3) () -4)"
# expect: ["(1 (2 3) () -4)",2]
# args: "7"
# expect: ["7",7]
# args: "(1"
# expect: ["expected \")\", got EOF at 2",0]
# args: "x"
# expect: ["expected \"(\" at 0",0]
fn parse_tree(s :: Str) -> (Str, Int) {
  match parser.run(tree(), s) {
    Ok(t) => (show(t), sum(t)),
    Err(e) => (e.message + " at " + int.to_str(e.pos), 0),
  }
}

# args: "true"
# expect: {"$variant":"Ok","args":[true]}
# args: "false!"
# expect: {"$variant":"Ok","args":[false]}
# args: "maybe"
# expect: {"$variant":"Err","args":[{"message":"expected \"false\"","pos":0}]}
fn parse_bool(s :: Str) -> Result[Bool, Failure] {
  parser.run(
    parser.alt(
      parser.map(parser.string("true"), fn (_ :: Str) -> Bool { true }),
      parser.map(parser.string("false"), fn (_ :: Str) -> Bool { false })
    ),
    s
  )
}

# error: parser.char: expected 1-character string, got "ab"
fn bad_char() -> Result[Str, Failure] { parser.run(parser.char("ab"), "ab") }
