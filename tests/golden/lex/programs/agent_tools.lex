# An agent picks tools by name; each tool is a closure in a record, results go through Result.
import "std.io" as io
import "std.str" as str
import "std.int" as int
import "std.list" as list
import "std.map" as map
import "std.json" as json
import "std.result" as result
import "std.option" as option

type ToolError = NotFound(Str) | BadInput({ tool :: Str, reason :: Str }) | Failed(Str)

type Tool = { name :: Str, description :: Str, run :: (Str) -> Result[Str, ToolError] }

type Step = { tool :: Str, input :: Str }

type Outcome = { step :: Step, output :: Result[Str, ToolError] }

fn bad(tool :: Str, reason :: Str) -> ToolError { BadInput({ tool: tool, reason: reason }) }

fn upper_tool() -> Tool {
  {
    name: "upper",
    description: "Upper-cases its input",
    run: fn (s :: Str) -> Result[Str, ToolError] { Ok(str.to_upper(s)) },
  }
}

fn add_tool() -> Tool {
  {
    name: "add",
    description: "Adds numbers separated by +",
    run: fn (s :: Str) -> Result[Str, ToolError] {
      let parts := str.split(s, "+")
      let total := list.fold(parts, Ok(0), fn (acc :: Result[Int, ToolError], p :: Str) -> Result[Int, ToolError] {
        let sum := acc?
        match str.to_int(str.trim(p)) {
          Some(n) => Ok(sum + n),
          None => Err(bad("add", "not a number: " + p)),
        }
      })
      result.map(total, int.to_str)
    },
  }
}

fn repeat_tool(times :: Int) -> Tool {
  {
    name: "repeat",
    description: "Repeats its input " + int.to_str(times) + " times",
    run: fn (s :: Str) -> Result[Str, ToolError] {
      if str.len(s) * times > 20 {
        Err(Failed("output too long"))
      } else {
        Ok(str.join(list.map(list.range(0, times), fn (_ :: Int) -> Str { s }), "-"))
      }
    },
  }
}

fn registry(tools :: List[Tool]) -> Map[Str, Tool] {
  map.from_list(list.map(tools, fn (t :: Tool) -> (Str, Tool) { (t.name, t) }))
}

fn call_tool(tools :: Map[Str, Tool], step :: Step) -> Result[Str, ToolError] {
  let tool := option.ok_or(map.get(tools, step.tool), NotFound(step.tool))?
  let f := tool.run
  f(step.input)
}

fn describe_error(e :: ToolError) -> Str {
  match e {
    NotFound(name) => "no tool named " + name,
    BadInput({ tool, reason }) => tool + ": " + reason,
    Failed(why) => why,
  }
}

# Every step gets the previous output where its input mentions $.
fn run_plan(tools :: Map[Str, Tool], steps :: List[Step], last :: Str, done :: List[Outcome]) -> List[Outcome] {
  match list.head(steps) {
    None => list.reverse(done),
    Some(step) => {
      let filled := { tool: step.tool, input: str.replace(step.input, "$", last) }
      let output := call_tool(tools, filled)
      let outcome := { step: filled, output: output }
      match output {
        Ok(text) => run_plan(tools, list.tail(steps), text, list.cons(outcome, done)),
        Err(_) => list.reverse(list.cons(outcome, done)),
      }
    },
  }
}

fn tools() -> Map[Str, Tool] { registry([upper_tool(), add_tool(), repeat_tool(3)]) }

fn render(o :: Outcome) -> Str {
  let text := match o.output {
    Ok(s) => "ok " + s,
    Err(e) => "error " + describe_error(e),
  }
  o.step.tool + "(" + o.step.input + ") -> " + text
}

# output: upper(abc) -> ok ABC
# output: repeat(ABC) -> ok ABC-ABC-ABC
# output: add(1 + 2+39) -> ok 42
# output: nope(42) -> error no tool named nope
# expect: null
fn main() -> [io] Unit {
  let plan := [
    { tool: "upper", input: "abc" },
    { tool: "repeat", input: "$" },
    { tool: "add", input: "1 + 2+39" },
    { tool: "nope", input: "$" },
    { tool: "upper", input: "never" },
  ]
  list.fold(run_plan(tools(), plan, "", []), (), fn (_ :: Unit, o :: Outcome) -> [io] Unit { io.print(render(o)) })
}

# args: [{"tool":"add","input":"1+x"}]
# expect: ["add(1+x) -> error add: not a number: x"]
# args: [{"tool":"repeat","input":"abcdefgh"}]
# expect: ["repeat(abcdefgh) -> error output too long"]
# args: []
# expect: []
fn plan(steps :: List[Step]) -> List[Str] { list.map(run_plan(tools(), steps, "", []), render) }

# expect: ["add: Adds numbers separated by +","repeat: Repeats its input 3 times","upper: Upper-cases its input"]
fn help() -> List[Str] {
  map.values(tools()) |> list.map(fn (t :: Tool) -> Str { t.name + ": " + t.description })
}
