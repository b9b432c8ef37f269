import "./core/base" as c

fn go(n :: Int) -> Int { c.bump(n) * 100 }

fn boxed[T](n :: T) -> c.Box[T] { c.mk(n) }
