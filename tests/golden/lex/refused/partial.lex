# static error: non_exhaustive_match
fn f(o :: Option[Int]) -> Int { match o { Some(x) => x } }
