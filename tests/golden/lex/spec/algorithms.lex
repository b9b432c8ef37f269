# Well-known algorithms in a few lines.
import "std.io" as io
import "std.str" as str
import "std.int" as int
import "std.list" as list
import "std.option" as option
import "std.tuple" as tuple
import "std.map" as map
import "std.set" as set
import "std.deque" as deque

fn f_case_k1(xs :: List[Int]) -> (Int, Int, List[Int]) {
  list.fold(xs, (0, 1, []), fn (acc :: (Int, Int, List[Int]), x :: Int) -> (Int, Int, List[Int]) {
    match acc {
      (s, p, ys) => if x % 2 == 0 { (s + x, p, list.cons(x, ys)) } else { (s, p * x, ys) },
    }
  })
}

# expect: [6,15,[4,2]]
fn case_k1() -> (Int, Int, List[Int]) { f_case_k1([1, 2, 3, 4, 5]) }

type ACaseK2 = { n :: Int, seen :: Set[Int], last :: Option[Int] }

fn f_case_k2(xs :: List[Int]) -> ACaseK2 {
  list.fold(xs, { n: 0, seen: set.new(), last: None }, fn (a :: ACaseK2, x :: Int) -> ACaseK2 {
    if set.has(a.seen, x) { a } else { { n: a.n + 1, seen: set.add(a.seen, x), last: Some(x) } }
  })
}

# expect: {"last":{"$variant":"Some","args":[2]},"n":3,"seen":[1,2,3]}
fn case_k2() -> ACaseK2 { f_case_k2([3, 1, 3, 2, 1]) }

fn f_case_k3(n :: Int) -> List[List[Int]] {
  list.map(list.range(0, n), fn (i :: Int) -> List[Int] {
    list.map(list.filter(list.range(0, n), fn (j :: Int) -> Bool { j != i }), fn (j :: Int) -> Int {
      i * 10 + j
    })
  })
}

# expect: [[1,2],[10,12],[20,21]]
fn case_k3() -> List[List[Int]] { f_case_k3(3) }

fn perms_case_k4(xs :: List[Int]) -> List[List[Int]] {
  match xs {
    [] => [[]],
    _ => list.fold(
      list.enumerate(xs),
      [],
      fn (acc :: List[List[Int]], e :: (Int, Int)) -> List[List[Int]] {
        match e {
          (i, x) => {
            let rest := list.concat(list.take(xs, i), list.drop(xs, i + 1))
            list.concat(acc, list.map(perms_case_k4(rest), fn (p :: List[Int]) -> List[Int] {
              list.cons(x, p)
            }))
          },
        }
      },
    ),
  }
}

# expect: [[1,2,3],[1,3,2],[2,1,3],[2,3,1],[3,1,2],[3,2,1]]
fn case_k4() -> List[List[Int]] { perms_case_k4([1, 2, 3]) }

fn queens_case_k5(n :: Int, row :: Int, placed :: List[Int]) -> Int {
  if row == n {
    1
  } else {
    list.fold(list.range(0, n), 0, fn (total :: Int, col :: Int) -> Int {
      if safe_case_k5(placed, col, 1) {
        total + queens_case_k5(n, row + 1, list.cons(col, placed))
      } else {
        total
      }
    })
  }
}

fn safe_case_k5(placed :: List[Int], col :: Int, d :: Int) -> Bool {
  match list.head(placed) {
    None => true,
    Some(c) => c != col
      and c - d != col
      and c + d != col
      and safe_case_k5(list.tail(placed), col, d + 1),
  }
}

# expect: 4
fn case_k5() -> Int { queens_case_k5(6, 0, []) }

fn collatz_case_k6(n :: Int, steps :: Int) -> Int {
  if n == 1 {
    steps
  } else {
    if n % 2 == 0 {
      collatz_case_k6(n / 2, steps + 1)
    } else {
      collatz_case_k6(3 * n + 1, steps + 1)
    }
  }
}

# expect: [97,118]
fn case_k6() -> (Int, Int) {
  list.fold(list.range(1, 100), (0, 0), fn (best :: (Int, Int), n :: Int) -> (Int, Int) {
    let c := collatz_case_k6(n, 0)
    if c > tuple.snd(best) { (n, c) } else { best }
  })
}

fn hanoi_case_k7(n :: Int, a :: Str, b :: Str, c :: Str) -> List[(Str, Str)] {
  if n == 0 {
    []
  } else {
    list.concat(hanoi_case_k7(n - 1, a, c, b), list.cons((a, c), hanoi_case_k7(n - 1, b, a, c)))
  }
}

# expect: [255,[["A","B"],["A","C"],["B","C"]]]
fn case_k7() -> (Int, List[(Str, Str)]) {
  (list.len(hanoi_case_k7(8, "a", "b", "c")), hanoi_case_k7(2, "A", "B", "C"))
}

fn ack_case_k8(m :: Int, n :: Int) -> Int {
  if m == 0 {
    n + 1
  } else {
    if n == 0 { ack_case_k8(m - 1, 1) } else { ack_case_k8(m - 1, ack_case_k8(m, n - 1)) }
  }
}

# expect: 21
fn case_k8() -> Int { ack_case_k8(2, 9) }

fn qs_case_k9(xs :: List[Int]) -> List[Int] {
  match list.head(xs) {
    None => [],
    Some(p) => {
      let rest := list.tail(xs)
      let lo := list.filter(rest, fn (x :: Int) -> Bool { x < p })
      let hi := list.filter(rest, fn (x :: Int) -> Bool { x >= p })
      list.concat(qs_case_k9(lo), list.cons(p, qs_case_k9(hi)))
    },
  }
}

# expect: [1,1,2,3,3,4,5,5,6,9]
fn case_k9() -> List[Int] { qs_case_k9([3, 1, 4, 1, 5, 9, 2, 6, 5, 3]) }

fn ms_case_k10[T](xs :: List[T], le :: (T, T) -> Bool) -> List[T] {
  let n := list.len(xs)
  if n < 2 {
    xs
  } else {
    let h := n / 2
    merge_case_k10(ms_case_k10(list.take(xs, h), le), ms_case_k10(list.drop(xs, h), le), le, [])
  }
}

fn merge_case_k10[T](a :: List[T], b :: List[T], le :: (T, T) -> Bool, acc :: List[T]) -> List[T] {
  match (list.head(a), list.head(b)) {
    (None, _) => list.concat(acc, b),
    (_, None) => list.concat(acc, a),
    (Some(x), Some(y)) => if le(x, y) {
      merge_case_k10(list.tail(a), b, le, list.concat(acc, [x]))
    } else {
      merge_case_k10(a, list.tail(b), le, list.concat(acc, [y]))
    },
  }
}

# expect: [[1,2,3],["a","b","c"]]
fn case_k10() -> (List[Int], List[Str]) {
  (
    ms_case_k10([3, 1, 2], fn (a :: Int, b :: Int) -> Bool { a <= b }),
    ms_case_k10(["b", "c", "a"], fn (a :: Str, b :: Str) -> Bool { a <= b }),
  )
}

fn gcd_case_k11(a :: Int, b :: Int) -> Int { if b == 0 { a } else { gcd_case_k11(b, a % b) } }

fn isqrt_case_k11(n :: Int, g :: Int) -> Int {
  let h := (g + n / g) / 2
  if h >= g { g } else { isqrt_case_k11(n, h) }
}

fn modpow_case_k11(b :: Int, e :: Int, m :: Int) -> Int {
  if e == 0 {
    1
  } else {
    let h := modpow_case_k11(b * b % m, e / 2, m)
    if e % 2 == 1 { h * b % m } else { h }
  }
}

# expect: [21,1000,1]
fn case_k11() -> (Int, Int, Int) {
  (gcd_case_k11(1071, 462), isqrt_case_k11(1000000, 1000000), modpow_case_k11(7, 560, 561))
}

fn sieve_case_k12(n :: Int) -> List[Int] { go_case_k12(list.range(2, n), []) }

fn go_case_k12(xs :: List[Int], ps :: List[Int]) -> List[Int] {
  match list.head(xs) {
    None => list.reverse(ps),
    Some(p) => go_case_k12(
      list.filter(list.tail(xs), fn (x :: Int) -> Bool { x % p != 0 }),
      list.cons(p, ps),
    ),
  }
}

# expect: [2,3,5,7,11,13,17,19,23,29]
fn case_k12() -> List[Int] { sieve_case_k12(30) }

fn bits_case_k13(n :: Int) -> Str {
  if n < 2 { int.to_str(n) } else { bits_case_k13(n / 2) + int.to_str(n % 2) }
}

fn caesar_case_k13(s :: Str, k :: Int) -> Str {
  let abc := "abcdefghijklmnopqrstuvwxyz"
  str.join(
    list.map(str.split(s, ""), fn (c :: Str) -> Str {
      match find_case_k13(abc, c, 0) { Some(i) => str.char_at(abc, (i + k) % 26), None => c }
    }),
    "",
  )
}

fn find_case_k13(s :: Str, c :: Str, i :: Int) -> Option[Int] {
  if i >= str.len(s) {
    None
  } else {
    if str.char_at(s, i) == c { Some(i) } else { find_case_k13(s, c, i + 1) }
  }
}

# expect: ["100101","khoor, zruog"]
fn case_k13() -> (Str, Str) { (bits_case_k13(37), caesar_case_k13("hello, world", 3)) }

fn rle_case_k14(cs :: List[Str]) -> List[(Str, Int)] {
  list.reverse(list.fold(cs, [], fn (acc :: List[(Str, Int)], c :: Str) -> List[(Str, Int)] {
    match acc {
      [(d, n), ..rest] => if c == d { list.cons((d, n + 1), rest) } else { list.cons((c, 1), acc) },
      [] => [(c, 1)],
    }
  }))
}

# expect: "3ab2cd"
fn case_k14() -> Str {
  str.join(
    list.map(rle_case_k14(str.split("aaabccd", "")), fn (p :: (Str, Int)) -> Str {
      match p { (c, 1) => c, (c, n) => int.to_str(n) + c }
    }),
    "",
  )
}

fn balanced_case_k15(s :: Str) -> Bool {
  match list.fold(
    str.split(s, ""),
    Some([]),
    fn (st :: Option[List[Str]], c :: Str) -> Option[List[Str]] {
      match st {
        None => None,
        Some(stack) => if str.contains("([{", c) {
          Some(list.cons(c, stack))
        } else {
          match (c, stack) {
            (")", ["(", ..r]) => Some(r),
            ("]", ["[", ..r]) => Some(r),
            ("}", ["{", ..r]) => Some(r),
            (")", _) => None,
            ("]", _) => None,
            ("}", _) => None,
            _ => Some(stack),
          }
        },
      }
    },
  ) {
    Some([]) => true,
    _ => false,
  }
}

# expect: [true,false,false,true,false]
fn case_k15() -> List[Bool] { list.map(["(a[b]{c})", "(]", "((", "", "x)"], balanced_case_k15) }

fn edit_case_k16(a :: List[Str], b :: List[Str]) -> Int {
  match (a, b) {
    ([], _) => list.len(b),
    (_, []) => list.len(a),
    ([x, ..xs], [y, ..ys]) => if x == y {
      edit_case_k16(xs, ys)
    } else {
      1 + int.min(edit_case_k16(xs, b), int.min(edit_case_k16(a, ys), edit_case_k16(xs, ys)))
    },
  }
}

# expect: 3
fn case_k16() -> Int { edit_case_k16(str.split("kitten", ""), str.split("sitting", "")) }

fn knap_case_k17(items :: List[(Int, Int)], cap :: Int) -> Int {
  match items {
    [] => 0,
    [(w, v), ..rest] => if w > cap {
      knap_case_k17(rest, cap)
    } else {
      int.max(knap_case_k17(rest, cap), v + knap_case_k17(rest, cap - w))
    },
  }
}

# expect: 9
fn case_k17() -> Int { knap_case_k17([(1, 1), (3, 4), (4, 5), (5, 7)], 7) }

fn table_case_k18(n :: Int) -> Map[Int, Int] {
  list.fold(
    list.range(2, n + 1),
    map.from_list([(0, 0), (1, 1)]),
    fn (m :: Map[Int, Int], i :: Int) -> Map[Int, Int] {
      match (map.get(m, i - 1), map.get(m, i - 2)) {
        (Some(a), Some(b)) => map.set(m, i, a + b),
        _ => m,
      }
    },
  )
}

# expect: {"$variant":"Some","args":[2880067194370816120]}
fn case_k18() -> Option[Int] { map.get(table_case_k18(90), 90) }

type QCaseK19 = { a :: List[Int], b :: List[Int] }

fn bfs_case_k19(grid :: List[Str], start :: (Int, Int), goal :: (Int, Int)) -> Int {
  walk_case_k19(grid, deque.from_list([(start, 0)]), set.new(), goal)
}

fn key_case_k19(p :: (Int, Int)) -> Int { match p { (x, y) => y * 100 + x } }

fn free_case_k19(grid :: List[Str], p :: (Int, Int)) -> Bool {
  match p {
    (x, y) => match list.get(grid, y) {
      Some(row) => x >= 0 and str.char_at(row, x) == ".",
      None => false,
    },
  }
}

fn walk_case_k19(
  grid :: List[Str],
  q :: Deque[((Int, Int), Int)],
  seen :: Set[Int],
  goal :: (Int, Int),
) -> Int {
  match deque.pop_front(q) {
    None => -1,
    Some((((x, y), d), rest)) => if (x, y) == goal {
      d
    } else {
      if set.has(seen, key_case_k19((x, y))) {
        walk_case_k19(grid, rest, seen, goal)
      } else {
        let next := list.filter(
          [(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)],
          fn (p :: (Int, Int)) -> Bool {
            free_case_k19(grid, p) and not set.has(seen, key_case_k19(p))
          },
        )
        walk_case_k19(
          grid,
          list.fold(
            next,
            rest,
            fn (dq :: Deque[((Int, Int), Int)], p :: (Int, Int)) -> Deque[((Int, Int), Int)] {
              deque.push_back(dq, (p, d + 1))
            },
          ),
          set.add(seen, key_case_k19((x, y))),
          goal,
        )
      }
    },
  }
}

# expect: [7,-1]
fn case_k19() -> (Int, Int) {
  (
    bfs_case_k19(["..#.", ".##.", "...."], (0, 0), (3, 0)),
    bfs_case_k19([".#.", "##."], (0, 0), (2, 0)),
  )
}

fn compose_all_case_k20(fs :: List[(Int) -> Int]) -> (Int) -> Int {
  match fs {
    [] => fn (x :: Int) -> Int { x },
    [f, ..rest] => {
      let g := compose_all_case_k20(rest)
      fn (x :: Int) -> Int { g(f(x)) }
    },
  }
}

# expect: [4,9]
fn case_k20() -> List[Int] {
  list.map([1, 2], compose_all_case_k20([
    fn (x :: Int) -> Int { x + 1 },
    fn (x :: Int) -> Int { x * x },
  ]))
}

# expect: 4864
fn case_k21() -> Int {
  list.fold(list.range(0, 20000), 0, fn (a :: Int, x :: Int) -> Int { (a + x * x) % 1000007 })
}

fn build_case_k22(n :: Int, acc :: Str) -> Str {
  if n == 0 { acc } else { build_case_k22(n - 1, str.concat(acc, "ab")) }
}

# expect: 10000
fn case_k22() -> Int { str.len(build_case_k22(5000, "")) }

# output: a
# output: b
# output: yes
# output: 3
# output: last
# expect: null
fn case_k24() -> [io] Unit {
  let a := io.print("a")
  let b := {
    io.print("b")
    3
  }
  if b > 2 { io.print("yes") } else { io.print("no") }
  match Some(b) { Some(n) => io.print(int.to_str(n)), None => () }
  let _ := io.print("last")
}

fn log_case_k25(level :: Str, msg :: Str) -> [io] Unit { io.print("[" + level + "] " + msg) }

# output: [info] start
# output: [debug] step
# output: [info] n=1
# output: [debug] step
# expect: {"$variant":"Err","args":["negative"]}
fn case_k25() -> [io] Result[Int, Str] {
  log_case_k25("info", "start")
  let n := step_case_k25(1)?
  log_case_k25("info", "n=" + int.to_str(n))
  let m := step_case_k25(-1)?
  log_case_k25("info", "never")
  Ok(n + m)
}

fn step_case_k25(n :: Int) -> [io] Result[Int, Str] {
  log_case_k25("debug", "step")
  if n < 0 { Err("negative") } else { Ok(n) }
}

# output: before
# error: integer division by zero
fn case_k26() -> [io] Int {
  io.print("before")
  let x := 10 / (1 - 1)
  io.print("after")
  x
}

# args: -9223372036854775808
# expect: -9223372036854775808
# args: 9223372036854775808
# error: type mismatch at runtime
fn case_k27(n :: Int) -> Int { n }

# args: 9223372036854775808
# expect: 9.223372036854776e18
# args: -0
# expect: -0.0
fn case_k29(x :: Float) -> Float { x }

# args: "\ud83d\ude00"
# expect: 4
fn case_k31(s :: Str) -> Int { str.len(s) }

# args: {"a":[1]}
# expect: {"a":[1],"z":[0]}
fn case_k32(m :: Map[Str, List[Int]]) -> Map[Str, List[Int]] { map.set(m, "z", [0]) }

# args: {"$variant":"Some","args":["x"]}
# expect: "x"
fn case_k33(o :: Option[Str]) -> Str { option.unwrap_or(o, "none") }

# args: {"a":{"$variant":"None","args":[]}}
# expect: {"$variant":"None","args":[]}
fn case_k34(o :: { a :: Option[Int] }) -> Option[Int] { o.a }

type CCaseK35 = ACaseK35 | BCaseK35({ n :: Int })

# args: {"$variant":"BCaseK35","args":[{"n":5}]}
# expect: 5
fn case_k35(c :: CCaseK35) -> Int { match c { ACaseK35 => 0, BCaseK35({ n }) => n } }

type PCaseK36 = PCaseK36(Int, Str)

# args: {"$variant":"PCaseK36","args":[5,"a"]}
# expect: "a5"
fn case_k36(p :: PCaseK36) -> Str { match p { PCaseK36(n, s) => s + int.to_str(n) } }

# args: 1
# error: type mismatch at runtime
fn case_k37(f :: (Int) -> Int) -> Int { f(1) }

# args: {"b":1}
# error: type mismatch at runtime
fn case_k38(x :: { a :: Int }) -> Int { x.a }
