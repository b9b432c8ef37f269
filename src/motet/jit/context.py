"""The context of a run: one block of memory that native code gets as its first parameter.

The offsets are the contract between emitted code, the shared run-time routines (`motet.jit.native`) and the host loop
(`motet.jit.machine`). A context is reserved, zeroed memory; only pages that are touched cost anything.
"""

from __future__ import annotations

from typing import Final

_HOT: Final = (
    ("poll", "one byte a reason (`REASONS`), each stored by whoever wants attention; 0: none"),
    ("limit", "stack limit; all ones when somebody wants attention"),
    ("fuel", "instructions that may still be charged"),
    ("globals", "address of the globals, 16 bytes each: tag, payload"),
    ("output", "address of the output buffer"),
    ("output_used", "bytes in the output buffer"),
    ("output_size", "size of the output buffer"),
    ("print_mode", "0: print appends to the buffer; 1: and hands it over at once (a terminal)"),
    ("soft_limit", "what `limit` is restored to after an attention"),
    ("host_sp", "stack pointer of the host while native code runs"),
    ("run_sp", "stack pointer of the run while the host runs"),
    ("stack_top", "highest address of the run's stack, multiple of 16"),
    ("hard_limit", "where the run's stack ends for good"),
    ("request", "why the run switched to the host: a member of `REQUESTS`"),
    ("trap", "`what` of the trap or of the request: kind | function << 8 | pc << 32"),
    (
        "host_name",
        "host call: index of the constant with the name; promotion: the unit; output: address of what is left",
    ),
    ("host_count", "host call: number of arguments; output: bytes of what is left"),
    ("notify_fd", "pipe to which promotions are written; -1: nobody promotes; -2: the host does, at once"),
    ("entry", "address of the slot of the entry that is called"),
    ("run", "number of the run, never 0 while it is active"),
    ("deep", "1: more of the stack was used than what stays committed"),
    ("unit_text", "address of the text that print shows for unit"),
    ("unit_size", "bytes of it; 0: print of unit is a host call"),
    ("watch", "address of the context's entry in the table of runs (`motet.jit.watch`)"),
    ("deadline", "when the run is to end, in nanoseconds of CLOCK_MONOTONIC; 0: never"),
    ("literals", "address of the objects of the run, 8 bytes each; 0: not made yet"),
    ("depth", "frames of calls, where they are counted"),
    ("depth_limit", "the most that are allowed"),
    ("main", "1: the run is in the main thread, where Python runs signal handlers"),
    ("held", "1: a run that native code began (`motet.jit.boundary`) has the machine"),
    ("reserved", "1: a run that Python began has the machine, or waits for it; 2: a run was left without tidying up"),
    ("workers", "closures of `parallel_workers` that are running, one inside of the other"),
)

FIRST_HEAP_FIELD: Final = 256
"""From here on the allocator of the heap has `HEAP_FIELDS` words for itself (`motet.runtime.heap.Heap`): 0 in a new
context, and kept from run to run, because globals may hold vectors."""

HEAP_FIELDS: Final = 128
ARGS: Final = 4096
"""Arguments of an entry or host call and their results: pairs of tag and payload, 16 bytes each."""

MAX_ARGS: Final = 1024
SPILL: Final = ARGS + 16 * MAX_ARGS
"""Result words that do not fit in registers: word k at SPILL + 8 k."""

MAX_SPILL: Final = 1024
MORE: Final = SPILL + 8 * MAX_SPILL
"""Argument words that do not fit in registers: word k at MORE + 8 k."""

MAX_MORE: Final = 4096
SIZE: Final = MORE + 8 * MAX_MORE

OFFSETS: Final = {name: 8 * index for index, (name, _) in enumerate(_HOT)} | {
    "heap": FIRST_HEAP_FIELD,
    "args": ARGS,
    "spill": SPILL,
    "more": MORE,
}
"""Byte offset of every field, by name."""

TORN: Final = 2
"""In the field `reserved`: a run that native code began was left without anybody tidying up."""

DOCS: Final = dict(_HOT)

REASONS: Final = {"signal": 0, "deadline": 1, "cancel": 2}
"""Byte of the poll word that says why attention is wanted."""

REQUESTS: Final = {
    "done": 0, "trap": 1, "host": 2, "output": 3, "attention": 4, "promote": 5, "unwatched": 6, "operation": 7, "literal": 8,
    "trap_with": 9,
}  # fmt: skip
"""Why a run switches to the host."""

INT_REGISTERS: Final = 5
"""Integer and pointer words of a call that go in registers, after the context."""

FLOAT_REGISTERS: Final = 8
RESULT_REGISTERS: Final = 3
"""Result words that go in registers."""


def field(result: str, name: str, index: int = 0, stride: int = 8) -> str:
    """The instruction that makes `%result` the address of a field (of element `index` of an area).

    >>> field("p", "more", 2)
    '%p = getelementptr i8, ptr %ctx, i64 28688'
    """
    return f"%{result} = getelementptr i8, ptr %ctx, i64 {OFFSETS[name] + stride * index}"


def in_registers(words: tuple[str, ...] | list[str], fuel: int = 0) -> list[bool]:
    """For each word of a call whether it goes in a register; the others travel through `more`.

    LLVM 22 miscompiles a `musttail` call that has stack arguments, so no call may have one. `fuel` is the number of
    registers (0 or 1) that the fuel takes.
    """
    result = []
    ints, floats = INT_REGISTERS - fuel, FLOAT_REGISTERS
    for word in words:
        if word == "double":
            floats -= 1
            result.append(floats >= 0)
        else:
            ints -= 1
            result.append(ints >= 0)
    return result


def return_type(words: tuple[str, ...] | list[str]) -> str:
    """LLVM type of the result of a function whose results have these words; the words beyond the third are spilled."""
    kept = tuple(words[:RESULT_REGISTERS])
    if not kept:
        return "void"
    return kept[0] if len(kept) == 1 else "{" + ", ".join(kept) + "}"
