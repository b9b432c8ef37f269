# A small text adventure: a state machine that is fed a list of commands.
import "std.io" as io
import "std.str" as str
import "std.list" as list
import "std.map" as map
import "std.set" as set
import "std.int" as int

type Direction = North | South | East | West

type Command =
    Go(Direction)
  | Take(Str)
  | Drop(Str)
  | Look
  | Inventory
  | Unknown(Str)

type Room = { name :: Str, exits :: Map[Str, Str], items :: Set[Str] }

type World = { rooms :: Map[Str, Room], here :: Str, bag :: Set[Str], moves :: Int }

fn letter(d :: Direction) -> Str {
  match d { North => "n", South => "s", East => "e", West => "w" }
}

fn parse_direction(s :: Str) -> Option[Direction] {
  match s {
    "n" => Some(North),
    "north" => Some(North),
    "s" => Some(South),
    "south" => Some(South),
    "e" => Some(East),
    "east" => Some(East),
    "w" => Some(West),
    "west" => Some(West),
    _ => None,
  }
}

fn parse_command(line :: Str) -> Command {
  let words := list.filter(str.split(str.to_lower(str.trim(line)), " "), fn (w :: Str) -> Bool { not str.is_empty(w) })
  match words {
    [] => Unknown(""),
    ["look"] => Look,
    ["inventory"] => Inventory,
    ["take", thing] => Take(thing),
    ["drop", thing] => Drop(thing),
    ["go", d] => match parse_direction(d) {
      Some(dir) => Go(dir),
      None => Unknown(line),
    },
    [d] => match parse_direction(d) {
      Some(dir) => Go(dir),
      None => Unknown(line),
    },
    _ => Unknown(line),
  }
}

fn world() -> World {
  let hall := { name: "Hall", exits: map.from_list([("n", "library"), ("e", "kitchen")]), items: set.from_list(["lamp"]) }
  let library := { name: "Library", exits: map.from_list([("s", "hall")]), items: set.from_list(["book", "map"]) }
  let kitchen := { name: "Kitchen", exits: map.from_list([("w", "hall")]), items: set.new() }
  {
    rooms: map.from_list([("hall", hall), ("library", library), ("kitchen", kitchen)]),
    here: "hall",
    bag: set.new(),
    moves: 0,
  }
}

fn room(w :: World) -> Room {
  match map.get(w.rooms, w.here) {
    Some(r) => r,
    None => { name: "Nowhere", exits: map.new(), items: set.new() },
  }
}

fn with_items(w :: World, items :: Set[Str], bag :: Set[Str]) -> World {
  let r := room(w)
  let changed := { name: r.name, exits: r.exits, items: items }
  { rooms: map.set(w.rooms, w.here, changed), here: w.here, bag: bag, moves: w.moves + 1 }
}

fn things(items :: Set[Str]) -> Str {
  if set.is_empty(items) { "nothing" } else { str.join(set.to_list(items), ", ") }
}

fn act(w :: World, c :: Command) -> (World, Str) {
  let r := room(w)
  match c {
    Look => (w, r.name + ": " + things(r.items)),
    Inventory => (w, "You carry " + things(w.bag)),
    Go(d) => match map.get(r.exits, letter(d)) {
      Some(next) => {
        let moved := { rooms: w.rooms, here: next, bag: w.bag, moves: w.moves + 1 }
        (moved, "-> " + room(moved).name)
      },
      None => (w, "There is a wall"),
    },
    Take(t) => if set.has(r.items, t) {
      (with_items(w, set.delete(r.items, t), set.add(w.bag, t)), "Taken: " + t)
    } else {
      (w, "No " + t + " here")
    },
    Drop(t) => if set.has(w.bag, t) {
      (with_items(w, set.add(r.items, t), set.delete(w.bag, t)), "Dropped: " + t)
    } else {
      (w, "You have no " + t)
    },
    Unknown(text) => (w, "What is \"" + text + "\"?"),
  }
}

fn play(w :: World, lines :: List[Str]) -> [io] World {
  match list.head(lines) {
    None => w,
    Some(line) => match act(w, parse_command(line)) {
      (next, message) => {
        io.print("> " + line)
        io.print(message)
        play(next, list.tail(lines))
      },
    },
  }
}

# output: > look
# output: Hall: lamp
# output: > take lamp
# output: Taken: lamp
# output: > GO north
# output: -> Library
# output: > take  book
# output: Taken: book
# output: > drop lamp
# output: Dropped: lamp
# output: > look
# output: Library: lamp, map
# output: > w
# output: There is a wall
# output: > dance
# output: What is "dance"?
# output: > inventory
# output: You carry book
# expect: 4
fn main() -> [io] Int {
  let w := play(world(), ["look", "take lamp", "GO north", "take  book", "drop lamp", "look", "w", "dance", "inventory"])
  w.moves
}

# args: "go up"
# expect: {"$variant":"Unknown","args":["go up"]}
# args: "  Take   LAMP "
# expect: {"$variant":"Take","args":["lamp"]}
# args: "w"
# expect: {"$variant":"Go","args":[{"$variant":"West","args":[]}]}
# args: ""
# expect: {"$variant":"Unknown","args":[""]}
fn command(line :: Str) -> Command { parse_command(line) }
