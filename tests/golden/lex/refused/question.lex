# static error: type_mismatch
fn g() -> Result[Int, Str] { Ok(1) }
fn f() -> Int { g()? }
