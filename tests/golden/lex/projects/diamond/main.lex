import "./left" as l
import "./right" as r
import "./core/base.lex" as base

# expect: [20,200,2]
fn main() -> List[Int] { [l.go(1), r.go(1), base.bump(1)] }

# expect: {"v":300}
fn both() -> base.Box[Int] { l.boxed(r.go(2)) }

# expect: true
fn same() -> Bool { l.boxed(1) == r.boxed(1) }
