"""The allocator, counts and collector of cycles on simulated memory."""

import random

import pytest

from motet.bytecode.traps import Trap
from motet.runtime import counts, cycles, heap, simulation, vectors
from motet.runtime.heap import Heap
from motet.runtime.simulation import AnyValue, BadAccessError

PLENTY = 1 << 40


@pytest.fixture(autouse=True)
def fresh_heap():
    simulation.reset()
    heap.heap.limit = PLENTY
    heap.heap.words_limit = PLENTY


def state():
    return heap.heap.objects, heap.heap.live, heap.heap.words


def integer(n):
    return AnyValue(0, n)


def boxed(vector):
    return AnyValue(4, vector._at)


def make(*items):
    """A vector that takes over its items."""
    vector = vectors.vector_alloc(len(items), 0)
    for i, item in enumerate(items):
        vector.items[i] = item if isinstance(item, AnyValue) else integer(item)
    return vector


@pytest.mark.parametrize("size", [16, 17, 128, 129, 160, 161, 1000, 4096, 65537, 131072, 131073, 10**6])
def test_blocks_are_large_enough_and_not_much_larger(size):
    whole = heap.block_size(size)
    assert size <= whole <= max(size * 1.25 + 8, size + 4096)
    assert whole % 8 == 0


def test_every_size_class_holds_one_size():
    sizes = {}
    for size in range(heap.SMALL + 1, heap.MEDIUM + 1, 8):
        sizes.setdefault(heap.class_of(size), set()).add(heap.block_size(size))
    assert all(len(found) == 1 for found in sizes.values())
    assert max(sizes) < heap.CLASSES
    assert len(set.union(*sizes.values())) == len(sizes)


def test_the_fields_fit_into_the_context():
    from motet.jit.context import HEAP_FIELDS

    assert simulation.fields_size(Heap) + 8 * heap.CLASSES <= 8 * HEAP_FIELDS


def test_blocks_do_not_overlap_and_accounts_are_exact():
    rng = random.Random(1)
    blocks, expected = [], 0
    for _ in range(600):
        if blocks and rng.random() < 0.45:
            block, size = blocks.pop(rng.randrange(len(blocks)))
            heap.free(block, size)
            expected -= heap.block_size(size)
        else:
            size = rng.choice([16, 24, 40, 128, 136, 500, 3000, 20000, 140000])
            blocks.append((heap.alloc(size, 0), size))
            expected += heap.block_size(size)
        assert (heap.heap.live, heap.heap.objects) == (expected, len(blocks))
    for block, size in blocks:
        heap.free(block, size)
    assert state() == (0, 0, 0)


def test_freed_blocks_are_used_again():
    first = heap.alloc(40, 0)
    heap.free(first, 40)
    assert heap.alloc(40, 0) == first


def test_large_blocks_go_back_to_the_system():
    before = heap.heap.mapped
    blocks = [heap.alloc(10**6, 0) for _ in range(3)]
    assert heap.heap.mapped > 3 * 10**6
    for k in (1, 0, 2):
        heap.free(blocks[k], 10**6)
    assert heap.heap.mapped == before + heap.heap.spare_size < before + 2 * 10**6
    heap.drop_spare()
    assert heap.heap.mapped == before


def test_the_mapping_of_a_large_block_is_kept_for_the_next_one():
    first = heap.alloc(10**6, 0)
    heap.free(first, 10**6)
    mapped, live = heap.heap.mapped, heap.heap.live
    block = heap.alloc(300_000, 0)
    assert block == first
    assert heap.heap.mapped == mapped
    assert heap.heap.roomy == heap.block_size(10**6) - heap.block_size(300_000)
    block = heap.resize(block, 300_000, 800_000, 1000, 0)
    assert block == first
    assert heap.heap.roomy == heap.block_size(10**6) - heap.block_size(800_000)
    block = heap.resize(block, 800_000, 2_000_000, 1000, 0)
    assert heap.heap.roomy == 0
    assert heap.heap.live == live + heap.block_size(2_000_000)
    heap.free(block, 2_000_000)
    assert heap.heap.live == live
    assert heap.heap.spare_size == heap.heap.mapped


def test_small_blocks_do_not_keep_many_large_mappings():
    kept = []
    for _ in range(10):
        heap.free(heap.alloc(4_000_000, 0), 4_000_000)
        kept.append(heap.alloc(200_000, 0))
    assert heap.heap.roomy <= heap.MOST_SPARE
    for block in kept:
        heap.free(block, 200_000)
    heap.drop_spare()
    assert heap.heap.roomy == heap.heap.mapped == 0


def test_what_is_kept_is_given_back_where_memory_is_short():
    heap.heap.limit = 5_000_000
    heap.free(heap.alloc(4_000_000, 0), 4_000_000)
    first = heap.alloc(200_000, 0)
    assert heap.heap.roomy <= 5_000_000 >> heap.SPARE_PART
    heap.free(heap.resize(first, 200_000, 4_500_000, 1000, 0), 4_500_000)
    heap.free(heap.alloc(4_600_000, 0), 4_600_000)
    assert heap.heap.mapped <= 5_000_000


def test_a_block_freed_twice_is_noticed():
    block = heap.alloc(40, 0)
    heap.free(block, 40)
    with pytest.raises(BadAccessError, match="freed twice"):
        heap.free(block, 40)


def test_use_after_free_and_bad_index_are_noticed():
    vector = make(1, 2)
    counts.release(vector)
    with pytest.raises(BadAccessError):
        _ = vector.length
    vector = make(1, 2)
    with pytest.raises(BadAccessError):
        _ = vector.items[7]


def test_the_memory_limit_is_checked():
    heap.heap.limit = 300_000
    with pytest.raises(Trap, match="memory"):
        heap.alloc(10**6, 0)
    with pytest.raises(Trap, match="memory"):
        [heap.alloc(20000, 5 << 8 | 7 << 32) for _ in range(30)]
    assert heap.heap.mapped <= 300_000


def test_small_limits_still_give_a_first_chunk():
    heap.heap.limit = 8192
    heap.alloc(100, 0)
    assert heap.heap.mapped <= 8192


def test_chunks_grow_and_the_last_ones_are_aligned():
    for _ in range(60):
        heap.alloc(100_000, 0)
    sizes = []
    chunk = heap.heap.chunks
    while chunk is not None:
        sizes.append(chunk.size)
        chunk = chunk.next
    assert sizes[-1] == heap.FIRST_CHUNK
    assert sizes[0] == heap.CHUNK
    assert heap.heap.chunks._at % heap.CHUNK == 0


def test_items_are_released_with_their_vector():
    inner = make(1)
    outer = make(boxed(inner), 5, boxed(inner))
    counts.retain(inner)
    assert inner.count == 2
    counts.release(outer)
    assert state() == (0, 0, 0)


def test_vector_operations():
    vector = vectors.vector_make(3, integer(7), 0)
    assert [vectors.vector_get(vector, i, 0).integer for i in range(vectors.vector_len(vector))] == [7, 7, 7]
    vectors.vector_set(vector, 1, boxed(make()), 0)
    assert heap.heap.words == 5 + 2
    vectors.vector_set(vector, 1, integer(1), 0)
    assert heap.heap.words == 5
    for index in (-1, 3, 1 << 62):
        with pytest.raises(Trap, match="index"):
            vectors.vector_get(vector, index, 0)
        with pytest.raises(Trap, match="index"):
            vectors.vector_set(vector, index, integer(0), 0)
    with pytest.raises(Trap, match="size"):
        vectors.vector_make(-1, integer(0), 0)
    counts.release(vector)
    assert state() == (0, 0, 0)


def test_an_item_that_is_got_is_owned():
    inner = make(1)
    vector = make(boxed(inner))
    got = vectors.vector_get(vector, 0, 0)
    assert (got.tag, got.payload, inner.count) == (4, inner._at, 2)
    assert vectors.vector_peek(vector, 0, 0).payload == inner._at
    assert inner.count == 2
    counts.release(vector)
    assert inner.count == 1
    counts.release_any(got)
    assert state() == (0, 0, 0)


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_repeated_value_is_counted_as_often(length):
    inner = make(1)
    vector = vectors.vector_make(length, boxed(inner), 0)
    if length:
        assert inner.count == length
    counts.release(vector)
    assert state() == (0, 0, 0)


@pytest.mark.parametrize("link", [0, 1])
def test_deep_structures_are_released(link):
    chain = make(0, 0)
    for k in range(3000):
        chain = make(*((boxed(chain), k) if link == 0 else (k, boxed(chain))))
    counts.release(chain)
    assert state() == (0, 0, 0)


def test_a_shared_tail_survives():
    tail = make(1, 2)
    counts.retain(tail)
    counts.release(make(boxed(tail), boxed(make(boxed(make())))))
    assert tail.count == 1
    assert heap.heap.objects == 1
    counts.release(tail)
    assert state() == (0, 0, 0)


def ring(length):
    first = last = make(0, 0)
    for _ in range(length - 1):
        last = make(boxed(last), 1)
    vectors.vector_set(first, 0, boxed(last), 0)
    return first


def test_cycles_are_collected():
    ring(1), ring(2), ring(50)
    kept = ring(7)
    counts.retain(kept)
    cycles.collect(0)
    assert heap.heap.objects == 7
    assert kept.count == 2
    counts.release(kept)
    cycles.collect(0)
    assert state() == (0, 0, 0)


def test_collection_keeps_counts_exact():
    rng = random.Random(3)
    for _ in range(20):
        made = [make(*(0 for _ in range(rng.randrange(5)))) for _ in range(30)]
        for _ in range(60):
            source, target = rng.choice(made), rng.choice(made)
            if source.length:
                counts.retain(target)
                vectors.vector_set(source, rng.randrange(source.length), boxed(target), 0)
        held = set(rng.sample(range(30), 4))
        for k in range(30):
            if k not in held:
                counts.release(made[k])
        cycles.collect(0)
        assert heap.heap.objects == len(reachable([made[k] for k in held]))
        for k in held:
            counts.release(made[k])
        cycles.collect(0)
        assert state() == (0, 0, 0)


def reachable(roots):
    seen, waiting = set(), list(roots)
    while waiting:
        vector = waiting.pop()
        if vector._at not in seen:
            seen.add(vector._at)
            items = [vector.items[i] for i in range(vector.length)]
            waiting += [vectors.Vector(item.payload) for item in items if item.tag == 4]
    return seen


def test_a_wide_vector_needs_a_growing_work_area(monkeypatch):
    monkeypatch.setattr(heap, "FIRST_CHUNK", 4096)
    wide = vectors.vector_make(2000, integer(0), 0)
    for k in range(2000):
        vectors.vector_set(wide, k, boxed(make()), 0)
    cycles.collect(0)
    assert heap.heap.objects == 2001
    mapped = heap.heap.mapped
    cycles.collect(0)
    assert heap.heap.mapped == mapped


def test_the_program_heap_is_exact():
    heap.heap.words_limit = 20
    kept = make(1, 2, 3)
    other = make(*range(13))
    with pytest.raises(Trap, match="heap"):
        make()
    counts.release(other)
    with pytest.raises(Trap, match="heap"):
        make(*range(14))
    make(*range(13))
    assert kept.count == 1


def test_unreachable_cycles_do_not_count():
    heap.heap.words_limit = 20
    for _ in range(5):
        ring(5)
    make(*range(18))
    with pytest.raises(Trap, match="heap"):
        make()


def test_huge_lengths_are_refused_without_overflow():
    with pytest.raises(Trap, match="heap"):
        vectors.vector_make((1 << 62) - 1, integer(0), 0)
    heap.heap.words_limit = (1 << 63) - 1
    with pytest.raises(Trap, match="memory"):
        vectors.vector_make((1 << 62) - 1, integer(0), 0)


def test_recovery_keeps_what_the_roots_reach():
    lost = [make(1, 2, 3) for _ in range(5)]
    kept = ring(3)
    shared = make(boxed(lost[0]), boxed(kept))
    roots = simulation.Ptr(simulation.world.memory.map(48), AnyValue)
    for k, value in enumerate((boxed(shared), integer(4), boxed(kept))):
        roots[k] = value
    kept.count, shared.count = 77, 9
    heap.heap.pending = lost[3]
    cycles.recover(roots, 3)
    assert heap.heap.objects == 5
    assert heap.heap.words == 3 * 4 + 4 + 5
    assert (kept.count, shared.count, lost[0].count) == (3, 1, 1)
    before = state()
    cycles.recount()
    assert state() == before


def test_census():
    made = [make(), make(1), make(2)]
    assert cycles.census(made[0].descriptor) == 3
