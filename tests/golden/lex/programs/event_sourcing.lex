# Event sourcing: commands are decided into events, events are folded into state, projections are folds too.
import "std.list" as list
import "std.map" as map
import "std.str" as str
import "std.int" as int
import "std.result" as result

type Event =
    Created({ id :: Int, title :: Str })
  | Renamed({ id :: Int, title :: Str })
  | Completed(Int)
  | Deleted(Int)

type Command =
    Create(Str)
  | Rename(Int, Str)
  | Complete(Int)
  | Delete(Int)

type Task = { title :: Str, done :: Bool }

type State = { next :: Int, tasks :: Map[Int, Task] }

fn initial() -> State { { next: 1, tasks: map.new() } }

fn evolve(s :: State, e :: Event) -> State {
  match e {
    Created({ id, title }) => { next: id + 1, tasks: map.set(s.tasks, id, { title: title, done: false }) },
    Renamed({ id, title }) => match map.get(s.tasks, id) {
      Some({ done }) => { next: s.next, tasks: map.set(s.tasks, id, { title, done }) },
      None => s,
    },
    Completed(id) => match map.get(s.tasks, id) {
      Some(t) => { next: s.next, tasks: map.set(s.tasks, id, { title: t.title, done: true }) },
      None => s,
    },
    Deleted(id) => { next: s.next, tasks: map.delete(s.tasks, id) },
  }
}

fn replay(events :: List[Event]) -> State { list.fold(events, initial(), evolve) }

fn require(s :: State, id :: Int) -> Result[Task, Str] {
  match map.get(s.tasks, id) {
    Some(t) => Ok(t),
    None => Err(str.concat("no task ", int.to_str(id))),
  }
}

fn decide(s :: State, c :: Command) -> Result[List[Event], Str] {
  match c {
    Create(title) => if str.is_empty(str.trim(title)) {
      Err("empty title")
    } else {
      Ok([Created({ id: s.next, title: str.trim(title) })])
    },
    Rename(id, title) => {
      let t := require(s, id)?
      if t.title == title { Ok([]) } else { Ok([Renamed({ id, title })]) }
    },
    Complete(id) => {
      let t := require(s, id)?
      if t.done { Err("already done") } else { Ok([Completed(id)]) }
    },
    Delete(id) => result.map(require(s, id), fn (_ :: Task) -> List[Event] { [Deleted(id)] }),
  }
}

fn handle(log :: List[Event], c :: Command) -> Result[List[Event], Str] {
  let new := decide(replay(log), c)?
  Ok(list.concat(log, new))
}

fn run(commands :: List[Command]) -> { log :: List[Event], errors :: List[Str] } {
  list.fold(commands, { log: [], errors: [] }, fn (acc :: { log :: List[Event], errors :: List[Str] }, c :: Command) -> { log :: List[Event], errors :: List[Str] } {
    match handle(acc.log, c) {
      Ok(log) => { log: log, errors: acc.errors },
      Err(e) => { log: acc.log, errors: list.concat(acc.errors, [e]) },
    }
  })
}

fn script() -> List[Command] {
  [Create(" write "), Create("test"), Create("  "), Rename(1, "write code"), Complete(2), Complete(2), Delete(3), Delete(2), Create("ship")]
}

# expect: {"next":4,"tasks":[[1,{"done":false,"title":"write code"}],[3,{"done":false,"title":"ship"}]]}
fn main() -> State { replay(run(script()).log) }

# expect: ["empty title","already done","no task 3"]
fn errors() -> List[Str] { run(script()).errors }

# expect: {"Completed":1,"Created":3,"Deleted":1,"Renamed":1}
fn histogram() -> Map[Str, Int] {
  list.fold(run(script()).log, map.new(), fn (m :: Map[Str, Int], e :: Event) -> Map[Str, Int] {
    let name := match e {
      Created(_) => "Created",
      Renamed(_) => "Renamed",
      Completed(_) => "Completed",
      Deleted(_) => "Deleted",
    }
    let before := match map.get(m, name) { Some(n) => n, None => 0 }
    map.set(m, name, before + 1)
  })
}

# args: [{"$variant":"Create","args":["a"]},{"$variant":"Rename","args":[1,"a"]}]
# expect: [{"$variant":"Created","args":[{"id":1,"title":"a"}]}]
fn log_of(commands :: List[Command]) -> List[Event] { run(commands).log }
