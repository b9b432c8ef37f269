# Small programs: types of the program's own, iterators, flow, library.
import "std.io" as io
import "std.str" as str
import "std.int" as int
import "std.math" as math
import "std.list" as list
import "std.option" as option
import "std.result" as result
import "std.tuple" as tuple
import "std.map" as map
import "std.set" as set
import "std.deque" as deque
import "std.bytes" as bytes
import "std.flow" as flow
import "std.time" as time
import "std.random" as random
import "std.json" as json
import "std.dotenv" as dotenv
import "std.csv" as csv
import "std.test" as test
import "std.iter" as iter
import "std.decimal" as decimal

type point_case_w2 = { x :: Int }

type wrap_case_w2[t] = { v :: t }

fn f_case_w2[a](x :: wrap_case_w2[a]) -> a { x.v }

# expect: 1
fn case_w2() -> Int {
  let p :: point_case_w2 := { x: 1 }
  f_case_w2({ v: p.x })
}

type PhCaseW9[T] = PCaseW9(Int)

fn f_case_w9(p :: PhCaseW9[Str]) -> Int { match p { PCaseW9(n) => n } }

# expect: 3
fn case_w9() -> Int { f_case_w9(PCaseW9(3)) }

# expect: [0,true,1]
fn case_w18() -> (Int, Bool, Int) {
  let x := []
  let y := None
  (list.len([]), list.is_empty(x), match y { None => 1, Some(_) => 2 })
}

# expect: "[[],{\"$variant\":\"None\",\"args\":[]},{},{\"$variant\":\"Ok\",\"args\":[1]},{\"$variant\":\"Err\",\"args\":[\"x\"]}]"
fn case_w18b() -> Str { json.stringify(([], None, map.new(), Ok(1), fail_case_w18b())) }

fn fail_case_w18b() -> Result[Int, Str] { Err("x") }

# expect: []
fn case_w20[T]() -> List[T] { [] }

# args: "a"
# expect: ["a","a"]
fn case_w20b[T](x :: T) -> List[T] { [x, x] }

type ColorCaseW26 = RedCaseW26 | GreenCaseW26(Int)

fn f_case_w26(c :: ColorCaseW26) -> Int {
  match c { ColorCaseW26.RedCaseW26 => 1, ColorCaseW26.GreenCaseW26(n) => n }
}

# expect: 6
fn case_w26() -> Int {
  f_case_w26(ColorCaseW26.RedCaseW26) + f_case_w26(ColorCaseW26.GreenCaseW26(5))
}

# expect: 6
fn case_w28() -> Int {
  # first
  let xs := [ # open
    1, # one
    # two follows
    2,
    # end
  ]
  let total := xs # the list
    # comment between
    |> list.map( # map
      fn (x :: Int) -> Int { # double
        x * 2 # here
      }, # done
    ) # mapped
    |> list.fold(0, fn (a :: Int, b :: Int) -> Int { a + b })
  # before if
  if total > 3 { # then
    total
  } else { # between
    # after else
    0
  }
}

# leading
type TCaseW28B =
  A # a
  | B(Int) # b
  # trailing
  | C(
    { # rec
      x :: Int, # x
    },
  )

fn f_case_w28b(t :: TCaseW28B) -> Int {
  match t { # arms
    # first
    A => 1, # one
    # second
    B(n) => n,
    C({ x }) => x, # last
    # end
  }
}

# expect: 6
fn case_w28b() -> Int { f_case_w28b(A) + f_case_w28b(B(2)) + f_case_w28b(C({ x: 3 })) }

# expect: 3
fn case_w31() -> Int {
  let x := 1
  # c
  x + 2
}

# ` $ @ é 😀 " unclosed
# expect: 1
fn case_w38() -> Int { 1 } # " '

type AppErrorCaseW41C = NetworkErrorCaseW41C(Int) | TimeoutErrorCaseW41C(Str) | OtherCaseW41C

fn f_case_w41c(e :: AppErrorCaseW41C) -> Str {
  match e {
    NetworkErrorCaseW41C(n) => int.to_str(n),
    TimeoutErrorCaseW41C(s) => s,
    OtherCaseW41C => "o",
  }
}

# expect: ["5","t","o"]
fn case_w41c() -> List[Str] {
  [
    f_case_w41c(NetworkErrorCaseW41C(5)),
    f_case_w41c(TimeoutErrorCaseW41C("t")),
    f_case_w41c(OtherCaseW41C),
  ]
}

type PCaseW45 = (Str) -> Result[PCaseW45, Str]

fn a_case_w45(s :: Str) -> Result[PCaseW45, Str] { if s == "x" { Ok(a_case_w45) } else { Err(s) } }

# expect: "q"
fn case_w45() -> Str {
  match a_case_w45("x") { Ok(p) => match p("q") { Ok(_) => "ok", Err(e) => e }, Err(e) => e }
}

type JCaseW46 = { kids :: Map[Str, JCaseW46], n :: Int }

fn sum_case_w46(j :: JCaseW46) -> Int {
  map.fold(j.kids, j.n, fn (a :: Int, k :: Str, c :: JCaseW46) -> Int { a + sum_case_w46(c) })
}

# expect: 3
fn case_w46() -> Int {
  sum_case_w46({ kids: map.from_list([("a", { kids: map.new(), n: 2 })]), n: 1 })
}

type TreeCaseW47 = { value :: Int, children :: List[TreeCaseW47] }

fn depth_case_w47(t :: TreeCaseW47) -> Int {
  1
    + list.fold(t.children, 0, fn (m :: Int, c :: TreeCaseW47) -> Int {
      int.max(m, depth_case_w47(c))
    })
}

fn leaf_case_w47(n :: Int) -> TreeCaseW47 { { value: n, children: [] } }

# expect: 3
fn case_w47() -> Int {
  depth_case_w47({
    value: 1,
    children: [leaf_case_w47(2), { value: 3, children: [leaf_case_w47(4)] }],
  })
}

type TreeCaseW47H = { value :: Int, children :: List[TreeCaseW47H] }

# args: {"value":1,"children":[{"value":2,"children":[]},{"value":3,"children":[]}]}
# expect: 6
fn case_w47h(t :: TreeCaseW47H) -> Int {
  t.value + list.fold(t.children, 0, fn (m :: Int, c :: TreeCaseW47H) -> Int { m + case_w47h(c) })
}

# expect: [null,null]
fn case_x1() -> List[Unit] { list.map([1, 2], fn (x :: Int) -> Unit { () }) }

# expect: {"$variant":"Ok","args":[null]}
fn case_x2() -> Result[Unit, Str] { Ok(()) }

fn f_case_x3(u :: Unit) -> Int { match u { () => 1 } }

# expect: 2
fn case_x3() -> Int { f_case_x3(()) + f_case_x3(f2_case_x3()) }

fn f2_case_x3() -> Unit {}

# expect: {"a":null}
fn case_x4() -> Map[Str, Unit] { map.from_list([("a", ())]) }

# expect: [null,1]
fn case_x5() -> (Unit, Int) { ((), 1) }

# expect: true
fn case_x6() -> Bool { () == () and [()] == [()] }

# expect: [[2,["a!",false]],[[1,2],[3,4]]]
fn case_x7() -> ((Int, (Str, Bool)), List[(Int, Int)]) {
  let t := (1, ("a", true))
  match t { (n, (s, b)) => ((n + 1, (s + "!", not b)), [(1, 2), (3, 4)]) }
}

fn swap_case_x8[A, B](p :: (A, B)) -> (B, A) { match p { (a, b) => (b, a) } }

# expect: [["a",1],[1,"a"]]
fn case_x8() -> ((Str, Int), (Int, Str)) {
  (swap_case_x8((1, "a")), swap_case_x8(swap_case_x8((1, "a"))))
}

# expect: 8
fn case_x9() -> Int {
  tuple.fst((1, 2)) + tuple.snd((1, 2)) + tuple.third((1, 2, 3)) + tuple.len((1, 2))
}

# expect: [1,2,4,8,16]
fn case_i1() -> List[Int] {
  iter.to_list(iter.take(
    iter.unfold(1, fn (n :: Int) -> Option[(Int, Int)] { Some((n, n * 2)) }),
    5,
  ))
}

# expect: 20
fn case_i2() -> Int {
  iter.fold(
    iter.filter(
      iter.map(iter.from_list([1, 2, 3, 4]), fn (x :: Int) -> Int { x * x }),
      fn (x :: Int) -> Bool { x % 2 == 0 },
    ),
    0,
    fn (a :: Int, x :: Int) -> Int { a + x },
  )
}

fn drain_case_i3(it :: Iter[Int], acc :: List[Int]) -> List[Int] {
  match iter.next(it) { None => acc, Some((x, rest)) => drain_case_i3(rest, list.concat(acc, [x])) }
}

# expect: [[1,2,3],2,false,[3]]
fn case_i3() -> (List[Int], Int, Bool, List[Int]) {
  let it := iter.from_list([1, 2, 3])
  (
    drain_case_i3(it, []),
    iter.count(iter.skip(it, 1)),
    iter.is_empty(it),
    iter.collect(iter.skip(it, 2)),
  )
}

fn primes_case_i4() -> Iter[Int] {
  iter.filter(
    iter.unfold(2, fn (n :: Int) -> Option[(Int, Int)] { Some((n, n + 1)) }),
    fn (n :: Int) -> Bool {
      list.fold(list.range(2, n), true, fn (ok :: Bool, d :: Int) -> Bool { ok and n % d != 0 })
    },
  )
}

# expect: [2,3,5,7,11,13,17,19]
fn case_i4() -> List[Int] { iter.to_list(iter.take(primes_case_i4(), 8)) }

# expect: [[1,2],50,0,[7,8]]
fn case_f1() -> ((Int, Int), Int, Int, List[Int]) {
  let f := flow.sequential(fn (x :: Int) -> Int { x + 1 }, fn (x :: Int) -> Int { x * 10 })
  let b := flow.branch(
    fn (x :: Int) -> Bool { x > 5 },
    fn (x :: Int) -> Int { x - 5 },
    fn (x :: Int) -> Int { 0 - x },
  )
  (
    flow.parallel(fn () -> Int { 1 }, fn () -> Int { 2 })(),
    f(4),
    b(8) + b(3),
    flow.parallel_list([fn () -> Int { 7 }, fn () -> Int { 8 }]),
  )
}

# expect: "fail 4"
fn case_f2() -> Str {
  let f := flow.retry(fn (n :: Int) -> Result[Str, Str] { Err("fail " + int.to_str(n)) }, 3)
  match f(4) { Ok(s) => s, Err(e) => e }
}

# output: try
# output: try
# output: try
# expect: {"$variant":"Err","args":["e"]}
fn case_f3() -> [io] Result[Str, Str] {
  flow.retry(
    fn (n :: Int) -> [io] Result[Str, Str] {
      io.print("try")
      Err("e")
    },
    3,
  )(1)
}

# expect: {"$variant":"Ok","args":[1]}
fn case_f4() -> [time] Result[Int, Str] {
  flow.retry_with_backoff(fn (n :: Int) -> Result[Int, Str] { Ok(n) }, 3, 1)(1)
}

# expect: [[0,"a"],[1,"b"]]
fn case_m1() -> List[(Int, Str)] { list.enumerate(["a", "b"]) }

# expect: ["fig","pear","apple"]
fn case_m2() -> List[Str] {
  list.sort_by(["pear", "fig", "apple"], fn (s :: Str) -> Int { str.len(s) })
}

# expect: ["apple","fig","pear"]
fn case_m3() -> List[Str] { list.sort_by(["pear", "fig", "apple"], fn (s :: Str) -> Str { s }) }

# expect: [{"$variant":"None","args":[]},[],[],[-1,0,1],[1,2]]
fn case_m4() -> (Option[Int], List[Int], List[Int], List[Int], List[Int]) {
  (list.head([]), list.tail([]), list.range(3, 1), list.range(-1, 2), list.cons(1, [2]))
}

# expect: {"$variant":"Ok","args":[{"A":"1","B":"x y","C":"q"}]}
fn case_m5() -> Result[Map[Str, Str], Str] {
  dotenv.parse("# c\nA=1\nexport B = 'x y' \nC=\"q\"\n\n")
}

# expect: [{"$variant":"Err","args":["dotenv.parse line 1: missing `=`"]},{"$variant":"Err","args":["dotenv.parse line 2: empty key"]}]
fn case_m6() -> List[Result[Map[Str, Str], Str]] { [dotenv.parse("A"), dotenv.parse("A=1\n=2")] }

# expect: [{"$variant":"Ok","args":[[["a","b"],["x, y","q\"q"],["z"]]]},{"$variant":"Ok","args":["a,\"b,c\"\n\"d\"\"e\",\"f\ng\"\n"]}]
fn case_m7() -> (Result[List[List[Str]], Str], Result[Str, Str]) {
  (csv.parse("a,b\n\"x, y\",\"q\"\"q\"\n\nz\n"), csv.stringify([["a", "b,c"], ["d\"e", "f\ng"]]))
}

# expect: [{"$variant":"Ok","args":[null]},{"$variant":"Err","args":["assert_eq: lhs 1 != rhs 2"]},{"$variant":"Err","args":["assert_ne: both sides are \"a\""]},{"$variant":"Err","args":["assert_true: was false"]},{"$variant":"Err","args":["assert_false: was true"]}]
fn case_m8() -> List[Result[Unit, Str]] {
  [
    test.assert_eq(1, 1),
    test.assert_eq(1, 2),
    test.assert_ne("a", "a"),
    test.assert_true(false),
    test.assert_false(true),
  ]
}

# expect: [3,4,0.48634953628166855]
fn case_m9() -> (Int, Int, Float) {
  let r := random.seed(42)
  match random.int(r, 1, 6) {
    (a, r2) => match random.int(r2, 1, 6) {
      (b, r3) => match random.float(r3) { (c, _) => (a, b, c) },
    },
  }
}

# expect: 3
fn case_31() -> Int {
  let f := fn (x :: Int) -> Int { x + 1 }
  f(2)
}

# expect: [{"$variant":"Ok","args":[null]},{"$variant":"Ok","args":["hé\n"]},true]
fn case_42() -> [io] (Result[Unit, Str], Result[Str, Str], Bool) {
  let w := io.write("/tmp/tmp36ntca5v/io/a.txt", "hé\n")
  let r := io.read("/tmp/tmp36ntca5v/io/a.txt")
  (w, r, result.is_err(io.read("/tmp/tmp36ntca5v/io/none")))
}

fn wrap_case_e1[E](f :: (Int) -> [| E] Int) -> (Int) -> [| E] Int {
  fn (x :: Int) -> [| E] Int { f(x) + 1 }
}

# output: g
# expect: 5
fn case_e1() -> [io] Int {
  let g := wrap_case_e1(fn (x :: Int) -> [io] Int {
    io.print("g")
    x
  })
  g(1) + wrap_case_e1(fn (x :: Int) -> Int { x })(2)
}

type HandlerCaseE3 = { name :: Str, run :: (Str) -> [io] Unit }

fn hs_case_e3() -> List[HandlerCaseE3] {
  [
    { name: "a", run: fn (s :: Str) -> [io] Unit { io.print("a:" + s) } },
    { name: "b", run: io.print },
  ]
}

# output: a:x
# output: x
# expect: null
fn case_e3() -> [io] Unit {
  let _ := list.map(hs_case_e3(), fn (h :: HandlerCaseE3) -> [io] Unit {
    let f := h.run
    f("x")
  })
  ()
}

fn app_case_e4[E](f :: () -> [io | E] Int) -> [io | E] Int {
  io.print("app")
  f()
}

# output: app
# expect: 1
fn case_e4() -> [io, time] Int {
  app_case_e4(fn () -> [io, time] Int { if time.now() > 0 { 1 } else { 2 } })
}

fn rep_case_e5[E](n :: Int, f :: (Int) -> [| E] Unit) -> [| E] Unit {
  if n <= 0 {
    ()
  } else {
    f(n)
    rep_case_e5(n - 1, f)
  }
}

# output: 22
# output: 21
# output: 11
# expect: null
fn case_e5() -> [io] Unit {
  rep_case_e5(2, fn (i :: Int) -> [io] Unit {
    rep_case_e5(i, fn (j :: Int) -> [io] Unit { io.print(int.to_str(i * 10 + j)) })
  })
}

# output: d
# output: x
# expect: 9
fn case_e6() -> [io] Int {
  option.unwrap_or_else(None, fn () -> [io] Int {
    io.print("d")
    4
  })
    + result.unwrap_or_else(Err("x"), fn (e :: Str) -> [io] Int {
      io.print(e)
      5
    })
}

# output: m
# expect: {"$variant":"Some","args":[1]}
fn case_e7() -> [io] Option[Int] {
  option.or_else(
    option.map(Some(1), fn (x :: Int) -> [io] Int {
      io.print("m")
      x
    }),
    fn () -> [io] Option[Int] {
      io.print("never")
      None
    },
  )
}

type PortCaseR1 = Int

fn listen_case_r1(p :: Int{x | x >= 1 and x <= 65535}, backlog :: Int{b | b > 0}) -> Str {
  int.to_str(p) + "/" + int.to_str(backlog)
}

# args: 80
# expect: "80/5"
fn case_r1(p :: Int) -> Str { listen_case_r1(p, 5) }

fn f_case_r2(xs :: List[Int], n :: Int{k | k >= 0}) -> Int { n }

# expect: [0,1]
fn case_r2() -> List[Int] { list.map([0, 1], fn (i :: Int) -> Int { f_case_r2([], i) }) }

fn safe_div_case_r3(a :: Int, b :: Int{x | x != 0}) -> Int { a / b }

# args: 0
# expect: 0
fn case_r3(n :: Int) -> Int { if n == 0 { 0 } else { safe_div_case_r3(100, n) } }

fn pos_case_r4(n :: Float{x | x > 0.0 and x < 1.0}) -> Float { n }

# expect: 0.75
fn case_r4() -> Float { pos_case_r4(0.5) + pos_case_r4(0.25) }

fn name_case_r6(s :: Str{t | t != "" and t != "root"}) -> Str { s }

# args: "root"
# error: refinement violated: argument 0 of `name_case_r6` (binding `t`): predicate failed for t = Str("root")
fn case_r6(s :: Str) -> Str { name_case_r6(s) }

fn flag_case_r7(b :: Bool{x | x == true}) -> Int { 1 }

# args: false
# error: predicate failed for x = Bool(false)
fn case_r7(b :: Bool) -> Int { flag_case_r7(b) }

# expect: {"$variant":"Err","args":["assert_eq: lhs {\"a\":[1,2],\"b\":{\"$variant\":\"Some\",\"args\":[\"x\"]}} != rhs {\"a\":[1,2],\"b\":{\"$variant\":\"Some\",\"args\":[\"y\"]}}"]}
fn case_z1() -> Result[Unit, Str] {
  test.assert_eq({ a: [1, 2], b: Some("x") }, { b: Some("y"), a: [1, 2] })
}

# expect: [{"$variant":"Ok","args":["h\u0000i"]},2,{"$bytes":"656c"},true,true]
fn case_z2() -> (Result[Str, Str], Int, Bytes, Bool, Bool) {
  (
    bytes.to_str(b"h\0i"),
    bytes.len(bytes.from_str("é")),
    bytes.slice(b"hello", 1, 3),
    bytes.eq(b"a", b"a"),
    bytes.is_empty(b""),
  )
}

# expect: [{"$bytes":"6162"},{"$bytes":"7879"},{"$bytes":"0201"},{"$bytes":"01000000"},{"$variant":"Ok","args":[2570]},{"$variant":"Err","args":["bytes.u16_le_at: offset 0 out of range of 1 bytes"]},{"$variant":"Ok","args":[97]}]
fn case_z3() -> (Bytes, Bytes, Bytes, Bytes, Result[Int, Str], Result[Int, Str], Result[Int, Str]) {
  (
    bytes.concat(b"a", b"b"),
    bytes.concat_all([b"x", b"", b"y"]),
    bytes.u16_le(258),
    bytes.u32_le(1),
    bytes.u16_le_at(b"\n\n\n", 1),
    bytes.u16_le_at(b"a", 0),
    bytes.u8_at(b"a", 0),
  )
}

# error: bytes.slice: out of range [2..9] of 3
fn case_z4() -> Bytes { bytes.slice(b"abc", 2, 9) }

# error: bytes.slice: out of range [18446744073709551615..2] of 3
fn case_z5() -> Bytes { bytes.slice(b"abc", -1, 2) }

# expect: [[0,1,2,3],{"$variant":"Some","args":[9]},{"$variant":"None","args":[]},0,true]
fn case_z6() -> (List[Int], Option[Int], Option[Int], Int, Bool) {
  (
    deque.to_list(deque.push_front(deque.push_back(deque.from_list([1, 2]), 3), 0)),
    deque.peek_front(deque.from_list([9])),
    deque.peek_back(deque.from_list([])),
    deque.size(deque.new()),
    deque.is_empty(deque.new()),
  )
}

# expect: [2,[1]]
fn case_z7() -> (Int, List[Int]) {
  match deque.pop_back(deque.from_list([1, 2])) {
    Some((x, d)) => (x, deque.to_list(d)),
    None => (0, []),
  }
}

# expect: [["a","b"],[2],[1],true,1]
fn case_z8() -> (List[Str], List[Int], List[Int], Bool, Int) {
  (
    set.to_list(set.union(set.from_list(["b"]), set.from_list(["a"]))),
    set.to_list(set.intersect(set.from_list([1, 2]), set.from_list([2, 3]))),
    set.to_list(set.diff(set.from_list([1, 2]), set.from_list([2]))),
    set.is_subset(set.new(), set.from_list([1])),
    set.size(set.add(set.from_list([1]), 1)),
  )
}

# expect: [{"a":1,"b":3},{},[2,1],{"$variant":"Some","args":[2]},true]
fn case_z9() -> (Map[Str, Int], Map[Str, Int], List[Int], Option[Int], Bool) {
  (
    map.merge(map.from_list([("a", 1), ("b", 2)]), map.from_list([("b", 3)])),
    map.delete(map.from_list([("a", 1)]), "a"),
    map.values(map.from_list([("z", 1), ("a", 2)])),
    map.get(map.from_list([("a", 1), ("a", 2)]), "a"),
    map.is_empty(map.new()),
  )
}

# expect: [1.4142135623730951,1024.0,-2.0,2.0,3.0,-3.0,-1.0,3.0,1.0,0.7853981633974483,1.0,0.0,3.0,3.0]
fn case_z10() -> (Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float) {
  (
    math.sqrt(2.0),
    math.pow(2.0, 10.0),
    math.floor(-1.5),
    math.ceil(1.2),
    math.round(2.5),
    math.round(-2.5),
    math.trunc(-1.9),
    math.abs(-3.0),
    math.max(1.0, 0.0 / 0.0),
    math.atan2(1.0, 1.0),
    math.exp(0.0),
    math.log(1.0),
    math.log2(8.0),
    math.log10(1000.0),
  )
}

# expect: "1.5"
fn case_dc1() -> Str { decimal.to_str(decimal.add(decimal.from_int(1), decimal.decimal(5, -1))) }
