# Instants, durations and zones.
import "std.datetime" as datetime
import "std.duration" as duration
import "std.int" as int
import "std.str" as str
import "std.result" as result

fn parse(s :: Str) -> Result[Instant, Str] { datetime.parse_iso(s) }

# args: "2024-01-02T03:04:05Z"
# expect: {"$variant":"Ok","args":["2024-01-02T03:04:05+00:00"]}
# args: "2024-01-02T03:04:05.120+02:00"
# expect: {"$variant":"Ok","args":["2024-01-02T01:04:05.120+00:00"]}
fn normal(s :: Str) -> Result[Str, Str] { result.map(parse(s), datetime.format_iso) }

# args: "not a date"
# expect: true
# args: "2024-13-01T00:00:00Z"
# expect: true
fn refused(s :: Str) -> Bool {
  match parse(s) {
    Ok(_) => false,
    Err(e) => str.starts_with(e, "parse_iso: "),
  }
}

# expect: {"$variant":"Ok","args":[31]}
fn days_of_january() -> Result[Int, Str] {
  let a := parse("2024-01-01T00:00:00Z")?
  let b := parse("2024-02-01T00:00:00Z")?
  Ok(duration.days(datetime.diff(b, a)))
}

# expect: {"$variant":"Ok","args":["2024-02-29T12:00:00+00:00"]}
fn leap() -> Result[Str, Str] {
  let a := parse("2024-02-28T12:00:00Z")?
  Ok(datetime.format_iso(datetime.add(a, datetime.duration_days(1))))
}

# expect: [90,-1,2]
fn parts() -> (Int, Int, Int) {
  let d := datetime.duration_seconds(90.5)
  (duration.seconds(d), duration.minutes(datetime.duration_seconds(-60.0)), duration.hours(datetime.duration_minutes(150)))
}

# expect: {"$variant":"Ok","args":[{"day":5,"hour":1,"minute":30,"month":7,"nano":0,"second":0,"tz_offset_minutes":120,"year":2023}]}
fn berlin() -> Result[{ year :: Int, month :: Int, day :: Int, hour :: Int, minute :: Int, second :: Int, nano :: Int, tz_offset_minutes :: Int }, Str] {
  let t := parse("2023-07-04T23:30:00Z")?
  datetime.to_components(t, Iana("Europe/Berlin"))
}

# expect: {"$variant":"Ok","args":[-330]}
fn offset() -> Result[Int, Str] {
  let t := parse("2023-07-04T23:30:00Z")?
  let c := datetime.to_components(t, Offset(-330))?
  Ok(c.tz_offset_minutes)
}

# expect: [true,false,-1]
fn order() -> (Bool, Bool, Int) {
  match (parse("2024-01-01T00:00:00Z"), parse("2024-01-01T00:00:01Z")) {
    (Ok(a), Ok(b)) => (datetime.before(a, b), datetime.after(a, b), datetime.compare(a, b)),
    _ => (false, false, 9),
  }
}

# expect: {"$variant":"Ok","args":["02/01/2024 03h"]}
fn formatted() -> Result[Str, Str] {
  let t := datetime.parse("2024-01-02 03:04:05", "%Y-%m-%d %H:%M:%S")?
  Ok(datetime.format(t, "%d/%m/%Y %Hh"))
}
