"""What the host asks of the heap. Arguments and results lie in fields of the heap whose names begin with `host_`."""

from __future__ import annotations

from motet.runtime.counts import release
from motet.runtime.cycles import NO_LIMIT, census, collect, recover
from motet.runtime.heap import NOWHERE, heap
from motet.runtime.language import AnyValue, Object, address, array, cold, fields_size, raw, view
from motet.runtime.vectors import Vector, vector_alloc


@raw
@cold
def host_vectors() -> None:
    """`host_number` words at `host_area`, each a length, become vectors of Ints 0. Traps `heap`, `memory`."""
    lengths, made = array(int, heap.host_area), array(Object, heap.host_area)
    for i in range(heap.host_number):
        vector = vector_alloc(lengths[i], NOWHERE)
        words = array(int, address(vector) + fields_size(Vector))
        for k in range(2 * vector.length):
            words[k] = 0
        made[i] = vector


@raw
@cold
def host_release() -> None:
    """Give up one count of `host_object`."""
    o = heap.host_object
    if o is not None:
        release(view(Object, o))


@raw
@cold
def host_collect() -> None:
    """Free cycles, if there can be any. The run has ended well, so the limit of memory must not stop this."""
    if heap.cycles_possible == 1:
        limit = heap.limit
        heap.limit = NO_LIMIT
        collect(NOWHERE)
        heap.limit = limit


@raw
@cold
def host_recover() -> None:
    """After a trap: keep what the `host_number` values at `host_area` reach, free the rest."""
    recover(array(AnyValue, heap.host_area), heap.host_number)


@raw
@cold
def host_census() -> None:
    """`host_number`, the index of a descriptor, becomes the number of objects with it."""
    heap.host_number = census(heap.host_number)
