"""The stages of native code show every function: also those that are never called, or that became part of another."""

from __future__ import annotations

import pytest

import motet

TEXT = """
(fun (ping n) (if (= n 0) 1 (pong (sub1 n))))
(fun (pong n) (if (= n 0) 2 (ping (sub1 n))))
(fun (unused n) (add1 n))
(ping input)
"""


@pytest.mark.parametrize("stage", ["types", "llvm", "llvm-optimised", "asm"])
def test_every_function_is_shown(stage):
    with motet.compile(TEXT, language="snek") as program:
        text = program.emit(stage)
    for name in ("ping(Any)", "pong(Any)", "unused(Any) -> Int"):
        assert name in text or name.replace("Any", "Int") in text
