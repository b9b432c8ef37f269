# Roles, inheritance, permissions with wildcards, decisions with reasons.
import "std.str" as str
import "std.list" as list
import "std.map" as map
import "std.set" as set
import "std.option" as option

type Effect = Allow | Deny

type Rule = { effect :: Effect, action :: Str, resource :: Str }

type Role = { name :: Str, inherits :: List[Str], rules :: List[Rule] }

type Request = { user :: Str, action :: Str, resource :: Str }

type Decision = { allowed :: Bool, reason :: Str }

type Policy = { roles :: Map[Str, Role], users :: Map[Str, List[Str]] }

fn allow(action :: Str, resource :: Str) -> Rule { { effect: Allow, action: action, resource: resource } }

fn deny(action :: Str, resource :: Str) -> Rule { { effect: Deny, action: action, resource: resource } }

fn glob(pattern :: Str, text :: Str) -> Bool {
  match str.strip_suffix(pattern, "*") {
    Some(prefix) => str.starts_with(text, prefix),
    None => pattern == text,
  }
}

fn applies(r :: Rule, q :: Request) -> Bool { glob(r.action, q.action) and glob(r.resource, q.resource) }

fn expand(p :: Policy, pending :: List[Str], seen :: Set[Str], acc :: List[Role]) -> List[Role] {
  match pending {
    [] => acc,
    [name, ..rest] => if set.has(seen, name) {
      expand(p, rest, seen, acc)
    } else {
      match map.get(p.roles, name) {
        None => expand(p, rest, set.add(seen, name), acc),
        Some(role) => expand(p, list.concat(role.inherits, rest), set.add(seen, name), list.concat(acc, [role])),
      }
    },
  }
}

fn decide(p :: Policy, q :: Request) -> Decision {
  match map.get(p.users, q.user) {
    None => { allowed: false, reason: "unknown user" },
    Some(names) => {
      let matching := list.flat_map(expand(p, names, set.new(), []), fn (role :: Role) -> List[(Str, Rule)] {
        list.map(list.filter(role.rules, fn (r :: Rule) -> Bool { applies(r, q) }), fn (r :: Rule) -> (Str, Rule) { (role.name, r) })
      })
      let denied := list.find(matching, fn (m :: (Str, Rule)) -> Bool { match m { (_, r) => r.effect == Deny } })
      match (denied, matching) {
        (Some((role, _)), _) => { allowed: false, reason: "denied by " + role },
        (None, [(role, _), .._]) => { allowed: true, reason: "allowed by " + role },
        (None, []) => { allowed: false, reason: "no rule" },
      }
    },
  }
}

fn policy() -> Policy {
  let roles := [
    { name: "reader", inherits: [], rules: [allow("read", "doc/*")] },
    { name: "writer", inherits: ["reader"], rules: [allow("write", "doc/*"), deny("write", "doc/locked/*")] },
    { name: "admin", inherits: ["writer", "auditor"], rules: [allow("*", "*")] },
    { name: "auditor", inherits: ["admin"], rules: [allow("read", "log")] },
  ]
  {
    roles: map.from_list(list.map(roles, fn (r :: Role) -> (Str, Role) { (r.name, r) })),
    users: map.from_list([("ann", ["reader"]), ("bob", ["writer"]), ("cid", ["admin"]), ("dan", ["ghost"])]),
  }
}

# args: {"user":"ann","action":"read","resource":"doc/1"}
# expect: {"allowed":true,"reason":"allowed by reader"}
# args: {"user":"ann","action":"write","resource":"doc/1"}
# expect: {"allowed":false,"reason":"no rule"}
# args: {"user":"bob","action":"read","resource":"doc/1"}
# expect: {"allowed":true,"reason":"allowed by reader"}
# args: {"user":"bob","action":"write","resource":"doc/locked/x"}
# expect: {"allowed":false,"reason":"denied by writer"}
# args: {"user":"cid","action":"write","resource":"doc/locked/x"}
# expect: {"allowed":false,"reason":"denied by writer"}
# args: {"user":"cid","action":"delete","resource":"log"}
# expect: {"allowed":true,"reason":"allowed by admin"}
# args: {"user":"dan","action":"read","resource":"doc/1"}
# expect: {"allowed":false,"reason":"no rule"}
# args: {"user":"eve","action":"read","resource":"doc/1"}
# expect: {"allowed":false,"reason":"unknown user"}
fn main(q :: Request) -> Decision { decide(policy(), q) }
