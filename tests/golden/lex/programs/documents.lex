# TOML, YAML, CSV and .env files become values.
import "std.toml" as toml
import "std.yaml" as yaml
import "std.csv" as csv
import "std.dotenv" as dotenv
import "std.json" as json
import "std.list" as list
import "std.str" as str
import "std.map" as map
import "std.result" as result

type Server = { host :: Str, port :: Int, tags :: List[Str], timeout :: Option[Float] }

# args: "host = \"h\"\nport = 8080\ntags = [\"a\", \"b\"]\ntimeout = 2.5\n"
# expect: {"$variant":"Ok","args":[{"host":"h","port":8080,"tags":["a","b"],"timeout":{"$variant":"Some","args":[2.5]}}]}
# args: "host = \"h\"\nport = 1\ntags = []"
# expect: {"$variant":"Ok","args":[{"host":"h","port":1,"tags":[],"timeout":{"$variant":"None","args":[]}}]}
# args: "port = 1"
# expect: {"$variant":"Err","args":["missing required field(s): host, tags"]}
fn server(text :: Str) -> Result[Server, Str] { toml.parse(text) }

# args: "[a]\nx = 1\n[a.b]\ny = true\n[[c]]\nz = \"q\"\n[[c]]\nz = 'r'"
# expect: "{\"a\":{\"b\":{\"y\":true},\"x\":1},\"c\":[{\"z\":\"q\"},{\"z\":\"r\"}]}"
fn toml_json(text :: Str) -> Str {
  match toml.parse(text) {
    Ok(v) => json.stringify(v),
    Err(e) => e,
  }
}

# args: "host: h\nport: 80\ntags:\n  - a\n  - b c\n"
# expect: {"$variant":"Ok","args":[{"host":"h","port":80,"tags":["a","b c"],"timeout":{"$variant":"None","args":[]}}]}
# args: "host: h\nport: \"80\"\ntags: []"
# expect: {"$variant":"Err","args":["field `port`: expected Int, got Str"]}
fn yaml_server(text :: Str) -> Result[Server, Str] { yaml.parse(text) }

# args: "name,age\nann,30\n\"b, c\",40\n"
# expect: {"$variant":"Ok","args":[[{"age":"30","name":"ann"},{"age":"40","name":"b, c"}]]}
# args: ""
# expect: {"$variant":"Ok","args":[[]]}
fn table(text :: Str) -> Result[List[Map[Str, Str]], Str] {
  let rows := csv.parse(text)?
  match rows {
    [] => Ok([]),
    [header, ..body] => Ok(list.map(body, fn (row :: List[Str]) -> Map[Str, Str] { map.from_list(list.zip(header, row)) })),
  }
}

# args: [["a","b"],["c"]]
# expect: true
# args: [["a","b"],["c","d"]]
# expect: false
fn uneven(rows :: List[List[Str]]) -> Bool {
  match csv.stringify(rows) {
    Ok(_) => false,
    Err(_) => true,
  }
}

# args: "# c\nexport A='1 2'\nB = x=y\n"
# expect: {"$variant":"Ok","args":[{"A":"1 2","B":"x=y"}]}
fn env(text :: Str) -> Result[Map[Str, Str], Str] { dotenv.parse(text) }
