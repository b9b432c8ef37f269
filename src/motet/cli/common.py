"""Options that several commands share, and what they mean to the public API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from motet.cli.options import Option, UsageError, Values, choice, positive_count, positive_seconds

if TYPE_CHECKING:
    from motet import Limits, Loaded, Policy, Settings

T = TypeVar("T")

JSON: Final = Option(("--json",), "report errors as JSON")

SOURCE: Final = (
    Option(("--language",), "the language of the program (by default that of the file's extension)", "NAME"),
    Option(("--level",), "the level of Snek (by default flying-snake; forest-flame has vectors)", "NAME"),
    Option(("--types",), "check the static types as well (Lex: always)"),
    Option(("--lax",), "Lex: accept partial matches and the like"),
    Option(("--checked",), "Lex: an Int result that does not fit in 64 bits is an error"),
    Option(("--root",), "Lex: directory that imports may lead to (by default that of the file)", "DIR"),
)
"""How the source is to be read."""

POLICY: Final = (
    Option(("--allow",), "grant an effect, or deny one: KIND[:SCOPE], !KIND", "GRANT", repeat=True),
    Option(("--allow-all",), "grant everything"),
    Option(("--pure",), "grant nothing, printing included"),
)

LIMITS: Final = (
    Option(("--seconds",), "limit of wall-clock time", "N", positive_seconds),
    Option(("--fuel",), "limit of executed instructions", "N", positive_count),
    Option(("--memory",), "limit of heap, such as 64MB", "SIZE"),
    Option(("--output",), "limit of what the program prints, such as 1MB", "SIZE"),
    Option(("--stack",), "limit of the stack, such as 64MB (by default 256MB)", "SIZE"),
    Option(("--depth",), "limit of calls that are nested, tail calls not counted", "N", positive_count),
)

ENGINE: Final = (
    Option(("--engine",), "auto, vm (the reference) or jit", "NAME", choice("auto", "vm", "jit"), "auto"),
    Option(
        ("--tier",),
        "1: never optimise; 2: optimise at once; auto: what is used often",
        "N",
        choice("1", "2", "auto"),
        "auto",
    ),
    Option(("--calls",), "optimise a function after this many calls", "N", positive_count),
    Option(("--loops",), "optimise a loop after this many rounds", "N", positive_count),
)

ALWAYS_TYPED: Final = frozenset({"lex"})
"""Languages that have no programs without types."""

_TIERS: Final[dict[str, dict[str, Any]]] = {
    "auto": {},
    "1": {"tier": 1},
    "2": {"first": 2},
}


def usage_of(make: Callable[[], T]) -> T:
    """Result of `make`. UsageError for what it finds wrong: a ValueError, a file that cannot be read."""
    try:
        return make()
    except OSError as error:
        where = f"cannot read {error.filename}: " if error.filename else ""
        raise UsageError(where + (error.strerror or str(error))) from None
    except ValueError as error:
        raise UsageError(str(error)) from None


def policy_of(values: Values) -> Policy:
    """The policy that the options describe."""
    import motet

    if values["allow_all"] and (values["pure"] or values["allow"]):
        raise UsageError("--allow-all goes with neither --pure nor --allow")
    if values["allow_all"]:
        return motet.Policy.everything()
    return usage_of(lambda: motet.Policy(values["allow"], pure=values["pure"] is True))


def limits_of(values: Values) -> Limits:
    """The limits that the options describe."""
    import motet

    names = ("seconds", "fuel", "memory", "output", "stack", "depth")
    return usage_of(lambda: motet.Limits(**{name: values[name] for name in names}))


def settings_of(values: Values) -> Settings:
    """The engine's settings that the options describe."""
    import motet

    given = dict(_TIERS[values["tier"]])
    given |= {name: values[key] for name, key in (("calls", "calls"), ("iterations", "loops")) if values[key]}
    return motet.Settings(**given)


def language_options(values: Values, language: str) -> dict[str, Any]:
    """Options of the front end."""
    options = {name: values[name] for name in ("level", "root") if values[name] is not None}
    options |= {name: True for name in ("lax", "checked") if values[name]}
    if values["types"] and language not in ALWAYS_TYPED:
        options["typed"] = True
    return options


def language_of(values: Values) -> str:
    """Name of the language of `values["file"]`. UsageError when nothing says which."""
    from motet.engine.languages import language_of_path

    return usage_of(lambda: values["language"] or language_of_path(values["file"]))


def load(values: Values, output: Callable[[bytes], object] | None = None, arguments: Sequence[str] = ()) -> Loaded:
    """The program of `values["file"]`, as all options that the command has say.

    `output` takes what it writes, by default to standard output; `arguments` are what it can ask for.

    Raises:
        UsageError: the file cannot be read, or an option does not fit the language.
        SourceError: the source is not valid.
    """
    import motet

    runs = "engine" in values
    language = language_of(values)
    return usage_of(
        lambda: motet.load(
            values["file"],
            language=language,
            output=output,
            engine=values["engine"] if runs else "auto",
            policy=policy_of(values) if runs else None,
            limits=limits_of(values) if runs else None,
            settings=settings_of(values) if runs else None,
            arguments=arguments,
            **language_options(values, language),
        )
    )
