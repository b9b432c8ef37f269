"""Two worlds in which routines run: the simulation, whose memory is checked, and native code that poisons what is freed.

Values of programs are given as Python values with a memory class: of `Ref` ints, which become lists of one Int; of `Any`
ints, of which the odd ones become such lists.
"""

import ctypes
import importlib
import struct

from motet.jit.layout import DESCRIPTORS, MEMORY_CLASSES
from motet.jit.llvm import NO_PASSES
from motet.jit.typed_python.library import HOME
from motet.jit.typed_python.shapes import SHAPES
from motet.runtime import heap as heap_module
from motet.runtime import simulation
from motet.runtime.language import AnyValue, Object
from motet.runtime.objects import List, Tree
from runtime.native import Machine

CLASSES = ("Int", "Float", "Bool", "Ref", "Any", "Unit")
PYTHON = {"Int": int, "Float": float, "Bool": bool, "Ref": Object, "Any": AnyValue, "Unit": type(None)}
LIST_TAG = 7
TEXT_TAG = 5
PLENTY = 1 << 40


def list_rows(cls):
    item = MEMORY_CLASSES[cls]
    return (3, 32, 0, 0, item, 0, LIST_TAG, 0), (4, 32, 1 << 3, 0, item, 0, LIST_TAG, 0)


class World:
    """What both worlds offer."""

    def __init__(self):
        self.lists = {cls: self.describe(*list_rows(cls)) for cls in CLASSES}
        self.str, self.bytes = (self.add((5, 24, 0, 0, 0, 0, tag, 0)) for tag in (TEXT_TAG, TEXT_TAG + 1))

    def describe(self, *rows):
        """Number of the first of consecutive descriptors."""
        numbers = [self.add(row) for row in rows]
        return numbers[0]

    def boxed(self, number):
        """A list of one Int."""
        return self.call("list_push", ("Int",), self.empty("Int"), number, 0)

    def empty(self, cls, capacity=0):
        return self.call("list_with_capacity", (cls,), self.lists[cls], capacity, 0)

    def list_of(self, cls, values):
        """A list of values, in the order of a model."""
        xs = self.empty(cls)
        for x in values:
            xs = self.call("list_push", (cls,), xs, self.value(cls, x), 0)
        return xs

    def items(self, cls, xs):
        return [self.model(cls, self.item(cls, xs, k)) for k in range(self.field(xs, 16))]

    def text(self, value):
        """A Str, or Bytes."""
        data, descriptor = (value.encode(), self.str) if isinstance(value, str) else (value, self.bytes)
        text = self.call("text_alloc", (), descriptor, len(data), 0)
        self.write(text, 24, data)
        return text

    def string(self, text):
        """The Str, or Bytes, that a text is."""
        header = self.octets(text, 0, 24)
        data = self.octets(text, 24, int.from_bytes(header[8:12], "little"))
        flags = header[20]
        assert not flags or data.isascii() is (flags == 1), (data, flags)
        return data.decode() if int.from_bytes(header[4:8], "little") == self.str else data

    def strings(self, xs):
        """The texts of a list."""
        return [self.string(self.item("Ref", xs, k)) for k in range(self.field(xs, 16))]

    def texts(self, values):
        """A list of texts."""
        xs = self.empty("Ref")
        for value in values:
            xs = self.call("list_push", ("Ref",), xs, self.text(value), 0)
        return xs

    def unboxed(self, o):
        (number,) = self.items("Int", o)
        return number

    def object(self, descriptor, size, content):
        """An object of so many bytes, with its content behind the header."""
        o = self.block(size)
        self.write(o, 0, struct.pack("<II", 1, descriptor) + content)
        return o

    def drop(self, o):
        """Give up a count."""
        self.call("release", (), o)

    def keep(self, o):
        """Take a count."""
        self.call("retain", (), o)
        return o


def random_value(rng, cls):
    """A value of a memory class, as models have it."""
    if cls in ("Int", "Ref", "Any"):
        return rng.randrange(-5, 1000)
    return {"Float": rng.random(), "Bool": rng.random() < 0.5, "Unit": None}[cls]


class SimulatedWorld(World):
    """The library under CPython."""

    name = "simulation"

    def __init__(self):
        simulation.reset()
        heap_module.heap.limit = heap_module.heap.words_limit = PLENTY
        super().__init__()

    @staticmethod
    def constant(data):
        """Address of bytes that never change."""
        address = simulation.world.memory.map(max(len(data), 1))
        simulation.world.memory.bytes_at(address, len(data))[:] = data
        return address

    add = staticmethod(simulation.add_descriptor)
    add_shape = staticmethod(simulation.add_shape)

    def block(self, size):
        return Object(heap_module.alloc(size, 0)._at)

    def address(self, o):
        return o._at

    def any(self, tag, payload):
        return AnyValue(tag, payload)

    def at(self, address):
        return Object(address)

    def seen_as(self, cls, o):
        return simulation.at_address(cls, o._at)

    def tree(self, o, classes):
        return simulation.at_address(Tree[PYTHON[classes[0]], PYTHON[classes[1]]], o._at)

    def call(self, name, classes, *arguments):
        home = importlib.import_module(HOME["motet_" + name])
        function = getattr(home, name)
        hints = list(function.__annotations__.values())
        given = [List[PYTHON[classes[0]]]] if hints[0].startswith("type[") else []
        return function(*given, *arguments)

    def value(self, cls, x):
        if cls == "Ref":
            return self.boxed(x)
        if cls == "Any":
            return AnyValue(LIST_TAG, self.boxed(x)._at) if x % 2 else AnyValue(0, x)
        return x

    def model(self, cls, v):
        if cls == "Ref":
            return self.unboxed(v)
        if cls == "Any":
            return self.unboxed(v.obj) if v.tag else v.integer
        return v

    def number(self, place):
        """The Int at an address; None if it is null."""
        return None if place.is_null else place[0]

    def field(self, o, offset):
        return simulation.load(o._at + offset, int)

    def part(self, cls, o, offset):
        """What lies at an offset of an object."""
        return simulation.load(o._at + offset, PYTHON[cls])

    def item(self, cls, xs, k):
        return simulation.at_address(List[PYTHON[cls]], xs._at).items[k]

    def octets(self, o, offset, count):
        return bytes(simulation.world.memory.bytes_at(o._at + offset, count))

    def write(self, o, offset, data):
        simulation.world.memory.bytes_at(o._at + offset, len(data))[:] = data

    @property
    def objects(self):
        return heap_module.heap.objects

    @property
    def live(self):
        return heap_module.heap.live


MACHINES = {}


def native(level):
    """A world whose machine code is compiled once for all tests."""
    if level not in MACHINES:
        MACHINES[level] = NativeWorld(Machine(debug=True), level)
    return MACHINES[level]


class AnyPair(ctypes.Structure):
    _fields_ = (("tag", ctypes.c_int64), ("payload", ctypes.c_int64))


RESULTS = {
    "Int": ctypes.c_int64, "Bool": ctypes.c_bool, "Float": ctypes.c_double, "Any": AnyPair, "Unit": None,
}  # fmt: skip
WORDS = {"i64": ctypes.c_int64, "ptr": ctypes.c_void_p, "double": ctypes.c_double, "i1": ctypes.c_bool}


class NativeWorld(World):
    """Machine code, which must not trap."""

    name = "native"

    def __init__(self, machine=None, level=NO_PASSES):
        self.machine = machine or Machine(debug=True)
        self.level = level
        self._functions = {}
        self._constants = []
        super().__init__()

    @staticmethod
    def add(row):
        return DESCRIPTORS.add("test", row)

    add_shape = staticmethod(SHAPES.add)

    def constant(self, data):
        self._constants.append(ctypes.create_string_buffer(data))
        return ctypes.addressof(self._constants[-1])

    def block(self, size):
        return self.machine.call("motet.runtime.heap", "alloc", size, 0)

    def address(self, o):
        return o

    def any(self, tag, payload):
        return (tag, payload)

    def at(self, address):
        return address

    def seen_as(self, cls, o):
        return o

    def tree(self, o, classes):
        return o

    def call(self, name, classes, *arguments):
        words = [word for a in arguments if a is not None for word in (a if isinstance(a, tuple) else (a,))]
        found = self._functions.get((name, classes)) or self._function(name, classes)
        result = found(self.machine.context, *words)
        return (result.tag, result.payload) if isinstance(result, AnyPair) else result

    def _function(self, name, classes):
        library = self.machine.library
        routine = library.routine(name, classes)
        address = library.addresses([routine.symbol], self.level)[routine.symbol]
        kinds = [WORDS[word] for t in routine.types for word in t.words]
        result = RESULTS.get(routine.result.kind, ctypes.c_void_p)
        found = ctypes.CFUNCTYPE(result, ctypes.c_void_p, *kinds)(address)
        self._functions[name, classes] = found
        return found

    def value(self, cls, x):
        if cls == "Ref":
            return self.boxed(x)
        if cls == "Any":
            return (LIST_TAG, self.boxed(x)) if x % 2 else (0, x)
        return x

    def model(self, cls, v):
        if cls == "Ref":
            return self.unboxed(v)
        if cls == "Any":
            return self.unboxed(v[1]) if v[0] else v[1]
        return v

    def number(self, place):
        """The Int at an address; None if it is null."""
        return None if place is None else ctypes.c_int64.from_address(place).value

    def field(self, o, offset):
        return ctypes.c_int64.from_address(o + offset).value

    def item(self, cls, xs, k):
        width = {"Any": 16, "Bool": 1, "Unit": 0}.get(cls, 8)
        return self.part(cls, self.field(xs, 8), width * k)

    def part(self, cls, o, offset):
        """What lies at an offset of an object."""
        if cls == "Unit":
            return None
        form, width = {"Float": ("<d", 8), "Bool": ("<?", 1), "Any": ("<qq", 16)}.get(cls, ("<q", 8))
        found = struct.unpack(form, ctypes.string_at(o + offset, width))
        return found if cls == "Any" else found[0]

    def octets(self, o, offset, count):
        return ctypes.string_at(o + offset, count)

    def write(self, o, offset, data):
        ctypes.memmove(o + offset, data, len(data))

    @property
    def objects(self):
        return self.machine.get("objects")

    @property
    def live(self):
        return self.machine.get("live")
