# static error: type_mismatch
fn f() -> Int { "a" }
