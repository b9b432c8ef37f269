# Counts the words of a file. The signature says that `report` reads and prints; the run must be granted both.
#
#     motet run --allow fs_read:README.md examples/lex/words.lex report '"README.md"' 5
#     motet lex run --allow-effects io --allow-fs-read README.md examples/lex/words.lex report '"README.md"' 5
import "std.int" as int
import "std.io" as io
import "std.list" as list
import "std.map" as map
import "std.option" as option
import "std.str" as str
import "std.tuple" as tuple

fn words(text :: Str) -> List[Str] {
  let pieces := str.split(str.replace(str.to_lower(text), "\n", " "), " ")
  list.filter(pieces, fn (word :: Str) -> Bool { not str.is_empty(word) })
}

fn count(words :: List[Str]) -> Map[Str, Int] {
  list.fold(words, map.new(), fn (counts :: Map[Str, Int], word :: Str) -> Map[Str, Int] {
    map.set(counts, word, option.unwrap_or(map.get(counts, word), 0) + 1)
  })
}

fn most_frequent(counts :: Map[Str, Int], limit :: Int) -> List[(Str, Int)] {
  let sorted := list.sort_by(map.entries(counts), fn (entry :: (Str, Int)) -> Int {
    -(tuple.snd(entry))
  })
  let numbered := list.filter(list.enumerate(sorted), fn (item :: (Int, (Str, Int))) -> Bool {
    tuple.fst(item) < limit
  })
  list.map(numbered, fn (item :: (Int, (Str, Int))) -> (Str, Int) { tuple.snd(item) })
}

fn report(path :: Str, limit :: Int) -> [io] Result[Int, Str] {
  let text := io.read(path)?
  let counts := count(words(text))
  let _ := list.map(most_frequent(counts, limit), fn (entry :: (Str, Int)) -> [io] Unit {
    match entry {
      (word, times) => io.print(str.join([int.to_str(times), word], " ")),
    }
  })
  Ok(map.size(counts))
}

fn main() -> List[(Str, Int)] {
  most_frequent(count(words("the cat and the dog and the bird")), 2)
}
