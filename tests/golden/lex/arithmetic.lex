import "std.math" as math

# args: 9223372036854775807 ; 1
# expect: -9223372036854775808
# args: 2 ; 3
# expect: 5
fn add(a :: Int, b :: Int) -> Int { a + b }
# args: -9223372036854775808 ; 1
# expect: 9223372036854775807
fn sub(a :: Int, b :: Int) -> Int { a - b }
# args: 4611686018427387904 ; 4
# expect: 0
# args: 3037000500 ; 3037000500
# expect: -9223372036709301616
fn mul(a :: Int, b :: Int) -> Int { a * b }
# args: -9223372036854775808 ; -1
# expect: -9223372036854775808
# args: -7 ; 2
# expect: -3
# args: 7 ; 0
# error: integer division by zero
fn div(a :: Int, b :: Int) -> Int { a / b }
# args: -9223372036854775808 ; -1
# expect: 0
# args: -7 ; 2
# expect: -1
# args: 7 ; -2
# expect: 1
# args: 1 ; 0
# error: integer modulo by zero
fn rem(a :: Int, b :: Int) -> Int { a % b }
# args: -9223372036854775808
# expect: -9223372036854775808
# args: 5
# expect: -5
fn negate(a :: Int) -> Int { -a }
# expect: 14
fn precedence() -> Int { 2 + 3 * 4 }
# expect: -4
fn left_to_right() -> Int { 10 - 7 - 7 }
# args: 1.5 ; 2.25
# expect: [3.75,-0.75,3.375,0.6666666666666666,1.5]
# args: 1.0 ; 0.0
# expect: [1.0,1.0,0.0,null,null]
fn floats(a :: Float, b :: Float) -> List[Float] { [a + b, a - b, a * b, a / b, a % b] }
# expect: -0.0
fn minus_zero() -> Float { -0.0 }
# expect: [1.5,-1.5]
fn fmod() -> List[Float] { [5.5 % 2.0, -5.5 % 2.0] }
# expect: [false,false,false,false,false,true]
fn nan_never_orders() -> List[Bool] {
  let nan := 0.0 / 0.0
  [nan < 1.0, nan <= 1.0, nan > 1.0, nan >= 1.0, nan == nan, nan != nan]
}
# expect: [true,false]
fn nan_negated() -> List[Bool] {
  let nan := 0.0 / 0.0
  [not (nan < 1.0), if nan >= 1.0 { true } else { false }]
}
# expect: true
fn zeros_are_equal() -> Bool { 0.0 == -0.0 }
# expect: [true,false,true,false,true,true]
fn int_order() -> List[Bool] { [1 < 2, 2 < 1, 2 <= 2, 2 > 2, 2 >= 2, 1 != 2] }
# expect: [true,true,false,true,false]
fn str_order() -> List[Bool] { ["a" < "b", "Z" < "a", "é" < "z", "" < "a", "b" <= "a"] }
# expect: "abc"
fn str_plus() -> Str { "a" + "b" + "c" }
# expect: -3
fn minus_minus() -> Int { - - -3 }
# expect: [6,true]
fn grouping() -> (Int, Bool) { ((1 + 2) * 2, not (1 == 2)) }
# expect: 1.0
fn float_power() -> Float { math.sqrt(1.0) }
