"""The host: gathering and limiting output, gates, failures of the stream."""

import io

import pytest

from conformance.hosting import ROWS
from motet.bytecode import Trap, Vector
from motet.policy import Policy
from motet.stdlib import Host
from motet.stdlib.output import BUFFER, SLICE, SLICE_FUEL


class Stream(io.BytesIO):
    """A stream that remembers what it was handed, writes in short pieces, and may be a terminal."""

    def __init__(self, *, terminal=False, piece=None):
        super().__init__()
        self.terminal = terminal
        self.piece = piece
        self.handed = []

    def isatty(self):
        return self.terminal

    def write(self, data):
        self.handed.append(bytes(data))
        return super().write(data[: self.piece])


class Failing(Stream):
    def __init__(self, error):
        super().__init__()
        self.error = error

    def write(self, data):
        raise self.error


class Meter:
    def __init__(self, fuel):
        self.fuel = fuel
        self.polls = 0

    def charge(self, units):
        if units > self.fuel:
            raise Trap("fuel")
        self.fuel -= units

    def poll(self):
        self.polls += 1


def make(output, policy=None, limit=None):
    return Host(output, policy or Policy(), ROWS, limit)


def trap_of(action):
    with pytest.raises(Trap) as caught:
        action()
    return caught.value


def test_output_is_gathered_until_it_is_flushed():
    stream = Stream()
    host = make(stream)
    assert host.call("test:print", [5]) == 5
    host.call("test:print", [None])
    assert stream.handed == []
    host.flush()
    assert stream.handed == [b"5\nnil\n"]
    host.flush()
    assert stream.handed == [b"5\nnil\n"]


def test_a_full_buffer_is_handed_on():
    stream = Stream()
    host = make(stream)
    host.write(b"x" * (BUFFER - 1))
    assert stream.handed == []
    host.write(b"yz")
    assert b"".join(stream.handed) == b"x" * (BUFFER - 1) + b"yz"


def test_a_terminal_gets_each_line_at_once():
    stream = Stream(terminal=True)
    host = make(stream)
    assert host.interactive
    host.write(b"no line yet")
    assert stream.handed == []
    host.call("test:print", [1])
    assert stream.handed == [b"no line yet1\n"]


def test_short_writes_are_continued():
    stream = Stream(piece=3)
    host = make(stream)
    host.write(b"0123456789")
    host.flush()
    assert stream.getvalue() == b"0123456789"


def test_the_limit_lets_through_what_fits():
    data = bytearray()
    host = make(data.extend, limit=5)
    host.write(b"abc")
    assert host.left == 2
    assert trap_of(lambda: host.write(b"defg")).kind == "output"
    assert trap_of(lambda: host.write(b"h")).kind == "output"
    host.flush()
    assert data == b"abcde"


def test_exactly_the_limit_is_allowed():
    data = bytearray()
    host = make(data.extend, limit=3)
    host.write(b"abc")
    host.write(b"")
    host.flush()
    assert data == b"abc"


def test_a_reader_that_went_away():
    host = make(Failing(BrokenPipeError(32, "Broken pipe")))
    host.write(b"x")
    trap = trap_of(host.flush)
    assert (trap.kind, host.broken) == ("host", True)
    host.flush()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OSError("gone")])
def test_a_stream_that_fails(error):
    host = make(Failing(error))
    host.write(b"x")
    trap = trap_of(host.flush)
    assert (trap.kind, host.broken) == ("host", False)
    assert str(error.strerror or error) in trap.message


def test_the_policy_is_asked():
    data = bytearray()
    host = make(data.extend, Policy(pure=True))
    trap = trap_of(lambda: host.call("test:print", [1]))
    assert trap.kind == "policy"
    assert trap.message == host.refusal("test:print") == "refused: printing needs io:out; allow it with --allow io:out"
    assert make(data.extend).refusal("test:print") == ""
    host.flush()
    assert data == b""


def test_wrong_calls():
    host = make(bytearray().extend)
    assert trap_of(lambda: host.call("test:nothing", [])).message == "there is no host function `test:nothing`"
    assert trap_of(lambda: host.call("test:print", [])).message == "test:print takes 1 argument(s), got 0"
    assert trap_of(lambda: host.call("test:print_int", [True])).kind == "type"
    assert host.call("test:print_int", [3]) == 3


def test_a_text_without_end_is_paid_for_in_slices():
    data = bytearray()
    host = make(data.extend)
    value = Vector([1])
    for _ in range(60):
        value = Vector([value, value])
    meter = host.meter = Meter(3 * SLICE_FUEL + 1)
    assert trap_of(lambda: host.call("test:print", [value])).kind == "fuel"
    host.flush()
    assert len(data) == 3 * SLICE
    assert (meter.fuel, meter.polls) == (1, 4)


def test_long_texts_arrive_whole():
    data = bytearray()
    host = make(data.extend)
    value = Vector(list(range(100_000)))
    host.call("test:print", [value])
    host.flush()
    assert data.decode() == f"{list(range(100_000))}\n"


def test_long_pieces_arrive_whole():
    data = bytearray()
    host = make(data.extend)
    pieces = ["a" * (3 * SLICE + 5), "b" * 10, "é" * SLICE, "c"]
    host.write_pieces(pieces)
    host.flush()
    assert data.decode() == "".join(pieces)
