import "../types" as types
import "std.str" as str

fn plugin() -> types.Plugin { { name: "upper", run: go } }

fn go(i :: types.Input) -> types.Output {
  let u := str.to_upper(i.text)
  if u == i.text { Unchanged } else { Changed(u) }
}
