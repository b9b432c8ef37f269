import "./lib" as lib
import "std.test" as test
import "std.list" as list

# expect: {"$variant":"Ok","args":[null]}
fn run_all() -> Result[Unit, Str] {
  let a := test.assert_eq(lib.f(1), 2)?
  let b := test.assert_true(lib.g("x"))?
  test.assert_ne(lib.f(2), 2)
}

# expect: {"$variant":"Err","args":["assert_eq: lhs [2] != rhs [3]"]}
fn failing() -> Result[Unit, Str] { test.assert_eq([lib.f(1)], [3]) }
