"""Fixtures for all rooms."""

from __future__ import annotations

import signal
from importlib.util import find_spec
from typing import Any

import pytest

from conformance.hosting import ROWS
from motet.policy import Limits, Policy, Settings
from motet.stdlib import Host

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A job in the background may have inherited that Ctrl-C is ignored; then so would all processes that tests interrupt."""


def native_machine() -> Any:
    """The JIT's machine; skips the test where there is none."""
    if find_spec("llvmlite") is None:
        pytest.skip("llvmlite is not installed")
    import motet.jit

    if not hasattr(motet.jit, "NativeMachine"):
        pytest.skip("motet.jit has no NativeMachine")
    return motet.jit.NativeMachine


@pytest.fixture(params=["vm", "native"])
def machine_class(request: pytest.FixtureRequest) -> Any:
    """Each engine's machine in turn."""
    if request.param == "native":
        return native_machine()
    from motet.vm import VirtualMachine

    return VirtualMachine


@pytest.fixture
def make_machine(machine_class: Any) -> Any:
    """`make_machine(program, limits=..., policy=..., output=bytearray())`: a machine; its host is `machine.host`."""
    made = []

    def make(program: Any, *, limits: Limits | None = None, policy: Policy | None = None, output: Any = None) -> Any:
        limits = limits or Limits(stack="16MB")
        sink = bytearray() if output is None else output
        deliver = sink.extend if isinstance(sink, bytearray) else sink
        host = Host(deliver, policy or Policy(), ROWS, limits.output)
        machine = machine_class(program, host, limits, Settings(background=False))
        made.append(machine)
        return machine

    yield make
    for machine in made:
        machine.close()
