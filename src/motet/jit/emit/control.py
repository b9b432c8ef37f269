"""Writers of jumps, calls, returns, traps, checks, polls and counters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motet.bytecode.types import ANY, INT, TAGS
from motet.bytecode.types import NEVER as NEVER_TYPE
from motet.jit.convention import passed, result_registers, result_words, returned_type
from motet.jit.emit.dynamic import from_payload
from motet.jit.emit.memory import write_exit_counts
from motet.jit.emit.scalars import is_literal
from motet.jit.emit.writer import COLD, NEVER, POLL_FIELD
from motet.jit.layout import CLOSURE_START
from motet.jit.references import Counted
from motet.jit.units import SEEN_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motet.bytecode.types import Ty
    from motet.jit.emit.writer import FunctionWriter
    from motet.jit.ir import Ins, Value
    from motet.jit.ir_ops import Callee, Charges, Counter, Dispatch


def _jump(w: FunctionWriter, ins: Ins) -> None:
    w.out.append(f"  br label %{w.goes_to(ins.edges[0])}\n")


def _branch(w: FunctionWriter, ins: Ins) -> None:
    yes, no = ins.edges
    w.out.append(f"  br i1 {ins.args[0].words[0]}, label %{w.goes_to(yes)}, label %{w.goes_to(no)}\n")


def _trap(w: FunctionWriter, ins: Ins) -> None:
    w.do(f"br label %{w.trap(ins.data, ins.site)}")


def _unreachable(w: FunctionWriter, ins: Ins) -> None:
    w.do("unreachable")


# ---- calls


def _target(w: FunctionWriter, callee: Callee) -> str:
    if callee.symbol:
        return f"@{w.self_symbol if callee.is_self else callee.symbol}"
    return w.ins(f"load ptr, ptr inttoptr (i64 {callee.slot} to ptr)")


def _pass(w: FunctionWriter, types: tuple[Ty, ...], names: list[str]) -> str:
    """Arguments of a call as text; those that do not fit in registers are stored."""
    text = f"ptr %ctx, i64 {_fuel(w)}" if w.fuel else "ptr %ctx"
    for k, ((word, in_register), name) in enumerate(zip(passed(types, w.fuel), names, strict=True)):
        if in_register:
            text += f", {word} {name}"
        else:
            w.do(f"store {word} {name}, ptr {w.field('more', k)}")
    return text


def _names(values: Sequence[Value]) -> list[str]:
    return [word for value in values for word in value.words]


def _call(w: FunctionWriter, ins: Ins) -> None:
    callee: Callee = ins.data
    _call_code(w, ins, _target(w, callee), callee.types, callee.results)


def _call_code(w: FunctionWriter, ins: Ins, target: str, types: tuple[Ty, ...], results: tuple[Ty, ...]) -> None:
    arguments = _pass(w, types, _names(ins.args))
    words = result_words(results)
    attribute = w.result_attribute(results)
    kind = returned_type(results, w.fuel)
    call = f"notail call tailcc {attribute}{kind} {target}({arguments})"
    before = "" if ins.op == "tail_as_call" else _deeper(w)
    names = _names(ins.results)
    registers = result_registers(w.fuel)
    in_front = [w.fresh()] if w.fuel and kind != "void" else []
    returned = in_front + names[:registers]
    if kind == "void":
        w.do(call)
    elif len(returned) == 1:
        w.define(returned[0], call)
    else:
        group = w.ins(call)
        for k, name in enumerate(returned):
            w.define(name, f"extractvalue {kind} {group}, {k}")
    if before:
        w.do(f"store i64 {before}, ptr {w.field('depth')}")
    for left in in_front:
        w.do(f"store i64 {left}, ptr %fuel")
    for k in range(registers, len(words)):
        w.define(names[k], f"load {words[k]}, ptr {w.field('spill', k)}")


def _jump_to(w: FunctionWriter, target: str, types: tuple[Ty, ...], names: list[str]) -> None:
    """A tail call that gives what this function gives."""
    call = f"musttail call tailcc {w.return_type} {target}({_pass(w, types, names)})"
    if w.return_type == "void":
        w.do(call)
        w.do("ret void")
    else:
        w.do(f"ret {w.return_type} {w.ins(call)}")


def _deeper(w: FunctionWriter) -> str:
    """Count the frame of a call; the number of frames before, or nothing if they are not counted."""
    if not w.depth:
        return ""
    before = w.ins(f"load i64, ptr {w.field('depth')}")
    w.do(f"store i64 {w.ins(f'add i64 {before}, 1')}, ptr {w.field('depth')}")
    return before


def _count_workers(w: FunctionWriter, ins: Ins) -> None:
    count = w.ins(f"load i64, ptr {w.field('workers')}")
    w.do(f"store i64 {w.ins(f'add i64 {count}, {ins.data}')}, ptr {w.field('workers')}")


def _depth_check(w: FunctionWriter, ins: Ins) -> None:
    frames, most = (w.ins(f"load i64, ptr {w.field(name)}") for name in ("depth", "depth_limit"))
    w.guard(w.ins(f"icmp ugt i64 {frames}, {most}"), "depth", ins.site)


def _code_of_object(w: FunctionWriter, object_: str) -> str:
    slot = w.ins(f"load ptr, ptr {w.ins(f'getelementptr i8, ptr {object_}, i64 {CLOSURE_START - 8}')}")
    return w.ins(f"load ptr, ptr {slot}")


def _call_object(w: FunctionWriter, ins: Ins) -> None:
    fn: Ty = ins.data
    _call_code(w, ins, _code_of_object(w, ins.args[0].words[0]), (fn, *fn.parts), fn.results)


def _tail_call_object(w: FunctionWriter, ins: Ins) -> None:
    fn: Ty = ins.data
    _jump_to(w, _code_of_object(w, ins.args[0].words[0]), (fn, *fn.parts), _names(ins.args))


def _tail_call(w: FunctionWriter, ins: Ins) -> None:
    callee: Callee = ins.data
    _jump_to(w, _target(w, callee), callee.types, _names(ins.args))


def _ret(w: FunctionWriter, ins: Ins) -> None:
    if NEVER_TYPE in w.function.results:
        w.do("unreachable")
        return
    names = _names(ins.args)
    registers = result_registers(w.fuel)
    for k in range(registers, len(names)):
        w.do(f"store {w.result_words[k]} {names[k]}, ptr {w.field('spill', k)}")
    returned = [*zip(w.result_words, names, strict=True)][:registers]
    if w.fuel:
        returned.insert(0, ("i64", _fuel(w)))
    if not returned:
        w.do("ret void")
    elif len(returned) == 1:
        w.do(f"ret {w.return_type} {returned[0][1]}")
    else:
        group = "poison"
        for k, (word, name) in enumerate(returned):
            group = w.ins(f"insertvalue {w.return_type} {group}, {word} {name}, {k}")
        w.do(f"ret {w.return_type} {group}")


def _host_call(w: FunctionWriter, ins: Ins) -> None:
    for k, value in enumerate(ins.args):
        tag, payload = value.words
        w.do(f"store i64 {tag}, ptr {w.field('args', 2 * k)}")
        w.do(f"store ptr {payload}, ptr {w.field('args', 2 * k + 1)}")
    w.keep_fuel()
    w.do(f"call void {w.routine('motet_host')}(ptr %ctx, i64 {ins.data}, i64 {len(ins.args)}, i64 {w.site(ins.site)})")
    w.fetch_fuel()
    tag, payload = ins.results[0].words
    w.define(tag, f"load i64, ptr {w.field('args')}")
    w.define(payload, f"load ptr, ptr {w.field('args', 1)}")


def _print(w: FunctionWriter, ins: Ins) -> None:
    tag, payload = ins.args[0].words
    print_ = w.routine("motet_print_any" if w.counts and not is_literal(tag) else "motet_print")
    w.keep_fuel()
    w.do(f"call void {print_}(ptr %ctx, i64 {tag}, ptr {payload}, i64 {w.site(ins.site)})")
    w.fetch_fuel()


# ---- attention, fuel, counting


def _ask(w: FunctionWriter, condition: str, pc: int) -> None:
    """Ask for attention if a condition holds, and go on."""
    ask, go_on = w.new_label("ask"), w.new_label("ok")
    call = f"  call void {w.routine('motet_attention')}(ptr %ctx, i64 {w.site(pc)}){COLD}\n"
    w.cold(f"{ask}:\n{w.fuel_kept()}{call}{w.fuel_fetched()}  br label %{go_on}\n")
    w.do(f"br i1 {condition}, label %{ask}, label %{go_on}{NEVER}")
    w.start(go_on)


def _stack_check(w: FunctionWriter, ins: Ins) -> None:
    if w.is_copy:
        return
    pointer = w.ins("call i64 @llvm.read_register.i64(metadata !1)")
    if ins.data:
        pointer = w.ins(f"sub i64 {pointer}, {ins.data}")
    limit = w.ins(f"load volatile i64, ptr {w.field('limit')}")
    _ask(w, w.ins(f"icmp ult i64 {pointer}, {limit}"), ins.site)


def _poll(w: FunctionWriter, ins: Ins) -> None:
    n = w.number()
    w.out.append(f"  %t{n}p = {POLL_FIELD}\n  %t{n} = load volatile i64, ptr %t{n}p\n  %t{n}c = icmp ne i64 %t{n}, 0\n")
    _ask(w, f"%t{n}c", ins.site)


def _fuel(w: FunctionWriter) -> str:
    """The fuel that is left."""
    return w.ins("load i64, ptr %fuel")


def _charge(w: FunctionWriter, ins: Ins) -> None:
    charges: Charges = ins.data
    total = sum(fuel for _, fuel in charges)
    pair = w.ins(f"call {{i64, i1}} @llvm.usub.with.overflow.i64(i64 {_fuel(w)}, i64 {total})")
    rest, go_on = w.ins(f"extractvalue {{i64, i1}} {pair}, 0"), w.new_label("ok")
    w.do(f"store i64 {rest}, ptr %fuel")
    is_short = w.ins(f"extractvalue {{i64, i1}} {pair}, 1")
    w.do(f"br i1 {is_short}, label %{_shortage(w, rest, total, charges)}, label %{go_on}{NEVER}")
    w.start(go_on)


def _shortage(w: FunctionWriter, rest: str, total: int, charges: Charges) -> str:
    """Label of a cold block that ends the run where the first of the charges cannot be paid."""
    *before, (last, _) = charges
    start, left = w.new_label("short"), w.fresh()
    text = f"{start}:\n  {left} = add i64 {rest}, {total}\n  store i64 {left}, ptr %fuel\n"
    for pc, fuel in before:
        is_short, paid, rest = w.fresh(), w.new_label("paid"), w.fresh()
        text += f"  {is_short} = icmp ult i64 {left}, {fuel}\n"
        text += f"  br i1 {is_short}, label %{w.trap('fuel', pc)}, label %{paid}\n{paid}:\n"
        text += f"  {rest} = sub i64 {left}, {fuel}\n  store i64 {rest}, ptr %fuel\n"
        left = rest
    w.cold(f"{text}  br label %{w.trap('fuel', last)}\n")
    return start


def _absolute(address: int) -> str:
    return f"inttoptr (i64 {address} to ptr)"


def _count(counter: Counter, n: int) -> str:
    """Text that counts; `%tN` is the new count."""
    place = _absolute(counter.counter)
    return f"  %t{n}b = load i64, ptr {place}\n  %t{n} = add i64 %t{n}b, 1\n  store i64 %t{n}, ptr {place}\n"


def _record(w: FunctionWriter, values: Sequence[Value], counter: Counter) -> None:
    """Leave the tags of the first `Any` values where tier 2 looks for them, and ask for promotion."""
    word = ""
    for k, value in enumerate([v for v in values if v.type is ANY][:SEEN_VALUES]):
        tag = value.words[0]
        if is_literal(tag):
            moved = str(int(tag) << 8 * k)
        else:
            moved = w.ins(f"shl i64 {tag}, {8 * k}") if k else tag
        word = w.ins(f"or i64 {word}, {moved}") if word else moved
    if word:
        w.do(f"store i64 {word}, ptr {_absolute(counter.seen)}")
    w.keep_fuel()
    w.do(f"call void {w.routine('motet_promote')}(ptr %ctx, i64 {counter.number}){COLD}")


def _count_call(w: FunctionWriter, ins: Ins) -> None:
    counter: Counter = ins.data
    n = w.number()
    w.out.append(
        f"{_count(counter, n)}  %t{n}h = icmp eq i64 %t{n}, {counter.threshold}\n"
        f"  br i1 %t{n}h, label %hot.{n}, label %ok.{n}{NEVER}\n"
    )
    w.start(f"hot.{n}")
    _record(w, ins.args, counter)
    w.do(f"br label %ok.{n}")
    w.start(f"ok.{n}")


def _loop_back(w: FunctionWriter, ins: Ins) -> None:
    counter, types = ins.data.data if isinstance(ins.data, Counted) else ins.data
    edge, n = ins.edges[0], w.number()
    back = w.goes_to(edge)
    w.out.append(
        f"{_count(counter, n)}  %t{n}h = icmp uge i64 %t{n}, {counter.threshold}\n"
        f"  br i1 %t{n}h, label %hot.{n}, label %{back}{NEVER}\n"
        f"hot.{n}:\n  %t{n}a = icmp eq i64 %t{n}, {counter.threshold}\n  br i1 %t{n}a, label %ask.{n}, label %look.{n}\n"
    )
    w.start(f"ask.{n}")
    _record(w, ins.args, counter)
    w.goes_to(edge, f"look.{n}")
    w.out.append(
        f"  br label %look.{n}\nlook.{n}:\n  %t{n}s = load ptr, ptr {_absolute(counter.slot)}\n"
        f"  %t{n}n = icmp eq ptr %t{n}s, null\n  br i1 %t{n}n, label %{back}, label %use.{n}\n"
    )
    w.start(f"use.{n}")
    write_exit_counts(w, ins)
    _jump_to(w, f"%t{n}s", types, _names(ins.args))


def _dispatch(w: FunctionWriter, ins: Ins) -> None:
    data: Dispatch = ins.data.data if isinstance(ins.data, Counted) else ins.data
    go, other = w.new_label("as"), w.goes_to(ins.edges[0])
    w.do(f"br i1 {_has_types(w, ins.args, data)}, label %{go}, label %{other}")
    w.start(go)
    write_exit_counts(w, ins)
    names: list[str] = []
    for value, wanted in zip(ins.args, data.wanted, strict=True):
        if wanted is None:
            names += value.words
        elif wanted.words:
            names.append(from_payload(w, wanted, value.words[1]))
    _jump_to(w, _target(w, data.callee), data.callee.types, names)


def _has_types(w: FunctionWriter, values: Sequence[Value], data: Dispatch) -> str:
    ints = ""
    tests = []
    for value, wanted in zip(values, data.wanted, strict=True):
        if wanted is INT:
            ints = w.ins(f"or i64 {ints}, {value.words[0]}") if ints else value.words[0]
        elif wanted is not None:
            tests.append(w.ins(f"icmp eq i64 {value.words[0]}, {TAGS[wanted]}"))
    if ints:
        tests.append(w.ins(f"icmp eq i64 {ints}, 0"))
    result = tests.pop() if tests else "true"
    for test in tests:
        result = w.ins(f"and i1 {result}, {test}")
    return result


WRITERS: Final = {
    "jump": _jump,
    "branch": _branch,
    "trap": _trap,
    "unreachable": _unreachable,
    "call": _call,
    "tail_as_call": _call,
    "tail_call": _tail_call,
    "call_object": _call_object,
    "tail_call_object": _tail_call_object,
    "ret": _ret,
    "host_call": _host_call,
    "print": _print,
    "stack_check": _stack_check,
    "poll": _poll,
    "depth_check": _depth_check,
    "count_workers": _count_workers,
    "charge": _charge,
    "count_call": _count_call,
    "loop_back": _loop_back,
    "dispatch": _dispatch,
}
