# Routes with parameters, query strings, handlers as closures, middlewares that wrap them.
import "std.str" as str
import "std.list" as list
import "std.map" as map
import "std.int" as int
import "std.option" as option
import "std.result" as result

type Params = Map[Str, Str]

type Request = { method :: Str, path :: Str, query :: Params, params :: Params }

type Response = { status :: Int, body :: Str }

type Handler = (Request) -> Response

type Route = { method :: Str, pattern :: List[Str], handler :: Handler }

fn split_path(path :: Str) -> List[Str] {
  list.filter(str.split(path, "/"), fn (s :: Str) -> Bool { s != "" })
}

fn parse_query(text :: Str) -> Params {
  list.fold(str.split(text, "&"), map.new(), fn (m :: Params, part :: Str) -> Params {
    match str.split(part, "=") {
      [k, v] => map.set(m, k, v),
      [""] => m,
      [k] => map.set(m, k, ""),
      _ => m,
    }
  })
}

fn parse_request(line :: Str) -> Result[Request, Str] {
  match str.split(line, " ") {
    [method, target] => match str.split(target, "?") {
      [path] => Ok({ method: method, path: path, query: map.new(), params: map.new() }),
      [path, query] => Ok({ method: method, path: path, query: parse_query(query), params: map.new() }),
      _ => Err("bad target"),
    },
    _ => Err("bad request line"),
  }
}

fn match_path(pattern :: List[Str], path :: List[Str], params :: Params) -> Option[Params] {
  match (pattern, path) {
    ([], []) => Some(params),
    (["*"], rest) => Some(map.set(params, "*", str.join(rest, "/"))),
    ([p, ..ps], [s, ..ss]) => match str.strip_prefix(p, ":") {
      Some(name) => match_path(ps, ss, map.set(params, name, s)),
      None => if p == s { match_path(ps, ss, params) } else { None },
    },
    _ => None,
  }
}

fn route(method :: Str, pattern :: Str, handler :: Handler) -> Route {
  { method: method, pattern: split_path(pattern), handler: handler }
}

fn param(r :: Request, name :: Str) -> Str { option.unwrap_or(map.get(r.params, name), "") }

fn ok(body :: Str) -> Response { { status: 200, body: body } }

fn routes() -> List[Route] {
  [
    route("GET", "/", fn (_ :: Request) -> Response { ok("home") }),
    route("GET", "/users/:id", fn (r :: Request) -> Response {
      match str.to_int(param(r, "id")) {
        Some(n) => ok("user " + int.to_str(n)),
        None => { status: 400, body: "bad id" },
      }
    }),
    route("POST", "/users/:id/posts/:post", fn (r :: Request) -> Response { { status: 201, body: param(r, "id") + "#" + param(r, "post") } }),
    route("GET", "/search", fn (r :: Request) -> Response { ok(option.unwrap_or(map.get(r.query, "q"), "nothing")) }),
    route("GET", "/files/*", fn (r :: Request) -> Response { ok("file " + param(r, "*")) }),
  ]
}

fn dispatch(rs :: List[Route], r :: Request) -> Response {
  let path := split_path(r.path)
  let matching := list.flat_map(rs, fn (x :: Route) -> List[(Route, Params)] {
    match match_path(x.pattern, path, map.new()) {
      Some(ps) => [(x, ps)],
      None => [],
    }
  })
  match list.find(matching, fn (m :: (Route, Params)) -> Bool { match m { (x, _) => x.method == r.method } }) {
    Some((x, ps)) => {
      let handler := x.handler
      handler({ method: r.method, path: r.path, query: r.query, params: ps })
    },
    None => if list.is_empty(matching) { { status: 404, body: "not found" } } else { { status: 405, body: "wrong method" } },
  }
}

fn logged(next :: Handler) -> Handler {
  fn (r :: Request) -> Response {
    let answer := next(r)
    { status: answer.status, body: "[" + r.method + " " + r.path + "] " + answer.body }
  }
}

fn guarded(next :: Handler) -> Handler {
  fn (r :: Request) -> Response {
    if map.get(r.query, "token") == Some("secret") or not str.starts_with(r.path, "/users") { next(r) } else { { status: 403, body: "forbidden" } }
  }
}

fn app() -> Handler {
  let base := fn (r :: Request) -> Response { dispatch(routes(), r) }
  list.fold([guarded, logged], base, fn (h :: Handler, wrap :: (Handler) -> Handler) -> Handler { wrap(h) })
}

# args: "GET /"
# expect: [200,"[GET /] home"]
# args: "GET /users/42?token=secret"
# expect: [200,"[GET /users/42] user 42"]
# args: "GET /users/4x?token=secret"
# expect: [400,"[GET /users/4x] bad id"]
# args: "GET /users/42"
# expect: [403,"[GET /users/42] forbidden"]
# args: "POST /users/7/posts/9?token=secret&x"
# expect: [201,"[POST /users/7/posts/9] 7#9"]
# args: "DELETE /search"
# expect: [405,"[DELETE /search] wrong method"]
# args: "GET /search?q=lex&page=2"
# expect: [200,"[GET /search] lex"]
# args: "GET /files/a/b/c"
# expect: [200,"[GET /files/a/b/c] file a/b/c"]
# args: "GET /nope"
# expect: [404,"[GET /nope] not found"]
# args: "GET"
# expect: [0,"bad request line"]
fn main(line :: Str) -> (Int, Str) {
  match result.map(parse_request(line), app()) {
    Ok({ status, body }) => (status, body),
    Err(e) => (0, e),
  }
}
