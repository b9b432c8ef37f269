import "./types" as t
import "./plugins/upper" as upper
import "./plugins/count" as count
import "std.list" as list

fn registry() -> List[t.Plugin] { [upper.plugin(), count.plugin(3)] }

# args: "ab"
# expect: ["upper:AB","count:2"]
# args: "ABCDE"
# expect: ["upper did nothing","failed 5"]
fn main(s :: Str) -> List[Str] {
  list.map(registry(), fn (p :: t.Plugin) -> Str {
    match t.apply(p, { text: s, depth: 0 }) {
      t.Changed(x) => p.name + ":" + x,
      Unchanged => p.name + " did nothing",
      Failed({ why }) => "failed " + why,
    }
  })
}
