# Versions: parsing, order, ranges, the best candidate; a resolver with backtracking.
import "std.str" as str
import "std.int" as int
import "std.list" as list
import "std.map" as map
import "std.option" as option

type Version = { major :: Int, minor :: Int, patch :: Int }

type Range = Exact(Version) | Caret(Version) | AtLeast(Version) | Any

fn number(s :: Str) -> Result[Int, Str] {
  match str.to_int(s) {
    Some(n) => if n < 0 or str.starts_with(s, "+") { Err("bad number " + s) } else { Ok(n) },
    None => Err("bad number " + s),
  }
}

fn parse(s :: Str) -> Result[Version, Str] {
  match str.split(s, ".") {
    [a, b, c] => Ok({ major: number(a)?, minor: number(b)?, patch: number(c)? }),
    _ => Err("bad version " + s),
  }
}

fn range(s :: Str) -> Result[Range, Str] {
  if s == "*" {
    Ok(Any)
  } else {
    match (str.strip_prefix(s, "^"), str.strip_prefix(s, ">=")) {
      (Some(rest), _) => Ok(Caret(parse(rest)?)),
      (_, Some(rest)) => Ok(AtLeast(parse(str.trim(rest))?)),
      _ => Ok(Exact(parse(s)?)),
    }
  }
}

fn compare(a :: Version, b :: Version) -> Int {
  let pairs := [(a.major, b.major), (a.minor, b.minor), (a.patch, b.patch)]
  match list.find(pairs, fn (p :: (Int, Int)) -> Bool { match p { (x, y) => x != y } }) {
    Some((x, y)) => if x < y { -1 } else { 1 },
    None => 0,
  }
}

fn allows(r :: Range, v :: Version) -> Bool {
  match r {
    Any => true,
    Exact(w) => v == w,
    AtLeast(w) => compare(v, w) >= 0,
    Caret(w) => v.major == w.major and compare(v, w) >= 0,
  }
}

fn show(v :: Version) -> Str { str.join(list.map([v.major, v.minor, v.patch], int.to_str), ".") }

# args: "1.2.3"
# expect: {"$variant":"Ok","args":[{"major":1,"minor":2,"patch":3}]}
# args: "1.2"
# expect: {"$variant":"Err","args":["bad version 1.2"]}
# args: "1.x.3"
# expect: {"$variant":"Err","args":["bad number x"]}
# args: "1.-2.3"
# expect: {"$variant":"Err","args":["bad number -2"]}
fn main(s :: Str) -> Result[Version, Str] { parse(s) }

# args: "^1.2.0" ; ["1.1.9","1.2.0","1.10.0","2.0.0"]
# expect: {"$variant":"Ok","args":[["1.2.0","1.10.0"]]}
# args: ">= 1.10.0" ; ["1.9.9","1.10.0","2.0.0"]
# expect: {"$variant":"Ok","args":[["1.10.0","2.0.0"]]}
# args: "1.0.0" ; ["1.0.0","1.0.1"]
# expect: {"$variant":"Ok","args":[["1.0.0"]]}
# args: "^x" ; []
# expect: {"$variant":"Err","args":["bad version x"]}
fn matching(r :: Str, texts :: List[Str]) -> Result[List[Str], Str] {
  let wanted := range(r)?
  let all := list.fold(texts, Ok([]), fn (acc :: Result[List[Version], Str], t :: Str) -> Result[List[Version], Str] {
    let vs := acc?
    Ok(list.concat(vs, [parse(t)?]))
  })?
  Ok(list.map(list.filter(all, fn (v :: Version) -> Bool { allows(wanted, v) }), show))
}

type Release = { version :: Version, needs :: Map[Str, Range] }

type Index = Map[Str, List[Release]]

fn v(a :: Int, b :: Int, c :: Int) -> Version { { major: a, minor: b, patch: c } }

fn index() -> Index {
  map.from_list([
    ("app", [{ version: v(1, 0, 0), needs: map.from_list([("web", Caret(v(2, 0, 0))), ("log", Any)]) }]),
    ("web", [
      { version: v(2, 1, 0), needs: map.from_list([("log", Caret(v(2, 0, 0)))]) },
      { version: v(2, 0, 0), needs: map.from_list([("log", Caret(v(1, 0, 0)))]) },
    ]),
    ("log", [{ version: v(1, 5, 0), needs: map.new() }, { version: v(1, 0, 0), needs: map.new() }]),
  ])
}

# Newest first; when a choice does not work out, the next one is tried.
fn resolve(ix :: Index, todo :: List[(Str, Range)], chosen :: Map[Str, Version]) -> Option[Map[Str, Version]] {
  match todo {
    [] => Some(chosen),
    [(name, r), ..rest] => match map.get(chosen, name) {
      Some(w) => if allows(r, w) { resolve(ix, rest, chosen) } else { None },
      None => try_each(ix, name, list.filter(option.unwrap_or(map.get(ix, name), []), fn (x :: Release) -> Bool { allows(r, x.version) }), rest, chosen),
    },
  }
}

fn try_each(ix :: Index, name :: Str, candidates :: List[Release], rest :: List[(Str, Range)], chosen :: Map[Str, Version]) -> Option[Map[Str, Version]] {
  match candidates {
    [] => None,
    [c, ..more] => option.or_else(
      resolve(ix, list.concat(map.entries(c.needs), rest), map.set(chosen, name, c.version)),
      fn () -> Option[Map[Str, Version]] { try_each(ix, name, more, rest, chosen) }
    ),
  }
}

# args: "app"
# expect: {"$variant":"Some","args":[[["app","1.0.0"],["log","1.5.0"],["web","2.0.0"]]]}
# args: "nope"
# expect: {"$variant":"None","args":[]}
fn install(name :: Str) -> Option[List[(Str, Str)]] {
  option.map(resolve(index(), [(name, Any)], map.new()), fn (m :: Map[Str, Version]) -> List[(Str, Str)] {
    list.map(map.entries(m), fn (e :: (Str, Version)) -> (Str, Str) { match e { (n, w) => (n, show(w)) } })
  })
}
