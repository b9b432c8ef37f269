# Topological order of tasks, detection of cycles, and a simulation of workers.
import "std.list" as list
import "std.map" as map
import "std.set" as set
import "std.deque" as deque
import "std.str" as str
import "std.int" as int
import "std.option" as option
import "std.tuple" as tuple

type Task = { name :: Str, needs :: List[Str], cost :: Int }

type Order = Sorted(List[Str]) | Cycle(List[Str]) | Missing({ task :: Str, needs :: Str })

fn names(ts :: List[Task]) -> Set[Str] {
  set.from_list(list.map(ts, fn (t :: Task) -> Str { t.name }))
}

fn first_missing(ts :: List[Task]) -> Option[(Str, Str)] {
  let known := names(ts)
  list.fold(ts, None, fn (found :: Option[(Str, Str)], t :: Task) -> Option[(Str, Str)] {
    option.or_else(found, fn () -> Option[(Str, Str)] {
      match list.head(list.filter(t.needs, fn (n :: Str) -> Bool { not set.has(known, n) })) {
        Some(n) => Some((t.name, n)),
        None => None,
      }
    })
  })
}

fn ready(ts :: List[Task], done :: Set[Str]) -> List[Task] {
  list.filter(ts, fn (t :: Task) -> Bool {
    not set.has(done, t.name) and set.is_subset(set.from_list(t.needs), done)
  })
}

fn arrange(ts :: List[Task], done :: Set[Str], order :: List[Str]) -> Order {
  if set.size(done) == list.len(ts) {
    Sorted(order)
  } else {
    match ready(ts, done) {
      [] => Cycle(set.to_list(set.diff(names(ts), done))),
      [next, .._] => arrange(ts, set.add(done, next.name), list.concat(order, [next.name])),
    }
  }
}

# args: [{"name":"test","needs":["build"],"cost":3},{"name":"build","needs":["fetch","gen"],"cost":5},{"name":"fetch","needs":[],"cost":2},{"name":"gen","needs":["fetch"],"cost":1}]
# expect: {"$variant":"Sorted","args":[["fetch","gen","build","test"]]}
# args: [{"name":"a","needs":["b"],"cost":1},{"name":"b","needs":["c"],"cost":1},{"name":"c","needs":["a"],"cost":1},{"name":"d","needs":[],"cost":1}]
# expect: {"$variant":"Cycle","args":[["a","b","c"]]}
# args: [{"name":"a","needs":["z"],"cost":1}]
# expect: {"$variant":"Missing","args":[{"needs":"z","task":"a"}]}
# args: []
# expect: {"$variant":"Sorted","args":[[]]}
fn order(ts :: List[Task]) -> Order {
  match first_missing(ts) {
    Some((task, needs)) => Missing({ task, needs }),
    None => arrange(ts, set.new(), []),
  }
}

type Worker = { id :: Int, busy_until :: Int, log :: List[Str] }

fn idle_first(ws :: List[Worker]) -> List[Worker] {
  list.sort_by(ws, fn (w :: Worker) -> Int { w.busy_until * 100 + w.id })
}

fn assign(ws :: List[Worker], job :: (Str, Int)) -> List[Worker] {
  match idle_first(ws) {
    [] => [],
    [w, ..others] => {
      let start := w.busy_until
      let end := start + tuple.snd(job)
      let entry := tuple.fst(job) + "@" + int.to_str(start) + "-" + int.to_str(end)
      list.cons({ id: w.id, busy_until: end, log: list.concat(w.log, [entry]) }, others)
    },
  }
}

# args: 2
# expect: [["a@0-3","d@3-4"],["b@0-2","c@2-6"]]
# args: 1
# expect: [["a@0-3","b@3-5","c@5-9","d@9-10"]]
fn simulate(workers :: Int) -> List[List[Str]] {
  let ws := list.map(list.range(0, workers), fn (i :: Int) -> Worker { { id: i, busy_until: 0, log: [] } })
  let jobs := [("a", 3), ("b", 2), ("c", 4), ("d", 1)]
  let final := list.fold(jobs, ws, assign)
  list.sort_by(final, fn (w :: Worker) -> Int { w.id }) |> list.map(fn (w :: Worker) -> List[Str] { w.log })
}

# Round robin with a deque: a job that is not finished goes to the back.
fn robin(queue :: Deque[(Str, Int)], slice :: Int, trace :: List[Str]) -> List[Str] {
  match deque.pop_front(queue) {
    None => trace,
    Some(((name, left), rest)) => if left <= slice {
      robin(rest, slice, list.concat(trace, [name + "!"]))
    } else {
      robin(deque.push_back(rest, (name, left - slice)), slice, list.concat(trace, [name]))
    },
  }
}

# args: 2
# expect: ["a","b!","c","a!","c","c!"]
# args: 100
# expect: ["a!","b!","c!"]
fn round_robin(slice :: Int) -> List[Str] {
  robin(deque.from_list([("a", 3), ("b", 2), ("c", 5)]), slice, [])
}
