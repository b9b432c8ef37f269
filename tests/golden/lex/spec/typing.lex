# What the checker accepts (section 7), run.
import "std.io" as io
import "std.str" as str
import "std.int" as int
import "std.list" as list
import "std.map" as map

# expect: 0
fn case_2_order() -> Int { f_case_2_order(10) }

fn f_case_2_order(n :: Int) -> Int { if n == 0 { 0 } else { g_case_2_order(n - 1) } }

fn g_case_2_order(n :: Int) -> Int { if n == 0 { 1 } else { f_case_2_order(n - 1) } }

type TCase2Order = ACase2Order | BCase2Order

type FooCase2Tables = { a :: Int }

type Foo2Case2Tables = Foo3Case2Tables(Int) | BarCase2Tables

fn foo_case_2_tables(x :: FooCase2Tables) -> Int { x.a }

# expect: 3
fn case_2_tables() -> Int { foo_case_2_tables({ a: 3 }) }

type BoxCase2Typector = BoxCase2Typector(Int)

# expect: 3
fn case_2_typector() -> Int { match BoxCase2Typector(3) { BoxCase2Typector(n) => n } }

# expect: [{"$variant":"Utc","args":[]},{"$variant":"Local","args":[]},{"$variant":"Offset","args":[3]},{"$variant":"Iana","args":["x"]}]
fn case_7_1tz() -> List[Tz] { [Utc, Local, Offset(3), Iana("x")] }

# expect: [{"$variant":"PStr","args":["a"]},{"$variant":"PInt","args":[1]},{"$variant":"PFloat","args":[1.5]},{"$variant":"PBool","args":[true]},{"$variant":"PNull","args":[]}]
fn case_7_1sql() -> List[SqlParam] { [PStr("a"), PInt(1), PFloat(1.5), PBool(true), PNull] }

fn f_case_7_1sqlerr() -> Result[Int, SqlError] {
  Err({ message: "m", code: None, detail: Some("d") })
}

# expect: "m"
fn case_7_1sqlerr() -> Str { match f_case_7_1sqlerr() { Ok(_) => "ok", Err(e) => e.message } }

# expect: "x"
fn case_7_1http() -> Str {
  match NetworkError("x") {
    NetworkError(m) => m,
    TimeoutError => "t",
    TlsError(_) => "",
    DecodeError(_) => "",
  }
}

fn mk_case_7_1httpreq() -> HttpRequest {
  { method: "GET", url: "u", headers: map.new(), body: None, timeout_ms: None }
}

# expect: "GET"
fn case_7_1httpreq() -> Str { mk_case_7_1httpreq().method }

# expect: 3
fn case_7_3mono() -> Int {
  let id := fn (x :: Int) -> Int { x }
  id(3)
}

# expect: 3
fn case_7_3letann() -> Int {
  let x :: Int := 3
  x
}

# expect: 3
fn case_7_3letref() -> Int {
  let x :: Int{y | y > 5} := 3
  x
}

# expect: 3
fn case_7_3letref2() -> Int {
  let x :: Int{y | nope(y)} := 3
  x
}

fn f_case_7_3stmt() -> Option[Int] { None }

# expect: 3
fn case_7_3stmt() -> Int {
  f_case_7_3stmt()
  "a"
  [1]
  3
}

# expect: "ab"
fn case_7_3plus() -> Str { "a" + "b" }

# expect: 3.5
fn case_7_3plusf() -> Float { 1.5 + 2.0 }

# expect: [true,true,true,false,true,false,true,true,true,true]
fn case_7_3eq() -> (Bool, Bool, Bool, Bool, Bool, Bool, Bool, Bool, Bool, Bool) {
  (
    1 == 1,
    "a" != "b",
    [1] == [1],
    Some(1) == None,
    (1, 2) == (1, 2),
    { a: 1 } == { a: 2 },
    () == (),
    true != false,
    1.0 == 1.0,
    b"a" == b"a",
  )
}

# expect: true
fn case_7_3ord() -> Bool { "a" < "b" and 1.5 >= 1.5 and 2 > 1 }

# expect: -1.5
fn case_7_3fneg() -> Float { -(1.5) }

# expect: 1.5
fn case_7_3fmod() -> Float { 7.5 % 2.0 }

# expect: -1.5
fn case_7_3fmodn() -> Float { -7.5 % 2.0 }

# expect: true
fn case_7_3divzero() -> Bool { 1.0 / 0.0 > 1e308 }

# expect: 1
fn case_7_3pvar() -> Int { match Some((1, "a")) { Some((n, s)) => n, None => 0 } }

# expect: [1,2]
fn case_7_3lamtuple() -> List[Int] {
  list.map(list.enumerate(["a", "b"]), fn (p :: (Int, Str)) -> Int {
    match p { (i, s) => i + str.len(s) }
  })
}

fn id_case_7_5a[T](x :: T) -> T { x }

# expect: [1,"a"]
fn case_7_5a() -> (Int, Str) { (id_case_7_5a(1), id_case_7_5a("a")) }

fn compose_case_7_5b[A, B, C](f :: (A) -> B, g :: (B) -> C) -> (A) -> C {
  fn (x :: A) -> C { g(f(x)) }
}

# expect: "5"
fn case_7_5b() -> Str {
  compose_case_7_5b(fn (n :: Int) -> Int { n + 1 }, fn (n :: Int) -> Str { int.to_str(n) })(4)
}

type TreeCase75C[T] = LeafCase75C | NodeCase75C(TreeCase75C[T], T, TreeCase75C[T])

fn ins_case_7_5c[T](t :: TreeCase75C[T], x :: T, lt :: (T, T) -> Bool) -> TreeCase75C[T] {
  match t {
    LeafCase75C => NodeCase75C(LeafCase75C, x, LeafCase75C),
    NodeCase75C(l, v, r) => if lt(x, v) {
      NodeCase75C(ins_case_7_5c(l, x, lt), v, r)
    } else {
      NodeCase75C(l, v, ins_case_7_5c(r, x, lt))
    },
  }
}

fn tl_case_7_5c[T](t :: TreeCase75C[T]) -> List[T] {
  match t {
    LeafCase75C => [],
    NodeCase75C(l, v, r) => list.concat(tl_case_7_5c(l), list.cons(v, tl_case_7_5c(r))),
  }
}

# expect: [1,2,3]
fn case_7_5c() -> List[Int] {
  tl_case_7_5c(list.fold(
    [3, 1, 2],
    LeafCase75C,
    fn (t :: TreeCase75C[Int], x :: Int) -> TreeCase75C[Int] {
      ins_case_7_5c(t, x, fn (a :: Int, b :: Int) -> Bool { a < b })
    },
  ))
}

fn id_case_7_5once[T](x :: T) -> T { x }

# expect: 3
fn case_7_5once() -> Int {
  let f := id_case_7_5once
  f(3)
}

type NestCase75Polyrec[T] = EndCase75Polyrec | MoreCase75Polyrec(T, NestCase75Polyrec[(T, T)])

fn depth_case_7_5polyrec[T](n :: NestCase75Polyrec[T]) -> Int {
  match n { EndCase75Polyrec => 0, MoreCase75Polyrec(_, r) => 1 + depth_case_7_5polyrec(r) }
}

# expect: 2
fn case_7_5polyrec() -> Int {
  depth_case_7_5polyrec(MoreCase75Polyrec(1, MoreCase75Polyrec((2, 3), EndCase75Polyrec)))
}

fn ap_case_7_6h[E](f :: () -> [| E] Int) -> [| E] Int { f() }

# output: x
# expect: 3
fn case_7_6h() -> [io] Int {
  ap_case_7_6h(fn () -> Int { 1 })
    + ap_case_7_6h(fn () -> [io] Int {
      io.print("x")
      2
    })
}

fn ap_case_7_6i[E](f :: () -> [io | E] Int) -> [io | E] Int { f() }

# expect: 3
fn case_7_6i() -> [io, time] Int {
  ap_case_7_6i(fn () -> [io] Int { 1 }) + ap_case_7_6i(fn () -> [io, time] Int { 2 })
}

# output: 1
# output: 2
# expect: [2,4]
fn case_7_6k() -> [io] List[Int] {
  list.map([1, 2], fn (x :: Int) -> [io] Int {
    io.print(int.to_str(x))
    x * 2
  })
}

# error: runtime panic: non-exhaustive match
fn case_7_7litp() -> Int { f_case_7_7litp(3) }

fn f_case_7_7litp(n :: Int) -> Int { match n { 0 => 1, 1 => 2 } }

fn f_case_7_9_4c(r :: Result[Int, Str]) -> Result[Str, Str] { Ok(int.to_str(r?)) }

# expect: [{"$variant":"Ok","args":["1"]},{"$variant":"Err","args":["e"]}]
fn case_7_9_4c() -> List[Result[Str, Str]] { [f_case_7_9_4c(Ok(1)), f_case_7_9_4c(Err("e"))] }

type BCase7910 = { a :: Int }

type ECase7910 = { ...BCase7910, c :: Int }

type UCase7910 = XCase7910(ECase7910) | YCase7910

# expect: 3
fn case_7_9_10() -> Int {
  match XCase7910({ a: 1, c: 2 }) { XCase7910(e) => e.a + e.c, YCase7910 => 0 }
}
