# std.parser (specification 14.14). A parser takes an input and a position in bytes; it gives what it has read and
# the position behind it, or what it had expected and where.

import "std.str" as str
import "std.list" as list
import "std.parser" as parser

type Failure = { message :: Str, pos :: Int }

type Grammar[A] = Grammar((Str, Int) -> Result[(A, Int), Failure])

fn read[A](p :: Grammar[A], input :: Str, at :: Int) -> Result[(A, Int), Failure] {
  match p { Grammar(step) => step(input, at) }
}

fn expected(what :: Str, at :: Int) -> Failure {
  { message: str.concat("expected ", what), pos: at }
}

fn quoted(text :: Str) -> Str {
  str.concat("\"", str.concat(text, "\""))
}

fn char(wanted :: Str) -> Grammar[Str] {
  let one := parser.one_character(wanted)
  Grammar(fn (input :: Str, at :: Int) -> Result[(Str, Int), Failure] {
    if parser.starts_at(input, one, at) {
      Ok((one, at + str.len(one)))
    } else {
      if at >= str.len(input) {
        Err(expected(str.concat(quoted(one), ", got EOF"), at))
      } else {
        Err(expected(quoted(one), at))
      }
    }
  })
}

fn string(wanted :: Str) -> Grammar[Str] {
  Grammar(fn (input :: Str, at :: Int) -> Result[(Str, Int), Failure] {
    if parser.starts_at(input, wanted, at) {
      Ok((wanted, at + str.len(wanted)))
    } else {
      Err(expected(quoted(wanted), at))
    }
  })
}

fn one_of(letters :: Str, what :: Str) -> Grammar[Str] {
  Grammar(fn (input :: Str, at :: Int) -> Result[(Str, Int), Failure] {
    let found := str.char_at(input, at)
    if str.is_empty(found) {
      Err(expected(what, at))
    } else {
      if str.contains(letters, found) { Ok((found, at + 1)) } else { Err(expected(what, at)) }
    }
  })
}

fn digit() -> Grammar[Str] {
  one_of("0123456789", "digit")
}

fn alpha() -> Grammar[Str] {
  one_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "alpha")
}

fn whitespace() -> Grammar[Str] {
  one_of(" \t\n\r", "whitespace")
}

fn eof() -> Grammar[Unit] {
  Grammar(fn (input :: Str, at :: Int) -> Result[(Unit, Int), Failure] {
    if at >= str.len(input) { Ok(((), at)) } else { Err(expected("EOF", at)) }
  })
}

fn seq[A, B](p :: Grammar[A], q :: Grammar[B]) -> Grammar[(A, B)] {
  Grammar(fn (input :: Str, at :: Int) -> Result[((A, B), Int), Failure] {
    match read(p, input, at) {
      Ok(first) => match first {
        (a, middle) => match read(q, input, middle) {
          Ok(second) => match second { (b, end) => Ok(((a, b), end)) },
          Err(failure) => Err(failure),
        },
      },
      Err(failure) => Err(failure),
    }
  })
}

fn alt[A](p :: Grammar[A], q :: Grammar[A]) -> Grammar[A] {
  Grammar(fn (input :: Str, at :: Int) -> Result[(A, Int), Failure] {
    match read(p, input, at) {
      Ok(found) => Ok(found),
      Err(_) => read(q, input, at),
    }
  })
}

fn many[A](p :: Grammar[A]) -> Grammar[List[A]] {
  Grammar(fn (input :: Str, at :: Int) -> Result[(List[A], Int), Failure] { many_on(p, input, at, []) })
}

fn many_on[A](p :: Grammar[A], input :: Str, at :: Int, found :: List[A]) -> Result[(List[A], Int), Failure] {
  match read(p, input, at) {
    Ok(more) => match more {
      (a, end) => if end == at { Ok((found, at)) } else { many_on(p, input, end, list.push(found, a)) },
    },
    Err(_) => Ok((found, at)),
  }
}

fn optional[A](p :: Grammar[A]) -> Grammar[Option[A]] {
  Grammar(fn (input :: Str, at :: Int) -> Result[(Option[A], Int), Failure] {
    match read(p, input, at) {
      Ok(found) => match found { (a, end) => Ok((Some(a), end)) },
      Err(_) => Ok((None, at)),
    }
  })
}

fn map[A, B](p :: Grammar[A], f :: (A) -> B) -> Grammar[B] {
  Grammar(fn (input :: Str, at :: Int) -> Result[(B, Int), Failure] {
    match read(p, input, at) {
      Ok(found) => match found { (a, end) => Ok((f(a), end)) },
      Err(failure) => Err(failure),
    }
  })
}

fn and_then[A, B](p :: Grammar[A], f :: (A) -> Grammar[B]) -> Grammar[B] {
  Grammar(fn (input :: Str, at :: Int) -> Result[(B, Int), Failure] {
    match read(p, input, at) {
      Ok(found) => match found { (a, end) => read(f(a), input, end) },
      Err(failure) => Err(failure),
    }
  })
}

fn run[A](p :: Grammar[A], input :: Str) -> Result[A, Failure] {
  match read(p, input, 0) {
    Ok(found) => match found { (a, _) => Ok(a) },
    Err(failure) => Err(failure),
  }
}
