# Hindley-Milner inference for a small language: terms, types, substitutions, unification.
import "std.map" as map
import "std.list" as list
import "std.int" as int
import "std.str" as str
import "std.result" as result

type Ty = TInt | TBool | TVar(Int) | TFun(Ty, Ty) | TList(Ty)

type Term =
    Num(Int)
  | Truth(Bool)
  | Ref(Str)
  | Lam(Str, Term)
  | App(Term, Term)
  | LetIn(Str, Term, Term)
  | IfElse(Term, Term, Term)

type Scheme = { vars :: List[Int], ty :: Ty }

type Subst = Map[Int, Ty]

type Env = Map[Str, Scheme]

type Answer = { subst :: Subst, ty :: Ty, next :: Int }

fn apply(s :: Subst, t :: Ty) -> Ty {
  match t {
    TVar(n) => match map.get(s, n) {
      Some(u) => apply(s, u),
      None => t,
    },
    TFun(a, b) => TFun(apply(s, a), apply(s, b)),
    TList(a) => TList(apply(s, a)),
    _ => t,
  }
}

fn occurs(n :: Int, t :: Ty) -> Bool {
  match t {
    TVar(m) => n == m,
    TFun(a, b) => occurs(n, a) or occurs(n, b),
    TList(a) => occurs(n, a),
    _ => false,
  }
}

fn unify(s :: Subst, a :: Ty, b :: Ty) -> Result[Subst, Str] {
  match (apply(s, a), apply(s, b)) {
    (TInt, TInt) => Ok(s),
    (TBool, TBool) => Ok(s),
    (TVar(n), TVar(m)) => if n == m { Ok(s) } else { Ok(map.set(s, n, TVar(m))) },
    (TVar(n), t) => bind(s, n, t),
    (t, TVar(n)) => bind(s, n, t),
    (TFun(a1, b1), TFun(a2, b2)) => {
      let s1 := unify(s, a1, a2)?
      unify(s1, b1, b2)
    },
    (TList(x), TList(y)) => unify(s, x, y),
    (x, y) => Err("cannot unify " + show(x) + " and " + show(y)),
  }
}

fn bind(s :: Subst, n :: Int, t :: Ty) -> Result[Subst, Str] {
  if occurs(n, t) { Err("infinite type") } else { Ok(map.set(s, n, t)) }
}

fn free_in(s :: Subst, t :: Ty) -> List[Int] {
  match apply(s, t) {
    TVar(n) => [n],
    TFun(a, b) => list.concat(free_in(s, a), free_in(s, b)),
    TList(a) => free_in(s, a),
    _ => [],
  }
}

fn env_free(s :: Subst, env :: Env) -> List[Int] {
  list.flat_map(map.values(env), fn (sc :: Scheme) -> List[Int] {
    list.filter(free_in(s, sc.ty), fn (n :: Int) -> Bool { not list.contains(sc.vars, n) })
  })
}

fn generalize(s :: Subst, env :: Env, t :: Ty) -> Scheme {
  let bound := env_free(s, env)
  { vars: list.filter(free_in(s, t), fn (n :: Int) -> Bool { not list.contains(bound, n) }), ty: apply(s, t) }
}

fn instantiate(sc :: Scheme, next :: Int) -> (Ty, Int) {
  let renamed := list.fold(sc.vars, (map.new(), next), fn (acc :: (Subst, Int), v :: Int) -> (Subst, Int) {
    match acc { (m, n) => if map.has(m, v) { acc } else { (map.set(m, v, TVar(n)), n + 1) } }
  })
  match renamed { (m, n) => (apply(m, sc.ty), n) }
}

fn infer(env :: Env, t :: Term, s :: Subst, next :: Int) -> Result[Answer, Str] {
  match t {
    Num(_) => Ok({ subst: s, ty: TInt, next: next }),
    Truth(_) => Ok({ subst: s, ty: TBool, next: next }),
    Ref(x) => match map.get(env, x) {
      None => Err("unbound " + x),
      Some(sc) => match instantiate(sc, next) {
        (ty, n) => Ok({ subst: s, ty: ty, next: n }),
      },
    },
    Lam(x, body) => {
      let inner := infer(map.set(env, x, { vars: [], ty: TVar(next) }), body, s, next + 1)?
      Ok({ subst: inner.subst, ty: TFun(TVar(next), inner.ty), next: inner.next })
    },
    App(f, a) => {
      let r1 := infer(env, f, s, next)?
      let r2 := infer(env, a, r1.subst, r1.next)?
      let s3 := unify(r2.subst, r1.ty, TFun(r2.ty, TVar(r2.next)))?
      Ok({ subst: s3, ty: TVar(r2.next), next: r2.next + 1 })
    },
    LetIn(x, e, body) => {
      let r1 := infer(env, e, s, next)?
      infer(map.set(env, x, generalize(r1.subst, env, r1.ty)), body, r1.subst, r1.next)
    },
    IfElse(c, a, b) => {
      let r1 := infer(env, c, s, next)?
      let s1 := unify(r1.subst, r1.ty, TBool)?
      let r2 := infer(env, a, s1, r1.next)?
      let r3 := infer(env, b, r2.subst, r2.next)?
      let s4 := unify(r3.subst, r2.ty, r3.ty)?
      Ok({ subst: s4, ty: r2.ty, next: r3.next })
    },
  }
}

fn show(t :: Ty) -> Str {
  match t {
    TInt => "int",
    TBool => "bool",
    TVar(n) => "t" + int.to_str(n),
    TFun(TFun(a, b), c) => "(" + show(TFun(a, b)) + ") -> " + show(c),
    TFun(a, b) => show(a) + " -> " + show(b),
    TList(a) => "[" + show(a) + "]",
  }
}

# Variables are numbered by their first occurrence.
fn tidy(t :: Ty, names :: List[Int]) -> (Ty, List[Int]) {
  match t {
    TVar(n) => match list.index_of(names, n) {
      Some(i) => (TVar(i), names),
      None => (TVar(list.len(names)), list.concat(names, [n])),
    },
    TFun(a, b) => match tidy(a, names) {
      (x, ns) => match tidy(b, ns) { (y, ms) => (TFun(x, y), ms) },
    },
    TList(a) => match tidy(a, names) { (x, ns) => (TList(x), ns) },
    _ => (t, names),
  }
}

fn prelude() -> Env {
  map.from_list([
    ("plus", { vars: [], ty: TFun(TInt, TFun(TInt, TInt)) }),
    ("less", { vars: [], ty: TFun(TInt, TFun(TInt, TBool)) }),
    ("nil", { vars: [0], ty: TList(TVar(0)) }),
    ("cons", { vars: [0], ty: TFun(TVar(0), TFun(TList(TVar(0)), TList(TVar(0)))) }),
  ])
}

fn type_of(t :: Term) -> Str {
  match infer(prelude(), t, map.new(), 100) {
    Ok(a) => match tidy(apply(a.subst, a.ty), []) { (ty, _) => show(ty) },
    Err(e) => "error: " + e,
  }
}

# expect: ["t0 -> t0","(t0 -> t1) -> (t2 -> t0) -> t2 -> t1","int -> int","[int]","bool"]
fn good() -> List[Str] {
  list.map([
    Lam("x", Ref("x")),
    Lam("f", Lam("g", Lam("x", App(Ref("f"), App(Ref("g"), Ref("x")))))),
    App(Ref("plus"), Num(1)),
    App(App(Ref("cons"), Num(1)), Ref("nil")),
    LetIn("id", Lam("x", Ref("x")), IfElse(App(Ref("id"), Truth(true)), App(App(Ref("less"), App(Ref("id"), Num(1))), Num(2)), Truth(false))),
  ], type_of)
}

# expect: ["error: infinite type","error: unbound q","error: cannot unify int and bool","error: cannot unify bool and int"]
fn bad() -> List[Str] {
  list.map([
    Lam("x", App(Ref("x"), Ref("x"))),
    Ref("q"),
    App(App(Ref("plus"), Num(1)), Truth(true)),
    IfElse(Truth(true), Truth(false), Num(1)),
  ], type_of)
}

# args: {"$variant":"Lam","args":["x",{"$variant":"App","args":[{"$variant":"App","args":[{"$variant":"Ref","args":["plus"]},{"$variant":"Ref","args":["x"]}]},{"$variant":"Num","args":[1]}]}]}
# expect: "int -> int"
fn main(t :: Term) -> Str { type_of(t) }
