# A binary format: frames with a length, a kind and a check sum, written and read again.
import "std.bytes" as bytes
import "std.list" as list
import "std.result" as result
import "std.str" as str
import "std.int" as int

type Frame = Ping | Text(Str) | Numbers(List[Int]) | Blob(Bytes)

type Reader = { data :: Bytes, at :: Int }

fn kind(f :: Frame) -> Int {
  match f {
    Ping => 0,
    Text(_) => 1,
    Numbers(_) => 2,
    Blob(_) => 3,
  }
}

fn payload(f :: Frame) -> Bytes {
  match f {
    Ping => b"",
    Text(s) => bytes.from_str(s),
    Numbers(ns) => bytes.concat_all(list.map(ns, bytes.u64_le)),
    Blob(b) => b,
  }
}

fn check_sum(b :: Bytes, at :: Int, acc :: Int) -> Int {
  match bytes.u8_at(b, at) {
    Ok(n) => check_sum(b, at + 1, (acc * 31 + n) % 65521),
    Err(_) => acc,
  }
}

fn encode(f :: Frame) -> Bytes {
  let p := payload(f)
  bytes.concat_all([bytes.u32_le(bytes.len(p)), bytes.u8(kind(f)), bytes.u16_le(check_sum(p, 0, 7)), p])
}

fn numbers(b :: Bytes, at :: Int, acc :: List[Int]) -> Result[List[Int], Str] {
  if at >= bytes.len(b) {
    Ok(acc)
  } else {
    let n := bytes.u64_le_at(b, at)?
    numbers(b, at + 8, list.concat(acc, [n]))
  }
}

fn decode_payload(k :: Int, p :: Bytes) -> Result[Frame, Str] {
  match k {
    0 => Ok(Ping),
    1 => result.map(bytes.to_str(p), fn (s :: Str) -> Frame { Text(s) }),
    2 => Ok(Numbers(numbers(p, 0, [])?)),
    3 => Ok(Blob(p)),
    _ => Err("unknown kind " + int.to_str(k)),
  }
}

fn frame(r :: Reader) -> Result[(Frame, Reader), Str] {
  let length := bytes.u32_le_at(r.data, r.at)?
  let k := bytes.u8_at(r.data, r.at + 4)?
  let sum := bytes.u16_le_at(r.data, r.at + 5)?
  let start := r.at + 7
  if start + length > bytes.len(r.data) {
    Err("frame is cut off")
  } else {
    let p := bytes.slice(r.data, start, start + length)
    if check_sum(p, 0, 7) != sum {
      Err("bad check sum at " + int.to_str(r.at))
    } else {
      let f := decode_payload(k, p)?
      Ok((f, { data: r.data, at: start + length }))
    }
  }
}

fn frames(r :: Reader, acc :: List[Frame]) -> Result[List[Frame], Str] {
  if r.at == bytes.len(r.data) {
    Ok(acc)
  } else {
    match frame(r)? {
      (f, next) => frames(next, list.concat(acc, [f])),
    }
  }
}

fn sample() -> List[Frame] { [Ping, Text("héllo"), Numbers([1, -1, 9223372036854775807]), Blob(b"\0\n")] }

# expect: {"$variant":"Ok","args":[[{"$variant":"Ping","args":[]},{"$variant":"Text","args":["héllo"]},{"$variant":"Numbers","args":[[1,-1,9223372036854775807]]},{"$variant":"Blob","args":[{"$bytes":"000a"}]}]]}
fn round_trip() -> Result[List[Frame], Str] {
  frames({ data: bytes.concat_all(list.map(sample(), encode)), at: 0 }, [])
}

# expect: {"$bytes":"00000000000700"}
fn ping() -> Bytes { encode(Ping) }

# args: {"$bytes":"01000000010700"}
# expect: {"$variant":"Err","args":["frame is cut off"]}
# args: {"$bytes":"0100000001000041"}
# expect: {"$variant":"Err","args":["bad check sum at 0"]}
# args: {"$bytes":"00000000090700"}
# expect: {"$variant":"Err","args":["unknown kind 9"]}
# args: {"$bytes":"0000"}
# expect: {"$variant":"Err","args":["bytes.u32_le_at: offset 0 out of range of 2 bytes"]}
# args: {"$bytes":""}
# expect: {"$variant":"Ok","args":[[]]}
fn read(data :: Bytes) -> Result[List[Frame], Str] { frames({ data: data, at: 0 }, []) }
