"""The instruction `parallel` on threads: each closure is a run of its own, in a `Lane`.

Nothing is shared between heaps: what a closure captured is copied into the heap of its lane, and what it returned is copied
back. What can be seen is that of a run in order:

* The outcome is the first failure in order; the closures behind it are cancelled, and waited for.
* A closure that does something outside of the run, or writes more than waits in a buffer, first waits for its *turn*: until
  all closures before it have succeeded, and what they wrote was handed on. So effects happen in order.
* One that ran out of the memory of its lane, or whose result is too large to be copied, and that had done nothing yet, is left
  to the run, which does it again; then the closures of this place run in order.

Where counts are exact (fuel, depth, output, the program's own heap) or something is shared (globals, vectors), closures run
in order; inside of a lane, too. So they do where copies would cost more than is won: native code asks before the closures
0, 16, 32, 64 and so on, and their time is measured at each place of the program.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import thread_time
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import Ty
from motet.bytecode.values import Closure
from motet.jit.lanes import COPY, Lane
from motet.jit.reading import Reader
from motet.jit.threads import POOL, concurrency
from motet.jit.weights import list_length, weight
from motet.policy import Limits
from motet.vm.objects import class_of, fits, kind_of, part_classes

if TYPE_CHECKING:
    from motet.jit.heap import NativeHeap
    from motet.jit.machine import NativeMachine

_PATIENCE: Final = 0.002
"""Seconds between two looks at the limits of a run that waits."""

_FIRST_GUESS: Final = 0.02
"""Seconds that all closures of a place take, when little is known of it."""

_ROUNDS: Final = 4
"""How often closures run at the same time before what was measured is believed."""

_RUN: Final = 1e-4
"""Seconds to begin and end the run of a closure."""


class Success(NamedTuple):
    """What a closure returned, made as its type."""

    value: Value


class Failure(NamedTuple):
    """What ended the run of a closure; `again`: it has done nothing that could be seen, and can run again."""

    error: BaseException
    again: bool = False


class _Place:
    """What is known of the closures of one instruction.

    Attributes:
        is_hopeless: one had to run again: what it needed or returned was too large.
    """

    def __init__(self) -> None:
        self._rounds = 0
        self._seconds = 0.0
        self._in_order = False
        self._began = 0.0
        self.is_hopeless = False

    def gain(self, done: int, left: int, workers: int) -> float:
        """Seconds that are won, by a guess, if the closures that are left run at the same time.

        They then take as long, by the time of a processor, as those that are done, or as those of the last time. When
        those ran in order it was not measured; they took no longer than what has passed since then.
        """
        now = thread_time()
        since, self._began = now - self._began, self._began if done else now
        if done:
            work = since / done * left
        else:
            work = since if self._in_order else self._seconds * left
            if self._rounds < _ROUNDS:
                work = max(work, _FIRST_GUESS)
        self._in_order = True
        return work * (1 - 1 / min(workers, left)) - _RUN * left

    def learn(self, seconds: float) -> None:
        """A closure took so many seconds of a processor."""
        self._rounds += 1
        self._seconds = seconds
        self._in_order = False


class Parallel:
    """Runs the closures of one machine at the same time.

    Attributes:
        lanes: all that were made.
    """

    def __init__(self, machine: NativeMachine, heap: NativeHeap, limits: Limits) -> None:
        self.lanes: Final[list[Lane]] = []
        self._machine: Final = machine
        self._heap: Final = heap
        self._limits: Final = limits
        self._places: Final[dict[tuple[int, int], _Place]] = {}
        self._idle: Final[list[Lane]] = []
        self._workers: Final = concurrency()

    def run(self, place: tuple[int, int], made: Ty, address: int, done: int) -> Value:
        """Run some of the closures of a list.

        Args:
            place: function and instruction.
            made: type of the list of results.
            address: of the list of closures.
            done: how many of them have run.

        Returns:
            A list, made as its type, of the results of the first ones that have not run; None: the run shall do the next one.

        Raises:
            Trap: one failed.
            BaseException: what a host function has raised.
        """
        left, workers = list_length(address) - done, self._workers
        if left < 2 or workers < 2 or not self._may():
            return None
        known = self._places.setdefault(place, _Place())
        gain = known.gain(done, left, workers)
        if known.is_hopeless or gain <= 0 or COPY * weight(address, gain / COPY) > gain or POOL.grow(workers) < 2:
            return None
        closures = self._closures(address, done)
        if closures is None:
            return None
        task = _Task(self, closures, class_of(made), place)
        results = task.run(min(workers, left), self._machine.poll)
        known.learn(task.seconds / max(task.finished, 1))
        known.is_hopeless = len(results) < left
        return class_of(made)(results) if results else None

    def _may(self) -> bool:
        limits, machine = self._limits, self._machine
        exact = (limits.fuel, limits.depth, limits.heap_words, machine.host.left)
        return not any(each is not None for each in exact) and not machine.program.globals and not POOL.is_worker

    def _closures(self, address: int, done: int) -> list[Closure] | None:
        """Copies of the closures that have not run; None if they share something, or are not all functions without parameters."""
        reader = Reader(self._machine.poll, typed=True)
        found = reader.value(address)[done:]
        if reader.vectors or any(kind_of(each) is not Closure for each in found):
            return None
        functions = self._machine.program.functions
        if any(functions[each.function].parameters for each in found):
            return None
        return list(found)

    def prepare(self, count: int) -> None:
        """Have so many lanes, which share the memory that is left."""
        while len(self.lanes) < count:
            self.lanes.append(Lane(self._machine, self._limits))
            self._idle.append(self.lanes[-1])
        for lane in self.lanes:
            lane.heap.limit = max(self._heap.limit - self._heap.mapped, 0) // count

    def take(self) -> Lane:
        """A lane that nobody uses; there is one for each that were prepared."""
        return self._idle.pop()

    def give_back(self, lane: Lane) -> None:
        """A lane is not used any more. Where memory is limited it keeps none."""
        if self._limits.memory is not None:
            lane.trim()
        self._idle.append(lane)

    @property
    def deadline(self) -> int | None:
        """When the run is to end."""
        return self._machine.deadline

    def close(self) -> None:
        """Give everything back."""
        for lane in self.lanes:
            lane.close()
        self.lanes.clear()
        self._idle.clear()


class _Task:
    """Closures that run at the same time.

    Attributes:
        turn: index of the first closure that has not succeeded yet, or whose output was not handed on.
        end: closures from here on are not wanted: one before failed.
        seconds: time of processors that closures have taken.
        finished: how many have ended.
    """

    def __init__(self, owner: Parallel, closures: list[Closure], made_by: type, place: tuple[int, int]) -> None:
        self.turn = 0
        self.end = len(closures)
        self.seconds = 0.0
        self.finished = 0
        self._owner: Final = owner
        self._closures: Final = closures
        self._wanted: Final = part_classes(made_by)[0]
        self._place: Final = place
        self._host: Final = owner._machine.host
        self._deadline: Final = owner.deadline
        self._lock: Final = threading.Condition(threading.RLock())
        self._done: Final = threading.Event()
        self._next = 0
        self._active = 0
        self._running: Final[dict[int, Lane]] = {}
        self._outcomes: Final[dict[int, Success | Failure]] = {}
        self._texts: Final[dict[int, bytes]] = {}

    # ---- in the thread of the run

    def run(self, workers: int, poll: Callable[[], None]) -> list[Value]:
        """Results of the closures, up to the first one that is to run again. Raises what the first that failed raised."""
        self._owner.prepare(workers)
        try:
            for _ in range(workers):
                POOL.submit(self._serve)
            while not self._done.wait(_PATIENCE):
                poll()
        finally:
            self._stop()
        for index in range(len(self._closures)):
            outcome = self._outcomes[index]
            if isinstance(outcome, Failure):
                if outcome.again:
                    break
                raise outcome.error
        return [each.value for k in range(self.turn) if isinstance(each := self._outcomes[k], Success)]

    def _stop(self) -> None:
        """Cancel what still runs, and wait for it; Ctrl-C meanwhile comes afterwards."""
        interrupted: KeyboardInterrupt | None = None
        while not self._done.is_set():
            try:
                with self._lock:
                    self._cancel_from(0)
                    if not self._active:
                        self._done.set()
                self._done.wait()
            except KeyboardInterrupt as error:
                interrupted = error
        if interrupted is not None:
            raise interrupted

    # ---- in the threads of the lanes

    def _serve(self) -> None:
        """Run closures in a lane until none is left."""
        with self._lock:
            if self._next >= self.end:
                return
            lane = self._owner.take()
            self._active += 1
        try:
            while (index := self._take(lane)) is not None:
                self._finish(index, self._outcome(lane, index), lane.host.take_text())
        finally:
            with self._lock:
                self._owner.give_back(lane)
                self._active -= 1
                if not self._active:
                    self._done.set()

    def _take(self, lane: Lane) -> int | None:
        with self._lock:
            if self._next >= self.end:
                return None
            index = self._next
            self._next += 1
            self._running[index] = lane
            return index

    def _outcome(self, lane: Lane, index: int) -> Success | Failure:
        before = thread_time()
        try:
            value = lane.call(self._closures[index], _Turn(self, index), self._deadline)
            return Success(value) if fits(value, self._wanted) else Failure(Trap("type", *self._place))
        except Trap as trap:
            return Failure(trap, trap.kind == "memory" and not lane.host.touched)
        except BaseException as error:  # whatever it is belongs to the thread of the run
            return Failure(error)
        finally:
            with self._lock:
                self.seconds += thread_time() - before
                self.finished += 1

    def _finish(self, index: int, outcome: Success | Failure, text: bytes) -> None:
        with self._lock:
            del self._running[index]
            self._outcomes[index] = outcome
            if not (isinstance(outcome, Failure) and outcome.again):
                self._texts[index] = text
            if isinstance(outcome, Failure):
                self._cancel_from(index + 1)
            self._hand_on()
            self._lock.notify_all()

    def _hand_on(self) -> None:
        """Write what closures wrote whose turn has come, and let those behind them have it."""
        while self.turn in self._outcomes:
            try:
                self._host.write(self._texts.pop(self.turn, b""))
            except BaseException as error:  # the failure of the closure that wrote it
                if isinstance(self._outcomes[self.turn], Success):
                    self._outcomes[self.turn] = Failure(error)
                    self._cancel_from(self.turn + 1)
            if isinstance(self._outcomes[self.turn], Failure):
                return
            self.turn += 1

    def _cancel_from(self, index: int) -> None:
        with self._lock:
            self.end = min(self.end, index)
            for each, lane in self._running.items():
                if each >= index:
                    lane.cancel()

    def wait_for_turn(self, index: int, poll: Callable[[], None]) -> None:
        """Return when the turn of a closure has come."""
        while self.turn != index:
            with self._lock:
                if self.turn != index:
                    self._lock.wait(_PATIENCE)
            poll()


class _Turn:
    """The turn of one closure."""

    def __init__(self, task: _Task, index: int) -> None:
        self._task: Final = task
        self._index: Final = index

    @property
    def has_come(self) -> bool:
        """Whether all closures before it have succeeded."""
        return self._task.turn == self._index

    @property
    def is_cancelled(self) -> bool:
        """Whether it will never come."""
        return self._index >= self._task.end

    def wait(self, poll: Callable[[], None]) -> None:
        """Return when it has come."""
        self._task.wait_for_turn(self._index, poll)
