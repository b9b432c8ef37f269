import "std.io" as io

fn loud(text :: Str, value :: Bool) -> [io] Bool {
  let _ := io.print(text)
  value
}
# output: a
# expect: false
fn and_stops() -> [io] Bool { loud("a", false) and loud("b", true) }
# output: a
# output: b
# expect: true
fn and_goes_on() -> [io] Bool { loud("a", true) and loud("b", true) }
# output: a
# expect: true
fn or_stops() -> [io] Bool { loud("a", true) or loud("b", true) }
# output: a
# output: b
# expect: false
fn or_goes_on() -> [io] Bool { loud("a", false) or loud("b", false) }
# args: 0
# expect: false
# args: 5
# expect: true
fn guard(n :: Int) -> Bool { n != 0 and 10 / n > 1 }
# args: 0
# expect: "zero"
# args: 3
# expect: "small"
# args: 11
# expect: "large"
fn guarded_if(n :: Int) -> Str { if n == 0 or 10 / n > 1 { if n == 0 { "zero" } else { "small" } } else { "large" } }
# expect: [true,false,false,true,true,true]
fn mixed() -> List[Bool] {
  [true and true, true and false, false or false, true or false and false, not false and true, (true or false) and not false]
}
# expect: [true,false]
fn stored() -> List[Bool] {
  let t := 1 < 2 and 2 < 3
  let f := 1 > 2 or 2 > 3
  [t, f]
}
# expect: [true,true,false]
fn equality() -> List[Bool] { [true == true, true != false, true == false] }
# args: true ; false
# expect: true
# args: false ; false
# expect: false
fn xor(a :: Bool, b :: Bool) -> Bool { (a or b) and not (a and b) }
# args: 3 ; 1 ; 2
# expect: 3
# args: 1 ; 2 ; 5
# expect: 5
fn largest(a :: Int, b :: Int, c :: Int) -> Int { if a > b and a > c { a } else { if b > c { b } else { c } } }
# expect: 6
fn in_operands() -> Int { (if true and not false { 1 } else { 10 }) + (if false or false { 20 } else { 5 }) }
# output: dropped
# expect: 1
fn dropped() -> [io] Int {
  loud("dropped", false) and loud("never", false)
  1
}
# args: 1
# expect: "one or two"
# args: 3
# expect: "other"
fn condition_as_match(n :: Int) -> Str {
  match n == 1 or n == 2 { true => "one or two", false => "other" }
}
# args: true
# expect: 1
# args: false
# expect: 2
fn bool_binder(b :: Bool) -> Int { match b { true => 1, other => if other { 3 } else { 2 } } }
# args: true
# expect: "yes"
# args: false
# expect: "no"
fn nested_condition(b :: Bool) -> Str { if (if b { true } else { false }) { "yes" } else { "no" } }
