"""The heap of one run: size classes with free lists, chunks from the system, counts, release without recursion.

Every block begins with a header of two words of 32 bits. In an object they are its count and the index of its
descriptor; in a free block its size and 0. So chunks can be walked from their first block to their last, which is what the
collector of cycles, recovery after a trap and the leak report do, and objects need no links for it.

The number of live bytes and objects is exact. The limit of memory is checked where memory is taken from the system.
"""

from __future__ import annotations

from motet.runtime.language import (
    Object,
    Ptr,
    Struct,
    Tail,
    address,
    allocated,
    array,
    clz,
    cold,
    copy_bytes,
    fail,
    freed,
    inline,
    instance,
    noinline,
    null,
    number_of,
    raw,
    sys_advise,
    sys_map,
    sys_remap,
    sys_unmap,
    u8,
    u32,
    unlikely,
    view,
)

SMALL = 128
"""Up to here size classes are 8 bytes apart; from here to MEDIUM there are four to each doubling."""

MEDIUM = 131072
"""Larger blocks have a mapping of their own."""

FIRST_MEDIUM_CLASS = 17
CLASSES = 64
FIRST_CHUNK = 131072
CHUNK = 2097152
"""Chunks double up to this size, that of a huge page, to which they are then aligned."""

MOST_SPARE = 8388608
"""Larger mappings go back to the system at once. Large blocks may have so many bytes in all that they do not need."""

SPARE_PART = 6
"""They may have no more than this part of the limit (a power of 2)."""

PAGE = 4096
NOWHERE = -256
"""`where` of what no instruction of the program asked for."""

TEXT_BYTES = 65536
"""Room for the text of a vector."""


class Chunk(Struct):
    """A mapping full of blocks."""

    next: Chunk | None
    size: int
    used: Ptr[u8]
    """End of its last block; not up to date in the chunk that blocks are taken from."""

    reserved: int


class Large(Struct):
    """In front of a block that has a mapping of its own."""

    next: Large | None
    previous: Large | None
    size: int
    reserved: int


class FreeBlock(Struct):
    """A free block, whose bytes nobody else may touch."""

    checked = False
    size: u32
    descriptor: u32
    """Always 0, which no object has."""

    next: Ptr[u8]


class Heap(Struct):
    """The allocator's part of the context. All fields are 0 in a new context, except the two limits."""

    answer: int
    """Where routines leave an Int that they give the address of. The first field."""

    bump: Ptr[u8]
    end: Ptr[u8]
    """Where the next block of the current chunk begins, and where the chunk ends."""

    words: int
    """Words that vectors take, as the program's own heap counts them."""

    words_check: int
    """When `words` would pass it, `motet.runtime.vectors.make_room` looks closer."""

    words_limit: int
    limit: int
    """Bytes that may be taken from the system."""

    live: int
    """Bytes in blocks of objects."""

    objects: int
    mapped: int
    """Bytes taken from the system."""

    cycles_possible: int
    """1 once a reference was stored into an existing object: without that there is no cycle."""

    chunks: Chunk | None
    """The current chunk, then older ones."""

    large: Large | None
    pending: Object | None
    """Dead objects whose references are still to be released, linked through their first reference."""

    walk_at: Ptr[u8]
    walk_end: Ptr[u8]
    walk_chunk: Chunk | None
    walk_large: Large | None
    area: Ptr[u8]
    """Work area of a collection, of a comparison or of printing; only one of them is under way at a time."""

    area_size: int
    area_used: int
    """Bytes of it that are in use, while values are hashed."""

    table: Ptr[u8]
    """Second work area."""

    table_size: int
    table_used: int
    text: Ptr[u8]
    """Where the text of a vector is put together; null before the first one."""

    spare: Ptr[u8]
    """The mapping of a large block that was given up, for the next one; its pages need no zeros from the system again."""

    spare_size: int
    roomy: int
    """Bytes that mappings of large blocks have more than the blocks need."""

    read_at: int
    """Index of the next character of a document that is being read."""

    scan_digits: int
    """What `motet.runtime.decimal_reading` found last: up to 19 digits, not signed."""

    scan_power: int
    """The power of ten that they are to be multiplied by."""

    scan_count: int
    """Digits from the first one that is not 0 on; there may be more than 19."""

    host_object: Object | None
    host_number: int
    host_area: Ptr[u8]
    damaged: int
    """1 once a walk came to a block that cannot be one."""

    walk_left: int
    """Pages that the walk may still come to: lists of mappings that lead back to themselves end it."""

    free: Tail[Ptr[u8]]
    """First free block of each size class."""


heap = instance(Heap)


@raw
@inline
def answer(value: int) -> Ptr[int]:
    """The address of an Int, for routines that may have no result: the others give the null pointer."""
    heap.answer = value
    return array(int, address(heap))


# ---- blocks


@raw
@inline
def class_of(size: int) -> int:
    """Size class of a block of more than SMALL, at most MEDIUM bytes."""
    top = 63 - clz(size - 1)
    return FIRST_MEDIUM_CLASS + ((top - 7) << 2) + (((size - 1) >> (top - 2)) & 3)


@raw
@inline
def block_size(size: int) -> int:
    """Bytes of the block for an object of `size` bytes, at least 16."""
    if size <= SMALL:
        return (size + 7) & -8
    if size <= MEDIUM:
        step = 1 << (61 - clz(size - 1))
        return (size + step - 1) & (0 - step)
    return ((size + 32 + PAGE - 1) & (0 - PAGE)) - 32


@raw
@inline
def alloc(size: int, where: int) -> Ptr[u8]:
    """A block of at least `size` bytes (16 or more), its contents undefined. Traps `memory`."""
    if size > SMALL:
        return alloc_more(size, where)
    index = (size + 7) >> 3
    heap.live += index << 3
    heap.objects += 1
    lists = heap.free
    block = lists[index]
    if unlikely(block.is_null):
        return alloc_bump(index << 3, where)
    lists[index] = view(FreeBlock, block).next
    allocated(block, index << 3)
    return block


@raw
@noinline
def alloc_more(size: int, where: int) -> Ptr[u8]:
    """`alloc` of more than SMALL bytes."""
    whole = block_size(size)
    if size > MEDIUM:
        return alloc_large(whole, where)
    heap.live += whole
    heap.objects += 1
    lists = heap.free
    index = class_of(size)
    block = lists[index]
    if block.is_null:
        return alloc_bump(whole, where)
    lists[index] = view(FreeBlock, block).next
    allocated(block, whole)
    return block


@raw
@cold
def alloc_bump(size: int, where: int) -> Ptr[u8]:
    """A block from the end of the current chunk. It can be walked over at once, as a free one."""
    if heap.bump + size > heap.end:
        new_chunk(size, where)
    block = heap.bump
    heap.bump = block + size
    view(FreeBlock, block).size = size
    view(FreeBlock, block).descriptor = 0
    allocated(block, size)
    return block


@raw
@cold
def new_chunk(least: int, where: int) -> None:
    """Begin a chunk with room for a block of `least` bytes."""
    last = heap.chunks
    size = FIRST_CHUNK
    if last is not None:
        last.used = heap.bump
        size = last.size * 2
    while size < least + 32:
        size = size * 2
    if size > CHUNK:
        size = CHUNK
    if size > heap.limit - heap.mapped:
        size = (least + 32 + PAGE - 1) & (0 - PAGE)
    pages = take_aligned(where) if size == CHUNK else take(size, where)
    chunk = view(Chunk, pages)
    chunk.next = last
    chunk.size = size
    heap.chunks = chunk
    heap.bump = pages + 32
    heap.end = pages + size
    freed(heap.bump, size - 32)


@raw
@cold
def take(size: int, where: int) -> Ptr[u8]:
    """Pages from the system, counted against the limit."""
    if size > heap.limit - heap.mapped:
        drop_spare()
    if size > heap.limit - heap.mapped:
        fail("memory", where)
    pages = sys_map(size)
    if pages.is_null:
        fail("memory", where)
    heap.mapped += size
    return pages


@raw
@cold
def take_aligned(where: int) -> Ptr[u8]:
    """A chunk of the size and alignment of a huge page."""
    if heap.limit - heap.mapped < CHUNK:
        drop_spare()
    if heap.limit - heap.mapped < CHUNK:
        fail("memory", where)
    pages = sys_map(2 * CHUNK)
    if pages.is_null:
        fail("memory", where)
    heap.mapped += CHUNK
    head = (0 - number_of(pages)) & (CHUNK - 1)
    if head > 0:
        sys_unmap(pages, head)
    sys_unmap(pages + (head + CHUNK), CHUNK - head)
    sys_advise(pages + head, CHUNK)
    return pages + head


@raw
@cold
def alloc_large(size: int, where: int) -> Ptr[u8]:
    """A block with a mapping of its own; `size` as `block_size` gives it."""
    whole = size + 32
    pages = heap.spare
    roomy = heap.roomy + heap.spare_size - whole
    if whole <= heap.spare_size and roomy <= MOST_SPARE and roomy <= heap.limit >> SPARE_PART:
        heap.roomy = roomy
        whole = heap.spare_size
        heap.spare = null(u8)
        heap.spare_size = 0
    else:
        pages = take(whole, where)
        if size > CHUNK:
            sys_advise(pages, whole)
    heap.live += size
    heap.objects += 1
    large = view(Large, pages)
    large.size = whole
    large.previous = None
    large.next = heap.large
    if large.next is not None:
        large.next.previous = large
    heap.large = large
    view(FreeBlock, pages + 32).descriptor = 0
    return pages + 32


@raw
@noinline
def resize(block: Ptr[u8], size: int, wanted: int, used: int, where: int) -> Ptr[u8]:
    """A block of `wanted` bytes instead of one of `size`, with its first `used` bytes. Traps `memory`."""
    if size > MEDIUM and wanted > MEDIUM:
        moved = resize_large(block, block_size(size), block_size(wanted), where)
        if not moved.is_null:
            return moved
    other = alloc(wanted, where)
    copy_bytes(other, block, used)
    free(block, size)
    return other


@raw
@noinline
def resize_large(block: Ptr[u8], before: int, size: int, where: int) -> Ptr[u8]:
    """Let a block that has a mapping of its own have `size` bytes instead of `before`, by moving pages; null if the system
    cannot do that."""
    old = view(Large, block + -32).size
    more = size + 32 - old
    if more <= 0:
        heap.live += size - before
        heap.roomy -= size - before
        return block
    if more > heap.limit - heap.mapped:
        drop_spare()
    if more > heap.limit - heap.mapped:
        fail("memory", where)
    pages = sys_remap(block + -32, old, size + 32)
    if pages.is_null:
        return pages
    if size > CHUNK:
        sys_advise(pages, size + 32)
    heap.mapped += more
    heap.live += size - before
    heap.roomy -= old - 32 - before
    large = view(Large, pages)
    large.size = size + 32
    if large.next is not None:
        large.next.previous = large
    if large.previous is not None:
        large.previous.next = large
    else:
        heap.large = large
    return pages + 32


@raw
@inline
def free(block: Ptr[u8], size: int) -> None:
    """Give up the block of an object of `size` bytes."""
    heap.objects -= 1
    if size > SMALL:
        free_more(block, size)
    else:
        whole = (size + 7) & -8
        heap.live -= whole
        put_back(block, whole, whole >> 3)


@raw
@inline
def put_back(block: Ptr[u8], whole: int, index: int) -> None:
    """Into the free list of its size class."""
    freed(block, whole)
    link = view(FreeBlock, block)
    lists = heap.free
    link.size = whole
    link.descriptor = 0
    link.next = lists[index]
    lists[index] = block


@raw
@noinline
def free_more(block: Ptr[u8], size: int) -> None:
    """`free` of more than SMALL bytes."""
    whole = block_size(size)
    heap.live -= whole
    if size <= MEDIUM:
        put_back(block, whole, class_of(size))
        return
    large = view(Large, block + -32)
    if large.next is not None:
        large.next.previous = large.previous
    if large.previous is not None:
        large.previous.next = large.next
    else:
        heap.large = large.next
    heap.roomy -= large.size - 32 - whole
    keep_spare(block + -32, large.size)


@raw
@noinline
def keep_spare(pages: Ptr[u8], size: int) -> None:
    """Keep the mapping of a large block for the next one, if it is larger than what is kept already."""
    if size > MOST_SPARE or size <= heap.spare_size:
        give_back(pages, size)
        return
    drop_spare()
    heap.spare = pages
    heap.spare_size = size


@raw
@noinline
def drop_spare() -> None:
    """Give the mapping that is kept back to the system."""
    if not heap.spare.is_null:
        give_back(heap.spare, heap.spare_size)
        heap.spare = null(u8)
        heap.spare_size = 0


@raw
@noinline
def give_back(pages: Ptr[u8], size: int) -> None:
    """Pages to the system."""
    heap.mapped -= size
    sys_unmap(pages, size)


@raw
@cold
def reserve_area(size: int, used: int, where: int) -> None:
    """Let the work area have at least `size` bytes; its first `used` bytes stay."""
    whole = FIRST_CHUNK
    while whole < size:
        whole = whole * 2
    pages = take(whole, where)
    old = heap.area
    words, old_words = array(int, pages), array(int, old)
    for i in range(used >> 3):
        words[i] = old_words[i]
    if not old.is_null:
        give_back(old, heap.area_size)
    heap.area = pages
    heap.area_size = whole


@raw
@noinline
def drop_areas(most: int) -> None:
    """Give back the work areas; of the first one what has more than `most` bytes, so that a small one is used again."""
    if heap.area_size > most:
        give_back(heap.area, heap.area_size)
        heap.area = null(u8)
        heap.area_size = 0
    if not heap.table.is_null:
        give_back(heap.table, heap.table_size)
        heap.table = null(u8)
        heap.table_size = 0
