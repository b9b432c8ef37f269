# A cache with a bound, least recently used out; hits and misses counted by folding requests.
import "std.map" as map
import "std.list" as list
import "std.deque" as deque
import "std.int" as int
import "std.str" as str
import "std.option" as option

type Cache[V] = { limit :: Int, values :: Map[Str, V], order :: List[Str] }

type Counts = { hits :: Int, misses :: Int, evicted :: List[Str] }

fn empty[V](limit :: Int{n | n >= 1}) -> Cache[V] { { limit: limit, values: map.new(), order: [] } }

fn touch(order :: List[Str], key :: Str) -> List[Str] {
  list.concat(list.filter(order, fn (k :: Str) -> Bool { k != key }), [key])
}

fn find[V](c :: Cache[V], key :: Str) -> Option[(V, Cache[V])] {
  option.map(map.get(c.values, key), fn (v :: V) -> (V, Cache[V]) {
    (v, { limit: c.limit, values: c.values, order: touch(c.order, key) })
  })
}

fn put[V](c :: Cache[V], key :: Str, value :: V) -> (Cache[V], Option[Str]) {
  let order := touch(c.order, key)
  let values := map.set(c.values, key, value)
  if map.size(values) > c.limit {
    match order {
      [oldest, ..rest] => ({ limit: c.limit, values: map.delete(values, oldest), order: rest }, Some(oldest)),
      [] => ({ limit: c.limit, values: values, order: order }, None),
    }
  } else {
    ({ limit: c.limit, values: values, order: order }, None)
  }
}

fn request[V](state :: (Cache[V], Counts), key :: Str, load :: (Str) -> V) -> (Cache[V], Counts) {
  match state {
    (c, n) => match find(c, key) {
      Some((_, after)) => (after, { hits: n.hits + 1, misses: n.misses, evicted: n.evicted }),
      None => match put(c, key, load(key)) {
        (after, out) => (after, {
          hits: n.hits,
          misses: n.misses + 1,
          evicted: match out {
            Some(k) => list.concat(n.evicted, [k]),
            None => n.evicted,
          },
        }),
      },
    },
  }
}

# args: 2 ; ["a","b","a","c","b","a"]
# expect: [["b","a"],{"evicted":["b","a","c"],"hits":1,"misses":5}]
# args: 3 ; ["a","b","a","c","b","a"]
# expect: [["c","b","a"],{"evicted":[],"hits":3,"misses":3}]
# args: 1 ; []
# expect: [[],{"evicted":[],"hits":0,"misses":0}]
# args: 0 ; []
# error: refinement violated: argument 0 of `empty` (binding `n`): predicate failed for n = Int(0)
fn main(limit :: Int, keys :: List[Str]) -> (List[Str], Counts) {
  let start := (empty(limit), { hits: 0, misses: 0, evicted: [] })
  match list.fold(keys, start, fn (s :: (Cache[Int], Counts), k :: Str) -> (Cache[Int], Counts) { request(s, k, str.len) }) {
    (c, n) => (c.order, n),
  }
}

# A sliding window of the last requests, in a deque.
fn window(limit :: Int, times :: List[Int], span :: Int) -> List[Bool] {
  let end := list.fold(times, (deque.new(), []), fn (acc :: (Deque[Int], List[Bool]), t :: Int) -> (Deque[Int], List[Bool]) {
    match acc {
      (recent, answers) => {
        let kept := drop_before(recent, t - span)
        if deque.size(kept) < limit {
          (deque.push_back(kept, t), list.concat(answers, [true]))
        } else {
          (kept, list.concat(answers, [false]))
        }
      },
    }
  })
  match end { (_, answers) => answers }
}

fn drop_before(d :: Deque[Int], t :: Int) -> Deque[Int] {
  match deque.peek_front(d) {
    Some(x) => if x <= t {
      match deque.pop_front(d) {
        Some((_, rest)) => drop_before(rest, t),
        None => d,
      }
    } else {
      d
    },
    None => d,
  }
}

# args: [0,1,2,3,10,11,12]
# expect: [true,true,false,false,true,true,false]
fn limited(times :: List[Int]) -> List[Bool] { window(2, times, 5) }
