type Point = { x :: Int, y :: Int }
type Person = { name :: Str, age :: Option[Int], home :: Point }
type Tree = { value :: Int, children :: List[Tree] }
type Chain[T] = { head :: T, rest :: Option[Chain[T]] }
type Id = Int
import "std.list" as list
import "std.option" as option

# expect: {"x":1,"y":2}
fn point() -> Point { { y: 2, x: 1 } }
# expect: 3
fn fields() -> Int { let p := point() ; p.x + p.y }
# expect: [7,"Ann"]
fn nested_fields() -> (Int, Str) {
  let p := { name: "Ann", age: Some(3), home: { x: 7, y: 8 } }
  (p.home.x, p.name)
}
# expect: {"age":{"$variant":"None","args":[]},"home":{"x":1,"y":2},"name":"Bo"}
fn made() -> Person { { name: "Bo", age: None, home: point() } }
# args: {"x":3,"y":4}
# expect: {"x":4,"y":3}
fn swap(p :: Point) -> Point { match p { { x, y } => { x: y, y: x } } }
fn sum(t :: Tree) -> Int { list.fold(t.children, t.value, fn (a :: Int, c :: Tree) -> Int { a + sum(c) }) }
# expect: 6
fn recursive_record() -> Int { sum({ value: 1, children: [{ value: 2, children: [] }, { value: 3, children: [] }] }) }
# args: {"value":1,"children":[{"value":5,"children":[]}]}
# expect: 6
fn recursive_argument(t :: Tree) -> Int { sum(t) }
fn length[T](c :: Chain[T]) -> Int { match c.rest { Some(r) => 1 + length(r), None => 1 } }
# expect: [2,1]
fn generic_recursive_record() -> (Int, Int) {
  (length({ head: 1, rest: Some({ head: 2, rest: None }) }), length({ head: "a", rest: None }))
}
# expect: [true,false,true]
fn equality() -> List[Bool] { let p := ({ x: 2, y: 1 } :: Point) ; [point() == point(), point() == p, made() == made()] }
# expect: 6
fn alias_of_int() -> Int { let i := (6 :: Id) ; i }
# expect: {}
fn empty() -> {} { {} }
# expect: [[1,2],[3,"c"]]
fn tuples() -> ((Int, Int), (Int, Str)) { match (1, 2, (3, "c")) { (a, b, c) => ((a, b), c) } }
# expect: [{"x":1,"y":2},{"x":5,"y":2}]
fn in_lists() -> List[Point] { [point(), { x: 5, y: 2 }] }
# expect: [1,{"$variant":"Some","args":[{"x":1,"y":2}]}]
fn in_options() -> (Int, Option[Point]) { let o := Some(point()) ; (match o { Some({ x }) => x, None => 0 }, o) }
# expect: 3
fn call_of_field() -> Int { let r := { f: fn (x :: Int) -> Int { x + 1 } } ; r.f(2) }
# expect: 12
fn matrix_like() -> Int { let m := { rows: 3, cols: 4, data: [1.0] } ; m.rows * m.cols }
type Wide = { a :: Int, b :: Int, c :: Str, d :: List[Int] }
fn wide() -> Wide { { a: 1, b: 2, c: "c", d: [3] } }
# expect: [{"a":5,"b":2,"c":"c","d":[3]},{"a":2,"b":1,"c":"x","d":[3]},{"a":1,"b":2,"c":"c","d":[3]}]
fn updates() -> List[Wide] {
  let w := wide()
  let first := { a: 5, b: w.b, c: w.c, d: w.d }
  let second := { a: w.b, b: w.a, c: "x", d: w.d }
  [first, second, w]
}
# expect: [{"a":3,"b":2,"c":"cc","d":[3,1,3]},{"a":9,"b":2,"c":"c","d":[3]}]
fn update_of_two() -> List[Wide] {
  let w := wide()
  let v := { a: 9, b: w.b, c: w.c, d: w.d }
  [{ a: w.a + w.b, b: v.b, c: w.c + v.c, d: list.concat(v.d, list.concat([w.a], v.d)) }, v]
}
fn spin(n :: Int, w :: Wide) -> Wide { if n == 0 { w } else { spin(n - 1, { a: w.b, b: (w.a + w.b) % 1000, c: w.c, d: w.d }) } }
# expect: [{"a":176,"b":277,"c":"c","d":[3]},{"a":1,"b":2,"c":"c","d":[3]}]
fn update_in_a_loop() -> List[Wide] { let w := wide() ; [spin(100, w), w] }
# expect: [{"x":7,"y":8},{"x":1,"y":2}]
fn same_fields_other_type() -> List[Point] { let t := { x: "a", y: 8 } ; [{ x: 7, y: t.y }, point()] }
