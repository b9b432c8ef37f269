import "../types" as ty
import "std.str" as s
import "std.int" as str

fn plugin(limit :: Int) -> ty.Plugin {
  {
    name: "count",
    run: fn (i :: ty.Input) -> ty.Output {
      let n := s.len(i.text)
      if n > limit { ty.Failed({ why: str.to_str(n) }) } else { ty.Changed(str.to_str(n)) }
    },
  }
}
