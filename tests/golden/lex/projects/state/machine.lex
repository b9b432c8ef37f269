import "std.list" as list

type Event = Tick | Job(Int) | Stop(Str)

type State = Idle | Busy(Int) | Halted({ reason :: Str })

fn start() -> State { Idle }

fn step(s :: State, e :: Event) -> State {
  match (s, e) {
    (Halted(_), _) => s,
    (_, Stop(r)) => Halted({ reason: r }),
    (Idle, Job(n)) => Busy(n),
    (Busy(1), Tick) => Idle,
    (Busy(n), Tick) => Busy(n - 1),
    (Busy(n), Job(k)) => Busy(n + k),
    (Idle, Tick) => Idle,
  }
}

fn run(s :: State, es :: List[Event]) -> State { list.fold(es, s, step) }
