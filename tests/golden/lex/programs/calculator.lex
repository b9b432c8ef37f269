# A tokenizer, a Pratt parser and an evaluator for arithmetic with variables.
import "std.str" as str
import "std.list" as list
import "std.int" as int
import "std.map" as map
import "std.option" as option

type Token = TNum(Int) | TName(Str) | TOp(Str) | TOpen | TClose

type Expr =
    Num(Int)
  | Name(Str)
  | Neg(Expr)
  | Bin({ op :: Str, left :: Expr, right :: Expr })

type Scan = { rest :: List[Str], tokens :: List[Token] }

type Parsed = { expr :: Expr, rest :: List[Token] }

fn is_digit(c :: Str) -> Bool { c >= "0" and c <= "9" }

fn is_letter(c :: Str) -> Bool { (c >= "a" and c <= "z") or (c >= "A" and c <= "Z") or c == "_" }

fn take_while(cs :: List[Str], ok :: (Str) -> Bool, acc :: Str) -> (Str, List[Str]) {
  match list.head(cs) {
    None => (acc, []),
    Some(c) => if ok(c) {
      take_while(list.tail(cs), ok, str.concat(acc, c))
    } else {
      (acc, cs)
    },
  }
}

fn scan(cs :: List[Str], acc :: List[Token]) -> Result[List[Token], Str] {
  match list.head(cs) {
    None => Ok(list.reverse(acc)),
    Some(c) => {
      let rest := list.tail(cs)
      if c == " " {
        scan(rest, acc)
      } else {
        if is_digit(c) {
          match take_while(cs, is_digit, "") {
            (digits, more) => match str.to_int(digits) {
              Some(n) => scan(more, list.cons(TNum(n), acc)),
              None => Err(str.concat("number too large: ", digits)),
            },
          }
        } else {
          if is_letter(c) {
            match take_while(cs, is_letter, "") {
              (name, more) => scan(more, list.cons(TName(name), acc)),
            }
          } else {
            match c {
              "(" => scan(rest, list.cons(TOpen, acc)),
              ")" => scan(rest, list.cons(TClose, acc)),
              _ => if str.contains("+-*/%^", c) {
                scan(rest, list.cons(TOp(c), acc))
              } else {
                Err(str.concat("unexpected character: ", c))
              },
            }
          }
        }
      }
    },
  }
}

fn tokenize(s :: Str) -> Result[List[Token], Str] { scan(str.split(s, ""), []) }

# Left and right binding power of a binary operator.
fn power(op :: Str) -> (Int, Int) {
  match op {
    "+" => (1, 2),
    "-" => (1, 2),
    "^" => (8, 7),
    _ => (3, 4),
  }
}

fn prefix(ts :: List[Token]) -> Result[Parsed, Str] {
  match list.head(ts) {
    None => Err("unexpected end"),
    Some(TNum(n)) => Ok({ expr: Num(n), rest: list.tail(ts) }),
    Some(TName(x)) => Ok({ expr: Name(x), rest: list.tail(ts) }),
    Some(TOp("-")) => {
      let inner := parse(list.tail(ts), 5)?
      Ok({ expr: Neg(inner.expr), rest: inner.rest })
    },
    Some(TOp(op)) => Err(str.concat("unexpected operator ", op)),
    Some(TOpen) => {
      let inner := parse(list.tail(ts), 0)?
      match list.head(inner.rest) {
        Some(TClose) => Ok({ expr: inner.expr, rest: list.tail(inner.rest) }),
        _ => Err("expected )"),
      }
    },
    Some(TClose) => Err("unexpected )"),
  }
}

fn infix(left :: Expr, ts :: List[Token], least :: Int) -> Result[Parsed, Str] {
  match list.head(ts) {
    Some(TOp(op)) => match power(op) {
      (l, r) => if l < least {
        Ok({ expr: left, rest: ts })
      } else {
        let right := parse(list.tail(ts), r)?
        infix(Bin({ op: op, left: left, right: right.expr }), right.rest, least)
      },
    },
    _ => Ok({ expr: left, rest: ts }),
  }
}

fn parse(ts :: List[Token], least :: Int) -> Result[Parsed, Str] {
  let first := prefix(ts)?
  infix(first.expr, first.rest, least)
}

fn parse_all(s :: Str) -> Result[Expr, Str] {
  let ts := tokenize(s)?
  let p := parse(ts, 0)?
  match list.head(p.rest) {
    None => Ok(p.expr),
    Some(_) => Err("unexpected input after expression"),
  }
}

fn pow(base :: Int, exponent :: Int) -> Int {
  if exponent <= 0 { 1 } else { base * pow(base, exponent - 1) }
}

fn eval(e :: Expr, env :: Map[Str, Int]) -> Result[Int, Str] {
  match e {
    Num(n) => Ok(n),
    Name(x) => option.ok_or(map.get(env, x), str.concat("unbound: ", x)),
    Neg(inner) => Ok(-(eval(inner, env)?)),
    Bin({ op, left, right }) => {
      let a := eval(left, env)?
      let b := eval(right, env)?
      match op {
        "+" => Ok(a + b),
        "-" => Ok(a - b),
        "*" => Ok(a * b),
        "/" => if b == 0 { Err("division by zero") } else { Ok(a / b) },
        "%" => if b == 0 { Err("division by zero") } else { Ok(a % b) },
        _ => Ok(pow(a, b)),
      }
    },
  }
}

fn show(e :: Expr) -> Str {
  match e {
    Num(n) => int.to_str(n),
    Name(x) => x,
    Neg(inner) => str.join(["(- ", show(inner), ")"], ""),
    Bin({ op, left, right }) => "(" + op + " " + show(left) + " " + show(right) + ")",
  }
}

# args: "1 + 2 * 3"
# expect: {"$variant":"Ok","args":[7]}
# args: "(1 + 2) * 3 - -4"
# expect: {"$variant":"Ok","args":[13]}
# args: "2 ^ 3 ^ 2"
# expect: {"$variant":"Ok","args":[512]}
# args: "x * y % 7"
# expect: {"$variant":"Ok","args":[4]}
# args: "1 / (x - 5)"
# expect: {"$variant":"Err","args":["division by zero"]}
# args: "z + 1"
# expect: {"$variant":"Err","args":["unbound: z"]}
# args: "1 + "
# expect: {"$variant":"Err","args":["unexpected end"]}
# args: "(1 + 2"
# expect: {"$variant":"Err","args":["expected )"]}
# args: "1 2"
# expect: {"$variant":"Err","args":["unexpected input after expression"]}
# args: "1 $ 2"
# expect: {"$variant":"Err","args":["unexpected character: $"]}
# args: "99999999999999999999"
# expect: {"$variant":"Err","args":["number too large: 99999999999999999999"]}
fn calc(s :: Str) -> Result[Int, Str] {
  let e := parse_all(s)?
  eval(e, map.from_list([("x", 5), ("y", 5)]))
}

# args: "1 - 2 - 3"
# expect: "(- (- 1 2) 3)"
# args: "-a * b + c"
# expect: "(+ (* (- a) b) c)"
# args: "-2 ^ 2"
# expect: "(- (^ 2 2))"
# args: ")"
# expect: "error: unexpected )"
fn tree(s :: Str) -> Str {
  match parse_all(s) {
    Ok(e) => show(e),
    Err(m) => "error: " + m,
  }
}
