# std.cli: a specification, its help, and what arguments become.
import "std.cli" as cli
import "std.json" as json

fn spec() -> Json {
  cli.spec("tool", "does things", [
    cli.flag("verbose", Some("v"), "says more"),
    cli.option("out", Some("o"), "where to", Some("a.txt")),
    cli.positional("input", "what to read", true),
  ], [
    cli.spec("sub", "a part", [cli.flag("all", None, "everything")], []),
  ])
}

# args: ["in.txt"]
# expect: {"$variant":"Ok","args":["{\"command\":[\"tool\"],\"flags\":{\"verbose\":false},\"options\":{\"out\":\"a.txt\"},\"positionals\":{\"input\":\"in.txt\"},\"remaining\":[]}"]}
# args: ["-v","--out=b","x","--","-q"]
# expect: {"$variant":"Ok","args":["{\"command\":[\"tool\"],\"flags\":{\"verbose\":true},\"options\":{\"out\":\"b\"},\"positionals\":{\"input\":\"x\"},\"remaining\":[\"-q\"]}"]}
# args: ["--out","b","x"]
# expect: {"$variant":"Ok","args":["{\"command\":[\"tool\"],\"flags\":{\"verbose\":false},\"options\":{\"out\":\"b\"},\"positionals\":{\"input\":\"x\"},\"remaining\":[]}"]}
# args: ["--nope"]
# expect: {"$variant":"Err","args":["unknown flag `--nope` for `tool`"]}
# args: ["--verbose=1"]
# expect: {"$variant":"Err","args":["flag `--verbose` does not take a value (got `=1`)"]}
# args: ["x","--out"]
# expect: {"$variant":"Err","args":["option `--out` requires a value"]}
# args: ["a","b"]
# expect: {"$variant":"Err","args":["unexpected positional argument `b` for `tool`"]}
# args: []
# expect: {"$variant":"Err","args":["missing required positional `input` for `tool`"]}
fn main(argv :: List[Str]) -> Result[Str, Str] {
  match cli.parse(spec(), argv) {
    Ok(parsed) => Ok(json.stringify(parsed)),
    Err(e) => Err(e),
  }
}
