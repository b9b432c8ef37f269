# An agent loop: messages, tools that a scripted model asks for, a budget of turns, a transcript.
import "std.io" as io
import "std.str" as str
import "std.int" as int
import "std.list" as list
import "std.map" as map
import "std.json" as json
import "std.option" as option

type Role = System | User | Assistant | Tool

type Message = { role :: Role, content :: Str }

type Action = Say(Str) | CallTool({ name :: Str, args :: Str }) | Stop

type Turn = { thought :: Str, action :: Action }

type AddArgs = { a :: Int, b :: Int }

type State = { messages :: List[Message], turns_left :: Int, calls :: Map[Str, Int] }

type End = Answered(Str) | OutOfTurns | Stopped

# The "model" answers from a script, by the number of assistant messages so far.
fn model(script :: List[Turn], messages :: List[Message]) -> Turn {
  let said := list.len(list.filter(messages, fn (m :: Message) -> Bool { m.role == Assistant }))
  option.unwrap_or(list.get(script, said), { thought: "nothing left", action: Stop })
}

fn add_tool(args :: Str) -> Result[Str, Str] {
  let parsed :: AddArgs := json.parse(args)?
  Ok(int.to_str(parsed.a + parsed.b))
}

fn shout_tool(args :: Str) -> Result[Str, Str] {
  if str.is_empty(args) { Err("nothing to shout") } else { Ok(str.to_upper(args)) }
}

fn tools() -> Map[Str, (Str) -> Result[Str, Str]] { map.from_list([("add", add_tool), ("shout", shout_tool)]) }

fn call(name :: Str, args :: Str) -> Str {
  match map.get(tools(), name) {
    None => "error: no tool " + name,
    Some(tool) => match tool(args) {
      Ok(text) => text,
      Err(e) => "error: " + e,
    },
  }
}

fn say(s :: State, role :: Role, content :: Str) -> State {
  { messages: list.concat(s.messages, [{ role: role, content: content }]), turns_left: s.turns_left, calls: s.calls }
}

fn count(s :: State, name :: Str) -> State {
  let n := option.unwrap_or(map.get(s.calls, name), 0)
  { messages: s.messages, turns_left: s.turns_left - 1, calls: map.set(s.calls, name, n + 1) }
}

fn loop(script :: List[Turn], s :: State) -> [io] (End, State) {
  if s.turns_left <= 0 {
    (OutOfTurns, s)
  } else {
    let turn := model(script, s.messages)
    io.print("thought: " + turn.thought)
    match turn.action {
      Stop => (Stopped, s),
      Say(text) => (Answered(text), say(s, Assistant, text)),
      CallTool({ name, args }) => {
        let answer := call(name, args)
        io.print(f"{name}({args}) = {answer}")
        let after := say(say(count(s, name), Assistant, "call " + name), Tool, answer)
        loop(script, after)
      },
    }
  }
}

fn start(task :: Str, turns :: Int{t | t > 0}) -> State {
  { messages: [{ role: System, content: "be brief" }, { role: User, content: task }], turns_left: turns, calls: map.new() }
}

fn script() -> List[Turn] {
  [
    { thought: "add first", action: CallTool({ name: "add", args: "{\"a\": 2, \"b\": 40}" }) },
    { thought: "try badly", action: CallTool({ name: "add", args: "{\"a\": 2}" }) },
    { thought: "shout", action: CallTool({ name: "shout", args: "done" }) },
    { thought: "answer", action: Say("42!") },
  ]
}

# output: thought: add first
# output: add({"a": 2, "b": 40}) = 42
# output: thought: try badly
# output: add({"a": 2}) = error: missing required field(s): b
# output: thought: shout
# output: shout(done) = DONE
# output: thought: answer
# expect: [{"$variant":"Answered","args":["42!"]},{"add":2,"shout":1},9]
fn main() -> [io] (End, Map[Str, Int], Int) {
  match loop(script(), start("sum", 10)) {
    (end, s) => (end, s.calls, list.len(s.messages)),
  }
}

# output: thought: add first
# output: add({"a": 2, "b": 40}) = 42
# expect: {"$variant":"OutOfTurns","args":[]}
fn short() -> [io] End {
  match loop(script(), start("sum", 1)) { (end, _) => end }
}

# args: "nope" ; "x"
# expect: "error: no tool nope"
# args: "shout" ; ""
# expect: "error: nothing to shout"
fn tool(name :: Str, args :: Str) -> Str { call(name, args) }

# args: 0
# error: refinement violated: argument 1 of `start` (binding `t`): predicate failed for t = Int(0)
fn no_turns(n :: Int) -> Int { start("x", n).turns_left }
