"""Options that several commands share, and what they mean to the public API."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from motet.cli.options import Option, UsageError, Values, choice, positive_count, positive_seconds

if TYPE_CHECKING:
    from motet import Loaded

JSON: Final = Option(("--json",), "report errors as JSON")

SOURCE: Final = (
    Option(("--language",), "the language of the program (by default that of the file's extension)", "NAME"),
    Option(("--level",), "the level of Snek (by default flying-snake; forest-flame has vectors)", "NAME"),
    Option(("--types",), "check the static types as well"),
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
    Option(("--stack",), "limit of the stack, such as 64MB (by default 1GB)", "SIZE"),
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


def usage_of(make: Callable[[], Any]) -> Any:
    """Result of `make`; a ValueError of it is bad usage."""
    try:
        return make()
    except ValueError as error:
        raise UsageError(str(error)) from None


def policy_of(values: Values) -> Any:
    """The policy that the options describe."""
    import motet

    if values["allow_all"] and (values["pure"] or values["allow"]):
        raise UsageError("--allow-all goes with neither --pure nor --allow")
    if values["allow_all"]:
        return motet.Policy.everything()
    return usage_of(lambda: motet.Policy(values["allow"], pure=values["pure"] is True))


def limits_of(values: Values) -> Any:
    """The limits that the options describe."""
    import motet

    names = ("seconds", "fuel", "memory", "output", "stack")
    return usage_of(lambda: motet.Limits(**{name: values[name] for name in names}))


def settings_of(values: Values) -> Any:
    """The engine's settings that the options describe."""
    import motet

    given: dict[str, Any] = {}
    if values["tier"] == "1":
        given["tier"] = 1
    elif values["tier"] == "2":
        given.update(calls=1, iterations=1, background=False)
    if values["calls"] is not None:
        given["calls"] = values["calls"]
    if values["loops"] is not None:
        given["iterations"] = values["loops"]
    return motet.Settings(**given)


def language_options(values: Values) -> dict[str, object]:
    """Options of the front end."""
    options: dict[str, object] = {}
    if values["level"] is not None:
        options["level"] = values["level"]
    if values["types"]:
        options["typed"] = True
    return options


def load(values: Values, **more: Any) -> Loaded:
    """The program of `values["file"]`, compiled as the options say.

    Raises:
        UsageError: the file cannot be read, or an option does not fit the language.
        SourceError: the source is not valid.
    """
    import motet

    path = values["file"]
    try:
        return motet.load(path, language=values["language"], **more, **language_options(values))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from None
    except ValueError as error:
        raise UsageError(str(error)) from None
