"""Fixtures for all rooms."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from conformance.hosting import ROWS
from motet.engine.choose import jit_obstacle
from motet.policy import Limits, Policy, Settings
from motet.stdlib import Host

os.environ.setdefault("MOTET_CACHE", "off")
"""No test depends on what others, or the user, have left in the cache of machine code, unless a folder is given."""

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A job in the background may have inherited that Ctrl-C is ignored; then so would all processes that tests interrupt."""


settings.register_profile("motet", deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
settings.load_profile("motet")
"""What generates examples slowly is a busy machine; nothing here measures time."""


def native_machine() -> Any:
    """The JIT's machine. Skips the test on other platforms only: where machine code is made, its absence is a failure."""
    obstacle = jit_obstacle()
    if obstacle.startswith("machine code is made"):
        pytest.skip(obstacle)
    from motet.jit import NativeMachine

    return NativeMachine


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
