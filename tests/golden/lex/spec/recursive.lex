# Aliases that mention themselves.
import "std.str" as str
import "std.int" as int
import "std.list" as list
import "std.option" as option
import "std.result" as result
import "std.map" as map
import "std.flow" as flow
import "std.iter" as iter

type LCaseL1 = List[LCaseL1]

fn depth_case_l1(l :: LCaseL1) -> Int {
  1 + list.fold(l, 0, fn (m :: Int, c :: LCaseL1) -> Int { int.max(m, depth_case_l1(c)) })
}

# expect: 3
fn case_l1() -> Int { depth_case_l1([[], [[]]]) }

type LCaseL2 = (Int, List[LCaseL2])

fn sum_case_l2(l :: LCaseL2) -> Int {
  match l { (n, ls) => list.fold(ls, n, fn (m :: Int, c :: LCaseL2) -> Int { m + sum_case_l2(c) }) }
}

# expect: 10
fn case_l2() -> Int { sum_case_l2((1, [(2, []), (3, [(4, [])])])) }

type LCaseL3 = Option[(Int, LCaseL3)]

fn sum_case_l3(l :: LCaseL3) -> Int { match l { None => 0, Some((n, r)) => n + sum_case_l3(r) } }

# expect: 3
fn case_l3() -> Int { sum_case_l3(Some((1, Some((2, None))))) }

type SCaseL4 = (Int) -> Option[SCaseL4]

fn a_case_l4(n :: Int) -> Option[SCaseL4] { if n > 3 { None } else { Some(b_case_l4) } }

fn b_case_l4(n :: Int) -> Option[SCaseL4] { if n > 5 { None } else { Some(a_case_l4) } }

fn drive_case_l4(s :: SCaseL4, n :: Int) -> Int {
  match s(n) { None => n, Some(t) => drive_case_l4(t, n + 1) }
}

# expect: 4
fn case_l4() -> Int { drive_case_l4(a_case_l4, 0) }

type SCaseL5 = { next :: (Int) -> SCaseL5, total :: Int }

fn mk_case_l5(t :: Int) -> SCaseL5 {
  { next: fn (n :: Int) -> SCaseL5 { mk_case_l5(t + n) }, total: t }
}

# expect: 7
fn case_l5() -> Int {
  let a := mk_case_l5(0)
  let b := a.next(3)
  let f := b.next
  f(4).total
}

type SCaseL6 = (Str) -> (Int, List[SCaseL6])

fn go_case_l6(s :: Str) -> (Int, List[SCaseL6]) {
  (str.len(s), [go_case_l6, fn (t :: Str) -> (Int, List[SCaseL6]) { (7, []) }])
}

# expect: 12
fn case_l6() -> Int {
  match go_case_l6("abc") {
    (n, fs) => list.fold(fs, n, fn (a :: Int, f :: SCaseL6) -> Int {
      match f("xy") { (k, _) => a + k }
    }),
  }
}

type MCaseL7 = Map[Str, MCaseL7]

fn count_case_l7(m :: MCaseL7) -> Int {
  map.fold(m, 1, fn (a :: Int, k :: Str, v :: MCaseL7) -> Int { a + count_case_l7(v) })
}

# expect: [3,{"a":{"b":{}}}]
fn case_l7() -> (Int, MCaseL7) {
  let m := map.set(map.new(), "a", map.set(map.new(), "b", map.new()))
  (count_case_l7(m), m)
}

type GenCaseL8 = () -> (Int, GenCaseL8)

fn from_case_l8(n :: Int) -> GenCaseL8 { fn () -> (Int, GenCaseL8) { (n, from_case_l8(n + 1)) } }

fn take_case_l8(g :: GenCaseL8, k :: Int) -> List[Int] {
  if k == 0 { [] } else { match g() { (x, rest) => list.cons(x, take_case_l8(rest, k - 1)) } }
}

# expect: [3,4,5,6]
fn case_l8() -> List[Int] { take_case_l8(from_case_l8(3), 4) }

type GenCaseL9[T] = () -> Option[(T, GenCaseL9[T])]

fn of_case_l9[T](xs :: List[T]) -> GenCaseL9[T] {
  fn () -> Option[(T, GenCaseL9[T])] {
    match list.head(xs) { None => None, Some(x) => Some((x, of_case_l9(list.tail(xs)))) }
  }
}

fn mapg_case_l9[A, B](g :: GenCaseL9[A], f :: (A) -> B) -> GenCaseL9[B] {
  fn () -> Option[(B, GenCaseL9[B])] {
    match g() { None => None, Some((x, r)) => Some((f(x), mapg_case_l9(r, f))) }
  }
}

fn all_case_l9[T](g :: GenCaseL9[T]) -> List[T] {
  match g() { None => [], Some((x, r)) => list.cons(x, all_case_l9(r)) }
}

# expect: ["1","2","3"]
fn case_l9() -> List[Str] { all_case_l9(mapg_case_l9(of_case_l9([1, 2, 3]), int.to_str)) }

type ACaseL11 = { b :: Option[BCaseL11], n :: Int }

type BCaseL11 = { a :: List[ACaseL11], m :: Int }

fn sa_case_l11(a :: ACaseL11) -> Int { a.n + (match a.b { None => 0, Some(b) => sb_case_l11(b) }) }

fn sb_case_l11(b :: BCaseL11) -> Int {
  list.fold(b.a, b.m, fn (t :: Int, a :: ACaseL11) -> Int { t + sa_case_l11(a) })
}

# expect: 15
fn case_l11() -> Int {
  sa_case_l11({
    n: 1,
    b: Some({ m: 2, a: [{ n: 3, b: None }, { b: Some({ a: [], m: 5 }), n: 4 }] }),
  })
}

type StCaseL12 = (Str) -> NextCaseL12

type NextCaseL12 = MoreCaseL12(StCaseL12) | DoneCaseL12(Int)

fn start_case_l12(s :: Str) -> NextCaseL12 {
  if s == "go" {
    MoreCaseL12(fn (t :: Str) -> NextCaseL12 { DoneCaseL12(str.len(t)) })
  } else {
    MoreCaseL12(start_case_l12)
  }
}

fn feed_case_l12(st :: StCaseL12, xs :: List[Str]) -> Int {
  match list.head(xs) {
    None => -1,
    Some(x) => match st(x) {
      DoneCaseL12(n) => n,
      MoreCaseL12(k) => feed_case_l12(k, list.tail(xs)),
    },
  }
}

# expect: 4
fn case_l12() -> Int { feed_case_l12(start_case_l12, ["a", "go", "abcd"]) }

type TCaseL13[A] = { v :: A, kids :: List[TCaseL13[A]] }

fn mapt_case_l13[A, B](t :: TCaseL13[A], f :: (A) -> B) -> TCaseL13[B] {
  {
    v: f(t.v),
    kids: list.map(t.kids, fn (k :: TCaseL13[A]) -> TCaseL13[B] { mapt_case_l13(k, f) }),
  }
}

# expect: {"kids":[{"kids":[],"v":"2"}],"v":"1"}
fn case_l13() -> TCaseL13[Str] { mapt_case_l13({ v: 1, kids: [{ v: 2, kids: [] }] }, int.to_str) }

type LCaseL14 = (Int, List[LCaseL14])

# expect: [1,[[2,[]]]]
fn case_l14() -> LCaseL14 { (1, [(2, [])]) }

type SCaseL16 = (Int) -> Option[SCaseL16]

type RCaseL16 = { s :: SCaseL16, name :: Str }

fn a_case_l16(n :: Int) -> Option[SCaseL16] { if n > 3 { None } else { Some(a_case_l16) } }

# expect: "q"
fn case_l16() -> Str {
  let r :: RCaseL16 := { s: a_case_l16, name: "q" }
  let s := r.s
  match s(9) { None => r.name, Some(_) => "more" }
}

type SCaseL17 = (Int) -> Option[SCaseL17]

fn a_case_l17(n :: Int) -> Option[SCaseL17] { if n > 3 { None } else { Some(a_case_l17) } }

# expect: 1
fn case_l17() -> Int {
  list.len(list.filter(
    [a_case_l17, fn (n :: Int) -> Option[SCaseL17] { None }],
    fn (s :: SCaseL17) -> Bool { match s(1) { None => true, Some(_) => false } },
  ))
}

type SCaseP1 = (Int) -> Option[SCaseP1]

fn a_case_p1(n :: Int) -> Option[SCaseP1] { if n > 3 { None } else { Some(b_case_p1) } }

fn b_case_p1(n :: Int) -> Option[SCaseP1] { if n > 1 { None } else { Some(a_case_p1) } }

# expect: 2
fn case_p1() -> Int {
  iter.count(iter.filter(
    iter.from_list([a_case_p1, b_case_p1, a_case_p1]),
    fn (s :: SCaseP1) -> Bool { option.is_some(s(2)) },
  ))
}

type SCaseP2 = (Int) -> Option[SCaseP2]

fn a_case_p2(n :: Int) -> Option[SCaseP2] { if n > 3 { None } else { Some(b_case_p2) } }

fn b_case_p2(n :: Int) -> Option[SCaseP2] { if n > 1 { None } else { Some(a_case_p2) } }

# expect: [0,1,2]
fn case_p2() -> List[Int] {
  iter.to_list(iter.unfold(
    (a_case_p2, 0),
    fn (st :: (SCaseP2, Int)) -> Option[(Int, (SCaseP2, Int))] {
      match st { (s, n) => match s(n) { None => None, Some(t) => Some((n, (t, n + 1))) } }
    },
  ))
}

type SCaseP3 = (Int) -> Option[SCaseP3]

fn a_case_p3(n :: Int) -> Option[SCaseP3] { if n > 3 { None } else { Some(b_case_p3) } }

fn b_case_p3(n :: Int) -> Option[SCaseP3] { if n > 1 { None } else { Some(a_case_p3) } }

# expect: true
fn case_p3() -> Bool {
  let f := flow.sequential(a_case_p3, fn (o :: Option[SCaseP3]) -> Bool { option.is_some(o) })
  f(2)
}

type SCaseP4 = (Int) -> Option[SCaseP4]

fn a_case_p4(n :: Int) -> Option[SCaseP4] { if n > 3 { None } else { Some(b_case_p4) } }

fn b_case_p4(n :: Int) -> Option[SCaseP4] { if n > 1 { None } else { Some(a_case_p4) } }

# expect: 1
fn case_p4() -> Int {
  let m := map.from_list([("a", a_case_p4), ("b", b_case_p4)])
  map.fold(m, 0, fn (n :: Int, k :: Str, s :: SCaseP4) -> Int {
    match s(2) { None => n, Some(_) => n + str.len(k) }
  })
}

type SCaseP5 = (Int) -> Option[SCaseP5]

fn a_case_p5(n :: Int) -> Option[SCaseP5] { if n > 3 { None } else { Some(b_case_p5) } }

fn b_case_p5(n :: Int) -> Option[SCaseP5] { if n > 1 { None } else { Some(a_case_p5) } }

fn id_case_p5[T](x :: T) -> T { x }

fn pick_case_p5[T](c :: Bool, x :: T, y :: T) -> T { if c { x } else { y } }

# expect: [false,true,false]
fn case_p5() -> List[Bool] {
  let s := id_case_p5(a_case_p5)
  let t := pick_case_p5(false, a_case_p5, b_case_p5)
  let u := pick_case_p5(true, s, t)
  list.map([s, t, u], fn (f :: SCaseP5) -> Bool { option.is_none(f(2)) })
}

type SCaseP6 = (Int) -> Option[SCaseP6]

fn a_case_p6(n :: Int) -> Option[SCaseP6] { if n > 3 { None } else { Some(b_case_p6) } }

fn b_case_p6(n :: Int) -> Option[SCaseP6] { if n > 1 { None } else { Some(a_case_p6) } }

# expect: true
fn case_p6() -> Bool {
  option.is_some(option.and_then(a_case_p6(0), fn (s :: SCaseP6) -> Option[SCaseP6] { s(1) }))
    and result.is_ok(result.map(Ok(a_case_p6), fn (s :: SCaseP6) -> Int { 1 }))
}

type SCaseP7 = (Int) -> Option[SCaseP7]

fn a_case_p7(n :: Int) -> Option[SCaseP7] { if n > 3 { None } else { Some(b_case_p7) } }

fn b_case_p7(n :: Int) -> Option[SCaseP7] { if n > 1 { None } else { Some(a_case_p7) } }

type WCaseP7 = { s :: SCaseP7, k :: Int }

# expect: 1
fn case_p7() -> Int {
  let ws := [{ s: a_case_p7, k: 1 }, { s: b_case_p7, k: 2 }]
  list.fold(ws, 0, fn (n :: Int, w :: WCaseP7) -> Int {
    let f := w.s
    match f(2) { None => n, Some(_) => n + w.k }
  })
}

type SCaseP8 = (Int) -> Option[SCaseP8]

fn a_case_p8(n :: Int) -> Option[SCaseP8] { if n > 3 { None } else { Some(b_case_p8) } }

fn b_case_p8(n :: Int) -> Option[SCaseP8] { if n > 1 { None } else { Some(a_case_p8) } }

# expect: 1
fn case_p8() -> Int {
  let sorted := list.sort_by([a_case_p8, b_case_p8], fn (s :: SCaseP8) -> Int {
    match s(2) { None => 0, Some(_) => 1 }
  })
  match list.head(sorted) { Some(f) => match f(2) { None => 1, Some(_) => 2 }, None => 3 }
}

type LCaseP10 = List[LCaseP10]

fn f_case_p10(x :: LCaseP10) -> Int {
  match x {
    [] => 0,
    [a] => 1 + f_case_p10(a),
    [a, b, ..r] => 10 + f_case_p10(a) + f_case_p10(b) + f_case_p10(r),
  }
}

# expect: 14
fn case_p10() -> Int { f_case_p10([[], [[]], [[[]]]]) }

type TCaseP12 = (Int, Option[TCaseP12])

fn rev_case_p12(t :: TCaseP12, acc :: Option[TCaseP12]) -> TCaseP12 {
  match t { (n, None) => (n, acc), (n, Some(r)) => rev_case_p12(r, Some((n, acc))) }
}

# expect: [3,{"$variant":"Some","args":[[2,{"$variant":"Some","args":[[1,{"$variant":"None","args":[]}]]}]]}]
fn case_p12() -> TCaseP12 { rev_case_p12((1, Some((2, Some((3, None))))), None) }

type MwCaseP13 = (Str) -> Str

type ChainCaseP13 = (MwCaseP13) -> MwCaseP13

fn log_case_p13(tag :: Str) -> ChainCaseP13 {
  fn (next :: MwCaseP13) -> MwCaseP13 { fn (s :: Str) -> Str { tag + next(s) } }
}

# expect: "bax"
fn case_p13() -> Str {
  let h := list.fold(
    [log_case_p13("a"), log_case_p13("b")],
    fn (s :: Str) -> Str { s },
    fn (m :: MwCaseP13, c :: ChainCaseP13) -> MwCaseP13 { c(m) },
  )
  h("x")
}

type JCaseP14 = Map[Str, JCaseP14]

fn put_case_p14(j :: JCaseP14, path :: List[Str]) -> JCaseP14 {
  match path {
    [] => j,
    [k, ..r] => map.set(j, k, put_case_p14(option.unwrap_or(map.get(j, k), map.new()), r)),
  }
}

# expect: {"a":{"b":{},"c":{}}}
fn case_p14() -> JCaseP14 { put_case_p14(put_case_p14(map.new(), ["a", "b"]), ["a", "c"]) }

type SCaseP15[X] = (X) -> Option[SCaseP15[X]]

fn ok_case_p15[X](x :: X) -> Option[SCaseP15[X]] { Some(stop_case_p15) }

fn stop_case_p15[X](x :: X) -> Option[SCaseP15[X]] { None }

fn count_case_p15[X](s :: SCaseP15[X], x :: X) -> Int {
  match s(x) { None => 0, Some(t) => 1 + count_case_p15(t, x) }
}

# expect: [1,1]
fn case_p15() -> (Int, Int) { (count_case_p15(ok_case_p15, 1), count_case_p15(ok_case_p15, "a")) }
