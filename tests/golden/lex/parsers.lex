import "std.parser" as parser
import "std.int" as int
import "std.list" as list
import "std.option" as option
import "std.str" as str

fn number() -> Parser[Int] {
  parser.map(parser.seq(parser.digit(), parser.many(parser.digit())), fn (p :: (Str, List[Str])) -> Int {
    match p { (d, ds) => option.unwrap_or(str.to_int(d + str.join(ds, "")), 0) }
  })
}
fn sum() -> Parser[Int] {
  parser.and_then(number(), fn (n :: Int) -> Parser[Int] {
    parser.map(parser.many(parser.seq(parser.char("+"), number())), fn (rest :: List[(Str, Int)]) -> Int {
      list.fold(rest, n, fn (a :: Int, p :: (Str, Int)) -> Int { match p { (_, m) => a + m } })
    })
  })
}
# args: "12+30+1"
# expect: {"$variant":"Ok","args":[43]}
# args: "7rest"
# expect: {"$variant":"Ok","args":[7]}
# args: "x"
# expect: {"$variant":"Err","args":[{"message":"expected digit","pos":0}]}
fn run(text :: Str) -> Result[Int, { pos :: Int, message :: Str }] { parser.run(sum(), text) }
# args: "éa"
# expect: {"$variant":"Ok","args":[["é","a"]]}
# args: "éb"
# expect: {"$variant":"Err","args":[{"message":"expected \"a\"","pos":2}]}
# args: "é"
# expect: {"$variant":"Err","args":[{"message":"expected \"a\", got EOF","pos":2}]}
fn bytes_count(text :: Str) -> Result[(Str, Str), { pos :: Int, message :: Str }] {
  parser.run(parser.seq(parser.string("é"), parser.char("a")), text)
}
# args: "ab"
# expect: {"$variant":"Ok","args":["ab"]}
# args: "ac"
# expect: {"$variant":"Ok","args":["ac"]}
# args: ""
# expect: {"$variant":"Err","args":[{"message":"expected \"ac\"","pos":0}]}
fn alternatives(text :: Str) -> Result[Str, { pos :: Int, message :: Str }] {
  parser.run(parser.alt(parser.string("ab"), parser.string("ac")), text)
}
# args: " x"
# expect: {"$variant":"Ok","args":[[{"$variant":"Some","args":[" "]},["x",null]]]}
# args: "x!"
# expect: {"$variant":"Err","args":[{"message":"expected EOF","pos":1}]}
fn whole(text :: Str) -> Result[(Option[Str], (Str, Unit)), { pos :: Int, message :: Str }] {
  parser.run(parser.seq(parser.optional(parser.whitespace()), parser.seq(parser.alpha(), parser.eof())), text)
}
# args: "ab"
# error: effect handler error: parser.char: expected 1-character string, got "ab"
# args: ""
# error: parser.char: expected 1-character string
# args: "é"
# expect: true
fn char_argument(c :: Str) -> Bool { match parser.run(parser.char(c), c) { Ok(_) => true, Err(_) => false } }
# expect: {"$variant":"Ok","args":[[]]}
fn no_progress() -> Result[List[Str], { pos :: Int, message :: Str }] { parser.run(parser.many(parser.string("")), "abc") }
