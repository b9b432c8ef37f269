"""LLVM text of what asks runs for attention without Python: the watcher's thread and the signal handler.

| routine | meaning |
|---|---|
| `start(ctx, function)` | enter the run in the table, then `enter`; `REQUESTS["unwatched"]`, and not entered, when the watcher is needed and not there |
| `motet_ask(ctx, reason)` | store the attention words of a context; a signal handler may call it |
| `motet_acknowledge(ctx)` | clear the poll word; what was meant is looked up afterwards |
| `motet_watch(unclaimed)` | be the watcher, if `unclaimed` is not null only when there is none; returns when nothing was to be watched for a while |
| `motet_start_watcher(create, detach)` | start it in a thread, if there is none; gives the error of `pthread_create` |
| `motet_rouse()` | let the watcher look at all runs now |
| `motet_hook(signals)` | put `motet_on_signal` before the handlers of signals (bit k: signal k + 1); 0: take it away where it still is |

`motet.jit.watch` describes the protocol.
"""

from __future__ import annotations

import signal
import time
from typing import Final

from motet.jit.context import OFFSETS, REASONS

HEADER: Final = ("alive", "planned", "ticking", "hooked", "roused", "count")
"""Words of the table's header.

`alive`: 0 no watcher, 1 there is one, 2 one is being started. `planned`: when the watcher looks again. `ticking`: that is
within a tick. `hooked`: signals reach runs by themselves. `roused`: the futex it sleeps on. `count`: entries in use.
"""

ENTRY: Final = ("run", "context", "deadline", "main", "thread", "seen", "fired", "look_at")
"""Words of an entry, one for each context.

`run`: number of the active run, or minus the number of the last one. `deadline`: in nanoseconds, 0 for none. `main`: 1 for
a run in the main thread. `thread`: identity of its thread. The watcher's own: `seen`: number of the run that it met last.
`fired`: number of the run whose deadline it has announced. `look_at`: when to ask a run in the main thread again.
"""

ENTRY_SIZE: Final = 8 * len(ENTRY)
"""Bytes of an entry, and of the header."""

MAX_SIGNAL: Final = 64

TICK: Final = 2_000_000
"""Nanoseconds between two looks at runs of the main thread that signals do not reach by themselves."""

SLOW_TICK: Final = 100_000_000
"""The same where they do, in case that a host function has installed another handler."""

LINGER: Final = 20_000_000
"""Nanoseconds that the watcher stays when it has nothing to do."""

_NUMBERS: Final = {
    "tick": TICK,
    "slow": SLOW_TICK,
    "linger": LINGER,
    "never": (1 << 63) - 1,
    "entry_size": ENTRY_SIZE,
    "signal_byte": f"i64 {OFFSETS['poll'] + REASONS['signal']}",
    "clock": getattr(time, "CLOCK_MONOTONIC", 1),
    "set_mask": int(getattr(signal, "SIG_SETMASK", 2)),
    "futex": 202,  # system call of Linux on x86-64
    "futex_wait": 128,  # FUTEX_WAIT | FUTEX_PRIVATE_FLAG
    "futex_wake": 129,
    "yield": 24,  # sched_yield
    "handlers": MAX_SIGNAL + 1,
    "last_signal": MAX_SIGNAL,
}

EXPORTS: Final = (
    "start",
    "motet_ask",
    "motet_acknowledge",
    "motet_start_watcher",
    "motet_rouse",
    "motet_watch",
    "motet_hook",
    "motet_table",
)
"""Symbols of the routines, and of the word that holds the table's address."""

LIBC: Final = ("clock_gettime", "pthread_sigmask", "sigaction", "syscall")
"""Functions of the C library that it calls."""


def text() -> str:
    """The part of the shared module. `{ctx.NAME}`, `{request.NAME}` and `{reason.NAME}` are left to fill in."""
    result = _TEXT
    for index, name in enumerate(HEADER):
        result = result.replace(f"{{table.{name}}}", f"getelementptr i8, ptr %table, i64 {8 * index}")
    for index, name in enumerate(ENTRY):
        result = result.replace(f"{{entry.{name}}}", f"getelementptr i8, ptr %entry, i64 {8 * index}")
    for name, number in _NUMBERS.items():
        result = result.replace(f"{{{name}}}", str(number))
    return result


_TEXT: Final = """
declare i32 @clock_gettime(i32, ptr)
declare i32 @pthread_sigmask(i32, ptr, ptr)
declare i32 @sigaction(i32, ptr, ptr)
declare i64 @syscall(i64, ...)
@motet_table = global ptr null
@handlers = internal global [{handlers} x ptr] zeroinitializer

define void @motet_ask(ptr %ctx, i64 %reason) nounwind {
  %poll = {ctx.poll}
  %byte = getelementptr i8, ptr %poll, i64 %reason
  store volatile i8 1, ptr %byte
  fence seq_cst
  %limit = {ctx.limit}
  store volatile i64 -1, ptr %limit
  ret void
}

define void @motet_acknowledge(ptr %ctx) nounwind {
  %poll = {ctx.poll}
  %reasons = atomicrmw xchg ptr %poll, i64 0 seq_cst
  ret void
}

define i64 @start(ptr %ctx, ptr %function) nounwind {
begin:
  %watch_field = {ctx.watch}
  %entry = load ptr, ptr %watch_field
  %run_field = {ctx.run}
  %number = load i64, ptr %run_field
  %deadline_field = {ctx.deadline}
  %deadline = load i64, ptr %deadline_field
  %main_field = {ctx.main}
  %main = load i64, ptr %main_field
  %entry_deadline = {entry.deadline}
  %entry_main = {entry.main}
  fence seq_cst
  store volatile i64 %deadline, ptr %entry_deadline
  store volatile i64 %main, ptr %entry_main
  store volatile i64 %number, ptr %entry
  fence seq_cst
  %wants = or i64 %deadline, %main
  %wanted = icmp ne i64 %wants, 0
  br i1 %wanted, label %watched, label %go
watched:
  %table = load ptr, ptr @motet_table
  %alive = load volatile i64, ptr %table
  %running = icmp eq i64 %alive, 1
  br i1 %running, label %plan, label %unwatched
unwatched:
  ret {request.unwatched}
plan:
  %planned_field = {table.planned}
  %planned = load volatile i64, ptr %planned_field
  %ticking_field = {table.ticking}
  %ticking = load volatile i64, ptr %ticking_field
  %hooked_field = {table.hooked}
  %hooked = load volatile i64, ptr %hooked_field
  %covers = or i64 %ticking, %hooked
  %uncovered = icmp eq i64 %covers, 0
  %is_main = icmp ne i64 %main, 0
  %no_tick = and i1 %is_main, %uncovered
  %has_deadline = icmp ne i64 %deadline, 0
  %earlier = icmp slt i64 %deadline, %planned
  %too_late = and i1 %has_deadline, %earlier
  %sleeps = or i1 %no_tick, %too_late
  br i1 %sleeps, label %rouse, label %go
rouse:
  %word = {table.roused}
  %old = atomicrmw add ptr %word, i32 1 seq_cst
  %woken = call i64 (i64, ...) @syscall(i64 {futex}, ptr %word, i32 {futex_wake}, i32 1, ptr null, ptr null, i32 0)
  br label %go
go:
  %request = call i64 @enter(ptr %ctx, ptr %function)
  ret i64 %request
}

define void @motet_rouse() nounwind {
  %table = load ptr, ptr @motet_table
  %word = {table.roused}
  %old = atomicrmw add ptr %word, i32 1 seq_cst
  %woken = call i64 (i64, ...) @syscall(i64 {futex}, ptr %word, i32 {futex_wake}, i32 1, ptr null, ptr null, i32 0)
  ret void
}

define internal i64 @look_at_all(ptr %table, i64 %now) nounwind {
begin:
  %plan = alloca i64
  store i64 {never}, ptr %plan
  %hooked_field = {table.hooked}
  %hooked = load volatile i64, ptr %hooked_field
  %is_hooked = icmp ne i64 %hooked, 0
  %pause = select i1 %is_hooked, i64 {slow}, i64 {tick}
  %next_look = add i64 %now, %pause
  %count_field = {table.count}
  %count = load volatile i64, ptr %count_field
  br label %head
head:
  %k = phi i64 [ 0, %begin ], [ %next, %skip ]
  %more = icmp slt i64 %k, %count
  br i1 %more, label %body, label %done
body:
  %next = add i64 %k, 1
  %offset = mul i64 %next, {entry_size}
  %entry = getelementptr i8, ptr %table, i64 %offset
  %run = load volatile i64, ptr %entry
  %unused = icmp eq i64 %run, 0
  br i1 %unused, label %skip, label %used
used:
  %over = icmp slt i64 %run, 0
  %negated = sub i64 0, %run
  %number = select i1 %over, i64 %negated, i64 %run
  %main_field = {entry.main}
  %main = load volatile i64, ptr %main_field
  %is_main = icmp ne i64 %main, 0
  %deadline_field = {entry.deadline}
  %deadline = load volatile i64, ptr %deadline_field
  %run_again = load volatile i64, ptr %entry
  %look_field = {entry.look_at}
  %seen_field = {entry.seen}
  %seen = load volatile i64, ptr %seen_field
  %is_known = icmp eq i64 %seen, %number
  br i1 %is_known, label %known, label %fresh
fresh:
  store volatile i64 %number, ptr %seen_field
  store volatile i64 %next_look, ptr %look_field
  %linger = add i64 %now, {linger}
  %plan_1 = load i64, ptr %plan
  %sooner_1 = icmp slt i64 %linger, %plan_1
  %least_1 = select i1 %sooner_1, i64 %linger, i64 %plan_1
  store i64 %least_1, ptr %plan
  br i1 %is_main, label %keep_ticking, label %known
keep_ticking:
  %plan_2 = load i64, ptr %plan
  %sooner_2 = icmp slt i64 %next_look, %plan_2
  %least_2 = select i1 %sooner_2, i64 %next_look, i64 %plan_2
  store i64 %least_2, ptr %plan
  br label %known
known:
  br i1 %over, label %skip, label %active
active:
  %context_field = {entry.context}
  %context = load ptr, ptr %context_field
  %same = icmp eq i64 %run_again, %run
  br i1 %same, label %consistent, label %changed
changed:
  %soon = add i64 %now, {tick}
  %plan_3 = load i64, ptr %plan
  %sooner_3 = icmp slt i64 %soon, %plan_3
  %least_3 = select i1 %sooner_3, i64 %soon, i64 %plan_3
  store i64 %least_3, ptr %plan
  br label %skip
consistent:
  %fired_field = {entry.fired}
  %fired = load volatile i64, ptr %fired_field
  %unfired = icmp ne i64 %fired, %number
  %has_deadline = icmp ne i64 %deadline, 0
  %pending = and i1 %unfired, %has_deadline
  br i1 %pending, label %limited, label %signals
limited:
  %passed = icmp sge i64 %now, %deadline
  br i1 %passed, label %fire, label %later
fire:
  call void @motet_ask(ptr %context, {reason.deadline})
  store volatile i64 %number, ptr %fired_field
  br label %signals
later:
  %plan_4 = load i64, ptr %plan
  %sooner_4 = icmp slt i64 %deadline, %plan_4
  %least_4 = select i1 %sooner_4, i64 %deadline, i64 %plan_4
  store i64 %least_4, ptr %plan
  br label %signals
signals:
  br i1 %is_main, label %look, label %skip
look:
  %look_at = load volatile i64, ptr %look_field
  %due = icmp sge i64 %now, %look_at
  br i1 %due, label %ask, label %wait
ask:
  %byte = getelementptr i8, ptr %context, {signal_byte}
  %asked = load volatile i8, ptr %byte
  %unheard = icmp ne i8 %asked, 0
  %patient = add i64 %now, {slow}
  %after = select i1 %unheard, i64 %patient, i64 %next_look
  call void @motet_ask(ptr %context, {reason.signal})
  store volatile i64 %after, ptr %look_field
  %plan_5 = load i64, ptr %plan
  %sooner_5 = icmp slt i64 %after, %plan_5
  %least_5 = select i1 %sooner_5, i64 %after, i64 %plan_5
  store i64 %least_5, ptr %plan
  br label %skip
wait:
  %plan_6 = load i64, ptr %plan
  %sooner_6 = icmp slt i64 %look_at, %plan_6
  %least_6 = select i1 %sooner_6, i64 %look_at, i64 %plan_6
  store i64 %least_6, ptr %plan
  br label %skip
skip:
  br label %head
done:
  %result = load i64, ptr %plan
  ret i64 %result
}

define ptr @motet_watch(ptr %unclaimed) nounwind {
begin:
  %time = alloca {i64, i64}
  %rest = getelementptr i8, ptr %time, i64 8
  %table = load ptr, ptr @motet_table
  %planned_field = {table.planned}
  %ticking_field = {table.ticking}
  %word = {table.roused}
  %must_claim = icmp ne ptr %unclaimed, null
  br i1 %must_claim, label %return, label %look
look:
  %roused = load volatile i32, ptr %word
  %status_now = call i32 @clock_gettime(i32 {clock}, ptr %time)
  %seconds_now = load i64, ptr %time
  %rest_now = load i64, ptr %rest
  %scaled_now = mul i64 %seconds_now, 1000000000
  %now = add i64 %scaled_now, %rest_now
  %plan = call i64 @look_at_all(ptr %table, i64 %now)
  %idle = icmp eq i64 %plan, {never}
  br i1 %idle, label %retire, label %publish
publish:
  %pause = sub i64 %plan, %now
  %is_tick = icmp sle i64 %pause, {tick}
  %ticking = zext i1 %is_tick to i64
  store volatile i64 %plan, ptr %planned_field
  store volatile i64 %ticking, ptr %ticking_field
  fence seq_cst
  %status_later = call i32 @clock_gettime(i32 {clock}, ptr %time)
  %seconds_later = load i64, ptr %time
  %rest_later = load i64, ptr %rest
  %scaled_later = mul i64 %seconds_later, 1000000000
  %later = add i64 %scaled_later, %rest_later
  %again = call i64 @look_at_all(ptr %table, i64 %later)
  %left = sub i64 %plan, %later
  %is_due = icmp sle i64 %left, 0
  %is_sooner = icmp slt i64 %again, %plan
  %awake = or i1 %is_due, %is_sooner
  br i1 %awake, label %look, label %sleep
sleep:
  %seconds = udiv i64 %left, 1000000000
  %nanoseconds = urem i64 %left, 1000000000
  store i64 %seconds, ptr %time
  store i64 %nanoseconds, ptr %rest
  %slept = call i64 (i64, ...) @syscall(i64 {futex}, ptr %word, i32 {futex_wait}, i32 %roused, ptr %time, ptr null, i32 0)
  br label %look
retire:
  store volatile i64 0, ptr %table
  fence seq_cst
  %last = call i64 @look_at_all(ptr %table, i64 %now)
  %needed = icmp ne i64 %last, {never}
  br i1 %needed, label %return, label %end
return:
  %claim = cmpxchg ptr %table, i64 0, i64 1 seq_cst seq_cst
  %claimed = extractvalue {i64, i1} %claim, 1
  br i1 %claimed, label %look, label %end
end:
  ret ptr null
}

define i64 @motet_start_watcher(ptr %create, ptr %detach) nounwind {
begin:
  %all = alloca [16 x i64]
  %mask = alloca [16 x i64]
  %thread = alloca i64
  %table = load ptr, ptr @motet_table
  br label %claim
claim:
  %attempt = cmpxchg ptr %table, i64 0, i64 2 seq_cst seq_cst
  %before = extractvalue {i64, i1} %attempt, 0
  switch i64 %before, label %there [ i64 0, label %block
                                     i64 2, label %wait ]
wait:
  %yielded = call i64 (i64, ...) @syscall(i64 {yield})
  br label %claim
there:
  ret i64 0
block:
  %k = phi i64 [ 0, %claim ], [ %next, %block ]
  %place = getelementptr [16 x i64], ptr %all, i64 0, i64 %k
  store i64 -1, ptr %place
  %next = add i64 %k, 1
  %filled = icmp eq i64 %next, 16
  br i1 %filled, label %make, label %block
make:
  %blocked = call i32 @pthread_sigmask(i32 {set_mask}, ptr %all, ptr %mask)
  %error = call i32 %create(ptr %thread, ptr null, ptr @motet_watch, ptr null)
  %restored = call i32 @pthread_sigmask(i32 {set_mask}, ptr %mask, ptr null)
  %failed = icmp ne i32 %error, 0
  br i1 %failed, label %nobody, label %started
nobody:
  store volatile i64 0, ptr %table
  %result = sext i32 %error to i64
  ret i64 %result
started:
  %confirmed = cmpxchg ptr %table, i64 2, i64 1 seq_cst seq_cst
  %handle = load i64, ptr %thread
  %detached = call i32 %detach(i64 %handle)
  ret i64 0
}

define internal void @motet_on_signal(i32 %signal, ptr %information, ptr %machine) nounwind {
begin:
  %table = load ptr, ptr @motet_table
  %count_field = {table.count}
  %count = load volatile i64, ptr %count_field
  br label %head
head:
  %k = phi i64 [ 0, %begin ], [ %next, %skip ]
  %more = icmp slt i64 %k, %count
  br i1 %more, label %body, label %chain
body:
  %next = add i64 %k, 1
  %offset = mul i64 %next, {entry_size}
  %entry = getelementptr i8, ptr %table, i64 %offset
  %run = load volatile i64, ptr %entry
  %main_field = {entry.main}
  %main = load volatile i64, ptr %main_field
  %active = icmp sgt i64 %run, 0
  %is_main = icmp ne i64 %main, 0
  %wanted = and i1 %active, %is_main
  br i1 %wanted, label %ask, label %skip
ask:
  %context_field = {entry.context}
  %context = load ptr, ptr %context_field
  call void @motet_ask(ptr %context, {reason.signal})
  br label %skip
skip:
  br label %head
chain:
  %index = zext i32 %signal to i64
  %place = getelementptr [{handlers} x ptr], ptr @handlers, i64 0, i64 %index
  %handler = load volatile ptr, ptr %place
  call void %handler(i32 %signal, ptr %information, ptr %machine)
  ret void
}

define void @motet_hook(i64 %signals) nounwind {
begin:
  %action = alloca [256 x i8], align 16
  %unhook = icmp eq i64 %signals, 0
  br label %head
head:
  %signal = phi i64 [ 1, %begin ], [ %next, %skip ]
  %next = add i64 %signal, 1
  %place = getelementptr [{handlers} x ptr], ptr @handlers, i64 0, i64 %signal
  %former = load volatile ptr, ptr %place
  %was_hooked = icmp ne ptr %former, null
  %taken_away = and i1 %unhook, %was_hooked
  %bit = sub i64 %signal, 1
  %shifted = lshr i64 %signals, %bit
  %chosen = trunc i64 %shifted to i1
  %concerned = or i1 %chosen, %taken_away
  br i1 %concerned, label %look, label %skip
look:
  %number = trunc i64 %signal to i32
  %status = call i32 @sigaction(i32 %number, ptr null, ptr %action)
  %failed = icmp ne i32 %status, 0
  br i1 %failed, label %skip, label %compare
compare:
  %handler = load ptr, ptr %action
  %ours = icmp eq ptr %handler, @motet_on_signal
  br i1 %unhook, label %restore, label %install
restore:
  store ptr %former, ptr %action
  br i1 %ours, label %change, label %skip
install:
  %value = ptrtoint ptr %handler to i64
  %no_function = icmp ult i64 %value, 2
  %leave = or i1 %ours, %no_function
  br i1 %leave, label %skip, label %remember
remember:
  store volatile ptr %handler, ptr %place
  store ptr @motet_on_signal, ptr %action
  br label %change
change:
  %changed = call i32 @sigaction(i32 %number, ptr %action, ptr null)
  br label %skip
skip:
  %last = icmp eq i64 %signal, {last_signal}
  br i1 %last, label %end, label %head
end:
  ret void
}
"""
