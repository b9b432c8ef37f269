"""Making values of a wanted type (`narrow`): of what comes from Python, and of what was made as another type."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from itertools import chain, repeat
from typing import Any, Final

from motet.bytecode.program import Program, Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import FLOAT, INT, Ty, fn, list_of
from motet.bytecode.values import Closure, Deque, Record, SortedMap, SortedSet, Variant
from motet.vm.heap import ENTRY_WORDS, object_bytes
from motet.vm.objects import ANYTHING, BASES, class_of, kind_of
from motet.vm.rebuilding import Parts, Rebuilding

_ARRAYS: Final = {"q": list_of(INT), "d": list_of(FLOAT)}
"""The type of list that an array is, by its typecode."""

_Build = Callable[[list[Value]], Value]


class Narrowing:
    """Narrows values for one machine.

    Args:
        program: says what functions are.
        take: asks for bytes of memory.
        poll: is called now and then.
        check_ints: traps `overflow` unless the program's own Ints could be the least and the greatest of some.

    Attributes:
        keeps_arrays: where a list of Ints or Floats is wanted, an `array` of them stays as it is.
    """

    def __init__(
        self,
        program: Program,
        take: Callable[[int], None],
        poll: Callable[[], None],
        check_ints: Callable[[int, int], None],
    ) -> None:
        self._program: Final = program
        self._take: Final = take
        self._poll: Final = poll
        self._check_ints: Final = check_ints
        self.keeps_arrays = False

    def narrowed(self, value: Value, t: Ty) -> Value:
        """The value as one of the type. Traps `type`, `overflow`, and what `take` and `poll` trap."""
        done = self._look(value, t)
        return Rebuilding(self._look, self._poll).make(value, t) if type(done) is Parts else done

    def _look(self, value: Value, t: Ty) -> Value | Parts:
        wanted, found = class_of(t), type(value)
        if found is wanted or wanted is ANYTHING:
            if found is int:
                self._check_ints(value, value)
            return value
        if t is FLOAT and found is int:
            return float(value)
        if found is array and t is _ARRAYS.get(value.typecode):
            return self._array(value, t, wanted)
        base = BASES.get(t.kind)
        if base is None or kind_of(value) is not base:
            raise Trap("type")
        return _OF_KIND[t.kind](self, value, t, wanted)

    def _array(self, value: array[int] | array[float], t: Ty, wanted: type) -> Value:
        if t.parts[0] is INT and not self._takes_all_ints():
            self._check_ints(int(min(value, default=0)), int(max(value, default=0)))
        return value if self.keeps_arrays else self._made(wanted, len(value), value.tolist())

    def _takes_all_ints(self) -> bool:
        """Whether every number of 64 bits is an Int of the program."""
        try:
            self._check_ints(-(1 << 63), (1 << 63) - 1)
        except Trap:
            return False
        return True

    def _made(self, wanted: type, count: int, *content: object) -> Value:
        self._take(object_bytes(count))
        return wanted(*content)

    def _list(self, value: list[Value], t: Ty, wanted: type) -> Value | Parts:
        return self._sequence(value, value, t, lambda made: self._made(wanted, len(made), made))

    def _deque(self, value: Deque, t: Ty, wanted: type) -> Value | Parts:
        return self._sequence(value, value.items, t, lambda made: self._made(wanted, len(made), made))

    def _sequence(self, value: Value, items: list[Value], t: Ty, build: _Build) -> Value | Parts:
        """Elements that are of the right type already are taken all at once."""
        element = t.parts[0]
        wanted = class_of(element)
        if wanted is not ANYTHING and set(map(type, items)) <= {wanted}:
            if wanted is int and items:
                self._check_ints(min(items), max(items))
            return build(items)
        return self._parts(value, t, zip(items, repeat(element)), build)

    def _tuple(self, value: tuple[Value, ...], t: Ty, wanted: type) -> Parts:
        if len(value) != len(t.parts):
            raise Trap("type")
        return self._parts(value, t, zip(value, t.parts, strict=True), lambda made: self._made(wanted, len(made), made))

    def _record(self, value: Record, t: Ty, wanted: type) -> Parts:
        try:
            values = [value.get(field) for field in t.fields]
        except KeyError:
            raise Trap("type") from None
        return self._parts(
            value,
            t,
            zip(values, t.parts, strict=True),
            lambda made: self._made(wanted, len(made), t.fields, tuple(made), t.name),
        )

    def _variant(self, value: Variant, t: Ty, wanted: type) -> Parts:
        name = value.name
        payload = next((one.payload for one in t.constructors if one.name == name), None)
        if payload is None or len(payload) != len(value.values):
            raise Trap("type")
        return self._parts(
            value,
            t,
            zip(value.values, payload, strict=True),
            lambda made: self._made(wanted, len(made), name, tuple(made)),
        )

    def _map(self, value: SortedMap, t: Ty, wanted: type) -> Parts:
        keys = self._keys(value.entries, t.parts[0])

        def build(made: list[Value]) -> Value:
            return self._made(wanted, ENTRY_WORDS * len(made), dict(zip(keys, made, strict=True)))

        return self._parts(value, t, zip(value.entries.values(), repeat(t.parts[1])), build)

    def _set(self, value: SortedSet, t: Ty, wanted: type) -> Value:
        items = self._keys(value.items, t.parts[0])
        return self._made(wanted, ENTRY_WORDS * len(items), dict.fromkeys(items))

    def _keys(self, keys: Iterable[Value], t: Ty) -> list[Value]:
        """The keys of a map or items of a set, none of which is converted."""
        found, wanted = list(keys), class_of(t)
        if wanted is not ANYTHING and not set(map(type, found)) <= {wanted}:
            raise Trap("type")
        ints = [key for key in found if type(key) is int]
        if ints:
            self._check_ints(min(ints), max(ints))
        return found

    def _closure(self, value: Closure, t: Ty, wanted: type) -> Parts:
        """A function of the very type. Only a plain one, from outside, is made anew."""
        index, functions = value.function, self._program.functions
        if type(value) is not Closure or type(index) is not int or not 0 <= index < len(functions):
            raise Trap("type")
        function = functions[index]
        if fn(function.parameters, function.results) is not t or len(value.captures) != len(function.captures):
            raise Trap("type")
        return self._parts(
            value,
            t,
            zip(value.captures, function.captures, strict=True),
            lambda made: self._made(wanted, len(made), index, tuple(made)),
        )

    def _parts(self, value: Value, t: Ty, children: Iterable[tuple[Value, Ty]], build: _Build) -> Parts:
        return Parts((id(value), t), chain(children), build)


_OF_KIND: Final[dict[str, Callable[[Narrowing, Any, Ty, type], Value | Parts]]] = {
    "List": Narrowing._list,
    "Deque": Narrowing._deque,
    "Tuple": Narrowing._tuple,
    "Record": Narrowing._record,
    "Union": Narrowing._variant,
    "SortedMap": Narrowing._map,
    "SortedSet": Narrowing._set,
    "Fn": Narrowing._closure,
}
