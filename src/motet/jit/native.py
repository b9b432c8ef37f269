"""LLVM text of the run-time routines that all native code shares: switching stacks, traps, attention, output.

| routine | meaning |
|---|---|
| `enter(ctx, function)` | run `void function(ptr ctx)` on the run's stack; returns a request (`context.REQUESTS`) |
| `resume(ctx)` | go on where the run left; returns the next request |
| `motet_leave(ctx, request)` | switch to the host; returns when the host resumes |
| `motet_trap(ctx, what)` | end the run; never returns, nothing is unwound |
| `motet_panic(ctx, constant, what)` | end the run with the message that a constant is |
| `motet_attention(ctx, what)` | the stack limit or the poll word asked for it: ask the host, or trap `stack` |
| `motet_promote(ctx, unit)` | tell the compiler thread that a unit is hot |
| `motet_print(ctx, tag, payload, what)` | append the text of a value and a line end to the output |
| `motet_write(ctx, text, size, what)` | append bytes to the output |
| `motet_operation(ctx, count, what)` | let the host do the instruction at `what`; arguments and result are in `context.ARGS` |
| `motet_literal(ctx, number, what)` | make an object of the run |
| `motet_trap_with(ctx, message, what)` | end the run with a Str as message |
| `motet_host(ctx, name, count, what)` | call a host function; arguments and result are in `context.ARGS` |

What starts runs and asks them for attention is in `motet.jit.attention`.

`what` is kind | function << 8 | pc << 32 as in the field `trap`; routines that raise a kind of their own replace its kind.

The switches are naked functions: they save what a C caller expects to keep, exchange stack pointers, and return on the
other side. The module is compiled without passes: next to its callers, an optimiser sees that a naked body uses no
parameter and stops passing it.
"""

from __future__ import annotations

import ctypes
from typing import Final

from motet.bytecode.traps import BY_NAME
from motet.jit import attention
from motet.jit.context import OFFSETS, REASONS, REQUESTS
from motet.jit.numbers import LIBM

_X86_SAVED: Final = ("rbp", "rbx", "r12", "r13", "r14", "r15")
_ARM_PAIRS: Final = (
    ("x29", "x30"),
    ("x19", "x20"),
    ("x21", "x22"),
    ("x23", "x24"),
    ("x25", "x26"),
    ("x27", "x28"),
    ("d8", "d9"),
    ("d10", "d11"),
    ("d12", "d13"),
    ("d14", "d15"),
)


def _x86_64() -> dict[str, list[str]]:
    host, run, top = (OFFSETS[name] for name in ("host_sp", "run_sp", "stack_top"))
    save = [f"pushq %{register}" for register in _X86_SAVED]
    restore = [f"popq %{register}" for register in reversed(_X86_SAVED)] + ["retq"]
    return {
        "enter": [
            *save,
            f"movq %rsp, {host}(%rdi)",
            "movq %rdi, %rbx",
            f"movq {top}(%rdi), %rsp",
            "callq *%rsi",
            f"movq {host}(%rbx), %rsp",
            f"movl $${REQUESTS['done']}, %eax",
            *restore,
        ],
        "resume": [*save, f"movq %rsp, {host}(%rdi)", f"movq {run}(%rdi), %rsp", *restore],
        "motet_leave": [*save, f"movq %rsp, {run}(%rdi)", f"movq {host}(%rdi), %rsp", "movq %rsi, %rax", *restore],
    }


def _aarch64() -> dict[str, list[str]]:
    host, run, top = (OFFSETS[name] for name in ("host_sp", "run_sp", "stack_top"))
    room = 16 * len(_ARM_PAIRS)
    save = [f"sub sp, sp, #{room}"]
    save += [f"stp {first}, {second}, [sp, #{16 * k}]" for k, (first, second) in enumerate(_ARM_PAIRS)]
    restore = [f"ldp {first}, {second}, [sp, #{16 * k}]" for k, (first, second) in enumerate(_ARM_PAIRS)]
    restore += [f"add sp, sp, #{room}", "ret"]

    def keep(offset: int) -> list[str]:
        return ["mov x9, sp", f"str x9, [x0, #{offset}]"]

    def switch(offset: int, context: str = "x0") -> list[str]:
        return [f"ldr x9, [{context}, #{offset}]", "mov sp, x9"]

    return {
        "enter": [
            *save,
            *keep(host),
            "mov x19, x0",
            *switch(top),
            "blr x1",
            *switch(host, "x19"),
            f"mov x0, #{REQUESTS['done']}",
            *restore,
        ],
        "resume": [*save, *keep(host), *switch(run), *restore],
        "motet_leave": [*save, *keep(run), *switch(host), "mov x0, x1", *restore],
    }


SWITCHES: Final = {"x86_64": _x86_64, "aarch64": _aarch64, "arm64": _aarch64}
"""For each processor: the instructions of the switches, by routine."""

STACK_POINTER: Final = {"x86_64": "rsp", "aarch64": "sp", "arm64": "sp"}
"""Name of the stack pointer for `llvm.read_register`."""

_SIGNATURES: Final = {
    "enter": "i64 @enter(ptr %ctx, ptr %function)",
    "resume": "i64 @resume(ptr %ctx)",
    "motet_leave": "void @motet_leave(ptr %ctx, i64 %request)",
}

DECLARATIONS: Final = {
    "motet_trap": "declare void @motet_trap(ptr, i64) noreturn nounwind cold",
    "motet_panic": "declare void @motet_panic(ptr, i64, i64) noreturn nounwind cold",
    "motet_attention": "declare void @motet_attention(ptr, i64) nounwind cold memory(read, inaccessiblemem: readwrite)",
    "motet_promote": "declare void @motet_promote(ptr, i64) nounwind cold",
    "motet_print": "declare void @motet_print(ptr, i64, ptr, i64) nounwind",
    "motet_write": "declare void @motet_write(ptr, ptr, i64, i64) nounwind",
    "motet_host": "declare void @motet_host(ptr, i64, i64, i64) nounwind",
    "motet_operation": "declare void @motet_operation(ptr, i64, i64) nounwind",
    "motet_literal": "declare ptr @motet_literal(ptr, i64, i64) nounwind cold",
    "motet_trap_with": "declare void @motet_trap_with(ptr, ptr, i64) noreturn nounwind cold",
}
"""What emitted modules may use: the declaration of each routine, by symbol."""

EXPORTS: Final = (*_SIGNATURES, *DECLARATIONS, *attention.EXPORTS)
LIBC: Final = ("write", "memcpy", "fmod", *LIBM, *attention.LIBC)
"""Functions of the C library that the routines and emitted code call."""


def text(machine: str) -> str:
    """The module, for a processor of `SWITCHES`."""
    switches = "".join(_naked(name, lines) for name, lines in SWITCHES[machine]().items())
    return switches + _fill(_ROUTINES + attention.text(), machine)


def _naked(name: str, lines: list[str]) -> str:
    body = "\\0A".join(lines)
    return (
        f"define {_SIGNATURES[name]} naked noinline nounwind {{\n"
        f'  call void asm sideeffect "{body}", ""()\n  unreachable\n}}\n'
    )


def libc_addresses() -> dict[str, int]:
    """Addresses of the functions of `LIBC`."""
    library = ctypes.CDLL(None)
    addresses = {name: ctypes.cast(getattr(library, name), ctypes.c_void_p).value for name in LIBC}
    return {name: address for name, address in addresses.items() if address is not None}


def _fill(template: str, machine: str) -> str:
    """Replace `{ctx.NAME}` by the address of a field, `{request.NAME}`, `{reason.NAME}` and `{trap.NAME}` by numbers."""
    for name, offset in OFFSETS.items():
        template = template.replace(f"{{ctx.{name}}}", f"getelementptr i8, ptr %ctx, i64 {offset}")
    for name, number in REQUESTS.items():
        template = template.replace(f"{{request.{name}}}", f"i64 {number}")
    for name, number in REASONS.items():
        template = template.replace(f"{{reason.{name}}}", f"i64 {number}")
    for name, kind in BY_NAME.items():
        template = template.replace(f"{{trap.{name}}}", f"i64 {kind.number}")
    return template.replace("{sp}", STACK_POINTER[machine])


_ROUTINES: Final = """
declare i64 @llvm.read_register.i64(metadata)
declare i64 @write(i32, ptr, i64)
declare ptr @memcpy(ptr, ptr, i64)
@true = private constant [5 x i8] c"true\\0A"
@false = private constant [6 x i8] c"false\\0A"
!0 = !{!"{sp}"}

define void @motet_trap(ptr %ctx, i64 %what) noreturn nounwind {
  %trap = {ctx.trap}
  store i64 %what, ptr %trap
  call void @motet_leave(ptr %ctx, {request.trap})
  unreachable
}

define void @trap_as(ptr %ctx, i64 %what, i64 %kind) noreturn nounwind {
  %place = and i64 %what, -256
  %new = or i64 %place, %kind
  call void @motet_trap(ptr %ctx, i64 %new)
  unreachable
}

define void @motet_panic(ptr %ctx, i64 %constant, i64 %what) noreturn nounwind {
  %name = {ctx.host_name}
  store i64 %constant, ptr %name
  call void @trap_as(ptr %ctx, i64 %what, {trap.panic})
  unreachable
}

define void @motet_attention(ptr %ctx, i64 %what) nounwind {
entry:
  %limit = {ctx.limit}
  %poll = {ctx.poll}
  %soft = {ctx.soft_limit}
  %usual = load i64, ptr %soft
  store volatile i64 %usual, ptr %limit
  fence seq_cst
  %reasons = load volatile i64, ptr %poll
  %asked = icmp ne i64 %reasons, 0
  br i1 %asked, label %ask, label %stack
ask:
  %trap = {ctx.trap}
  store i64 %what, ptr %trap
  call void @motet_leave(ptr %ctx, {request.attention})
  br label %stack
stack:
  %sp = call i64 @llvm.read_register.i64(metadata !0)
  %soft_now = load i64, ptr %soft
  %beyond = icmp ult i64 %sp, %soft_now
  br i1 %beyond, label %deep, label %go
deep:
  %hard = {ctx.hard_limit}
  %end = load i64, ptr %hard
  %over = icmp ult i64 %sp, %end
  br i1 %over, label %full, label %more
full:
  call void @trap_as(ptr %ctx, i64 %what, {trap.stack})
  unreachable
more:
  %mark = {ctx.deep}
  store i64 1, ptr %mark
  store i64 %end, ptr %soft
  store volatile i64 %end, ptr %limit
  fence seq_cst
  %late = load volatile i64, ptr %poll
  %again = icmp ne i64 %late, 0
  br i1 %again, label %keep, label %go
keep:
  store volatile i64 -1, ptr %limit
  br label %go
go:
  ret void
}

define void @motet_promote(ptr %ctx, i64 %unit) nounwind {
entry:
  %message = alloca i64
  store i64 %unit, ptr %message
  %field = {ctx.notify_fd}
  %fd = load i64, ptr %field
  switch i64 %fd, label %tell [ i64 -1, label %done
                                i64 -2, label %now ]
now:
  %host_name = {ctx.host_name}
  store i64 %unit, ptr %host_name
  call void @motet_leave(ptr %ctx, {request.promote})
  br label %done
tell:
  %fd32 = trunc i64 %fd to i32
  %sent = call i64 @write(i32 %fd32, ptr %message, i64 8)
  br label %done
done:
  ret void
}

define void @motet_host(ptr %ctx, i64 %name, i64 %count, i64 %what) nounwind {
  %host_name = {ctx.host_name}
  store i64 %name, ptr %host_name
  %host_count = {ctx.host_count}
  store i64 %count, ptr %host_count
  %trap = {ctx.trap}
  store i64 %what, ptr %trap
  call void @motet_leave(ptr %ctx, {request.host})
  ret void
}

define void @motet_operation(ptr %ctx, i64 %count, i64 %what) nounwind {
  %host_count = {ctx.host_count}
  store i64 %count, ptr %host_count
  %trap = {ctx.trap}
  store i64 %what, ptr %trap
  call void @motet_leave(ptr %ctx, {request.operation})
  ret void
}

define ptr @motet_literal(ptr %ctx, i64 %number, i64 %what) nounwind {
  %host_name = {ctx.host_name}
  store i64 %number, ptr %host_name
  %trap = {ctx.trap}
  store i64 %what, ptr %trap
  call void @motet_leave(ptr %ctx, {request.literal})
  %literals = {ctx.literals}
  %table = load ptr, ptr %literals
  %place = getelementptr ptr, ptr %table, i64 %number
  %object = load ptr, ptr %place
  ret ptr %object
}

define void @motet_trap_with(ptr %ctx, ptr %message, i64 %what) noreturn nounwind {
  %args = {ctx.args}
  store ptr %message, ptr %args
  %trap = {ctx.trap}
  store i64 %what, ptr %trap
  call void @motet_leave(ptr %ctx, {request.trap_with})
  unreachable
}

define void @motet_write(ptr %ctx, ptr %text, i64 %size, i64 %what) nounwind {
entry:
  %used_field = {ctx.output_used}
  %size_field = {ctx.output_size}
  %output_field = {ctx.output}
  %rest = {ctx.host_count}
  %trap = {ctx.trap}
  %used = load i64, ptr %used_field
  %room = load i64, ptr %size_field
  %then = add i64 %used, %size
  %fits = icmp ule i64 %then, %room
  br i1 %fits, label %copy, label %full
full:
  %text_field = {ctx.host_name}
  store ptr %text, ptr %text_field
  br label %hand_over
copy:
  %buffer = load ptr, ptr %output_field
  %place = getelementptr i8, ptr %buffer, i64 %used
  %copied = call ptr @memcpy(ptr %place, ptr %text, i64 %size)
  store i64 %then, ptr %used_field
  %mode_field = {ctx.print_mode}
  %mode = load i64, ptr %mode_field
  %at_once = icmp ne i64 %mode, 0
  br i1 %at_once, label %hand_over, label %done
hand_over:
  %left = phi i64 [ %size, %full ], [ 0, %copy ]
  store i64 %left, ptr %rest
  store i64 %what, ptr %trap
  call void @motet_leave(ptr %ctx, {request.output})
  br label %done
done:
  ret void
}

define void @write_int(ptr %ctx, i64 %value, i64 %what) nounwind {
entry:
  %text = alloca [24 x i8]
  %last = getelementptr i8, ptr %text, i64 23
  store i8 10, ptr %last
  %negative = icmp slt i64 %value, 0
  %negated = sub i64 0, %value
  %size = select i1 %negative, i64 %negated, i64 %value
  br label %digit
digit:
  %rest = phi i64 [ %size, %entry ], [ %quotient, %digit ]
  %end = phi ptr [ %last, %entry ], [ %place, %digit ]
  %quotient = udiv i64 %rest, 10
  %tens = mul i64 %quotient, 10
  %units = sub i64 %rest, %tens
  %code = add i64 %units, 48
  %char = trunc i64 %code to i8
  %place = getelementptr i8, ptr %end, i64 -1
  store i8 %char, ptr %place
  %more = icmp ne i64 %quotient, 0
  br i1 %more, label %digit, label %sign
sign:
  br i1 %negative, label %minus, label %out
minus:
  %before = getelementptr i8, ptr %place, i64 -1
  store i8 45, ptr %before
  br label %out
out:
  %start = phi ptr [ %place, %sign ], [ %before, %minus ]
  %from = ptrtoint ptr %start to i64
  %to = ptrtoint ptr %last to i64
  %digits = sub i64 %to, %from
  %bytes = add i64 %digits, 1
  call void @motet_write(ptr %ctx, ptr %start, i64 %bytes, i64 %what)
  ret void
}

define void @motet_print(ptr %ctx, i64 %tag, ptr %payload, i64 %what) nounwind {
entry:
  %word = ptrtoint ptr %payload to i64
  switch i64 %tag, label %other [ i64 0, label %int
                                  i64 2, label %bool
                                  i64 3, label %unit ]
int:
  call void @write_int(ptr %ctx, i64 %word, i64 %what)
  ret void
bool:
  %bit = and i64 %word, 1
  %is_true = icmp ne i64 %bit, 0
  %name = select i1 %is_true, ptr @true, ptr @false
  %length = select i1 %is_true, i64 5, i64 6
  call void @motet_write(ptr %ctx, ptr %name, i64 %length, i64 %what)
  ret void
unit:
  %unit_size = {ctx.unit_size}
  %unit_length = load i64, ptr %unit_size
  %unknown = icmp eq i64 %unit_length, 0
  br i1 %unknown, label %other, label %known
known:
  %unit_text = {ctx.unit_text}
  %unit_name = load ptr, ptr %unit_text
  call void @motet_write(ptr %ctx, ptr %unit_name, i64 %unit_length, i64 %what)
  ret void
other:
  %args = {ctx.args}
  store i64 %tag, ptr %args
  %second = getelementptr i8, ptr %args, i64 8
  store ptr %payload, ptr %second
  call void @motet_host(ptr %ctx, i64 -1, i64 1, i64 %what)
  ret void
}
"""
