# An interpreter for a small functional language with closures, recursion and environments.
import "std.map" as map
import "std.list" as list
import "std.int" as int
import "std.str" as str

type Term =
    Lit(Int)
  | Var(Str)
  | Fun(Str, Term)
  | App(Term, Term)
  | Let(Str, Term, Term)
  | Rec(Str, Str, Term, Term)
  | If(Term, Term, Term)
  | Op(Str, Term, Term)

type Value = VInt(Int) | VBool(Bool) | VFun({ param :: Str, body :: Term, env :: Env, self :: Option[Str] })

type Env = Map[Str, Value]

fn lookup(env :: Env, name :: Str) -> Result[Value, Str] {
  match map.get(env, name) {
    Some(v) => Ok(v),
    None => Err(str.concat("unbound variable ", name)),
  }
}

fn eval(t :: Term, env :: Env) -> Result[Value, Str] {
  match t {
    Lit(n) => Ok(VInt(n)),
    Var(x) => lookup(env, x),
    Fun(p, body) => Ok(VFun({ param: p, body: body, env: env, self: None })),
    App(f, a) => {
      let fv := eval(f, env)?
      let av := eval(a, env)?
      apply(fv, av)
    },
    Let(x, e, body) => {
      let v := eval(e, env)?
      eval(body, map.set(env, x, v))
    },
    Rec(f, p, body, rest) => eval(rest, map.set(env, f, VFun({ param: p, body: body, env: env, self: Some(f) }))),
    If(c, a, b) => match eval(c, env)? {
      VBool(true) => eval(a, env),
      VBool(false) => eval(b, env),
      _ => Err("condition is not a Bool"),
    },
    Op(op, a, b) => {
      let x := eval(a, env)?
      let y := eval(b, env)?
      arith(op, x, y)
    },
  }
}

fn arith(op :: Str, a :: Value, b :: Value) -> Result[Value, Str] {
  match (op, a, b) {
    ("+", VInt(x), VInt(y)) => Ok(VInt(x + y)),
    ("-", VInt(x), VInt(y)) => Ok(VInt(x - y)),
    ("*", VInt(x), VInt(y)) => Ok(VInt(x * y)),
    ("<", VInt(x), VInt(y)) => Ok(VBool(x < y)),
    ("=", VInt(x), VInt(y)) => Ok(VBool(x == y)),
    ("=", VBool(x), VBool(y)) => Ok(VBool(x == y)),
    (_, VFun(_), _) => Err("functions are no operands"),
    _ => Err(str.concat("bad operands of ", op)),
  }
}

fn apply(f :: Value, a :: Value) -> Result[Value, Str] {
  match f {
    VFun({ param, body, env, self: None }) => eval(body, map.set(env, param, a)),
    VFun({ param, body, env, self: Some(name) }) => eval(body, map.set(map.set(env, name, f), param, a)),
    VInt(n) => Err(str.concat("not a function: ", int.to_str(n))),
    VBool(_) => Err("not a function"),
  }
}

fn factorial(n :: Int) -> Term {
  Rec("fact", "n",
    If(Op("<", Var("n"), Lit(1)), Lit(1), Op("*", Var("n"), App(Var("fact"), Op("-", Var("n"), Lit(1))))),
    App(Var("fact"), Lit(n)))
}

# args: 10
# expect: {"$variant":"Ok","args":[{"$variant":"VInt","args":[3628800]}]}
fn fact(n :: Int) -> Result[Value, Str] { eval(factorial(n), map.new()) }

fn compose() -> Term {
  Let("compose", Fun("f", Fun("g", Fun("x", App(Var("f"), App(Var("g"), Var("x")))))),
    Let("inc", Fun("n", Op("+", Var("n"), Lit(1))),
      Let("dbl", Fun("n", Op("*", Var("n"), Lit(2))),
        App(App(App(Var("compose"), Var("inc")), Var("dbl")), Lit(20)))))
}

# expect: {"$variant":"Ok","args":[{"$variant":"VInt","args":[41]}]}
fn composed() -> Result[Value, Str] { eval(compose(), map.new()) }

# expect: ["unbound variable q","not a function: 3","bad operands of +","condition is not a Bool","functions are no operands"]
fn failures() -> List[Str] {
  let terms := [
    Var("q"),
    App(Lit(3), Lit(4)),
    Op("+", Lit(1), Op("<", Lit(1), Lit(2))),
    If(Lit(0), Lit(1), Lit(2)),
    Op("=", Fun("x", Var("x")), Lit(1)),
  ]
  list.map(terms, fn (t :: Term) -> Str {
    match eval(t, map.new()) {
      Ok(_) => "ok",
      Err(e) => e,
    }
  })
}

# Lexical scope: the inner x is not seen by f.
# expect: {"$variant":"Ok","args":[{"$variant":"VInt","args":[11]}]}
fn scope() -> Result[Value, Str] {
  eval(Let("x", Lit(1), Let("f", Fun("y", Op("+", Var("x"), Var("y"))), Let("x", Lit(100), App(Var("f"), Lit(10))))), map.new())
}

# args: {"$variant":"Op","args":["+",{"$variant":"Lit","args":[1]},{"$variant":"Lit","args":[2]}]}
# expect: {"$variant":"Ok","args":[{"$variant":"VInt","args":[3]}]}
# args: {"$variant":"Fun","args":["x",{"$variant":"Lit","args":[5]}]}
# expect: {"$variant":"Ok","args":[{"$variant":"VFun","args":[{"body":{"$variant":"Lit","args":[5]},"env":{},"param":"x","self":{"$variant":"None","args":[]}}]}]}
fn main(t :: Term) -> Result[Value, Str] { eval(t, map.new()) }
