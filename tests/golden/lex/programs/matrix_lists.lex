# Matrices as lists of rows: products, transposition, Gauss elimination; and std.math's own.
import "std.list" as list
import "std.math" as math
import "std.float" as float
import "std.int" as int

type Row = List[Float]

type Grid = List[Row]

fn at(xs :: Row, i :: Int) -> Float {
  match list.get(xs, i) {
    Some(x) => x,
    None => 0.0,
  }
}

fn dot(a :: Row, b :: Row) -> Float {
  list.fold(list.zip(a, b), 0.0, fn (acc :: Float, p :: (Float, Float)) -> Float {
    match p { (x, y) => acc + x * y }
  })
}

fn transpose(m :: Grid) -> Grid {
  match list.head(m) {
    None => [],
    Some(first) => list.map(list.range(0, list.len(first)), fn (c :: Int) -> Row {
      list.map(m, fn (r :: Row) -> Float { at(r, c) })
    }),
  }
}

# args: [[1,2],[3,4]] ; [[0,1],[1,0]]
# expect: [[2.0,1.0],[4.0,3.0]]
# args: [[1.5]] ; [[2.0,4.0]]
# expect: [[3.0,6.0]]
# args: [] ; []
# expect: []
fn multiply(a :: Grid, b :: Grid) -> Grid {
  let columns := transpose(b)
  list.map(a, fn (r :: Row) -> Row { list.map(columns, fn (c :: Row) -> Float { dot(r, c) }) })
}

fn identity(n :: Int) -> Grid {
  list.map(list.range(0, n), fn (i :: Int) -> Row {
    list.map(list.range(0, n), fn (j :: Int) -> Float { if i == j { 1.0 } else { 0.0 } })
  })
}

# args: 10
# expect: [[89.0,55.0],[55.0,34.0]]
# args: 0
# expect: [[1.0,0.0],[0.0,1.0]]
fn fibonacci_matrix(n :: Int) -> Grid { power([[1.0, 1.0], [1.0, 0.0]], n) }

fn power(m :: Grid, n :: Int) -> Grid {
  if n == 0 {
    identity(list.len(m))
  } else {
    let half := power(m, n / 2)
    let square := multiply(half, half)
    if n % 2 == 0 { square } else { multiply(square, m) }
  }
}

fn minor(m :: Grid, c :: Int) -> Grid {
  list.map(list.tail(m), fn (r :: Row) -> Row {
    list.fold(list.enumerate(r), [], fn (acc :: Row, e :: (Int, Float)) -> Row {
      match e { (i, x) => if i == c { acc } else { list.concat(acc, [x]) } }
    })
  })
}

# args: [[2,0,1],[1,3,2],[1,1,1]]
# expect: 0.0
# args: [[3,8],[4,6]]
# expect: -14.0
# args: [[5]]
# expect: 5.0
fn determinant(m :: Grid) -> Float {
  match m {
    [] => 1.0,
    [[x]] => x,
    _ => match list.head(m) {
      None => 1.0,
      Some(first) => list.fold(list.enumerate(first), 0.0, fn (acc :: Float, e :: (Int, Float)) -> Float {
        match e {
          (c, x) => {
            let sign := if c % 2 == 0 { 1.0 } else { -1.0 }
            acc + sign * x * determinant(minor(m, c))
          },
        }
      }),
    },
  }
}

# expect: [3,2,[4.0,5.0,10.0,11.0,16.0,17.0],17.0]
fn library() -> (Int, Int, List[Float], Float) {
  let a := math.from_lists([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
  let b := math.from_flat(2, 2, [2.0, 1.0, 1.0, 2.0])
  let p := math.matmul(a, b)
  (math.rows(p), math.cols(p), math.to_flat(p), math.get(p, 2, 1))
}

# expect: {"$f64_array":true,"cols":2,"data":[3.0,5.0,7.0,9.0],"rows":2}
fn sums() -> Matrix {
  let a := math.from_lists([[1.0, 2.0], [3.0, 4.0]])
  math.sub(math.add(math.scale(2.0, a), math.ones(2, 2)), math.zeros(2, 2))
}

# error: math.matmul: dim mismatch 1x2 · 1x2
fn mismatch() -> Matrix { math.matmul(math.ones(1, 2), math.ones(1, 2)) }
