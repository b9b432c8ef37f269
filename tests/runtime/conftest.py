"""The worlds in which tests run routines."""

import pytest

from motet.jit.llvm import NO_PASSES, OPTIMISED
from runtime.worlds import SimulatedWorld, native


@pytest.fixture(params=["simulation", "native", "optimised"])
def world(request):
    if request.param == "simulation":
        return SimulatedWorld()
    return native(NO_PASSES if request.param == "native" else OPTIMISED)
