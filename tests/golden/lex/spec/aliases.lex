# Aliases of results, options, maps, functions and records of functions; generic interfaces.
import "std.str" as str
import "std.int" as int
import "std.list" as list
import "std.option" as option
import "std.result" as result
import "std.tuple" as tuple
import "std.map" as map

type OutcomeCaseA1 = Result[Int, Str]

fn g_case_a1(n :: Int) -> OutcomeCaseA1 { if n > 0 { Ok(n) } else { Err("neg") } }

fn f_case_a1(n :: Int) -> OutcomeCaseA1 {
  let x := g_case_a1(n)?
  let y := g_case_a1(x - 1)?
  Ok(x + y)
}

# expect: [{"$variant":"Ok","args":[3]},{"$variant":"Err","args":["neg"]}]
fn case_a1() -> List[OutcomeCaseA1] { [f_case_a1(2), f_case_a1(1)] }

type ResCaseA2[T] = Result[T, Str]

fn g_case_a2(n :: Int) -> ResCaseA2[Int] { if n > 0 { Ok(n) } else { Err("neg") } }

fn f_case_a2(n :: Int) -> ResCaseA2[Str] { Ok(int.to_str(g_case_a2(n)?)) }

# expect: [{"$variant":"Ok","args":["2"]},{"$variant":"Err","args":["neg"]},{"$variant":"Ok","args":["3"]}]
fn case_a2() -> List[ResCaseA2[Str]] {
  [f_case_a2(2), f_case_a2(-1), result.map(g_case_a2(3), int.to_str)]
}

type MaybeCaseA3 = Option[Int]

fn f_case_a3(m :: MaybeCaseA3) -> Int { match m { Some(n) => n, None => 0 } }

# expect: [1,{"$variant":"Some","args":[3]},5]
fn case_a3() -> (Int, MaybeCaseA3, Int) {
  (
    f_case_a3(Some(1)),
    option.map(Some(2), fn (x :: Int) -> Int { x + 1 }),
    option.unwrap_or(list.head([5]), 0),
  )
}

type GridCaseA4 = List[List[Int]]

type PosCaseA4 = (Int, Int)

fn at_case_a4(g :: GridCaseA4, p :: PosCaseA4) -> Option[Int] {
  match p {
    (x, y) => option.and_then(list.get(g, y), fn (row :: List[Int]) -> Option[Int] {
      list.get(row, x)
    }),
  }
}

fn width_case_a4(g :: GridCaseA4) -> Int { match g { [] => 0, [r, .._] => list.len(r) } }

# expect: [{"$variant":"Some","args":[4]},2,9]
fn case_a4() -> (Option[Int], Int, Int) {
  let g :: GridCaseA4 := [[1, 2], [3, 4]]
  (at_case_a4(g, (1, 1)), width_case_a4(g), tuple.fst((7, 8)) + tuple.snd(pos_case_a4()))
}

fn pos_case_a4() -> PosCaseA4 { (1, 2) }

type EnvCaseA5 = Map[Str, Int]

fn look_case_a5(e :: EnvCaseA5, k :: Str) -> Int { option.unwrap_or(map.get(e, k), 0) }

# expect: [2,{"a":1,"b":2},3]
fn case_a5() -> (Int, EnvCaseA5, Int) {
  let e :: EnvCaseA5 := map.from_list([("a", 1)])
  let f := map.set(e, "b", 2)
  (look_case_a5(f, "b"), f, map.fold(f, 0, fn (a :: Int, k :: Str, v :: Int) -> Int { a + v }))
}

type PredCaseA6 = (Int) -> Bool

fn both_case_a6(p :: PredCaseA6, q :: PredCaseA6) -> PredCaseA6 {
  fn (x :: Int) -> Bool { p(x) and q(x) }
}

fn neg_case_a6(p :: PredCaseA6) -> PredCaseA6 { fn (x :: Int) -> Bool { not p(x) } }

fn gt_case_a6(n :: Int) -> PredCaseA6 { fn (x :: Int) -> Bool { x > n } }

# expect: [4,5,6]
fn case_a6() -> List[Int] {
  list.filter(list.range(0, 10), both_case_a6(gt_case_a6(3), neg_case_a6(gt_case_a6(6))))
}

type LensCaseA7[S, A] = { get :: (S) -> A, set :: (S, A) -> S }

type PCaseA7 = { x :: Int, y :: Int }

type LCaseA7 = { a :: PCaseA7, b :: PCaseA7 }

fn px_case_a7() -> LensCaseA7[PCaseA7, Int] {
  {
    get: fn (p :: PCaseA7) -> Int { p.x },
    set: fn (p :: PCaseA7, v :: Int) -> PCaseA7 { { x: v, y: p.y } },
  }
}

fn la_case_a7() -> LensCaseA7[LCaseA7, PCaseA7] {
  {
    get: fn (l :: LCaseA7) -> PCaseA7 { l.a },
    set: fn (l :: LCaseA7, v :: PCaseA7) -> LCaseA7 { { a: v, b: l.b } },
  }
}

fn then_case_a7[A, B, C](o :: LensCaseA7[A, B], i :: LensCaseA7[B, C]) -> LensCaseA7[A, C] {
  {
    get: fn (a :: A) -> C { i.get(o.get(a)) },
    set: fn (a :: A, c :: C) -> A { o.set(a, i.set(o.get(a), c)) },
  }
}

fn over_case_a7[S, A](l :: LensCaseA7[S, A], f :: (A) -> A, s :: S) -> S { l.set(s, f(l.get(s))) }

# expect: {"a":{"x":10,"y":2},"b":{"x":3,"y":4}}
fn case_a7() -> LCaseA7 {
  over_case_a7(then_case_a7(la_case_a7(), px_case_a7()), fn (n :: Int) -> Int { n * 10 }, {
    a: { x: 1, y: 2 },
    b: { x: 3, y: 4 },
  })
}

type VisitorCaseA8[R] = { num :: (Int) -> R, add :: (R, R) -> R }

type ECaseA8 = NCaseA8(Int) | ACaseA8(ECaseA8, ECaseA8)

fn fold_case_a8[R](e :: ECaseA8, v :: VisitorCaseA8[R]) -> R {
  match e { NCaseA8(n) => v.num(n), ACaseA8(a, b) => v.add(fold_case_a8(a, v), fold_case_a8(b, v)) }
}

# expect: [6,"(1+(2+3))"]
fn case_a8() -> (Int, Str) {
  let e := ACaseA8(NCaseA8(1), ACaseA8(NCaseA8(2), NCaseA8(3)))
  (
    fold_case_a8(e, {
      num: fn (n :: Int) -> Int { n },
      add: fn (a :: Int, b :: Int) -> Int { a + b },
    }),
    fold_case_a8(e, {
      num: int.to_str,
      add: fn (a :: Str, b :: Str) -> Str { "(" + a + "+" + b + ")" },
    }),
  )
}

type EqCaseA9[T] = { eq :: (T, T) -> Bool }

fn int_eq_case_a9() -> EqCaseA9[Int] { { eq: fn (a :: Int, b :: Int) -> Bool { a == b } } }

fn list_eq_case_a9[T](e :: EqCaseA9[T]) -> EqCaseA9[List[T]] {
  {
    eq: fn (a :: List[T], b :: List[T]) -> Bool {
      list.len(a) == list.len(b)
        and list.fold(list.zip(a, b), true, fn (ok :: Bool, p :: (T, T)) -> Bool {
          match p { (x, y) => ok and e.eq(x, y) }
        })
    },
  }
}

# expect: [true,false,false]
fn case_a9() -> List[Bool] {
  let e := list_eq_case_a9(list_eq_case_a9(int_eq_case_a9()))
  [e.eq([[1], []], [[1], []]), e.eq([[1]], [[2]]), e.eq([], [[]])]
}

fn fix_case_a10[A, B](f :: ((A) -> B, A) -> B, x :: A) -> B {
  f(fn (y :: A) -> B { fix_case_a10(f, y) }, x)
}

# expect: [720,"ab"]
fn case_a10() -> (Int, Str) {
  (
    fix_case_a10(
      fn (self :: (Int) -> Int, n :: Int) -> Int { if n == 0 { 1 } else { n * self(n - 1) } },
      6,
    ),
    fix_case_a10(
      fn (self :: (List[Str]) -> Str, xs :: List[Str]) -> Str {
        match list.head(xs) { None => "", Some(x) => x + self(list.tail(xs)) }
      },
      ["a", "b"],
    ),
  )
}

fn zip_with_case_a11[A, B, C](f :: (A, B) -> C, xs :: List[A], ys :: List[B]) -> List[C] {
  match (list.head(xs), list.head(ys)) {
    (Some(x), Some(y)) => list.cons(f(x, y), zip_with_case_a11(f, list.tail(xs), list.tail(ys))),
    _ => [],
  }
}

fn take_while_case_a11[T](xs :: List[T], p :: (T) -> Bool) -> List[T] {
  match list.head(xs) {
    Some(x) => if p(x) { list.cons(x, take_while_case_a11(list.tail(xs), p)) } else { [] },
    None => [],
  }
}

fn group_case_a11[T, K](xs :: List[T], key :: (T) -> K) -> Map[K, List[T]] {
  list.fold(xs, map.new(), fn (m :: Map[K, List[T]], x :: T) -> Map[K, List[T]] {
    let k := key(x)
    map.set(m, k, list.concat(option.unwrap_or(map.get(m, k), []), [x]))
  })
}

# expect: [["1a","2b"],[1,2],{"even":[2],"odd":[1,3]},[[1,["a","c"]],[2,["bb"]]]]
fn case_a11() -> (List[Str], List[Int], Map[Str, List[Int]], Map[Int, List[Str]]) {
  (
    zip_with_case_a11(fn (n :: Int, s :: Str) -> Str { int.to_str(n) + s }, [1, 2], [
      "a",
      "b",
      "c",
    ]),
    take_while_case_a11([1, 2, 5, 1], fn (n :: Int) -> Bool { n < 3 }),
    group_case_a11([1, 2, 3], fn (n :: Int) -> Str { if n % 2 == 0 { "even" } else { "odd" } }),
    group_case_a11(["a", "bb", "c"], str.len),
  )
}

type IdCaseA12 = Int

type UserCaseA12 = { id :: IdCaseA12, name :: Str }

fn ids_case_a12(us :: List[UserCaseA12]) -> List[IdCaseA12] {
  list.map(us, fn (u :: UserCaseA12) -> IdCaseA12 { u.id })
}

fn max_id_case_a12(us :: List[UserCaseA12]) -> IdCaseA12 {
  list.fold(ids_case_a12(us), 0, fn (m :: IdCaseA12, i :: IdCaseA12) -> IdCaseA12 {
    if i > m { i } else { m }
  })
}

fn by_id_case_a12(us :: List[UserCaseA12], id :: IdCaseA12) -> Option[UserCaseA12] {
  list.head(list.filter(us, fn (u :: UserCaseA12) -> Bool { u.id == id }))
}

# expect: [3,{"$variant":"Some","args":["b"]},[{"id":3,"name":"b"},{"id":1,"name":"a"}]]
fn case_a12() -> (IdCaseA12, Option[Str], List[UserCaseA12]) {
  let us := [{ id: 1, name: "a" }, { id: 3, name: "b" }]
  (
    max_id_case_a12(us),
    option.map(by_id_case_a12(us, 3), fn (u :: UserCaseA12) -> Str { u.name }),
    list.reverse(us),
  )
}

type NumCaseA13 = ICaseA13(Int) | FCaseA13(Float)

fn add_case_a13(a :: NumCaseA13, b :: NumCaseA13) -> NumCaseA13 {
  match (a, b) {
    (ICaseA13(x), ICaseA13(y)) => ICaseA13(x + y),
    (ICaseA13(x), FCaseA13(y)) => FCaseA13(int.to_float(x) + y),
    (FCaseA13(x), ICaseA13(y)) => FCaseA13(x + int.to_float(y)),
    (FCaseA13(x), FCaseA13(y)) => FCaseA13(x + y),
  }
}

# expect: [{"$variant":"ICaseA13","args":[3]},{"$variant":"FCaseA13","args":[1.5]},{"$variant":"FCaseA13","args":[4.0]}]
fn case_a13() -> List[NumCaseA13] {
  [
    add_case_a13(ICaseA13(1), ICaseA13(2)),
    add_case_a13(ICaseA13(1), FCaseA13(0.5)),
    add_case_a13(FCaseA13(1.5), FCaseA13(2.5)),
  ]
}
