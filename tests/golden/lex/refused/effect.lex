# static error: effect_not_declared
import "std.io" as io
fn f() -> Unit { io.print("a") }
