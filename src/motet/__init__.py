"""Motet: one safe, fast runtime for four small languages.

```python
import motet

prog = motet.compile("fn double(n :: Int) -> Int { 2 * n }", language="lex")
prog.double(21)
```
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from motet.bytecode.values import Vector
    from motet.engine.errors import LimitError, PolicyError, RunError
    from motet.engine.languages import language
    from motet.engine.load import compile_text as compile
    from motet.engine.load import load, read_source, session
    from motet.engine.loaded import Loaded
    from motet.engine.session import Answer, Session
    from motet.engine.variants import Variant
    from motet.policy import Limits, Policy, Settings
    from motet.source import Diagnostic, Source
    from motet.source import DiagnosticError as SourceError
    from motet.source.render import escape, render

_HOMES = {
    "Answer": "motet.engine.session",
    "Diagnostic": "motet.source.diagnostic",
    "LimitError": "motet.engine.errors",
    "Limits": "motet.policy.limits",
    "Loaded": "motet.engine.loaded",
    "Policy": "motet.policy.policy",
    "PolicyError": "motet.engine.errors",
    "RunError": "motet.engine.errors",
    "Session": "motet.engine.session",
    "Settings": "motet.policy.settings",
    "Source": "motet.source.text",
    "SourceError": "motet.source.diagnostic:DiagnosticError",
    "Variant": "motet.engine.variants",
    "Vector": "motet.bytecode.values",
    "compile": "motet.engine.load:compile_text",
    "escape": "motet.source.render",
    "language": "motet.engine.languages",
    "load": "motet.engine.load",
    "read_source": "motet.engine.load",
    "render": "motet.source.render",
    "session": "motet.engine.load",
}
"""Module of each public name, and its name there if it is another."""

__all__ = [
    "Answer",
    "Diagnostic",
    "LimitError",
    "Limits",
    "Loaded",
    "Policy",
    "PolicyError",
    "RunError",
    "Session",
    "Settings",
    "Source",
    "SourceError",
    "Variant",
    "Vector",
    "__version__",
    "compile",
    "escape",
    "language",
    "load",
    "read_source",
    "render",
    "session",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that importing `motet` costs next to nothing."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'motet' has no attribute '{name}'")
    module, _, inner = home.partition(":")
    value: object = getattr(import_module(module), inner or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
