fn f(n :: Int{k | k > 0}) -> Int examples {
  f(1) => 2,
  f(5) => 6,
} {
  n + 1
}

fn g(s :: Str) -> Bool { s != "" }
