# `?`, closures, unions, records, numbers and texts in each other.
import "std.str" as str
import "std.int" as int
import "std.float" as float
import "std.list" as list
import "std.option" as option
import "std.result" as result
import "std.map" as map

fn g_case_q1(n :: Int) -> Result[Int, Str] {
  if n > 0 { Ok(n) } else { Err("neg " + int.to_str(n)) }
}

fn f_case_q1(a :: Int, b :: Int, c :: Int) -> Result[List[Int], Str] {
  Ok([g_case_q1(a)? + g_case_q1(b)? * 2, g_case_q1(c)?])
}

# expect: [{"$variant":"Ok","args":[[5,3]]},{"$variant":"Err","args":["neg -2"]},{"$variant":"Err","args":["neg -3"]},{"$variant":"Err","args":["neg -1"]}]
fn case_q1() -> List[Result[List[Int], Str]] {
  [f_case_q1(1, 2, 3), f_case_q1(1, -2, 3), f_case_q1(1, 2, -3), f_case_q1(-1, -2, -3)]
}

type PCaseQ2 = { a :: Int, b :: Int }

fn g_case_q2(n :: Int) -> Result[Int, Str] { if n > 0 { Ok(n) } else { Err("neg") } }

fn f_case_q2(a :: Int) -> Result[PCaseQ2, Str] { Ok({ b: g_case_q2(a)?, a: g_case_q2(a + 1)? }) }

# expect: [{"$variant":"Ok","args":[{"a":2,"b":1}]},{"$variant":"Err","args":["neg"]},{"$variant":"Err","args":["neg"]}]
fn case_q2() -> List[Result[PCaseQ2, Str]] { [f_case_q2(1), f_case_q2(0), f_case_q2(-1)] }

fn g_case_q3(n :: Int) -> Result[Int, Str] { if n > 0 { Ok(n) } else { Err("neg") } }

fn f_case_q3(xs :: List[Int]) -> Result[List[Int], Str] {
  let ys := list.map(xs, fn (x :: Int) -> Result[Int, Str] { Ok(g_case_q3(x)? + 1) })
  list.fold(
    ys,
    Ok([]),
    fn (acc :: Result[List[Int], Str], r :: Result[Int, Str]) -> Result[List[Int], Str] {
      Ok(list.concat(acc?, [r?]))
    },
  )
}

# expect: [{"$variant":"Ok","args":[[2,3]]},{"$variant":"Err","args":["neg"]}]
fn case_q3() -> List[Result[List[Int], Str]] { [f_case_q3([1, 2]), f_case_q3([1, 0])] }

fn g_case_q4(n :: Int) -> Result[Int, Str] { if n > 0 { Ok(n) } else { Err("neg") } }

fn f_case_q4(a :: Int) -> Result[Int, Str] {
  let x := if a > 5 { g_case_q4(a)? } else { match g_case_q4(a - 1)? { 1 => 10, k => k } }
  let y := g_case_q4(x - 1)?
  Ok(x * 100 + y)
}

# expect: [{"$variant":"Ok","args":[605]},{"$variant":"Ok","args":[1009]},{"$variant":"Ok","args":[201]},{"$variant":"Err","args":["neg"]}]
fn case_q4() -> List[Result[Int, Str]] { [f_case_q4(6), f_case_q4(2), f_case_q4(3), f_case_q4(1)] }

fn g_case_q5(n :: Int) -> Result[Unit, Str] { if n > 0 { Ok(()) } else { Err("neg") } }

fn f_case_q5(a :: Int) -> Result[Int, Str] {
  g_case_q5(a)?
  let _ := g_case_q5(a - 1)?
  g_case_q5(a - 2)?
  Ok(a)
}

# expect: [{"$variant":"Ok","args":[3]},{"$variant":"Err","args":["neg"]}]
fn case_q5() -> List[Result[Int, Str]] { [f_case_q5(3), f_case_q5(2)] }

type ECaseQ6 = ACaseQ6(Str) | BCaseQ6({ code :: Int })

fn g_case_q6(n :: Int) -> Result[Int, ECaseQ6] {
  if n > 0 { Ok(n) } else { Err(BCaseQ6({ code: n })) }
}

fn f_case_q6(n :: Int) -> Result[Str, ECaseQ6] {
  let v := result.map(g_case_q6(n), fn (x :: Int) -> Str { int.to_str(x) })?
  Ok(v)
}

# expect: [{"$variant":"Ok","args":["1"]},{"$variant":"Err","args":[{"$variant":"BCaseQ6","args":[{"code":-7}]}]}]
fn case_q6() -> List[Result[Str, ECaseQ6]] { [f_case_q6(1), f_case_q6(-7)] }

# expect: {"$variant":"Ok","args":[10]}
fn case_q7() -> Result[Int, Str] {
  let parse := fn (s :: Str) -> Result[Int, Str] { option.ok_or(str.to_int(s), "bad " + s) }
  let add := fn (a :: Str, b :: Str) -> Result[Int, Str] { Ok(parse(a)? + parse(b)?) }
  Ok(add("1", "2")? + add("3", "4")?)
}

fn f_case_q8(r :: Result[Result[Int, Str], Str]) -> Result[Int, Str] { Ok(r?? + 1) }

# expect: [{"$variant":"Ok","args":[2]},{"$variant":"Err","args":["i"]},{"$variant":"Err","args":["o"]}]
fn case_q8() -> List[Result[Int, Str]] {
  [f_case_q8(Ok(Ok(1))), f_case_q8(Ok(Err("i"))), f_case_q8(Err("o"))]
}

fn f_case_q9(v :: Result[Int, Str], e :: Int) -> Result[Int, Str] { Ok(v? + e) }

# expect: {"$variant":"Ok","args":[6]}
fn case_q9() -> Result[Int, Str] { f_case_q9(Ok(1), 5) }

fn f_case_q10(xs :: List[Str]) -> Result[Int, Str] {
  match list.head(xs) {
    None => Ok(0),
    Some(x) => Ok(option.ok_or(str.to_int(x), x)? + f_case_q10(list.tail(xs))?),
  }
}

# expect: [{"$variant":"Ok","args":[3]},{"$variant":"Err","args":["z"]}]
fn case_q10() -> List[Result[Int, Str]] { [f_case_q10(["1", "2"]), f_case_q10(["1", "z"])] }

fn f_case_q11(n :: Int) -> Result[Int, Str] {
  Ok(
    list.fold([1, 2, n], 0, fn (a :: Int, x :: Int) -> Int { a + x })
      + (if n > 3 { Err("big")? } else { 1 }),
  )
}

# expect: [{"$variant":"Ok","args":[5]},{"$variant":"Err","args":["big"]}]
fn case_q11() -> List[Result[Int, Str]] { [f_case_q11(1), f_case_q11(9)] }

type RecCaseC1[A] = RecCaseC1((RecCaseC1[A]) -> A)

fn fix_case_c1(n :: Int) -> Int {
  let f := fn (r :: RecCaseC1[Int]) -> Int { match r { RecCaseC1(g) => 7 } }
  f(RecCaseC1(f)) + n
}

# expect: 8
fn case_c1() -> Int { fix_case_c1(1) }

type RecCaseC2 = RecCaseC2((RecCaseC2, Int) -> Int)

# expect: 3628800
fn case_c2() -> Int {
  let fact := fn (self :: RecCaseC2, n :: Int) -> Int {
    match self { RecCaseC2(f) => if n == 0 { 1 } else { n * f(self, n - 1) } }
  }
  fact(RecCaseC2(fact), 10)
}

fn counter_case_c3(start :: Int) -> { next :: () -> Int, add :: (Int) -> Int } {
  { next: fn () -> Int { start + 1 }, add: fn (n :: Int) -> Int { start + n } }
}

# expect: [11,15]
fn case_c3() -> (Int, Int) {
  let c := counter_case_c3(10)
  let add := c.add
  (c.next(), add(5))
}

# expect: [0,10,20,30]
fn case_c4() -> List[Int] {
  let fs := list.map(list.range(0, 4), fn (i :: Int) -> (Int) -> Int {
    fn (x :: Int) -> Int { x * i }
  })
  list.map(fs, fn (f :: (Int) -> Int) -> Int { f(10) })
}

# expect: 10
fn case_c5() -> Int {
  let fs := map.from_list([
    ("inc", fn (x :: Int) -> Int { x + 1 }),
    ("dbl", fn (x :: Int) -> Int { x * 2 }),
  ])
  match (map.get(fs, "inc"), map.get(fs, "dbl")) { (Some(f), Some(g)) => g(f(4)), _ => 0 }
}

fn pipeline_case_c6(fs :: List[(Int) -> Int]) -> (Int) -> Int {
  list.fold(
    fs,
    fn (x :: Int) -> Int { x },
    fn (acc :: (Int) -> Int, f :: (Int) -> Int) -> (Int) -> Int {
      fn (x :: Int) -> Int { f(acc(x)) }
    },
  )
}

# expect: 47
fn case_c6() -> Int {
  pipeline_case_c6([
    fn (x :: Int) -> Int { x + 1 },
    fn (x :: Int) -> Int { x * 10 },
    fn (x :: Int) -> Int { x - 3 },
  ])(4)
}

# expect: 42
fn case_c7() -> Int {
  let a := 1
  let f := fn () -> () -> () -> Int { fn () -> () -> Int { fn () -> Int { a + 41 } } }
  f()()()
}

fn mk_case_c8[T](x :: T) -> () -> T { fn () -> T { x } }

# expect: [1,"a",[true]]
fn case_c8() -> (Int, Str, List[Bool]) {
  (mk_case_c8(1)(), mk_case_c8("a")(), mk_case_c8([true])())
}

fn ap_case_c9[A, B](f :: (A) -> B, x :: A) -> B { f(x) }

fn id_case_c9[T](x :: T) -> T { x }

# expect: [3,"s"]
fn case_c9() -> (Int, Str) { (ap_case_c9(id_case_c9, 3), ap_case_c9(id_case_c9, "s")) }

fn app2_case_c10[A](f :: (A, A) -> A, a :: A, b :: A) -> A { f(a, b) }

# expect: [9,"xy"]
fn case_c10() -> (Int, Str) { (app2_case_c10(int.max, 3, 9), app2_case_c10(str.concat, "x", "y")) }

type OpCaseC11 = { name :: Str, f :: (Int, Int) -> Int }

fn ops_case_c11() -> List[OpCaseC11] {
  [{ name: "+", f: fn (a :: Int, b :: Int) -> Int { a + b } }, { name: "max", f: int.max }]
}

# expect: [7,4]
fn case_c11() -> List[Int] { list.map(ops_case_c11(), fn (o :: OpCaseC11) -> Int { o.f(3, 4) }) }

type ShapeCaseC12 = { area :: () -> Float, name :: Str }

fn sq_case_c12(s :: Float) -> ShapeCaseC12 { { name: "sq", area: fn () -> Float { s * s } } }

fn ci_case_c12(r :: Float) -> ShapeCaseC12 { { name: "ci", area: fn () -> Float { 3.0 * r * r } } }

# expect: 7.0
fn case_c12() -> Float {
  list.fold([sq_case_c12(2.0), ci_case_c12(1.0)], 0.0, fn (a :: Float, s :: ShapeCaseC12) -> Float {
    a + s.area()
  })
}

fn memo_case_c13(f :: (Int) -> Int, xs :: List[Int]) -> Map[Int, Int] {
  list.fold(xs, map.new(), fn (m :: Map[Int, Int], x :: Int) -> Map[Int, Int] {
    if map.has(m, x) { m } else { map.set(m, x, f(x)) }
  })
}

# expect: [[1,1],[2,4],[3,9]]
fn case_c13() -> Map[Int, Int] { memo_case_c13(fn (x :: Int) -> Int { x * x }, [3, 1, 3, 2]) }

# expect: 200
fn case_s1() -> Int {
  let f := {
    let a := 2
    fn (x :: Int) -> Int { x * a }
  }
  let a := 100
  f(a)
}

# expect: 7
fn case_s2() -> Int {
  list.len({
    let xs := [1, 2]
    list.concat(xs, xs)
  })
    + {
      let a := 1
      let b := 2
      a + b
    }
}

# expect: 8
fn case_s3() -> Int {
  match {
    let a := Some(3)
    a
  } {
    Some(n) => {
      let n := n + 1
      let n := n * 2
      n
    },
    None => 0,
  }
}

# expect: 1
fn case_s4() -> Int {
  if {
    let a := 1
    a > 0
  } {
    1
  } else {
    2
  }
}

# expect: [1,2,3]
fn case_s5() -> List[Int] {
  [
    {
      let a := 1
      a
    },
    { 2 },
    (3),
  ]
}

# expect: 2
fn case_s6() -> Int {
  {
    a: {
      let q := 1
      q + 1
    },
    b: { c: 2 },
  }.b.c
}

type SCaseU1 =
  IdleCaseU1
  | RunningCaseU1({ pid :: Int, since :: Int })
  | DoneCaseU1(Result[Int, Str])

fn next_case_u1(s :: SCaseU1, now :: Int) -> SCaseU1 {
  match s {
    IdleCaseU1 => RunningCaseU1({ pid: 1, since: now }),
    RunningCaseU1({ since, pid }) => if now - since > 5 {
      DoneCaseU1(Err("timeout"))
    } else {
      if now % 2 == 0 { DoneCaseU1(Ok(pid)) } else { s }
    },
    DoneCaseU1(_) => s,
  }
}

# expect: [{"$variant":"RunningCaseU1","args":[{"pid":1,"since":3}]},{"$variant":"DoneCaseU1","args":[{"$variant":"Ok","args":[1]}]},{"$variant":"RunningCaseU1","args":[{"pid":1,"since":3}]},{"$variant":"DoneCaseU1","args":[{"$variant":"Err","args":["timeout"]}]}]
fn case_u1() -> List[SCaseU1] {
  [
    next_case_u1(IdleCaseU1, 3),
    next_case_u1(next_case_u1(IdleCaseU1, 3), 4),
    next_case_u1(next_case_u1(IdleCaseU1, 3), 5),
    next_case_u1(next_case_u1(IdleCaseU1, 3), 9),
  ]
}

type NCaseU2 = ZCaseU2 | SCaseU2(NCaseU2)

fn add_case_u2(a :: NCaseU2, b :: NCaseU2) -> NCaseU2 {
  match a { ZCaseU2 => b, SCaseU2(p) => SCaseU2(add_case_u2(p, b)) }
}

fn mul_case_u2(a :: NCaseU2, b :: NCaseU2) -> NCaseU2 {
  match a { ZCaseU2 => ZCaseU2, SCaseU2(p) => add_case_u2(b, mul_case_u2(p, b)) }
}

fn int_case_u2(n :: NCaseU2) -> Int { match n { ZCaseU2 => 0, SCaseU2(p) => 1 + int_case_u2(p) } }

fn of_case_u2(n :: Int) -> NCaseU2 { if n == 0 { ZCaseU2 } else { SCaseU2(of_case_u2(n - 1)) } }

# expect: 42
fn case_u2() -> Int { int_case_u2(mul_case_u2(of_case_u2(6), of_case_u2(7))) }

type TCaseU3 = TCaseU3(Int, Str, Bool, Float)

# expect: [1,"a",true,2.5]
fn case_u3() -> (Int, Str, Bool, Float) {
  match TCaseU3(1, "a", true, 2.5) { TCaseU3(a, b, c, d) => (a, b, c, d) }
}

type WCaseU4 = WCaseU4(List[WCaseU4])

fn count_case_u4(w :: WCaseU4) -> Int {
  match w {
    WCaseU4(ws) => 1
      + list.fold(ws, 0, fn (n :: Int, x :: WCaseU4) -> Int { n + count_case_u4(x) }),
  }
}

# expect: 5
fn case_u4() -> Int { count_case_u4(WCaseU4([WCaseU4([]), WCaseU4([WCaseU4([]), WCaseU4([])])])) }

type ACaseU5 = A1CaseU5(BCaseU5) | A0CaseU5

type BCaseU5 = B1CaseU5(ACaseU5) | B0CaseU5

fn d_case_u5(a :: ACaseU5) -> Int {
  match a { A0CaseU5 => 0, A1CaseU5(B0CaseU5) => 1, A1CaseU5(B1CaseU5(x)) => 2 + d_case_u5(x) }
}

# expect: 5
fn case_u5() -> Int { d_case_u5(A1CaseU5(B1CaseU5(A1CaseU5(B1CaseU5(A1CaseU5(B0CaseU5)))))) }

type OptCaseU6[T] = NothingCaseU6 | JustCaseU6(T)

fn mapo_case_u6[A, B](o :: OptCaseU6[A], f :: (A) -> B) -> OptCaseU6[B] {
  match o { NothingCaseU6 => NothingCaseU6, JustCaseU6(x) => JustCaseU6(f(x)) }
}

# expect: [{"$variant":"JustCaseU6","args":["1"]},{"$variant":"NothingCaseU6","args":[]}]
fn case_u6() -> List[OptCaseU6[Str]] {
  [mapo_case_u6(JustCaseU6(1), int.to_str), mapo_case_u6(NothingCaseU6, int.to_str)]
}

type MCaseU7 = MCaseU7(Map[Str, MCaseU7]) | LCaseU7(Int)

fn sum_case_u7(m :: MCaseU7) -> Int {
  match m {
    LCaseU7(n) => n,
    MCaseU7(t) => map.fold(t, 0, fn (a :: Int, k :: Str, v :: MCaseU7) -> Int {
      a + sum_case_u7(v)
    }),
  }
}

# expect: 6
fn case_u7() -> Int {
  sum_case_u7(MCaseU7(map.from_list([
    ("a", LCaseU7(1)),
    ("b", MCaseU7(map.from_list([("c", LCaseU7(5))]))),
  ])))
}

type CCaseU8 = RedCaseU8 | GreenCaseU8 | BlueCaseU8

fn all_case_u8() -> List[CCaseU8] { [RedCaseU8, GreenCaseU8, BlueCaseU8] }

fn idx_case_u8(c :: CCaseU8) -> Int {
  match c { RedCaseU8 => 0, GreenCaseU8 => 1, BlueCaseU8 => 2 }
}

# expect: [[0,1,2],true,false]
fn case_u8() -> (List[Int], Bool, Bool) {
  (list.map(all_case_u8(), idx_case_u8), RedCaseU8 == RedCaseU8, RedCaseU8 == BlueCaseU8)
}

type PCaseU9 = { x :: Int, y :: Int }

type LCaseU9 = { a :: PCaseU9, b :: PCaseU9 }

fn len2_case_u9(l :: LCaseU9) -> Int {
  match l {
    { a: { x: x1, y: y1 }, b: { x: x2, y: y2 } } => (x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1),
  }
}

# expect: 25
fn case_u9() -> Int { len2_case_u9({ a: { x: 0, y: 0 }, b: { x: 3, y: 4 } }) }

type BaseCaseU10 = { id :: Int, at :: Int }

type UserCaseU10 = { ...BaseCaseU10, name :: Str }

type AdminCaseU10 = { ...UserCaseU10, level :: Int }

fn touch_case_u10(a :: AdminCaseU10) -> AdminCaseU10 {
  { id: a.id, at: a.at + 1, name: a.name, level: a.level }
}

# expect: {"at":3,"id":1,"level":3,"name":"n"}
fn case_u10() -> AdminCaseU10 { touch_case_u10({ id: 1, at: 2, name: "n", level: 3 }) }

type TCaseU11 = { a :: Int }

fn f_case_u11(t :: { a :: Int }) -> Int { t.a }

fn g_case_u11(t :: TCaseU11) -> TCaseU11 { { a: f_case_u11(t) } }

# expect: 1
fn case_u11() -> Int { g_case_u11({ a: 1 }).a }

type TokCaseU12 = NumCaseU12(Int) | SymCaseU12(Str)

# expect: "3"
fn case_u12() -> Str {
  match [NumCaseU12(1), SymCaseU12("+"), NumCaseU12(2)] {
    [NumCaseU12(a), SymCaseU12("+"), NumCaseU12(b)] => int.to_str(a + b),
    [NumCaseU12(a), SymCaseU12(op), NumCaseU12(b)] => op,
    _ => "?",
  }
}

# expect: [0.5,1.0,1.5]
fn case_n1() -> List[Float] {
  list.map([1, 2, 3], fn (x :: Int) -> Float { int.to_float(x) / 2.0 })
}

# expect: ["0.1","1","1000000000000000000000","0.00000015","-0"]
fn case_n2() -> List[Str] { list.map([0.1, 1.0, 1e21, 1.5e-7, -0.0], float.to_str) }

# expect: [{"$variant":"Some","args":[5]},{"$variant":"Some","args":[0]},{"$variant":"None","args":[]},{"$variant":"None","args":[]},{"$variant":"None","args":[]},{"$variant":"None","args":[]},{"$variant":"Some","args":[-9223372036854775808]}]
fn case_n3() -> List[Option[Int]] {
  [
    str.to_int("+5"),
    str.to_int("-0"),
    str.to_int(" 5"),
    str.to_int("5_0"),
    str.to_int(""),
    str.to_int("9223372036854775808"),
    str.to_int("-9223372036854775808"),
  ]
}

# expect: [["a","b","","c"],[""],["h","é","y"],["",""],["a","b","c"]]
fn case_t1() -> (List[Str], List[Str], List[Str], List[Str], List[Str]) {
  (
    str.split("a,b,,c", ","),
    str.split("", ","),
    str.split("héy", ""),
    str.split("abc", "abc"),
    str.split("aXXbXXc", "XX"),
  )
}

# expect: ["el","hel","lo","","","本"]
fn case_t2() -> (Str, Str, Str, Str, Str, Str) {
  (
    str.slice("hello", 1, 3),
    str.slice("hello", -2, 3),
    str.slice("hello", 3, 99),
    str.slice("hello", 9, 10),
    str.slice("", 0, 5),
    str.slice("日本語", 1, 2),
  )
}

# error: str.slice: reversed range [3..1]
fn case_t3() -> Str { str.slice("hello", 3, 1) }

# expect: ["-a-b-c-","ba","STRASSE","àé","x",true,true]
fn case_t4() -> (Str, Str, Str, Str, Str, Bool, Bool) {
  (
    str.replace("abc", "", "-"),
    str.replace("aaa", "aa", "b"),
    str.to_upper("straße"),
    str.to_lower("ÀÉ"),
    str.trim("\t x \n"),
    str.starts_with("abc", "ab"),
    str.contains("abc", ""),
  )
}

# expect: [{"$variant":"Some","args":["bar"]},{"$variant":"None","args":[]},-1,1,1,"b","",""]
fn case_t5() -> (Option[Str], Option[Str], Int, Int, Int, Str, Str, Str) {
  (
    str.strip_prefix("foobar", "foo"),
    str.strip_suffix("foobar", "foo"),
    str.cmp("a", "b"),
    str.cmp("b", "a"),
    str.cmp("é", "z"),
    str.char_at("abc", 1),
    str.char_at("abc", 9),
    str.char_at("abc", -1),
  )
}

# expect: "desserts"
fn case_t6() -> Str { str.join(list.reverse(str.split("stressed", "")), "") }
