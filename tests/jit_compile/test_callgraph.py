from harness import functions

from motet.bytecode import FunctionBuilder, Program, verify
from motet.bytecode.types import ANY
from motet.jit.lower.callgraph import RED_ZONE, CallGraph


def chain(length, size):
    """Functions that call the next one; the last one does not."""
    padding = "load 0\nconst 1\nint_add wrap64\nstore 0\n" * (size // 4)
    return functions(
        *[
            (f"f{i}", (ANY,), (ANY,), f"{padding}load 0\ncall {i + 1}\nreturn" if i < length - 1 else "load 0\nreturn")
            for i in range(length)
        ]
    )


def test_short_chains_check_nothing():
    assert not any(check.kind for check in CallGraph(chain(20, 8)).checks)


def test_long_chains_check_before_the_red_zone_is_used_up():
    program = chain(200, 400)
    checks = CallGraph(program).checks
    since = 0
    for function, check in zip(program.functions, checks, strict=True):
        since = 0 if check.kind == "stack" else since + 24 * len(function.code)
        assert since <= RED_ZONE
    assert 1 <= sum(check.kind == "stack" for check in checks) < 20


def test_huge_frames_ask_for_more_room():
    program = chain(2, 40_000)
    check = CallGraph(program).checks[0]
    assert check.kind == "stack"
    assert check.room > 0


def test_deep_graphs_need_no_deep_python_stack():
    program = Program()
    builders = [FunctionBuilder(program, f"f{i}", (), (ANY,)) for i in range(5000)]
    for i, builder in enumerate(builders):
        builder.emit("call", (i + 1) % 5000)
        builder.emit("return")
        builder.finish()
    verify(program)
    assert all(check.kind == "stack" for check in CallGraph(program).checks)
