# A configuration is validated; constraints that always hold are refinements of parameters.
import "std.str" as str
import "std.int" as int
import "std.list" as list
import "std.map" as map
import "std.option" as option
import "std.result" as result

type Raw = Map[Str, Str]

type Level = Debug | Info | Warn

type Config = { host :: Str, port :: Int, workers :: Int, level :: Level, tags :: List[Str] }

fn parse_line(line :: Str) -> Option[(Str, Str)] {
  let text := str.trim(line)
  if str.is_empty(text) or str.starts_with(text, "#") {
    None
  } else {
    match str.split(text, "=") {
      [k, v] => Some((str.trim(k), str.trim(v))),
      _ => None,
    }
  }
}

fn parse(text :: Str) -> Raw {
  list.fold(str.split(text, "\n"), map.new(), fn (m :: Raw, line :: Str) -> Raw {
    match parse_line(line) {
      Some((k, v)) => map.set(m, k, v),
      None => m,
    }
  })
}

fn required(raw :: Raw, key :: Str) -> Result[Str, Str] {
  option.ok_or(map.get(raw, key), "missing " + key)
}

fn int_field(raw :: Raw, key :: Str, default :: Int) -> Result[Int, Str] {
  match map.get(raw, key) {
    None => Ok(default),
    Some(text) => match str.to_int(text) {
      Some(n) => Ok(n),
      None => Err(key + " is not a number: " + text),
    },
  }
}

fn in_range(key :: Str, n :: Int, low :: Int, high :: Int) -> Result[Int, Str] {
  if n < low or n > high {
    Err(str.join([key, " must be between ", int.to_str(low), " and ", int.to_str(high)], ""))
  } else {
    Ok(n)
  }
}

fn level_of(s :: Str) -> Result[Level, Str] {
  match str.to_lower(s) {
    "debug" => Ok(Debug),
    "info" => Ok(Info),
    "warn" => Ok(Warn),
    other => Err("unknown level " + other),
  }
}

fn make(port :: Int{p | p > 0 and p <= 65535}, workers :: Int{w | w >= 1}, host :: Str{h | h != ""}, level :: Level, tags :: List[Str]) -> Config {
  { host, port, workers, level, tags }
}

fn load(text :: Str) -> Result[Config, Str] {
  let raw := parse(text)
  let host := required(raw, "host")?
  let port := in_range("port", int_field(raw, "port", 8080)?, 1, 65535)?
  let workers := in_range("workers", int_field(raw, "workers", 1)?, 1, 64)?
  let level := level_of(option.unwrap_or(map.get(raw, "level"), "info"))?
  let tags := match map.get(raw, "tags") {
    Some(list_text) => list.map(str.split(list_text, ","), str.trim),
    None => [],
  }
  Ok(make(port, workers, host, level, tags))
}

# args: "# server\nhost = example.org\nport=443\n\nlevel = DEBUG\ntags = a, b ,c"
# expect: {"$variant":"Ok","args":[{"host":"example.org","level":{"$variant":"Debug","args":[]},"port":443,"tags":["a","b","c"],"workers":1}]}
# args: "port = 1"
# expect: {"$variant":"Err","args":["missing host"]}
# args: "host=h\nport = x1"
# expect: {"$variant":"Err","args":["port is not a number: x1"]}
# args: "host=h\nport = 70000"
# expect: {"$variant":"Err","args":["port must be between 1 and 65535"]}
# args: "host=h\nlevel=loud"
# expect: {"$variant":"Err","args":["unknown level loud"]}
# args: "host=\nworkers=3"
# error: refinement violated: argument 2 of `make` (binding `h`): predicate failed for h = Str("")
fn main(text :: Str) -> Result[Config, Str] { load(text) }

# args: 0
# error: refinement violated: argument 0 of `make` (binding `p`): predicate failed for p = Int(0)
# args: 80
# expect: 80
fn direct(port :: Int) -> Int { make(port, 2, "h", Warn, []).port }
