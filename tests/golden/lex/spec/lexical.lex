# Literals, strings and operators as section 3 has them.

# c
# expect: 1
fn case_3_comment() -> Int { # x
  1 # y }
  # z
}

# end

fn examples_case_3_ok_examples(examples_case_3_ok_examples :: Int) -> Int {
  let examples_case_3_ok_examples := examples_case_3_ok_examples + 1
  examples_case_3_ok_examples
}

# expect: 2
fn case_3_ok_examples() -> Int { examples_case_3_ok_examples(1) }

fn spec_case_3_ok_spec(spec_case_3_ok_spec :: Int) -> Int {
  let spec_case_3_ok_spec := spec_case_3_ok_spec + 1
  spec_case_3_ok_spec
}

# expect: 2
fn case_3_ok_spec() -> Int { spec_case_3_ok_spec(1) }

fn _f1(_x :: Int, __ :: Int, a_1B :: Int) -> Int { _x + __ + a_1B }

# expect: 6
fn case_3_ident() -> Int { _f1(1, 2, 3) }

# expect: 1000007
fn case_3_int() -> Int { 1_000_000 + 0 + 007 }

# expect: 10
fn case_3_int2() -> Int { 1__0_ }

# expect: 9223372036854775807
fn case_3_intmax() -> Int { 9223372036854775807 }

# expect: 1.5
fn case_3_fl() -> Float { 1.5 }

# expect: 10.25
fn case_3_fl_2() -> Float { 1_0.2_5 }

# expect: 1000.0
fn case_3_exp() -> Float { 1e3 }

# expect: 0.0015
fn case_3_exp2() -> Float { 1.5e-3 }

# expect: 200.0
fn case_3_exp3() -> Float { 2E+2 }

# expect: null
fn case_3_exp4() -> Float { 1e400 }

# expect: "a\n\t\r\\\"\u0000b"
fn case_3_str() -> Str { "a\n\t\r\\\"\0b" }

# expect: "a\nb"
fn case_3_strnl() -> Str { "a
b" }

# expect: "a # b"
fn case_3_strhash() -> Str { "a # b" }

# expect: "é😀"
fn case_3_stru() -> Str { "é😀" }

# expect: "a;b"
fn case_3_strsemi() -> Str { "a;b" }

# expect: "{x}"
fn case_3_braces() -> Str { "{x}" }

# expect: {"$bytes":"610ac3a900"}
fn case_3_bytes() -> Bytes { b"a\né\0" }

# expect: 1
fn case_3_bytesid() -> Int {
  let b := 1
  b
}

# expect: true
fn case_3_ops() -> Bool {
  let a := 3
  a <= 3 and a >= 3 or not (a == 4)
}

# expect: 2
fn case_3_neg() -> Int { 1 - -1 }

# expect: 1
fn case_3_neg2() -> Int { --1 }

# expect: true
fn case_3_notnot() -> Bool { not not true }
