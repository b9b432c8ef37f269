"""Flags that grant and bound, shared by the commands that run programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from motet.cli.lex.flags import Flag, count, engine, names, one, seconds
from motet.cli.lex.reply import CommandError

if TYPE_CHECKING:
    from motet import Limits
    from motet.languages.lex.policy import LexGrants

STEPS: Final = 10_000_000
"""Steps of a run when nothing is said."""

DEPTH: Final = 1024
"""Frames of a run."""

MEMORY: Final = 1 << 30
"""Bytes of heap of a run when nothing is said, at most."""

ALLOW_EFFECTS: Final = Flag(
    "--allow-effects", "effects that are granted: name, name:argument, name(argument)", "k,k", names, repeat=True
)

GRANTS: Final = (
    ALLOW_EFFECTS,
    Flag("--allow-fs-read", "path that may be read; none given: every path", "P", one, repeat=True),
    Flag("--allow-fs-write", "path that may be written", "P", one, repeat=True),
    Flag("--allow-net-host", "host that may be reached", "H", one, repeat=True),
    Flag("--allow-proc", "programs that may be started", "a,b", names, repeat=True),
    Flag("--allow-approval", "scopes that may ask for approval", "s,s", names, repeat=True),
    Flag("--budget", "ceiling of the declared budgets", "N", count),
)

LIMITS: Final = (
    Flag("--max-steps", f"steps of the run (by default {STEPS}; 0: no limit)", "N", count),
    Flag("--seconds", "wall-clock time (an option of Motet's own, as the following)", "N", seconds),
    Flag("--memory", "bytes of heap, such as 64MB (by default a quarter of the machine's, at most 1GB)", "SIZE"),
    Flag("--output-limit", "bytes that the program may print, such as 1MB", "SIZE"),
    Flag("--stack", "bytes of stack, such as 64MB", "SIZE"),
    Flag("--engine", "auto, vm (the reference) or jit", "NAME", engine),
)


def grants_of(values: dict[str, Any]) -> LexGrants:
    """What the flags grant."""
    from motet.languages.lex.policy import LexGrants

    return LexGrants(
        values["allow_effects"],
        read=values["allow_fs_read"],
        write=values["allow_fs_write"],
        hosts=values["allow_net_host"],
        programs=values["allow_proc"],
        approvals=values["allow_approval"],
        budget=values["budget"],
    )


def limits_of(values: dict[str, Any]) -> Limits:
    """The limits that the flags set. CommandError for a bad size."""
    import motet

    steps = STEPS if values["max_steps"] is None else values["max_steps"]
    try:
        return motet.Limits(
            fuel=steps or None,
            depth=DEPTH,
            seconds=values["seconds"],
            memory=default_memory() if values["memory"] is None else values["memory"],
            output=values["output_limit"],
            stack=values["stack"],
        )
    except ValueError as error:
        raise CommandError(str(error), code="usage") from None


def default_limits() -> Limits:
    """The limits of a run when nothing is said."""
    import motet

    return motet.Limits(fuel=STEPS, depth=DEPTH, memory=default_memory())


def default_memory() -> int:
    """Bytes of heap of a run when nothing is said: few steps may ask for more memory than the machine has."""
    import motet

    return min(motet.Limits().memory_bytes // 4, MEMORY)
