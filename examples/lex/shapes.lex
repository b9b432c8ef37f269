# Unions, records and exhaustive matches; the examples are run by `motet check`.
#
#     motet run examples/lex/shapes.lex total '[{"$variant": "Circle", "args": [2.0]}, {"$variant": "Dot", "args": []}]'
import "std.list" as list

type Size = { width :: Float, height :: Float }

type Shape = Dot | Circle(Float) | Box(Size)

fn area(shape :: Shape) -> Float examples {
  area(Dot) => 0.0,
  area(Box({ width: 2.0, height: 3.5 })) => 7.0,
} {
  match shape {
    Dot => 0.0,
    Circle(radius) => 3.141592653589793 * radius * radius,
    Box({ width, height }) => width * height,
  }
}

fn total(shapes :: List[Shape]) -> Float {
  list.fold(shapes, 0.0, fn (sum :: Float, shape :: Shape) -> Float { sum + area(shape) })
}

fn main() -> Float {
  total([Dot, Circle(1.0), Box({ width: 2.0, height: 3.0 })])
}
