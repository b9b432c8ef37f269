# static error: refinement_violation
fn positive(n :: Int{x | x > 0}) -> Int { n }
fn f() -> Int { positive(-3) }
