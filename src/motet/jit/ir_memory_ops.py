"""The rows of the typed IR that only the run-time library uses: raw memory, counts, the system.

`p` is an address, `n` an Int. Offsets and sizes are bytes. Types of memory are those of `motet.jit.typed_python.types`.
"""

from __future__ import annotations

from typing import Final

from motet.jit.ir import declare

RETAIN: Final = "retain"
RELEASE: Final = "release"
FORGET: Final = "forget"
KEEP: Final = "keep"
PEEK: Final = "vector_peek"


def _declare_counts() -> None:
    declare(RETAIN, "one reference more; of an Any only if it is an object, of `X | None` only if it is there.")
    declare(RELEASE, "one reference less; the last one ends the object.", "o")
    declare(FORGET, "an Any that was found to be no object holds no count.", "o")
    declare(KEEP, "the values are alive up to here.")
    declare(PEEK, "as `vector_get`, but the item holds no count: it is alive as long as the vector is and holds it.")


def _declare_memory() -> None:
    declare("offset", "p -> p; data: bytes.")
    declare("element", "p n -> the address of item n; data: bytes of an item.")
    declare("load", "p -> value; data: type in memory.")
    declare("store", "p value; data: type in memory.")
    declare("copy_bytes", "p p n: from the second to the first address.")
    declare("move_bytes", "p p n: as copy_bytes; the ranges may overlap.")
    declare("fill_bytes", "p n: with 0xDB.")
    declare("set_bytes", "p n n: to the byte that the second is, as many times as the third says.")
    declare("compare_bytes", "p p n -> n below, equal to or above 0.")
    declare("find_byte", "p n n: the first place of the byte in so many bytes -> p, null if there is none.")
    declare("put_word", "p, not aligned, n: its 8 bytes, the lowest first.")
    declare("word_at", "p, not aligned -> n, its 8 bytes, the lowest first.")
    declare("class_number", "-> n: the descriptor of a class of objects of the library; data: its symbol.")
    declare("shape_of", "n -> p: the shape of a descriptor (`motet.jit.typed_python.shapes`).")
    declare("reader_of", "n -> p: the reader of a descriptor (`motet.jit.typed_python.readers`).")
    declare("descriptor_word", "n -> n; data: word.")
    declare("table", "-> p: numbers that never change; data: they (`Table`).")


def _declare_numbers() -> None:
    declare("number", "n n -> n; data: the LLVM operation.")
    declare("compare", "two values of one type -> Bool; data: the LLVM comparison, with its type.")
    declare("leading_zeros", "n -> n.")
    declare("trailing_zeros", "n -> n.")
    declare("bits_set", "n -> n.")
    declare("swap_bytes", "n -> n, its bytes in the other order.")
    declare("multiply_high", "n n, not signed -> n: the upper 64 bits of the product.")
    declare("real_bits", "Float -> n.")
    declare("real_of_bits", "n -> Float.")
    declare("exponential", "Float -> Float, by the C library.")
    declare("to_real", "n -> Float.")
    declare("any_scalar", "n n: a tag and the bits of a scalar -> Any.")
    declare("any_of", "n, p: a tag and an object -> Any; the same reference.", "ba")
    declare("address_number", "p -> n.")
    declare("bits_to_real", "p, the payload of an Any -> Float.")


def _declare_control() -> None:
    declare("branch_unlikely", "Bool; to the first edge if true, which is rare, else to the second.", ends=True)
    declare(
        "call_library", "arguments -> results; data: the specialised function (`Signature`), which says what it owns."
    )
    declare("fail", "n, where; data: kind of trap.", ends=True)
    declare("poll_at", "n, where: asks for attention when somebody wants it.")
    declare("context_field", "-> n or p; data: name of a field of the context.")
    declare("write_at", "p n, n, where: append bytes to the output.")
    declare("print_at", "Any, where: print a value by the shared routine.")
    declare("system_map", "n -> p, null if there is no memory.")
    declare("system_unmap", "p n.")
    declare("system_remap", "p n n: pages with another size, perhaps elsewhere -> p, null if that cannot be done.")
    declare("system_advise", "p n: huge pages would be good.")


_declare_counts()
_declare_memory()
_declare_numbers()
_declare_control()
