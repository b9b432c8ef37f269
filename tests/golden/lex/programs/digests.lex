# Hashes and encodings with known answers.
import "std.crypto" as crypto
import "std.bytes" as bytes
import "std.str" as str
import "std.result" as result

# args: "abc"
# expect: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
# args: ""
# expect: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
fn sha(s :: Str) -> Str { crypto.hex_encode(crypto.sha256(bytes.from_str(s))) }

# expect: true
fn same() -> Bool { crypto.sha256_str("abc") == sha("abc") }

# expect: "900150983cd24fb0d6963f7d28e17f72"
fn md5() -> Str { crypto.hex_encode(crypto.md5(b"abc")) }

# expect: "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
fn hmac() -> Str { crypto.hex_encode(crypto.hmac_sha256(b"key", b"The quick brown fox jumps over the lazy dog")) }

# args: "hello"
# expect: "aGVsbG8="
# args: ""
# expect: ""
fn base64(s :: Str) -> Str { crypto.base64_encode(bytes.from_str(s)) }

# args: "aGVsbG8="
# expect: {"$variant":"Ok","args":["hello"]}
fn unbase64(s :: Str) -> Result[Str, Str] {
  let b := crypto.base64_decode(s)?
  bytes.to_str(b)
}

# args: "aGVsbG8"
# expect: true
# args: "??"
# expect: true
fn bad64(s :: Str) -> Bool {
  match crypto.base64_decode(s) {
    Ok(_) => false,
    Err(e) => str.starts_with(e, "base64: "),
  }
}

# expect: [{"$variant":"Ok","args":[{"$bytes":"00ff"}]},true]
fn hex() -> (Result[Bytes, Str], Bool) {
  (crypto.hex_decode("00FF"), match crypto.hex_decode("0g") { Ok(_) => false, Err(e) => str.starts_with(e, "hex: ") })
}

# expect: [true,false,false]
fn compare() -> (Bool, Bool, Bool) {
  (crypto.constant_time_eq(b"ab", b"ab"), crypto.constant_time_eq(b"ab", b"ac"), crypto.constant_time_eq(b"ab", b"abc"))
}
