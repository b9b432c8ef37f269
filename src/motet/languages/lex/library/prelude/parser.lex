# std.parser (specification 14.14). A parser takes the bytes of a text and an offset, and gives a value with the offset behind it.

import "std.bytes" as bytes
import "std.list" as list

type Failure = { pos :: Int, message :: Str }
type Grammar[A] = Rule((Bytes, Int) -> Result[(A, Int), Failure])

fn failed[A](pos :: Int, message :: Str) -> Result[(A, Int), Failure] {
  Err({ pos: pos, message: message })
}

fn text(input :: Bytes, from :: Int, to :: Int) -> Str {
  match bytes.to_str(bytes.slice(input, from, to)) { Ok(s) => s, Err(_) => "" }
}

fn starts(input :: Bytes, pos :: Int, wanted :: Bytes) -> Bool {
  let end := pos + bytes.len(wanted)
  end <= bytes.len(input) and bytes.slice(input, pos, end) == wanted
}

fn char(c :: Str) -> Grammar[Str] {
  let wanted := bytes.from_str(c)
  Rule(fn (input :: Bytes, pos :: Int) -> Result[(Str, Int), Failure] {
    if starts(input, pos, wanted) {
      Ok((c, pos + bytes.len(wanted)))
    } else {
      if pos >= bytes.len(input) {
        failed(pos, "expected \"" + c + "\", got EOF")
      } else {
        failed(pos, "expected \"" + c + "\"")
      }
    }
  })
}

fn string(s :: Str) -> Grammar[Str] {
  let wanted := bytes.from_str(s)
  Rule(fn (input :: Bytes, pos :: Int) -> Result[(Str, Int), Failure] {
    if starts(input, pos, wanted) {
      Ok((s, pos + bytes.len(wanted)))
    } else {
      failed(pos, "expected \"" + s + "\"")
    }
  })
}

fn byte_of(name :: Str, test :: (Int) -> Bool) -> Grammar[Str] {
  Rule(fn (input :: Bytes, pos :: Int) -> Result[(Str, Int), Failure] {
    match bytes.u8_at(input, pos) {
      Ok(b) => if test(b) { Ok((text(input, pos, pos + 1), pos + 1)) } else { failed(pos, "expected " + name) },
      Err(_) => failed(pos, "expected " + name),
    }
  })
}

fn digit() -> Grammar[Str] {
  byte_of("digit", fn (b :: Int) -> Bool { b >= 48 and b <= 57 })
}

fn alpha() -> Grammar[Str] {
  byte_of("alpha", fn (b :: Int) -> Bool { (b >= 65 and b <= 90) or (b >= 97 and b <= 122) })
}

fn whitespace() -> Grammar[Str] {
  byte_of("whitespace", fn (b :: Int) -> Bool { b == 32 or b == 9 or b == 10 or b == 12 or b == 13 })
}

fn eof() -> Grammar[Unit] {
  Rule(fn (input :: Bytes, pos :: Int) -> Result[(Unit, Int), Failure] {
    if pos >= bytes.len(input) { Ok(((), pos)) } else { failed(pos, "expected EOF") }
  })
}

fn apply[A](parser :: Grammar[A], input :: Bytes, pos :: Int) -> Result[(A, Int), Failure] {
  match parser { Rule(rule) => rule(input, pos) }
}

fn seq[A, B](p :: Grammar[A], q :: Grammar[B]) -> Grammar[(A, B)] {
  Rule(fn (input :: Bytes, pos :: Int) -> Result[((A, B), Int), Failure] {
    match apply(p, input, pos) {
      Ok(first) => match first {
        (a, middle) => match apply(q, input, middle) {
          Ok(second) => match second { (b, end) => Ok(((a, b), end)) },
          Err(e) => Err(e),
        },
      },
      Err(e) => Err(e),
    }
  })
}

fn alt[A](p :: Grammar[A], q :: Grammar[A]) -> Grammar[A] {
  Rule(fn (input :: Bytes, pos :: Int) -> Result[(A, Int), Failure] {
    match apply(p, input, pos) {
      Ok(found) => Ok(found),
      Err(_) => apply(q, input, pos),
    }
  })
}

fn many[A](p :: Grammar[A]) -> Grammar[List[A]] {
  Rule(fn (input :: Bytes, pos :: Int) -> Result[(List[A], Int), Failure] { repeat(p, input, pos, []) })
}

fn repeat[A](p :: Grammar[A], input :: Bytes, pos :: Int, found :: List[A]) -> Result[(List[A], Int), Failure] {
  match apply(p, input, pos) {
    Ok(item) => match item {
      (a, end) => if end == pos { Ok((found, pos)) } else { repeat(p, input, end, list.push(found, a)) },
    },
    Err(_) => Ok((found, pos)),
  }
}

fn optional[A](p :: Grammar[A]) -> Grammar[Option[A]] {
  Rule(fn (input :: Bytes, pos :: Int) -> Result[(Option[A], Int), Failure] {
    match apply(p, input, pos) {
      Ok(found) => match found { (a, end) => Ok((Some(a), end)) },
      Err(_) => Ok((None, pos)),
    }
  })
}

fn map[A, B](p :: Grammar[A], f :: (A) -> B) -> Grammar[B] {
  Rule(fn (input :: Bytes, pos :: Int) -> Result[(B, Int), Failure] {
    match apply(p, input, pos) {
      Ok(found) => match found { (a, end) => Ok((f(a), end)) },
      Err(e) => Err(e),
    }
  })
}

fn and_then[A, B](p :: Grammar[A], f :: (A) -> Grammar[B]) -> Grammar[B] {
  Rule(fn (input :: Bytes, pos :: Int) -> Result[(B, Int), Failure] {
    match apply(p, input, pos) {
      Ok(found) => match found { (a, end) => apply(f(a), input, end) },
      Err(e) => Err(e),
    }
  })
}

fn run[A](p :: Grammar[A], input :: Str) -> Result[A, Failure] {
  match apply(p, bytes.from_str(input), 0) {
    Ok(found) => match found { (a, _) => Ok(a) },
    Err(e) => Err(e),
  }
}
