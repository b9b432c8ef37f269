# A little virtual machine: instructions, an assembler, and a loop that runs them.
import "std.str" as str
import "std.int" as int
import "std.list" as list
import "std.map" as map

type Instr =
    Push(Int)
  | Pop
  | Add
  | Sub
  | Mul
  | Dup
  | Swap
  | Jump(Int)
  | JumpZero(Int)
  | Print
  | Halt

type Machine = { stack :: List[Int], pc :: Int, out :: List[Int], steps :: Int }

type Fault = StackUnderflow(Int) | BadAddress(Int) | TooManySteps

fn assemble(text :: Str) -> Result[List[Instr], Str] {
  let lines := list.filter(list.map(str.split(text, "\n"), str.trim), fn (l :: Str) -> Bool { l != "" })
  let labels := list.fold(lines, (0, map.new()), fn (acc :: (Int, Map[Str, Int]), l :: Str) -> (Int, Map[Str, Int]) {
    match acc {
      (n, m) => match str.strip_suffix(l, ":") {
        Some(name) => (n, map.set(m, name, n)),
        None => (n + 1, m),
      },
    }
  })
  match labels {
    (_, table) => list.fold(lines, Ok([]), fn (acc :: Result[List[Instr], Str], l :: Str) -> Result[List[Instr], Str] {
      let code := acc?
      if str.ends_with(l, ":") {
        Ok(code)
      } else {
        let i := instruction(l, table)?
        Ok(list.concat(code, [i]))
      }
    }),
  }
}

fn target(name :: Str, table :: Map[Str, Int]) -> Result[Int, Str] {
  match map.get(table, name) {
    Some(n) => Ok(n),
    None => Err("unknown label " + name),
  }
}

fn instruction(line :: Str, table :: Map[Str, Int]) -> Result[Instr, Str] {
  match str.split(line, " ") {
    ["push", n] => match str.to_int(n) {
      Some(v) => Ok(Push(v)),
      None => Err("bad number " + n),
    },
    ["jump", name] => Ok(Jump(target(name, table)?)),
    ["jz", name] => {
      let at := target(name, table)?
      Ok(JumpZero(at))
    },
    ["pop"] => Ok(Pop),
    ["add"] => Ok(Add),
    ["sub"] => Ok(Sub),
    ["mul"] => Ok(Mul),
    ["dup"] => Ok(Dup),
    ["swap"] => Ok(Swap),
    ["print"] => Ok(Print),
    ["halt"] => Ok(Halt),
    _ => Err("bad line: " + line),
  }
}

fn next(m :: Machine, stack :: List[Int]) -> Result[Machine, Fault] {
  Ok({ stack: stack, pc: m.pc + 1, out: m.out, steps: m.steps + 1 })
}

fn binary(m :: Machine, f :: (Int, Int) -> Int) -> Result[Machine, Fault] {
  match m.stack {
    [b, a, ..rest] => next(m, list.cons(f(a, b), rest)),
    _ => Err(StackUnderflow(m.pc)),
  }
}

fn step(m :: Machine, i :: Instr) -> Result[Machine, Fault] {
  match i {
    Push(n) => next(m, list.cons(n, m.stack)),
    Pop => match m.stack {
      [_, ..rest] => next(m, rest),
      [] => Err(StackUnderflow(m.pc)),
    },
    Add => binary(m, fn (a :: Int, b :: Int) -> Int { a + b }),
    Sub => binary(m, fn (a :: Int, b :: Int) -> Int { a - b }),
    Mul => binary(m, fn (a :: Int, b :: Int) -> Int { a * b }),
    Dup => match m.stack {
      [a, ..rest] => next(m, list.cons(a, list.cons(a, rest))),
      [] => Err(StackUnderflow(m.pc)),
    },
    Swap => match m.stack {
      [a, b, ..rest] => next(m, list.cons(b, list.cons(a, rest))),
      _ => Err(StackUnderflow(m.pc)),
    },
    Jump(at) => Ok({ stack: m.stack, pc: at, out: m.out, steps: m.steps + 1 }),
    JumpZero(at) => match m.stack {
      [0, ..rest] => Ok({ stack: rest, pc: at, out: m.out, steps: m.steps + 1 }),
      [_, ..rest] => next(m, rest),
      [] => Err(StackUnderflow(m.pc)),
    },
    Print => match m.stack {
      [a, ..rest] => {
        let after := next(m, rest)?
        Ok({ stack: after.stack, pc: after.pc, out: list.concat(after.out, [a]), steps: after.steps })
      },
      [] => Err(StackUnderflow(m.pc)),
    },
    Halt => Ok({ stack: m.stack, pc: -1, out: m.out, steps: m.steps }),
  }
}

fn execute(code :: Map[Int, Instr], m :: Machine, limit :: Int) -> Result[Machine, Fault] {
  if m.steps > limit {
    Err(TooManySteps)
  } else {
    match map.get(code, m.pc) {
      None => if m.pc == -1 { Ok(m) } else { Err(BadAddress(m.pc)) },
      Some(i) => match step(m, i) {
        Ok(after) => execute(code, after, limit),
        Err(f) => Err(f),
      },
    }
  }
}

fn show(f :: Fault) -> Str {
  match f {
    StackUnderflow(pc) => "stack underflow at " + int.to_str(pc),
    BadAddress(pc) => "bad address " + int.to_str(pc),
    TooManySteps => "too many steps",
  }
}

# args: "push 5\nloop:\ndup\nprint\npush 1\nsub\ndup\njz end\njump loop\nend:\nhalt"
# expect: {"$variant":"Ok","args":[[5,4,3,2,1]]}
# args: "push 6\npush 7\nmul\nprint\nhalt"
# expect: {"$variant":"Ok","args":[[42]]}
# args: "push 1\npush 2\nswap\nsub\nprint\nhalt"
# expect: {"$variant":"Ok","args":[[1]]}
# args: "push 1\nadd\nhalt"
# expect: {"$variant":"Err","args":["stack underflow at 1"]}
# args: "push 1"
# expect: {"$variant":"Err","args":["bad address 1"]}
# args: "a:\njump a"
# expect: {"$variant":"Err","args":["too many steps"]}
# args: "jump b"
# expect: {"$variant":"Err","args":["unknown label b"]}
# args: "push x"
# expect: {"$variant":"Err","args":["bad number x"]}
# args: "frob"
# expect: {"$variant":"Err","args":["bad line: frob"]}
fn main(text :: Str) -> Result[List[Int], Str] {
  let code := assemble(text)?
  let table := map.from_list(list.enumerate(code))
  match execute(table, { stack: [], pc: 0, out: [], steps: 0 }, 1000) {
    Ok(m) => Ok(m.out),
    Err(f) => Err(show(f)),
  }
}
