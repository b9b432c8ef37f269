# static error: effect_row_mismatch
import "std.io" as io
import "std.iter" as iter

fn steps() -> [io] Iter[Int] {
  iter.unfold(1, fn (n :: Int) -> [io] Option[(Int, Int)] {
    io.print("a step")
    Some((n, n + 1))
  })
}

fn pure(it :: Iter[Int]) -> Int { iter.count(iter.take(it, 3)) }
