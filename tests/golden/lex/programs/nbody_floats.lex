# Floating point: vectors, integration, statistics, roots, with results that do not depend on the order of evaluation.
import "std.math" as math
import "std.list" as list
import "std.float" as float
import "std.int" as int

type Vec = { x :: Float, y :: Float, z :: Float }

type Body = { pos :: Vec, vel :: Vec, mass :: Float }

fn vec(x :: Float, y :: Float, z :: Float) -> Vec { { x, y, z } }

fn plus(a :: Vec, b :: Vec) -> Vec { { x: a.x + b.x, y: a.y + b.y, z: a.z + b.z } }

fn scale(a :: Vec, k :: Float) -> Vec { { x: a.x * k, y: a.y * k, z: a.z * k } }

fn minus(a :: Vec, b :: Vec) -> Vec { plus(a, scale(b, -1.0)) }

fn dot(a :: Vec, b :: Vec) -> Float { a.x * b.x + a.y * b.y + a.z * b.z }

fn cross(a :: Vec, b :: Vec) -> Vec {
  { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x }
}

# expect: [{"x":0.0,"y":0.0,"z":1.0},0.0,3.0]
fn products() -> (Vec, Float, Float) {
  let a := vec(1.0, 0.0, 0.0)
  let b := vec(0.0, 1.0, 0.0)
  (cross(a, b), dot(a, b), math.sqrt(dot(vec(1.0, 2.0, 2.0), vec(1.0, 2.0, 2.0))))
}

fn pull(bodies :: List[Body], b :: Body) -> Vec {
  list.fold(bodies, vec(0.0, 0.0, 0.0), fn (acc :: Vec, o :: Body) -> Vec {
    let d := minus(o.pos, b.pos)
    let r2 := dot(d, d)
    if r2 == 0.0 { acc } else { plus(acc, scale(d, o.mass / (r2 * math.sqrt(r2)))) }
  })
}

fn step(bodies :: List[Body], dt :: Float) -> List[Body] {
  list.map(bodies, fn (b :: Body) -> Body {
    let vel := plus(b.vel, scale(pull(bodies, b), dt))
    { pos: plus(b.pos, scale(vel, dt)), vel: vel, mass: b.mass }
  })
}

fn run(bodies :: List[Body], n :: Int, dt :: Float) -> List[Body] {
  if n == 0 { bodies } else { run(step(bodies, dt), n - 1, dt) }
}

fn momentum(bodies :: List[Body]) -> Vec {
  list.fold(bodies, vec(0.0, 0.0, 0.0), fn (acc :: Vec, b :: Body) -> Vec { plus(acc, scale(b.vel, b.mass)) })
}

# Two equal bodies keep their momentum.
# args: 100
# expect: true
fn conserved(n :: Int) -> Bool {
  let bodies := [
    { pos: vec(-1.0, 0.0, 0.0), vel: vec(0.0, -0.5, 0.0), mass: 1.0 },
    { pos: vec(1.0, 0.0, 0.0), vel: vec(0.0, 0.5, 0.0), mass: 1.0 },
  ]
  let p := momentum(run(bodies, n, 0.01))
  math.abs(p.x) + math.abs(p.y) + math.abs(p.z) < 1e-9
}

fn newton(f :: (Float) -> Float, df :: (Float) -> Float, x :: Float, n :: Int) -> Float {
  if n == 0 { x } else { newton(f, df, x - f(x) / df(x), n - 1) }
}

# args: 2.0
# expect: 1.414213562373095
# args: 9.0
# expect: 3.0
fn root(a :: Float) -> Float {
  newton(fn (x :: Float) -> Float { x * x - a }, fn (x :: Float) -> Float { 2.0 * x }, a, 30)
}

fn simpson(f :: (Float) -> Float, a :: Float, b :: Float, n :: Int) -> Float {
  let h := (b - a) / int.to_float(n)
  let inner := list.fold(list.range(1, n), 0.0, fn (acc :: Float, i :: Int) -> Float {
    let weight := if i % 2 == 0 { 2.0 } else { 4.0 }
    acc + weight * f(a + h * int.to_float(i))
  })
  (f(a) + inner + f(b)) * h / 3.0
}

# expect: [0.3333333333333333,true]
fn integrals() -> (Float, Bool) {
  (simpson(fn (x :: Float) -> Float { x * x }, 0.0, 1.0, 2), math.abs(simpson(math.sin, 0.0, 3.141592653589793, 100) - 2.0) < 1e-7)
}

# expect: ["inf","-inf","NaN","0","-0","0.1","1000000000000000000000","0.0000001"]
fn shown() -> List[Str] {
  list.map([1.0 / 0.0, -1.0 / 0.0, 0.0 / 0.0, 0.0, -0.0, 0.1, 1e21, 1e-7], float.to_str)
}

# expect: [null,null,null,0.0,-0.0,0.1,1e21,1e-7,123456789.0,1000000000000000.0,1e16]
fn as_json() -> List[Float] {
  [1.0 / 0.0, -1.0 / 0.0, 0.0 / 0.0, 0.0, -0.0, 0.1, 1e21, 1e-7, 123456789.0, 1e15, 1e16]
}

# args: 2.5
# expect: [2.0,3.0,3.0,2.0,2]
# args: -2.5
# expect: [-3.0,-2.0,-3.0,-2.0,-2]
fn rounding(x :: Float) -> (Float, Float, Float, Float, Int) {
  (math.floor(x), math.ceil(x), math.round(x), math.trunc(x), float.to_int(x))
}
