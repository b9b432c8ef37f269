import "./core/base" as b

fn go(n :: Int) -> Int { b.bump(n) * 10 }

fn boxed(n :: Int) -> b.Box[Int] { { v: n } }
