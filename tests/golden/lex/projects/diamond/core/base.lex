type Box[T] = { v :: T }

fn bump(n :: Int) -> Int { helper(n) + 1 }

fn helper(n :: Int) -> Int { n }

fn mk[T](x :: T) -> Box[T] { { v: x } }
