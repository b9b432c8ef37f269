"""`std.map`, `std.set` and `std.deque`: section 14.6."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, function, module
from motet.stdlib.rows import ABORT

_KEY: Final = ABORT("map/set key must be Str or Int, got {debug}")


def _keyed(name: str, signature: str, to: str) -> Entry:
    return function(name, signature, to, fail=_KEY)


MAP: Final = module(
    function("map.new", "() -> Map[K, V]", "map.new"),
    function("map.size", "(Map[K, V]) -> Int", "map.size"),
    function("map.is_empty", "(Map[K, V]) -> Bool", "map.is_empty"),
    _keyed("map.has", "(Map[K, V], K) -> Bool", "map.has"),
    _keyed("map.get", "(Map[K, V], K) -> Option[V]", "map.get"),
    _keyed("map.set", "(Map[K, V], K, V) -> Map[K, V]", "map.set"),
    _keyed("map.delete", "(Map[K, V], K) -> Map[K, V]", "map.delete"),
    function("map.keys", "(Map[K, V]) -> List[K]", "map.keys"),
    function("map.values", "(Map[K, V]) -> List[V]", "map.values"),
    function("map.entries", "(Map[K, V]) -> List[(K, V)]", "map.entries"),
    _keyed("map.from_list", "(List[(K, V)]) -> Map[K, V]", "map.from_list"),
    function("map.merge", "(Map[K, V], Map[K, V]) -> Map[K, V]", "map.merge"),
    function("map.fold", "(Map[K, V], A, (A, K, V) -> [e] A) -> [e] A", inline="map.fold"),
)

SET: Final = module(
    function("set.new", "() -> Set[A]", "set.new"),
    _keyed("set.from_list", "(List[A]) -> Set[A]", "set.from_list"),
    function("set.to_list", "(Set[A]) -> List[A]", "set.to_list"),
    function("set.size", "(Set[A]) -> Int", "set.size"),
    function("set.is_empty", "(Set[A]) -> Bool", "set.is_empty"),
    _keyed("set.has", "(Set[A], A) -> Bool", "set.has"),
    _keyed("set.add", "(Set[A], A) -> Set[A]", "set.add"),
    _keyed("set.delete", "(Set[A], A) -> Set[A]", "set.delete"),
    function("set.union", "(Set[A], Set[A]) -> Set[A]", "set.union"),
    function("set.intersect", "(Set[A], Set[A]) -> Set[A]", "set.intersection"),
    function("set.diff", "(Set[A], Set[A]) -> Set[A]", "set.difference"),
    function("set.is_subset", "(Set[A], Set[A]) -> Bool", "set.is_subset"),
)

DEQUE: Final = module(
    function("deque.new", "() -> Deque[A]", "deque.new"),
    function("deque.size", "(Deque[A]) -> Int", "deque.size"),
    function("deque.is_empty", "(Deque[A]) -> Bool", "deque.is_empty"),
    function("deque.from_list", "(List[A]) -> Deque[A]", "deque.from_list"),
    function("deque.to_list", "(Deque[A]) -> List[A]", "deque.to_list"),
    function("deque.push_back", "(Deque[A], A) -> Deque[A]", "deque.push_back"),
    function("deque.push_front", "(Deque[A], A) -> Deque[A]", "deque.push_front"),
    function("deque.peek_back", "(Deque[A]) -> Option[A]", "deque.peek_back"),
    function("deque.peek_front", "(Deque[A]) -> Option[A]", "deque.peek_front"),
    function("deque.pop_back", "(Deque[A]) -> Option[(A, Deque[A])]", "deque.pop_back"),
    function("deque.pop_front", "(Deque[A]) -> Option[(A, Deque[A])]", "deque.pop_front"),
)
