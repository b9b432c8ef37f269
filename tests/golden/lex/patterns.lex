type Shape = Dot | Circle(Int) | Rect(Int, Int) | Named({ name :: Str, inner :: Option[Int] })
type Tree[T] = Leaf | Node(Tree[T], T, Tree[T])

fn area(s :: Shape) -> Int {
  match s { Dot => 0, Circle(r) => 3 * r * r, Rect(w, h) => w * h, Named({ name, inner: Some(n) }) => n, Named(_) => -1 }
}
# expect: [0,12,6,9,-1]
fn areas() -> List[Int] {
  [area(Dot), area(Circle(2)), area(Rect(2, 3)), area(Named({ name: "a", inner: Some(9) })), area(Named({ name: "b", inner: None }))]
}
# args: 0
# expect: "none"
# args: 1
# expect: "one"
# args: -1
# expect: "minus"
# args: 7
# expect: "many"
fn ints(n :: Int) -> Str { match n { 0 => "none", 1 => "one", -1 => "minus", _ => "many" } }
# args: "a"
# expect: 1
# args: "é"
# expect: 2
# args: ""
# expect: 0
fn strs(s :: Str) -> Int { match s { "a" => 1, "é" => 2, _ => 0 } }
# args: 0.0
# expect: "zero"
# args: -0.0
# expect: "zero"
# args: 1.5
# expect: "more"
# args: 2.0
# expect: "other"
fn floats(x :: Float) -> Str { match x { 0.0 => "zero", 1.5 => "more", _ => "other" } }
# expect: [1,2,3,4]
fn grid() -> List[Int] { [cell(true, true), cell(true, false), cell(false, true), cell(false, false)] }
fn cell(a :: Bool, b :: Bool) -> Int { match (a, b) { (true, true) => 1, (true, false) => 2, (false, true) => 3, (false, false) => 4 } }
fn both(a :: Option[Int], b :: Option[Int]) -> Int {
  match (a, b) { (Some(x), Some(y)) => x + y, (Some(x), None) => x, (None, _) => -1 }
}
# expect: [3,1,-1,-1]
fn boths() -> List[Int] { [both(Some(1), Some(2)), both(Some(1), None), both(None, Some(2)), both(None, None)] }
# args: 15
# expect: "fizzbuzz"
# args: 9
# expect: "fizz"
# args: 10
# expect: "buzz"
# args: 7
# expect: "7"
fn fizz(n :: Int) -> Str { match (n % 3, n % 5) { (0, 0) => "fizzbuzz", (0, _) => "fizz", (_, 0) => "buzz", _ => "7" } }
fn insert(t :: Tree[Int], x :: Int) -> Tree[Int] {
  match t {
    Leaf => Node(Leaf, x, Leaf),
    Node(l, v, r) => if x < v { Node(insert(l, x), v, r) } else { Node(l, v, insert(r, x)) },
  }
}
fn total(t :: Tree[Int]) -> Int { match t { Leaf => 0, Node(l, v, r) => total(l) + v + total(r) } }
# expect: 15
fn trees() -> Int { total(insert(insert(insert(Leaf, 4), 1), 10)) }
# expect: {"$variant":"Node","args":[{"$variant":"Leaf","args":[]},4,{"$variant":"Leaf","args":[]}]}
fn tree_json() -> Tree[Int] { insert(Leaf, 4) }
fn depth(t :: Tree[Int]) -> Str {
  match t {
    Node(Node(_, _, _), _, Node(_, _, _)) => "both",
    Node(Node(_, x, _), _, Leaf) => if x == 1 { "left one" } else { "left" },
    Node(Leaf, _, Node(_, _, _)) => "right",
    Node(Leaf, 5, Leaf) => "five",
    Node(_, _, _) => "single",
    Leaf => "leaf",
  }
}
# expect: ["both","left one","left","right","five","single","leaf"]
fn depths() -> List[Str] {
  let one := fn (n :: Int) -> Tree[Int] { Node(Leaf, n, Leaf) }
  [depth(Node(one(1), 2, one(3))), depth(Node(one(1), 2, Leaf)), depth(Node(one(7), 2, Leaf)), depth(Node(Leaf, 2, one(3))),
   depth(one(5)), depth(one(6)), depth(Leaf)]
}
# expect: [1,10,20]
fn first_arm_wins() -> List[Int] {
  [match 1 { n => 1, 1 => 20 }, match 2 { 1 => 5, 2 => 10, _ => 7 }, match Some(3) { Some(_) => 20, Some(3) => 30, None => 0 }]
}
# expect: [6,"b",3]
fn nested_records() -> (Int, Str, Int) {
  match { a: { b: 6, c: "b" }, d: (1, 2) } { { a: { b, c }, d: (x, y) } => (b, c, x + y) }
}
# expect: 1
fn clean_stack() -> Int { 1 + match opt(false) { Some(v) => v, None => 0 } }
# expect: [1,0,5,7]
fn clean_arguments() -> (Int, Int, Int, Int) { (1, match opt(false) { Some(v) => v, None => 0 }, match opt(true) { Some(v) => v, None => 9 }, 7) }
fn opt(b :: Bool) -> Option[Int] { if b { Some(5) } else { None } }
# expect: {"$variant":"Some","args":[[1,{"$variant":"Some","args":[2]}]]}
fn whole_value() -> Option[(Int, Option[Int])] { match (1, opt(true)) { (1, Some(_)) => Some((1, Some(2))), pair => Some(pair) } }
# expect: [[2,{"$variant":"None","args":[]}],[1,2]]
fn tuple_bound_as_a_whole() -> ((Int, Option[Int]), (Int, Int)) {
  (match (2, opt(false)) { (1, _) => (0, None), pair => pair }, match (1, 2) { p => p })
}
# expect: [5,5]
fn known_bound_as_a_whole() -> List[Int] {
  let a := match (if true { Some(5) } else { None }) { None => 0, whole => unwrap(whole) }
  let b := match Some(5) { whole => unwrap(whole) }
  [a, b]
}
fn unwrap(o :: Option[Int]) -> Int { match o { Some(v) => v, None => -1 } }
# expect: null
fn unit_pattern() -> Unit { match () { () => () } }
# expect: ["()","x"]
fn unit_in_tuple() -> List[Str] { match ((), "x") { ((), s) => ["()", s] } }
fn month(n :: Int) -> Int {
  match n { 1 => 31, 2 => 28, 3 => 31, 4 => 30, 5 => 31, 6 => 30, 7 => 31, 8 => 31, 9 => 30, 10 => 31, 11 => 30, 12 => 31,
            100 => 1, 200 => 2, 300 => 3, 400 => 4, 500 => 5, -1 => 6, -100 => 7, _ => 0 }
}
# expect: [31,28,31,30,30,31,1,2,3,4,5,6,7,0,0,0]
fn months() -> List[Int] {
  [month(1), month(2), month(3), month(4), month(11), month(12), month(100), month(200), month(300), month(400), month(500),
   month(-1), month(-100), month(0), month(13), month(450)]
}
# expect: 3
fn shared_arm() -> Int { match (if 1 < 2 { Rect(1, 2) } else { Circle(4) }) { Dot => 0, Rect(a, b) => a + b, other => area(other) } }
# expect: 48
fn shared_wildcard() -> Int { match (if 1 > 2 { Rect(1, 2) } else { Circle(4) }) { Dot => 0, other => area(other) } }
# expect: ["a","b"]
fn two_levels() -> List[Str] {
  let f := fn (x :: Result[Option[Int], Str]) -> Str { match x { Ok(Some(1)) => "a", Ok(Some(_)) => "c", Ok(None) => "d", Err("e") => "b", Err(m) => m } }
  [f(Ok(Some(1))), f(Err("e"))]
}
