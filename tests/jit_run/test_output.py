from __future__ import annotations

import io

import pytest
from units import Harness

from motet.bytecode.traps import Trap


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, b"0\n"),
        (7, b"7\n"),
        (-1, b"-1\n"),
        (10, b"10\n"),
        ((1 << 63) - 1, b"9223372036854775807\n"),
        (-(1 << 63), b"-9223372036854775808\n"),
        (True, b"true\n"),
        (False, b"false\n"),
    ],
)
def test_print_of_scalars(value, text):
    harness = Harness()
    assert harness.run("print", value) == (value,)
    harness.host.flush()
    assert bytes(harness.host.written) == text


def test_print_of_unit_is_a_host_call_until_the_text_is_known():
    seen = []
    harness = Harness(seen.append)
    harness.run("print", None)
    assert seen == [None]
    assert harness.around.asked == [(-1, 1, 2)]
    harness.runner.set_unit_text(b"nothing\n")
    harness.run("print", None)
    harness.host.flush()
    assert bytes(harness.host.written) == b"nothing\n"


def test_print_of_floats_is_a_host_call():
    seen = []
    Harness(seen.append).run("print", 1.5)
    assert seen == [1.5]


def test_more_output_than_the_buffer_holds():
    harness = Harness()
    harness.run("count", 50_000)
    harness.host.flush()
    assert bytes(harness.host.written) == b"".join(b"%d\n" % i for i in range(50_000))


@pytest.mark.parametrize("limit", [0, 1, 25, 65536, 65537, 200_000])
def test_the_output_limit_is_exact(limit):
    harness = Harness(output_limit=limit)
    with pytest.raises(Trap) as caught:
        harness.run("count", 100_000)
    assert caught.value.kind == "output"
    harness.host.flush()
    assert bytes(harness.host.written) == b"".join(b"%d\n" % i for i in range(100_000))[:limit]


def test_output_that_just_fits():
    harness = Harness(output_limit=20)
    harness.run("count", 10)
    harness.host.flush()
    assert len(harness.host.written) == 20


def test_a_terminal_gets_each_line_at_once():
    class Terminal(io.BytesIO):
        def isatty(self):
            return True

        def flush(self):
            pieces.append(self.getvalue())

    pieces = []
    Harness(output=Terminal()).run("count", 3)
    assert pieces == [b"0\n", b"0\n1\n", b"0\n1\n2\n"]


def test_output_before_a_trap_is_kept():
    harness = Harness()
    harness.run("print", 1)
    with pytest.raises(Trap):
        harness.run("trap")
    harness.host.flush()
    assert bytes(harness.host.written) == b"1\n"


def test_output_comes_before_what_a_host_function_writes():
    def host(value):
        harness.host.write(b"host\n")
        return value

    harness = Harness(host)
    harness.run("print", 1)
    harness.run("print", 2)
    harness.run("print", 1.5)
    harness.run("print", 3)
    harness.host.flush()
    assert bytes(harness.host.written) == b"1\n2\nhost\n3\n"


def test_a_failing_stream_ends_the_run():
    def fail(data):
        raise OSError(28, "No space left on device")

    with pytest.raises(Trap, match="No space left"):
        Harness(output=fail).run("count", 50_000)
