# Grammar, precedence, braces and new lines as section 4 has them.
import "std.list" as list

fn f_case_4_trail(a :: Int, b :: Int) -> (Int, Int) { (a, b) }

# expect: 4
fn case_4_trail() -> [io] Int {
  match f_case_4_trail(1, 2) {
    (a, b) => {
      let xs := [1, 2]
      let r := { x: 1, y: 2 }
      a + b + r.x
    },
  }
}

fn f_case_4_tuple(b :: (Int, Str)) -> Tuple[Int, Str] { b }

# expect: [1,"a"]
fn case_4_tuple() -> (Int, Str) { f_case_4_tuple((1, "a")) }

fn f_case_4_paramwild(_ :: Int, b :: Int) -> Int { b }

# expect: 7
fn case_4_paramwild() -> Int {
  f_case_4_paramwild(1, 2) + list.fold([1], 0, fn (_ :: Int, _ :: Int) -> Int { 5 })
}

type MsgCase4Single = ExecuteCase4Single(Str)

# expect: {"$variant":"ExecuteCase4Single","args":["a"]}
fn case_4_single() -> MsgCase4Single { ExecuteCase4Single("a") }

type MsgCase4Single2 = ExecuteCase4Single2(Str, Int)

# expect: {"$variant":"ExecuteCase4Single2","args":["a",2]}
fn case_4_single2() -> MsgCase4Single2 { ExecuteCase4Single2("a", 2) }

type BaseCase4Spread = { a :: Int, b :: Str }

type ExtCase4Spread = { ...BaseCase4Spread, c :: Int }

fn f_case_4_spread(e :: ExtCase4Spread) -> Int { e.a + e.c }

# expect: 3
fn case_4_spread() -> Int { f_case_4_spread({ a: 1, b: "", c: 2 }) }

# expect: 5
fn case_4_p1() -> Int { 1 + 2 * 3 - 4 / 2 % 3 }

# expect: true
fn case_4_p2() -> Bool { not true == false }

# expect: false
fn case_4_p3() -> Bool { not false and false }

# expect: true
fn case_4_p4() -> Bool { true or false and false }

# expect: -6
fn case_4_p5() -> Int { -2 * 3 }

# expect: 5
fn case_4_p6() -> Int { 10 - 3 - 2 }

# expect: 5
fn case_4_p7() -> Int { 100 / 10 / 2 }

# expect: true
fn case_4_p8() -> Bool { 1 + 1 == 2 and 3 > 2 }

# expect: true
fn case_4_p9() -> Bool { true == true == true }

fn f_case_4_pipe(n :: Int) -> Int { n * 2 }

# expect: 6
fn case_4_pipe() -> Int { 1 + 2 |> f_case_4_pipe }

fn f_case_4_pipe2(n :: Int) -> Int { n * 2 }

fn g_case_4_pipe2(n :: Int, m :: Int) -> Int { n - m }

# expect: 10
fn case_4_pipe2() -> Int { 3 |> f_case_4_pipe2 |> g_case_4_pipe2(1) |> f_case_4_pipe2 }

fn f_case_4_unarycall(n :: Int) -> Int { n * 2 }

# expect: -4
fn case_4_unarycall() -> Int { -f_case_4_unarycall(2) }

# expect: 4
fn case_4_nlminus() -> Int {
  let x := 5
  let y := x - 1
  y
}

# expect: -5
fn case_4_nlparen() -> Int {
  let x := 5
  (-x)
}

# expect: 6
fn case_4_nlparen2() -> Int {
  let f := 5
  (f + 1)
}

# expect: true
fn case_4_nlop() -> Bool { 1 + 2 * 3 == 7 and true }

# expect: 2
fn case_4_nlpipe() -> Int { [1, 2] |> list.map(fn (x :: Int) -> Int { x + 1 }) |> list.len }

fn f_case_4_nlcall(n :: Int) -> Int { n }

# expect: 3
fn case_4_nlcall() -> Int {
  let g := f_case_4_nlcall
  (3)
}

# expect: 3
fn case_4_opend() -> Int { 1 + 2 }

fn f_case_4_pipeend(n :: Int) -> Int { n * 2 }

# expect: 2
fn case_4_pipeend() -> Int { 1 |> f_case_4_pipeend }

# expect: false
fn case_4_not_nl() -> Bool { not true }

# expect: {}
fn case_4_rec0() -> {} { {} }

# expect: null
fn case_4_emptyfn() -> Unit {}

# expect: null
fn case_4_letlast() -> Unit {
  let x := 1
}

# expect: null
fn case_4_emptyif() -> Unit { if true {} else {} }

# expect: {}
fn case_4_armempty() -> {} { match 1 + 0 { 1 => {}, _ => {} } }

# expect: 3
fn case_4_let() -> Int {
  let _ := 5
  let _ := "a"
  3
}

# expect: 7
fn case_4_block() -> Int {
  let y := {
    let a := 2
    a * 3
  }
  y + 1
}

fn f_case_4_blocksemi(n :: Int) -> Int { n }

# expect: 3
fn case_4_blocksemi() -> Int {
  let y := {
    f_case_4_blocksemi(1)
    2
  }
  y + 1
}

# expect: 2
fn case_4_elseif() -> Int {
  let n := 5
  if n < 3 { 1 } else if n < 6 { 2 } else { 3 }
}

# expect: 1
fn case_4_unitpat() -> Int { match () { () => 1 } }

# expect: 3
fn case_4_onepat() -> Int { match 3 { p => p } }

# expect: 2
fn case_4_recpat() -> Int { match { a: 1, b: 2, c: 3 } { { b } => b } }

# expect: 3
fn case_4_recpat2() -> Int {
  match { a: 1, b: Some(2) } { { b: Some(n), a: m } => n + m, { b: None } => 0 }
}

# expect: 9
fn case_4_recpat0() -> Int { match { a: 1 } { {} => 9 } }

# expect: 1
fn case_4_negpat() -> Int { match 0 - 3 { -3 => 1, _ => 2 } }

# expect: 1
fn case_4_negfpat() -> Int { match 0.0 - 1.5 { -1.5 => 1, _ => 2 } }

# expect: 1
fn case_4_strpat() -> Int { match "a" + "b" { "ab" => 1, _ => 2 } }

fn f_case_4_asc(n :: Int) -> Int { n }

# expect: 3
fn case_4_asc() -> Int { (1 :: Int) + (f_case_4_asc((2 :: Int)) :: Int) }

# expect: 0
fn case_4_asc2() -> Int {
  let e := ([] :: List[Int])
  list.len(e)
}

# expect: null
fn case_4_unit() -> Unit { () }

fn f_case_4_refbody(n :: Int{x | x > 0}) -> Int { n }

# expect: 1
fn case_4_refbody() -> Int { f_case_4_refbody(1) }

fn f_case_4_post(a :: Int) -> (Int) -> { x :: Int } {
  fn (b :: Int) -> { x :: Int } { { x: a + b } }
}

# expect: 3
fn case_4_post() -> Int { f_case_4_post(1)(2).x }

# expect: 3
fn case_4_iife() -> Int { (fn (x :: Int) -> Int { x + 1 })(2) }

# expect: 3
fn case_4_iife2() -> Int { fn (x :: Int) -> Int { x + 1 }(2) }

# expect: 5
fn case_4_matchpost() -> Int { match 1 { _ => { x: 5 } }.x }

# expect: 5
fn case_4_ifpost() -> Int { if true { { x: 5 } } else { { x: 6 } }.x }

# expect: 4
fn case_4_listcall() -> Int { { x: 4 }.x }

# expect: 5
fn case_4_matchinop() -> Int { 1 + match Some(2) { Some(v) => v, None => 0 } * 2 }

# expect: 5
fn case_4_ifinop() -> Int { 1 + if true { 2 } else { 3 } * 2 }

# expect: 1
fn case_4_ifrec() -> Int { if { x: true }.x { 1 } else { 2 } }

# expect: 1
fn case_4_matchrec() -> Int { match { x: 1 } { { x } => x } }

# expect: 2
fn case_4_matchvar() -> Int {
  let x := 1
  match x { 1 => 2, _ => 3 }
}

# expect: 1
fn case_4_ifvar() -> Int {
  let x := true
  if x { 1 } else { 2 }
}

fn add_case_4_ex(a :: Int, b :: Int) -> Int examples {
  add_case_4_ex(1, 2) => 3,
  other(0, 0) => 0,
} {
  a + b
}

fn e_case_4_ex() -> Int examples {} {
  1
}

# expect: 2
fn case_4_ex() -> Int { add_case_4_ex(1, 1) }

fn f_case_4_unitfn(g :: () -> Unit) -> Unit { g() }

# expect: null
fn case_4_unitfn() -> Unit { f_case_4_unitfn(fn () -> Unit { () }) }
