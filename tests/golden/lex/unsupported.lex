# Predicates that are no part of the language of predicates stop every call that comes to them.
# args: 1
# expect: 1
# args: -1
# error: refinement violated: argument 0 of `free` (binding `x`): predicate references free var `y`
fn free(n :: Int{x | x > 0 or y > 0}) -> Int { n }
# args: "a"
# error: refinement violated: argument 0 of `ordered` (binding `s`): predicate uses `<` on unsupported operands
fn ordered(s :: Str{s | s < "b"}) -> Str { s }
