# Calls, scopes, numbers, equality and JSON forms (sections 9 to 12).
import "std.io" as io
import "std.str" as str
import "std.int" as int
import "std.float" as float
import "std.math" as math
import "std.list" as list
import "std.option" as option
import "std.map" as map
import "std.set" as set
import "std.deque" as deque
import "std.bytes" as bytes
import "std.flow" as flow
import "std.json" as json

fn mk_case_9_eq(n :: Int) -> (Int) -> Int { fn (x :: Int) -> Int { x + n } }

fn f_case_9_eq(x :: Int) -> Int { x }

fn g_case_9_eq(x :: Int) -> Int { x + 0 }

# expect: [true,false,true,false]
fn case_9_eq() -> (Bool, Bool, Bool, Bool) {
  (
    mk_case_9_eq(1) == mk_case_9_eq(1),
    mk_case_9_eq(1) == mk_case_9_eq(2),
    f_case_9_eq == f_case_9_eq,
    f_case_9_eq == g_case_9_eq,
  )
}

fn sign_case_9_memo0(x :: Float) -> Float { x }

# expect: [true,false]
fn case_9_memo0() -> (Bool, Bool) {
  (1.0 / sign_case_9_memo0(0.0) > 0.0, 1.0 / sign_case_9_memo0(-0.0) > 0.0)
}

fn o_case_11_1(n :: Int) -> Option[Int] { if n > 0 { Some(n) } else { None } }

# expect: 1
fn case_11_1() -> Int { 1 + match o_case_11_1(0) { Some(v) => v, None => 0 } }

fn f_case_11_1b(a :: Int, b :: Int, c :: Int) -> List[Int] { [a, b, c] }

fn o_case_11_1b(n :: Int) -> Option[Int] { if n > 0 { Some(n) } else { None } }

# expect: [1,7,3]
fn case_11_1b() -> List[Int] {
  f_case_11_1b(1, match o_case_11_1b(0) { Some(v) => v, None => 7 }, 3)
}

# expect: 19
fn case_11_2() -> Int {
  let x := 1
  let y := {
    let x := 9
    x * 2
  }
  x + y
}

fn id_case_11_2b(n :: Int) -> Int { n }

fn f_case_11_2b(x :: Int) -> Int {
  id_case_11_2b({
    let x := 100
    x
  })
    + x
}

# expect: 101
fn case_11_2b() -> Int { f_case_11_2b(1) }

# expect: 15
fn case_11_2c() -> Int {
  let x := 1
  let y := match Some(5) { Some(x) => x, None => 0 }
  x * 10 + y
}

# expect: 20
fn case_11_2d() -> Int {
  let x := 1
  let x := x + 1
  let x := x * 10
  x
}

# expect: 102
fn case_11_2e() -> Int {
  let x := 1
  let f := fn (y :: Int) -> Int { x + y }
  let x := 100
  f(1) + x
}

fn f_case_11_3(n :: Int) -> Int { n }

# expect: 100
fn case_11_3() -> Int {
  let f_case_11_3 := fn (n :: Int) -> Int { n * 100 }
  f_case_11_3(1)
}

fn f_case_11_3b(n :: Int) -> Int { n }

fn ap_case_11_3b(f_case_11_3b :: (Int) -> Int) -> () -> Int { fn () -> Int { f_case_11_3b(2) } }

# expect: 200
fn case_11_3b() -> Int { ap_case_11_3b(fn (n :: Int) -> Int { n * 100 })() }

# expect: 11
fn case_11_3c() -> Int {
  let list := { len: fn (n :: Int) -> Int { n + 1 } }
  list.len(4) + list.len(5)
}

fn f_case_11_4(n :: Int) -> Bool { n != 0 and 10 / n > 1 }

fn g_case_11_4(n :: Int) -> Bool { n == 0 or 10 / n > 1 }

# expect: [false,true]
fn case_11_4() -> (Bool, Bool) { (f_case_11_4(0), g_case_11_4(0)) }

fn t_case_11_4b(s :: Str, b :: Bool) -> [io] Bool {
  io.print(s)
  b
}

# output: a
# output: c
# output: d
# expect: true
fn case_11_4b() -> [io] Bool {
  t_case_11_4b("a", false) and t_case_11_4b("b", true)
    or t_case_11_4b("c", true) and not t_case_11_4b("d", false)
}

# expect: 3
fn case_11_5() -> Int { bytes.len(b"abc") + bytes.len(b"") }

fn ap_case_11_6int_to_str(f :: (List[Int]) -> Int, x :: List[Int]) -> Int { f(x) }

# expect: ["1","2"]
fn case_11_6int_to_str() -> List[Str] { list.map([1, 2], int.to_str) }

fn ap_case_11_6x(f :: (List[Int]) -> Int, x :: List[Int]) -> Int { f(x) }

# expect: [1]
fn case_11_6x() -> List[Int] { list.map(["a"], str.len) }

fn ap_case_11_6y(f :: (List[Int]) -> Int, x :: List[Int]) -> Int { f(x) }

# expect: "ab"
fn case_11_6y() -> Str {
  let f := str.concat
  f("a", "b")
}

fn ap_case_11_6z(f :: (List[Int]) -> Int, x :: List[Int]) -> Int { f(x) }

# expect: {"$variant":"Some","args":["1"]}
fn case_11_6z() -> Option[Str] { option.map(Some(1), int.to_str) }

fn ap_case_11_6f(f :: (List[Int]) -> Int, x :: List[Int]) -> Int { f(x) }

# expect: 2
fn case_11_6f() -> Int { list.fold([1, 2], 0, int.max) }

fn ap_case_11_6l(f :: (List[Int]) -> Int, x :: List[Int]) -> Int { f(x) }

# expect: [1,2]
fn case_11_6l() -> List[Int] { list.map([[1], [2, 3]], list.len) }

fn ap_case_11_6hof(f :: (List[Int]) -> Int, x :: List[Int]) -> Int { f(x) }

# expect: 2
fn case_11_6hof() -> Int { ap_case_11_6hof(list.len, [1, 2]) }

fn ap_case_11_6rec(f :: (List[Int]) -> Int, x :: List[Int]) -> Int { f(x) }

# expect: "A"
fn case_11_6rec() -> Str {
  let r := { f: str.to_upper }
  r.f("a")
}

fn ap_case_11_6map(f :: (List[Int]) -> Int, x :: List[Int]) -> Int { f(x) }

# expect: [["1","2"],["3"]]
fn case_11_6map() -> List[List[Str]] {
  list.map([[1, 2], [3]], fn (xs :: List[Int]) -> List[Str] { list.map(xs, int.to_str) })
}

fn ap_case_11_6pipe(f :: (List[Int]) -> Int, x :: List[Int]) -> Int { f(x) }

# expect: 1
fn case_11_6pipe() -> Int { 3 |> int.to_str |> str.len }

fn ap_case_11_6seq(f :: (List[Int]) -> Int, x :: List[Int]) -> Int { f(x) }

# expect: 3
fn case_11_6seq() -> Int { flow.sequential(int.to_str, str.len)(123) }

# output: a
# output: b
# expect: [null,null]
fn case_11_6io() -> [io] List[Unit] { list.map(["a", "b"], io.print) }

# expect: [{"$variant":"Err","args":["e"]},{"$variant":"Ok","args":[2]},{"$variant":"Err","args":["e"]}]
fn case_11_8() -> List[Result[Int, Str]] {
  [flow.retry(f_case_11_8, 0)(1), flow.retry(f_case_11_8, 3)(2), flow.retry(f_case_11_8, 0 - 4)(1)]
}

fn f_case_11_8(n :: Int) -> Result[Int, Str] { if n > 1 { Ok(n) } else { Err("e") } }

fn go_case_11_10(n :: Int, acc :: List[Int]) -> List[Int] {
  if n == 0 { acc } else { go_case_11_10(n - 1, list.concat(acc, [n])) }
}

# expect: 20000
fn case_11_10() -> Int { list.len(go_case_11_10(20000, [])) }

fn f_case_11_12(a :: Int, b :: Int) -> Int { a / b }

fn g_case_11_12(a :: Int, b :: Int) -> Int { a % b }

# error: integer division by zero
fn case_11_12() -> Int { f_case_11_12(1, 0) }

fn g_case_11_12b(a :: Int, b :: Int) -> Int { a % b }

# error: integer modulo by zero
fn case_11_12b() -> Int { g_case_11_12b(1, 0) }

# expect: [true,true,true,false]
fn case_11_16() -> (Bool, Bool, Bool, Bool) { ("a" < "b", "é" > "z", "" <= "", "ab" >= "b") }

fn p_case_10_order(n :: Int) -> [io] Int {
  io.print(int.to_str(n))
  n
}

fn f_case_10_order(a :: Int, b :: Int) -> Int { a - b }

# output: 1
# output: 2
# output: 3
# output: 4
# output: 5
# output: 6
# output: 7
# output: 8
# output: 9
# expect: 12
fn case_10_order() -> [io] Int {
  p_case_10_order(1)
    + p_case_10_order(2) * p_case_10_order(3)
    - f_case_10_order(p_case_10_order(4), p_case_10_order(5))
    + list.len([p_case_10_order(6), p_case_10_order(7)])
    + (if p_case_10_order(8) > p_case_10_order(9) { 1 } else { 2 })
}

fn p_case_10_order2(n :: Int) -> [io] Int {
  io.print(int.to_str(n))
  n
}

fn mk_case_10_order2(n :: Int) -> [io] (Int) -> [io] Int {
  io.print("mk")
  fn (x :: Int) -> [io] Int { x }
}

# output: 1
# output: 2
# output: 3
# output: mk
# output: 4
# output: 5
# output: 6
# expect: false
fn case_10_order2() -> [io] Bool {
  let t := (p_case_10_order2(1), p_case_10_order2(2))
  let v := Some(p_case_10_order2(3))
  let x := mk_case_10_order2(0)(p_case_10_order2(4))
  p_case_10_order2(5) >= p_case_10_order2(6)
}

fn ev_case_10_tail(n :: Int) -> Bool { if n == 0 { true } else { od_case_10_tail(n - 1) } }

fn od_case_10_tail(n :: Int) -> Bool { if n == 0 { false } else { ev_case_10_tail(n - 1) } }

# expect: true
fn case_10_tail() -> Bool { ev_case_10_tail(10000) }

fn f_case_10_tailmatch(n :: Int, acc :: Int) -> Int {
  match n {
    0 => acc,
    _ => {
      let m := n - 1
      f_case_10_tailmatch(m, acc + n)
    },
  }
}

# expect: 50005000
fn case_10_tailmatch() -> Int { f_case_10_tailmatch(10000, 0) }

fn ap_case_10_closurenottail(f :: (Int) -> Int, n :: Int) -> Int { f(n) }

# expect: 2
fn case_10_closurenottail() -> Int { ap_case_10_closurenottail(fn (x :: Int) -> Int { x }, 2) }

fn f_case_12_all(n :: Int) -> Int { n }

# args: 1.5 ; true ; {"$variant":"Some","args":[3]} ; {"x":1} ; ["a"] ; {"$bytes":"61"}
# expect: 1
fn case_12_all(
  a :: Float,
  b :: Bool,
  c :: Option[Int],
  d :: { x :: Int },
  e :: List[Str],
  h_case_12_all :: Bytes,
) -> Int { 1 }

type TCase12All = ACase12All | BCase12All(Int)

fn h_case_12_all(t :: TCase12All) -> TCase12All { t }

fn u_case_12_all(x :: Unit) -> Int { 3 }

fn tup_case_12_all(x :: (Int, Str)) -> Int { 3 }

fn fl_case_12_all(x :: Float) -> Float { x }

fn mp_case_12_all(x :: Map[Str, Int]) -> Map[Str, Int] { x }

fn f_case_12_var(n :: Int) -> Int { n }

fn g_case_12_var(
  a :: Float,
  b :: Bool,
  c :: Option[Int],
  d :: { x :: Int },
  e :: List[Str],
  case_12_var :: Bytes,
) -> Int { 1 }

type TCase12Var = ACase12Var | BCase12Var(Int)

# args: {"$variant":"BCase12Var","args":[3]}
# expect: {"$variant":"BCase12Var","args":[3]}
# args: {"$variant":"ACase12Var","args":[]}
# expect: {"$variant":"ACase12Var","args":[]}
fn case_12_var(t :: TCase12Var) -> TCase12Var { t }

fn u_case_12_var(x :: Unit) -> Int { 3 }

fn tup_case_12_var(x :: (Int, Str)) -> Int { 3 }

fn fl_case_12_var(x :: Float) -> Float { x }

fn mp_case_12_var(x :: Map[Str, Int]) -> Map[Str, Int] { x }

fn f_case_12_unit(n :: Int) -> Int { n }

fn g_case_12_unit(
  a :: Float,
  b :: Bool,
  c :: Option[Int],
  d :: { x :: Int },
  e :: List[Str],
  h_case_12_unit :: Bytes,
) -> Int { 1 }

type TCase12Unit = ACase12Unit | BCase12Unit(Int)

fn h_case_12_unit(t :: TCase12Unit) -> TCase12Unit { t }

# args: null
# expect: 3
fn case_12_unit(x :: Unit) -> Int { 3 }

fn tup_case_12_unit(x :: (Int, Str)) -> Int { 3 }

fn fl_case_12_unit(x :: Float) -> Float { x }

fn mp_case_12_unit(x :: Map[Str, Int]) -> Map[Str, Int] { x }

# expect: -9223372036854775808
fn case_12_2() -> Int { 9223372036854775807 + 1 }

# expect: 9223372036854775807
fn case_12_2_2() -> Int { 0 - 9223372036854775807 - 2 }

# expect: -9223372036854775808
fn case_12_2_3() -> Int { 4611686018427387904 * 2 }

# expect: 0
fn case_12_2_4() -> Int { 4611686018427387904 * 4 }

# expect: -9223372036854775808
fn case_12_2_5() -> Int { -(0 - 9223372036854775807 - 1) }

# expect: -9223372036854775808
fn case_12_2_6() -> Int { int.abs(0 - 9223372036854775807 - 1) }

# expect: -9223372036854775808
fn case_12_2_7() -> Int { (0 - 9223372036854775807 - 1) / -1 }

# expect: 0
fn case_12_2_8() -> Int { (0 - 9223372036854775807 - 1) % -1 }

# expect: -3
fn case_12_2_9() -> Int { 7 / -2 }

# expect: -3
fn case_12_2_10() -> Int { -7 / 2 }

# expect: -1
fn case_12_2_11() -> Int { -7 % 2 }

# expect: 1
fn case_12_2_12() -> Int { 7 % -2 }

# expect: null
fn case_12_2f() -> Float { 1.0 / 0.0 }

# expect: null
fn case_12_2f_2() -> Float { 0.0 / 0.0 }

# expect: null
fn case_12_2f_3() -> Float { -1.0 % 0.0 }

# expect: 1.5
fn case_12_2f_4() -> Float { 5.5 % -2.0 }

# expect: 9007199254740992.0
fn case_12_2f_5() -> Float { int.to_float(9007199254740993) }

# expect: 0.30000000000000004
fn case_12_2f_6() -> Float { 0.1 + 0.2 }

# expect: 1000000.0
fn case_12_2f_7() -> Float { 100000.0 * 10.0 }

# expect: 1000000000000000.0
fn case_12_2f_8() -> Float { 1e15 }

# expect: 1e16
fn case_12_2f_9() -> Float { 1e16 }

# expect: 1.5e300
fn case_12_2f_10() -> Float { 1.5e300 }

# expect: 0.00001
fn case_12_2f_11() -> Float { 1.0e-5 }

# expect: 0.00001234
fn case_12_2f_12() -> Float { 0.00001234 }

# expect: 1e-6
fn case_12_2f_13() -> Float { 1e-6 }

# expect: 1.5e-7
fn case_12_2f_14() -> Float { 1.5e-7 }

# expect: 1.2345678901234568e17
fn case_12_2f_15() -> Float { 123456789012345680.0 }

# expect: -0.0
fn case_12_2f_16() -> Float { -0.0 }

# expect: 5e-324
fn case_12_2f_17() -> Float { 5e-324 }

# expect: 1.7976931348623157e308
fn case_12_2f_18() -> Float { 1.7976931348623157e308 }

# expect: 9223372036854775807
fn case_12_2i() -> Int { float.to_int(1e300) }

# expect: -9223372036854775808
fn case_12_2i_2() -> Int { float.to_int(-1e300) }

# expect: 0
fn case_12_2i_3() -> Int { float.to_int(0.0 / 0.0) }

# expect: 2
fn case_12_2i_4() -> Int { float.to_int(2.9) }

# expect: -2
fn case_12_2i_5() -> Int { float.to_int(-2.9) }

# expect: [false,true,false,true,false,false]
fn case_12_3nan() -> (Bool, Bool, Bool, Bool, Bool, Bool) {
  let n := 0.0 / 0.0
  (n == n, n != n, [n] == [n], 0.0 == -0.0, n < 1.0, n >= 1.0)
}

# expect: true
fn case_12_3deq() -> Bool {
  deque.from_list([1, 2]) == deque.push_back(deque.push_back(deque.new(), 1), 2)
}

# expect: true
fn case_12_3map() -> Bool {
  map.from_list([("a", 1), ("b", 2)]) == map.from_list([("b", 2), ("a", 1)])
}

# expect: true
fn case_12_3set() -> Bool { set.from_list([1, 2, 1]) == set.from_list([2, 1]) }

# error: map/set key must be Str or Int, got
fn case_12_3keys() -> Int { map.size(map.set(map.new(), 1.5, 1)) }

# error: map/set key must be Str or Int, got
fn case_12_3keys2() -> Int { set.size(set.from_list([(1, 2)])) }

# error: map/set key must be Str or Int, got
fn case_12_3keys3() -> Bool { map.has(map.new(), true) }

# expect: ["","B","ab","b","é"]
fn case_12_3order() -> List[Str] {
  map.keys(map.from_list([("b", 1), ("é", 2), ("", 3), ("B", 4), ("ab", 5)]))
}

# expect: [-1,2,3,10]
fn case_12_3orderi() -> List[Int] { set.to_list(set.from_list([3, -1, 10, 2])) }

# expect: [1,1.0,true,"a\"\\\n/é\t",null,{"$bytes":"007a"},[1],[1,"x"],["a","b"],[1]]
fn case_12_8() -> (Int, Float, Bool, Str, Unit, Bytes, List[Int], (Int, Str), Set[Str], Deque[Int]) {
  (
    1,
    1.0,
    true,
    "a\"\\\n/é\t",
    (),
    b"\0z",
    [1],
    (1, "x"),
    set.from_list(["b", "a"]),
    deque.from_list([1]),
  )
}

# expect: {"alpha":2,"beta":3,"zeta":1}
fn case_12_8rec() -> { zeta :: Int, alpha :: Int, beta :: Int } { { zeta: 1, alpha: 2, beta: 3 } }

# expect: {"$variant":"Ok","args":[{"$variant":"Some","args":[[1,2]]}]}
fn case_12_8var() -> Result[Option[(Int, Int)], Str] { Ok(Some((1, 2))) }

# expect: [{"a":1},[[1,"y"],[2,"x"]],{}]
fn case_12_8map() -> (Map[Str, Int], Map[Int, Str], Map[Int, Int]) {
  (map.from_list([("a", 1)]), map.from_list([(2, "x"), (1, "y")]), map.new())
}

# expect: {"$f64_array":true,"cols":2,"data":[0.0,0.0],"rows":1}
fn case_12_8mat() -> Matrix { math.zeros(1, 2) }

# expect: [1.0,0.5,1e16,1e-6,100.25]
fn case_12_8fl() -> List[Float] { [1.0, 0.5, 1e16, 1e-6, 100.25] }

# expect: "\u0000"
fn case_12_8ctl() -> Str { "\0" }

# expect: "{\"a\":{\"$variant\":\"Some\",\"args\":[\"x\"]},\"b\":[1.5,2.0],\"c\":null}"
fn case_12_8stringify() -> Str { json.stringify({ b: [1.5, 2.0], a: Some("x"), c: () }) }

# args: "1.0"
# expect: {"$variant":"Ok","args":[1.0]}
# args: "1e3"
# expect: {"$variant":"Ok","args":[1000.0]}
# args: "123456789012345678901"
# expect: {"$variant":"Ok","args":[1.2345678901234568e20]}
# args: "{\"b\":1,\"a\":2}"
# expect: {"$variant":"Ok","args":[{"a":2,"b":1}]}
# args: "{\"$variant\":\"X\",\"args\":[1]}"
# expect: {"$variant":"Ok","args":[{"$variant":"X","args":[1]}]}
# args: "{\"$bytes\":\"00ff\"}"
# expect: {"$variant":"Ok","args":[{"$bytes":"00ff"}]}
# args: "{\"$bytes\":\"zz\"}"
# expect: {"$variant":"Ok","args":[{"$bytes":"zz"}]}
# args: "{\"a\":1,\"a\":2}"
# expect: {"$variant":"Ok","args":[{"a":2}]}
# args: "\"\\u00e9\\ud83d\\ude00\""
# expect: {"$variant":"Ok","args":["é😀"]}
# args: " [ 1 , 2 ] "
# expect: {"$variant":"Ok","args":[[1,2]]}
# args: "{}"
# expect: {"$variant":"Ok","args":[{}]}
# args: "[]"
# expect: {"$variant":"Ok","args":[[]]}
fn case_12_8from(s :: Str) -> Result[Json, Str] { json.parse(s) }

type TCase128Vr = ACase128Vr | BCase128Vr(Int, Str)

# expect: true
fn case_12_8vr() -> Bool {
  let r :: Result[TCase128Vr, Str] := json.parse(json.stringify(BCase128Vr(1, "x")))
  r == Ok(BCase128Vr(1, "x"))
}
