# Inventory with reservations, built from small pure functions and option/result chains.
import "std.map" as map
import "std.list" as list
import "std.option" as option
import "std.result" as result
import "std.str" as str
import "std.int" as int

type Sku = Str

type Stock = { sku :: Sku, on_hand :: Int, reserved :: Int }

type Warehouse = Map[Str, Stock]

type Failure =
    NoSuchSku(Sku)
  | OutOfStock({ sku :: Sku, wanted :: Int, free :: Int })
  | NothingReserved(Sku)

fn free(s :: Stock) -> Int { s.on_hand - s.reserved }

fn get(w :: Warehouse, sku :: Sku) -> Result[Stock, Failure] {
  map.get(w, sku) |> option.ok_or(NoSuchSku(sku))
}

fn receive(w :: Warehouse, sku :: Sku, n :: Int{k | k > 0}) -> Warehouse {
  let current := option.unwrap_or(map.get(w, sku), { sku: sku, on_hand: 0, reserved: 0 })
  map.set(w, sku, { sku: sku, on_hand: current.on_hand + n, reserved: current.reserved })
}

fn reserve(w :: Warehouse, sku :: Sku, n :: Int) -> Result[Warehouse, Failure] {
  get(w, sku) |> result.and_then(fn (s :: Stock) -> Result[Warehouse, Failure] {
    if free(s) < n {
      Err(OutOfStock({ sku: sku, wanted: n, free: free(s) }))
    } else {
      Ok(map.set(w, sku, { sku: s.sku, on_hand: s.on_hand, reserved: s.reserved + n }))
    }
  })
}

fn ship(w :: Warehouse, sku :: Sku) -> Result[(Warehouse, Int), Failure] {
  let s := get(w, sku)?
  match s.reserved {
    0 => Err(NothingReserved(sku)),
    n => Ok((map.set(w, sku, { sku: s.sku, on_hand: s.on_hand - n, reserved: 0 }), n)),
  }
}

fn all_or_nothing(w :: Warehouse, lines :: List[(Sku, Int)]) -> Result[Warehouse, Failure] {
  list.fold(lines, Ok(w), fn (acc :: Result[Warehouse, Failure], line :: (Sku, Int)) -> Result[Warehouse, Failure] {
    result.and_then(acc, fn (now :: Warehouse) -> Result[Warehouse, Failure] {
      match line { (sku, n) => reserve(now, sku, n) }
    })
  })
}

fn message(f :: Failure) -> Str {
  match f {
    NoSuchSku(s) => str.concat("unknown ", s),
    OutOfStock({ sku, wanted, free }) => str.join([sku, ": wanted ", int.to_str(wanted), ", free ", int.to_str(free)], ""),
    NothingReserved(s) => str.concat("nothing reserved of ", s),
  }
}

fn start() -> Warehouse { map.new() |> receive("nut", 10) |> receive("bolt", 5) |> receive("nut", 2) }

# expect: {"bolt":{"on_hand":5,"reserved":0,"sku":"bolt"},"nut":{"on_hand":12,"reserved":0,"sku":"nut"}}
fn initial() -> Warehouse { start() }

# expect: {"$variant":"Ok","args":[[4,0]]}
fn reserved_and_free() -> Result[(Int, Int), Failure] {
  let w := all_or_nothing(start(), [("nut", 8), ("bolt", 5)])?
  let nut := get(w, "nut")?
  let bolt := get(w, "bolt")?
  Ok((free(nut), free(bolt)))
}

# args: "nut" ; 13
# expect: "nut: wanted 13, free 12"
# args: "gear" ; 1
# expect: "unknown gear"
# args: "bolt" ; 5
# expect: "ok"
fn try_reserve(sku :: Str, n :: Int) -> Str {
  match reserve(start(), sku, n) {
    Ok(_) => "ok",
    Err(f) => message(f),
  }
}

# expect: ["nothing reserved of bolt",3,9]
fn shipping() -> (Str, Int, Int) {
  let w := result.unwrap_or(reserve(start(), "nut", 3), start())
  let failed := match ship(w, "bolt") {
    Ok(_) => "",
    Err(f) => message(f),
  }
  match ship(w, "nut") {
    Ok((after, n)) => (failed, n, option.unwrap_or(option.map(map.get(after, "nut"), free), -1)),
    Err(_) => (failed, -1, -1),
  }
}

# args: 0
# error: refinement violated: argument 2 of `receive` (binding `k`): predicate failed for k = Int(0)
# args: 4
# expect: 16
fn receive_more(n :: Int) -> Int {
  match map.get(receive(start(), "nut", n), "nut") {
    Some({ on_hand }) => on_hand,
    None => 0,
  }
}
