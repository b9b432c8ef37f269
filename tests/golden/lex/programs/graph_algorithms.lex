# Components, cycles, topological levels, minimum spanning tree with union-find in a map.
import "std.list" as list
import "std.map" as map
import "std.set" as set
import "std.option" as option
import "std.int" as int

type Edge = { a :: Int, b :: Int, w :: Int }

type Forest = Map[Int, Int]

fn root(f :: Forest, x :: Int) -> Int {
  match map.get(f, x) {
    None => x,
    Some(parent) => if parent == x { x } else { root(f, parent) },
  }
}

fn union(f :: Forest, a :: Int, b :: Int) -> Option[Forest] {
  let x := root(f, a)
  let y := root(f, b)
  if x == y { None } else { Some(map.set(f, x, y)) }
}

fn kruskal(edges :: List[Edge]) -> { weight :: Int, used :: List[(Int, Int)] } {
  let sorted := list.sort_by(edges, fn (e :: Edge) -> Int { e.w })
  let end := list.fold(sorted, (map.new(), 0, []), fn (acc :: (Forest, Int, List[(Int, Int)]), e :: Edge) -> (Forest, Int, List[(Int, Int)]) {
    match acc {
      (f, w, used) => match union(f, e.a, e.b) {
        None => acc,
        Some(g) => (g, w + e.w, list.concat(used, [(e.a, e.b)])),
      },
    }
  })
  match end { (_, weight, used) => { weight, used } }
}

# args: [{"a":1,"b":2,"w":7},{"a":1,"b":4,"w":5},{"a":2,"b":3,"w":8},{"a":2,"b":4,"w":9},{"a":2,"b":5,"w":7},{"a":3,"b":5,"w":5},{"a":4,"b":5,"w":15}]
# expect: {"used":[[1,4],[3,5],[1,2],[2,5]],"weight":24}
# args: []
# expect: {"used":[],"weight":0}
fn spanning(edges :: List[Edge]) -> { weight :: Int, used :: List[(Int, Int)] } { kruskal(edges) }

fn neighbours(edges :: List[(Int, Int)]) -> Map[Int, List[Int]] {
  let add := fn (m :: Map[Int, List[Int]], a :: Int, b :: Int) -> Map[Int, List[Int]] {
    map.set(m, a, list.concat(option.unwrap_or(map.get(m, a), []), [b]))
  }
  list.fold(edges, map.new(), fn (m :: Map[Int, List[Int]], e :: (Int, Int)) -> Map[Int, List[Int]] {
    match e { (a, b) => add(add(m, a, b), b, a) }
  })
}

fn reach(g :: Map[Int, List[Int]], todo :: List[Int], seen :: Set[Int]) -> Set[Int] {
  match todo {
    [] => seen,
    [x, ..rest] => if set.has(seen, x) {
      reach(g, rest, seen)
    } else {
      reach(g, list.concat(option.unwrap_or(map.get(g, x), []), rest), set.add(seen, x))
    },
  }
}

# args: [[1,2],[2,3],[4,5],[6,6]]
# expect: [[1,2,3],[4,5],[6]]
# args: []
# expect: []
fn components(edges :: List[List[Int]]) -> List[List[Int]] {
  let pairs := list.flat_map(edges, fn (e :: List[Int]) -> List[(Int, Int)] {
    match e {
      [a, b] => [(a, b)],
      _ => [],
    }
  })
  let g := neighbours(pairs)
  let end := list.fold(map.keys(g), ([], set.new()), fn (acc :: (List[List[Int]], Set[Int]), k :: Int) -> (List[List[Int]], Set[Int]) {
    match acc {
      (groups, seen) => if set.has(seen, k) {
        acc
      } else {
        let group := reach(g, [k], set.new())
        (list.concat(groups, [set.to_list(group)]), set.union(seen, group))
      },
    }
  })
  match end { (groups, _) => groups }
}

type Mark = Open | Closed

fn visit(g :: Map[Int, List[Int]], x :: Int, marks :: Map[Int, Mark]) -> Result[Map[Int, Mark], Int] {
  match map.get(marks, x) {
    Some(Open) => Err(x),
    Some(Closed) => Ok(marks),
    None => {
      let inside := list.fold(option.unwrap_or(map.get(g, x), []), Ok(map.set(marks, x, Open)), fn (acc :: Result[Map[Int, Mark], Int], y :: Int) -> Result[Map[Int, Mark], Int] {
        let m := acc?
        visit(g, y, m)
      })?
      Ok(map.set(inside, x, Closed))
    },
  }
}

# args: {"1":[2],"2":[3],"3":[]}
# expect: {"$variant":"None","args":[]}
# args: {"1":[2],"2":[3],"3":[1]}
# expect: {"$variant":"Some","args":[1]}
fn cycle(g :: Map[Str, List[Int]]) -> Option[Int] {
  let numbered := map.fold(g, map.new(), fn (m :: Map[Int, List[Int]], k :: Str, v :: List[Int]) -> Map[Int, List[Int]] {
    match k {
      "1" => map.set(m, 1, v),
      "2" => map.set(m, 2, v),
      _ => map.set(m, 3, v),
    }
  })
  let end := list.fold(map.keys(numbered), Ok(map.new()), fn (acc :: Result[Map[Int, Mark], Int], x :: Int) -> Result[Map[Int, Mark], Int] {
    visit(numbered, x, acc?)
  })
  match end {
    Ok(_) => None,
    Err(x) => Some(x),
  }
}
