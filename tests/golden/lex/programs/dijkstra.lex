# Shortest paths with a priority queue (a leftist heap) over a graph of named places.
import "std.list" as list
import "std.map" as map
import "std.str" as str
import "std.int" as int
import "std.option" as option

type Heap[T] = Empty | Tree({ rank :: Int, key :: Int, value :: T, left :: Heap[T], right :: Heap[T] })

fn rank[T](h :: Heap[T]) -> Int {
  match h {
    Empty => 0,
    Tree(t) => t.rank,
  }
}

fn make[T](key :: Int, value :: T, a :: Heap[T], b :: Heap[T]) -> Heap[T] {
  if rank(a) >= rank(b) {
    Tree({ rank: rank(b) + 1, key: key, value: value, left: a, right: b })
  } else {
    Tree({ rank: rank(a) + 1, key: key, value: value, left: b, right: a })
  }
}

fn merge[T](a :: Heap[T], b :: Heap[T]) -> Heap[T] {
  match (a, b) {
    (Empty, _) => b,
    (_, Empty) => a,
    (Tree(x), Tree(y)) => if x.key <= y.key {
      make(x.key, x.value, x.left, merge(x.right, b))
    } else {
      make(y.key, y.value, y.left, merge(a, y.right))
    },
  }
}

fn insert[T](h :: Heap[T], key :: Int, value :: T) -> Heap[T] {
  merge(h, Tree({ rank: 1, key: key, value: value, left: Empty, right: Empty }))
}

fn pop[T](h :: Heap[T]) -> Option[(Int, T, Heap[T])] {
  match h {
    Empty => None,
    Tree({ key, value, left, right }) => Some((key, value, merge(left, right))),
  }
}

fn drain[T](h :: Heap[T], acc :: List[Int]) -> List[Int] {
  match pop(h) {
    None => list.reverse(acc),
    Some((k, _, rest)) => drain(rest, list.cons(k, acc)),
  }
}

# args: [5,1,4,1,5,9,2,6]
# expect: [1,1,2,4,5,5,6,9]
# args: []
# expect: []
fn heap_sort(xs :: List[Int]) -> List[Int] {
  drain(list.fold(xs, Empty, fn (h :: Heap[Int], x :: Int) -> Heap[Int] { insert(h, x, x) }), [])
}

type Edge = { to :: Str, cost :: Int }

type Graph = Map[Str, List[Edge]]

type Found = { cost :: Int, via :: Option[Str] }

fn graph() -> Graph {
  map.from_list([
    ("A", [{ to: "B", cost: 7 }, { to: "C", cost: 9 }, { to: "F", cost: 14 }]),
    ("B", [{ to: "C", cost: 10 }, { to: "D", cost: 15 }]),
    ("C", [{ to: "D", cost: 11 }, { to: "F", cost: 2 }]),
    ("D", [{ to: "E", cost: 6 }]),
    ("F", [{ to: "E", cost: 9 }]),
  ])
}

fn edges(g :: Graph, node :: Str) -> List[Edge] {
  option.unwrap_or(map.get(g, node), [])
}

fn search(g :: Graph, queue :: Heap[(Str, Option[Str])], done :: Map[Str, Found]) -> Map[Str, Found] {
  match pop(queue) {
    None => done,
    Some((cost, (node, via), rest)) => if map.has(done, node) {
      search(g, rest, done)
    } else {
      let next := list.fold(edges(g, node), rest, fn (q :: Heap[(Str, Option[Str])], e :: Edge) -> Heap[(Str, Option[Str])] {
        insert(q, cost + e.cost, (e.to, Some(node)))
      })
      search(g, next, map.set(done, node, { cost: cost, via: via }))
    },
  }
}

fn from(start :: Str) -> Map[Str, Found] {
  search(graph(), insert(Empty, 0, (start, None)), map.new())
}

fn trail(found :: Map[Str, Found], node :: Str, acc :: List[Str]) -> List[Str] {
  let here := list.cons(node, acc)
  match map.get(found, node) {
    Some({ via: Some(before) }) => trail(found, before, here),
    _ => here,
  }
}

# args: "A"
# expect: [["A",0],["B",7],["C",9],["D",20],["E",20],["F",11]]
# args: "D"
# expect: [["D",0],["E",6]]
fn distances(start :: Str) -> List[(Str, Int)] {
  list.map(map.entries(from(start)), fn (e :: (Str, Found)) -> (Str, Int) {
    match e { (name, f) => (name, f.cost) }
  })
}

# args: "A" ; "E"
# expect: "A -> C -> F -> E (20)"
# args: "A" ; "A"
# expect: "A (0)"
# args: "E" ; "A"
# expect: "no way from E to A"
fn path(start :: Str, goal :: Str) -> Str {
  let found := from(start)
  match map.get(found, goal) {
    None => "no way from " + start + " to " + goal,
    Some(f) => str.join(trail(found, goal, []), " -> ") + " (" + int.to_str(f.cost) + ")",
  }
}
