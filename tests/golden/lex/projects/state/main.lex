import "./machine" as m

# args: [{"$variant":"Job","args":[2]},{"$variant":"Tick","args":[]}]
# expect: {"$variant":"Busy","args":[1]}
# args: [{"$variant":"Stop","args":["x"]},{"$variant":"Job","args":[2]}]
# expect: {"$variant":"Halted","args":[{"reason":"x"}]}
fn main(events :: List[m.Event]) -> m.State { m.run(m.start(), events) }

# args: {"$variant":"Halted","args":[{"reason":"r"}]}
# expect: "r"
fn label(s :: m.State) -> Str {
  match s { m.Idle => "idle", m.Busy(n) => "busy", Halted({ reason }) => reason }
}
