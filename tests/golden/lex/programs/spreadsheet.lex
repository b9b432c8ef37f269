# A spreadsheet: cells with formulas, evaluation with cycle detection, errors that spread.
import "std.str" as str
import "std.list" as list
import "std.map" as map
import "std.set" as set
import "std.int" as int
import "std.option" as option

type Formula =
    Number(Int)
  | Cell(Str)
  | Add(Formula, Formula)
  | Mul(Formula, Formula)
  | Sum(List[Str])

type Problem = Cycle(Str) | BadSyntax(Str) | Missing(Str)

type Sheet = Map[Str, Str]

type Memo = Map[Str, Result[Int, Problem]]

fn parse_atom(s :: Str) -> Result[Formula, Problem] {
  let t := str.trim(s)
  match str.to_int(t) {
    Some(n) => Ok(Number(n)),
    None => match str.strip_prefix(t, "sum(") {
      Some(rest) => match str.strip_suffix(rest, ")") {
        Some(inner) => Ok(Sum(list.map(str.split(inner, ";"), str.trim))),
        None => Err(BadSyntax(t)),
      },
      None => if str.is_empty(t) or str.contains(t, " ") { Err(BadSyntax(s)) } else { Ok(Cell(t)) },
    },
  }
}

fn chain(parts :: List[Str], each :: (Str) -> Result[Formula, Problem], join :: (Formula, Formula) -> Formula) -> Result[Formula, Problem] {
  match parts {
    [] => Err(BadSyntax("")),
    [first, ..rest] => {
      let start := each(first)?
      list.fold(rest, Ok(start), fn (acc :: Result[Formula, Problem], p :: Str) -> Result[Formula, Problem] {
        let left := acc?
        let right := each(p)?
        Ok(join(left, right))
      })
    },
  }
}

fn parse(text :: Str) -> Result[Formula, Problem] {
  chain(str.split(text, "+"), fn (term :: Str) -> Result[Formula, Problem] {
    chain(str.split(term, "*"), parse_atom, fn (a :: Formula, b :: Formula) -> Formula { Mul(a, b) })
  }, fn (a :: Formula, b :: Formula) -> Formula { Add(a, b) })
}

fn eval(f :: Formula, sheet :: Sheet, path :: Set[Str]) -> Result[Int, Problem] {
  match f {
    Number(n) => Ok(n),
    Cell(name) => cell(name, sheet, path),
    Add(a, b) => {
      let x := eval(a, sheet, path)?
      let y := eval(b, sheet, path)?
      Ok(x + y)
    },
    Mul(a, b) => Ok(eval(a, sheet, path)? * eval(b, sheet, path)?),
    Sum(names) => list.fold(names, Ok(0), fn (acc :: Result[Int, Problem], n :: Str) -> Result[Int, Problem] {
      Ok(acc? + cell(n, sheet, path)?)
    }),
  }
}

fn cell(name :: Str, sheet :: Sheet, path :: Set[Str]) -> Result[Int, Problem] {
  if set.has(path, name) {
    Err(Cycle(name))
  } else {
    match map.get(sheet, name) {
      None => Err(Missing(name)),
      Some(text) => {
        let f := parse(text)?
        eval(f, sheet, set.add(path, name))
      },
    }
  }
}

fn show(r :: Result[Int, Problem]) -> Str {
  match r {
    Ok(n) => int.to_str(n),
    Err(Cycle(n)) => "#CYCLE " + n,
    Err(BadSyntax(s)) => "#SYNTAX " + s,
    Err(Missing(n)) => "#MISSING " + n,
  }
}

# args: {"a":"1","b":"a + 2","c":"b * b + a","d":"sum(a; b; c)"}
# expect: {"a":"1","b":"3","c":"10","d":"14"}
# args: {"x":"y","y":"z + 1","z":"x","w":"2 * 3 + 4 * 5"}
# expect: {"w":"26","x":"#CYCLE x","y":"#CYCLE y","z":"#CYCLE z"}
# args: {"a":"b","c":"1 +","d":"sum(a","e":"1 2"}
# expect: {"a":"#MISSING b","c":"#SYNTAX ","d":"#SYNTAX sum(a","e":"#SYNTAX 1 2"}
# args: {}
# expect: {}
fn main(sheet :: Map[Str, Str]) -> Map[Str, Str] {
  map.from_list(list.map(map.keys(sheet), fn (name :: Str) -> (Str, Str) {
    (name, show(cell(name, sheet, set.new())))
  }))
}
