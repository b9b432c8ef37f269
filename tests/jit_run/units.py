"""Hand-written native units, and a runner for them."""

from __future__ import annotations

import itertools

from motet.bytecode.traps import BY_NAME
from motet.jit import native
from motet.jit.context import OFFSETS
from motet.jit.llvm import NO_PASSES, OPTIMISED
from motet.jit.process import Native
from motet.jit.run import Runner
from motet.jit.services import Entry
from motet.policy import Limits, Policy
from motet.stdlib import Host, row, table

HEAD = (
    "\n".join(native.DECLARATIONS.values())
    + """
declare i64 @llvm.read_register.i64(metadata)
!0 = !{!"rsp"}
"""
)


def fill(template):
    """`{ctx.NAME}` is the address of a field, `{arg.K}` and `{tag.K}` those of the words of argument K."""
    for name, offset in OFFSETS.items():
        template = template.replace(f"{{ctx.{name}}}", f"getelementptr i8, ptr %ctx, i64 {offset}")
    for name, kind in BY_NAME.items():
        template = template.replace(f"{{trap.{name}}}", str(kind.number))
    for k in range(4):
        template = template.replace(f"{{tag.{k}}}", f"getelementptr i8, ptr %ctx, i64 {OFFSETS['args'] + 16 * k}")
        template = template.replace(f"{{arg.{k}}}", f"getelementptr i8, ptr %ctx, i64 {OFFSETS['args'] + 16 * k + 8}")
    return template


# deep(n): n + deep(n - 1), not a tail call; loop(n): counts to n with a poll; both take argument 0
UNITS = """
define tailcc i64 @deep(ptr %ctx, i64 %n) {
entry:
  %limit_field = {ctx.limit}
  %limit = load volatile i64, ptr %limit_field
  %sp = call i64 @llvm.read_register.i64(metadata !0)
  %low = icmp ult i64 %sp, %limit
  br i1 %low, label %ask, label %go
ask:
  call void @motet_attention(ptr %ctx, i64 30064771840)
  br label %go
go:
  %zero = icmp eq i64 %n, 0
  br i1 %zero, label %stop, label %more
stop:
  ret i64 0
more:
  %m = sub i64 %n, 1
  %r = notail call tailcc i64 @deep(ptr %ctx, i64 %m)
  %s = add i64 %r, %n
  ret i64 %s
}
define void @deep_entry(ptr %ctx) {
  %a = {arg.0}
  %n = load i64, ptr %a
  %r = call tailcc i64 @deep(ptr %ctx, i64 %n)
  store i64 %r, ptr %a
  ret void
}
define void @loop_entry(ptr %ctx) {
entry:
  %a = {arg.0}
  %n = load i64, ptr %a
  %poll_field = {ctx.poll}
  br label %head
head:
  %i = phi i64 [ 0, %entry ], [ %j, %next ]
  %poll = load volatile i64, ptr %poll_field
  %asked = icmp ne i64 %poll, 0
  br i1 %asked, label %ask, label %next
ask:
  call void @motet_attention(ptr %ctx, i64 12884902656)
  br label %next
next:
  %j = add i64 %i, 1
  %done = icmp eq i64 %j, %n
  br i1 %done, label %end, label %head
end:
  store i64 %j, ptr %a
  ret void
}
define void @trap_entry(ptr %ctx) {
  call void @motet_trap(ptr %ctx, i64 {what}) noreturn
  unreachable
}
define void @print_entry(ptr %ctx) {
  %t = {tag.0}
  %tag = load i64, ptr %t
  %a = {arg.0}
  %payload = load ptr, ptr %a
  call void @motet_print(ptr %ctx, i64 %tag, ptr %payload, i64 8589934848)
  ret void
}
define void @count_entry(ptr %ctx) {
entry:
  %a = {arg.0}
  %n = load i64, ptr %a
  br label %head
head:
  %i = phi i64 [ 0, %entry ], [ %j, %head ]
  %p = inttoptr i64 %i to ptr
  call void @motet_print(ptr %ctx, i64 0, ptr %p, i64 0)
  %j = add i64 %i, 1
  %done = icmp eq i64 %j, %n
  br i1 %done, label %end, label %head
end:
  store i64 %i, ptr %a
  ret void
}
define void @host_entry(ptr %ctx) {
  call void @motet_host(ptr %ctx, i64 7, i64 1, i64 4294967552)
  ret void
}
define void @promote_entry(ptr %ctx) {
  call void @motet_promote(ptr %ctx, i64 41)
  ret void
}
define void @noop_entry(ptr %ctx) {
  ret void
}
"""

NAMES = ("deep", "loop", "trap", "print", "count", "host", "promote", "noop")
WHAT_OVERFLOW = BY_NAME["overflow"].number | 5 << 8 | 9 << 32
ROWS = table(row("snek:print", "(Any) -> Any", to="io.print_value", style=None))
FOREVER = 1 << 62


def compiled(level=NO_PASSES):
    shared = Native.shared()
    text = HEAD + fill(UNITS).replace("{what}", str(WHAT_OVERFLOW))
    names = [f"{name}_entry" for name in NAMES]
    return shared.compiler.compile(text, names, shared.addresses, level).addresses


_levels = {}


def entry(name, results=1, level=NO_PASSES):
    if level not in _levels:
        _levels[level] = compiled(level)
    return Entry(_levels[level][f"{name}_entry"], 0, results)


class Around:
    """The machine around a runner."""

    notify = -1
    heap = None
    range = (-(1 << 63), 1 << 63)

    def __init__(self):
        self.asked = []
        self.promoted = []

    def host_name(self, constant, function, pc):
        self.asked.append((constant, function, pc))
        return "host"

    def panic_message(self, function, pc):
        return f"panic at {function}, {pc}"

    def promote(self, number):
        self.promoted.append(number)


class FunctionHost(Host):
    """A host whose only function is a Python callable."""

    def __init__(self, function=None, output=None, limit=None):
        self.written = bytearray()
        super().__init__(output or self.written.extend, Policy(), {}, limit)
        self.function = function

    def call(self, name, arguments):
        assert name == "host"
        return self.function(*arguments)


class Harness:
    """A runner with its surroundings."""

    def __init__(self, function=None, *, output=None, output_limit=None, level=NO_PASSES, **limits):
        self.host = FunctionHost(function, output, output_limit)
        self.around = Around()
        self.level = level
        self.runner = Runner(self.around, self.host, Limits(**limits))
        self.numbers = itertools.count()

    def run(self, name, *arguments, results=1):
        return self.runner.call(lambda: entry(name, results, self.level), arguments)


LEVELS = (NO_PASSES, OPTIMISED)
