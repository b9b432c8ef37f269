# An interpreter with a tape as two lists around the head.
import "std.str" as str
import "std.list" as list
import "std.map" as map
import "std.int" as int

type Tape = { left :: List[Int], here :: Int, right :: List[Int] }

type State = { tape :: Tape, pc :: Int, out :: List[Int], input :: List[Int], steps :: Int }

fn blank() -> Tape { { left: [], here: 0, right: [] } }

fn go_right(t :: Tape) -> Tape {
  match t.right {
    [] => { left: list.cons(t.here, t.left), here: 0, right: [] },
    [x, ..rest] => { left: list.cons(t.here, t.left), here: x, right: rest },
  }
}

fn go_left(t :: Tape) -> Tape {
  match t.left {
    [] => { left: [], here: 0, right: list.cons(t.here, t.right) },
    [x, ..rest] => { left: rest, here: x, right: list.cons(t.here, t.right) },
  }
}

fn change(t :: Tape, by :: Int) -> Tape {
  { left: t.left, here: (t.here + by + 256) % 256, right: t.right }
}

# For each bracket, the place of its partner.
fn partners(code :: List[Str]) -> Result[Map[Int, Int], Str] {
  let found := list.fold(list.enumerate(code), Ok(([], map.new())), fn (acc :: Result[(List[Int], Map[Int, Int]), Str], c :: (Int, Str)) -> Result[(List[Int], Map[Int, Int]), Str] {
    match (acc?, c) {
      ((stack, m), (i, "[")) => Ok((list.cons(i, stack), m)),
      (([], _), (i, "]")) => Err("unmatched ] at " + int.to_str(i)),
      (([j, ..rest], m), (i, "]")) => Ok((rest, map.set(map.set(m, i, j), j, i))),
      (same, _) => Ok(same),
    }
  })
  match found? {
    ([], m) => Ok(m),
    ([i, .._], _) => Err("unmatched [ at " + int.to_str(i)),
  }
}

fn jump(jumps :: Map[Int, Int], pc :: Int) -> Int {
  match map.get(jumps, pc) {
    Some(to) => to + 1,
    None => pc + 1,
  }
}

fn run(code :: Map[Int, Str], jumps :: Map[Int, Int], s :: State) -> Result[State, Str] {
  if s.steps > 20000 {
    Err("too long")
  } else {
    match map.get(code, s.pc) {
      None => Ok(s),
      Some(op) => {
        let next := { tape: s.tape, pc: s.pc + 1, out: s.out, input: s.input, steps: s.steps + 1 }
        match op {
          ">" => run(code, jumps, with_tape(next, go_right(s.tape))),
          "<" => run(code, jumps, with_tape(next, go_left(s.tape))),
          "+" => run(code, jumps, with_tape(next, change(s.tape, 1))),
          "-" => run(code, jumps, with_tape(next, change(s.tape, -1))),
          "." => run(code, jumps, { tape: s.tape, pc: s.pc + 1, out: list.concat(s.out, [s.tape.here]), input: s.input, steps: s.steps + 1 }),
          "," => match s.input {
            [] => run(code, jumps, with_tape(next, change(s.tape, 0 - s.tape.here))),
            [x, ..rest] => run(code, jumps, { tape: change(s.tape, x - s.tape.here), pc: s.pc + 1, out: s.out, input: rest, steps: s.steps + 1 }),
          },
          "[" => if s.tape.here == 0 { run(code, jumps, at(next, jump(jumps, s.pc))) } else { run(code, jumps, next) },
          "]" => if s.tape.here == 0 { run(code, jumps, next) } else { run(code, jumps, at(next, jump(jumps, s.pc))) },
          _ => run(code, jumps, next),
        }
      },
    }
  }
}

fn with_tape(s :: State, t :: Tape) -> State {
  { tape: t, pc: s.pc, out: s.out, input: s.input, steps: s.steps }
}

fn at(s :: State, pc :: Int) -> State {
  { tape: s.tape, pc: pc, out: s.out, input: s.input, steps: s.steps }
}

# args: "++++++++[>++++++++<-]>+." ; []
# expect: {"$variant":"Ok","args":[[65]]}
# args: ",[->+<],[->+<]>." ; [3,4]
# expect: {"$variant":"Ok","args":[[7]]}
# args: "-.<." ; []
# expect: {"$variant":"Ok","args":[[255,0]]}
# args: "+[]" ; []
# expect: {"$variant":"Err","args":["too long"]}
# args: "[[]" ; []
# expect: {"$variant":"Err","args":["unmatched [ at 0"]}
# args: "+]" ; []
# expect: {"$variant":"Err","args":["unmatched ] at 1"]}
# args: ">++++++[<++++++++>-]<.>comments are ignored" ; []
# expect: {"$variant":"Ok","args":[[48]]}
fn main(text :: Str, input :: List[Int]) -> Result[List[Int], Str] {
  let code := str.split(text, "")
  let jumps := partners(code)?
  let end := run(map.from_list(list.enumerate(code)), jumps, { tape: blank(), pc: 0, out: [], input: input, steps: 0 })?
  Ok(end.out)
}
