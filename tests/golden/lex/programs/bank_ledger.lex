# A bank ledger: accounts, transactions that are checked one after the other, and a report.
import "std.io" as io
import "std.int" as int
import "std.str" as str
import "std.list" as list
import "std.map" as map
import "std.result" as result
import "std.option" as option

type AccountId = Str

type Account = { id :: AccountId, owner :: Str, balance :: Int, frozen :: Bool }

type Transaction =
    Deposit(AccountId, Int)
  | Withdraw(AccountId, Int)
  | Transfer({ from :: AccountId, to :: AccountId, amount :: Int })
  | Freeze(AccountId)

type LedgerError =
    UnknownAccount(AccountId)
  | Insufficient({ id :: AccountId, needed :: Int, available :: Int })
  | Frozen(AccountId)
  | BadAmount(Int)

type Ledger = { accounts :: Map[Str, Account], log :: List[Str] }

fn empty() -> Ledger {
  { accounts: map.new(), log: [] }
}

fn open(l :: Ledger, id :: AccountId, owner :: Str) -> Ledger {
  let account := { id: id, owner: owner, balance: 0, frozen: false }
  { accounts: map.set(l.accounts, id, account), log: list.concat(l.log, [str.concat("open ", id)]) }
}

fn find(l :: Ledger, id :: AccountId) -> Result[Account, LedgerError] {
  match map.get(l.accounts, id) {
    Some(a) => Ok(a),
    None => Err(UnknownAccount(id)),
  }
}

fn active(l :: Ledger, id :: AccountId) -> Result[Account, LedgerError] {
  let a := find(l, id)?
  if a.frozen { Err(Frozen(id)) } else { Ok(a) }
}

fn positive(n :: Int) -> Result[Int, LedgerError] {
  if n > 0 { Ok(n) } else { Err(BadAmount(n)) }
}

fn put(l :: Ledger, a :: Account, note :: Str) -> Ledger {
  { accounts: map.set(l.accounts, a.id, a), log: list.concat(l.log, [note]) }
}

fn with_balance(a :: Account, balance :: Int) -> Account {
  { id: a.id, owner: a.owner, balance: balance, frozen: a.frozen }
}

fn withdraw(l :: Ledger, id :: AccountId, amount :: Int) -> Result[Ledger, LedgerError] {
  let n := positive(amount)?
  let a := active(l, id)?
  if a.balance < n {
    Err(Insufficient({ id: id, needed: n, available: a.balance }))
  } else {
    Ok(put(l, with_balance(a, a.balance - n), str.concat("withdraw ", int.to_str(n))))
  }
}

fn deposit(l :: Ledger, id :: AccountId, amount :: Int) -> Result[Ledger, LedgerError] {
  let n := positive(amount)?
  let a := active(l, id)?
  Ok(put(l, with_balance(a, a.balance + n), str.concat("deposit ", int.to_str(n))))
}

fn apply(l :: Ledger, t :: Transaction) -> Result[Ledger, LedgerError] {
  match t {
    Deposit(id, n) => deposit(l, id, n),
    Withdraw(id, n) => withdraw(l, id, n),
    Transfer({ from, to, amount }) => result.and_then(
      withdraw(l, from, amount),
      fn (after :: Ledger) -> Result[Ledger, LedgerError] { deposit(after, to, amount) }
    ),
    Freeze(id) => {
      let a := find(l, id)?
      let frozen := { id: a.id, owner: a.owner, balance: a.balance, frozen: true }
      Ok(put(l, frozen, "freeze"))
    },
  }
}

fn explain(e :: LedgerError) -> Str {
  match e {
    UnknownAccount(id) => str.concat("no account ", id),
    Insufficient({ id, needed, available }) => str.join([id, "needs", int.to_str(needed), "has", int.to_str(available)], " "),
    Frozen(id) => str.concat(id, " is frozen"),
    BadAmount(n) => str.concat("bad amount ", int.to_str(n)),
  }
}

# Every transaction is tried; those that fail only leave a message.
fn run_all(start :: Ledger, ts :: List[Transaction]) -> (Ledger, List[Str]) {
  list.fold(ts, (start, []), fn (state :: (Ledger, List[Str]), t :: Transaction) -> (Ledger, List[Str]) {
    match state {
      (l, errors) => match apply(l, t) {
        Ok(next) => (next, errors),
        Err(e) => (l, list.concat(errors, [explain(e)])),
      },
    }
  })
}

fn sample() -> (Ledger, List[Str]) {
  let l := open(open(empty(), "alice", "Alice"), "bob", "Bob")
  run_all(l, [
    Deposit("alice", 100),
    Withdraw("alice", 30),
    Transfer({ from: "alice", to: "bob", amount: 50 }),
    Withdraw("alice", 21),
    Withdraw("carol", 1),
    Deposit("bob", -5),
    Freeze("bob"),
    Deposit("bob", 5),
    Transfer({ from: "alice", to: "bob", amount: 20 }),
  ])
}

# output: alice: 20
# output: bob: 50
# output: ! alice needs 21 has 20
# output: ! no account carol
# output: ! bad amount -5
# output: ! bob is frozen
# output: ! bob is frozen
# expect: null
fn main() -> [io] Unit {
  match sample() {
    (l, errors) => {
      let _ := list.map(map.values(l.accounts), fn (a :: Account) -> [io] Unit {
        io.print(str.concat(str.concat(a.id, ": "), int.to_str(a.balance)))
      })
      list.fold(errors, (), fn (u :: Unit, e :: Str) -> [io] Unit { io.print(str.concat("! ", e)) })
    },
  }
}

# expect: ["open alice","open bob","deposit 100","withdraw 30","withdraw 50","deposit 50","freeze"]
fn history() -> List[Str] {
  match sample() { (l, _) => l.log }
}

# expect: 70
fn total() -> Int {
  match sample() {
    (l, _) => map.fold(l.accounts, 0, fn (acc :: Int, k :: Str, a :: Account) -> Int { acc + a.balance }),
  }
}

# args: "alice"
# expect: {"$variant":"Ok","args":[{"balance":20,"frozen":false,"id":"alice","owner":"Alice"}]}
# args: "dave"
# expect: {"$variant":"Err","args":[{"$variant":"UnknownAccount","args":["dave"]}]}
fn lookup(id :: Str) -> Result[Account, LedgerError] {
  match sample() { (l, _) => find(l, id) }
}

# args: {"$variant":"Withdraw","args":["alice",500]}
# expect: {"$variant":"Err","args":[{"$variant":"Insufficient","args":[{"available":20,"id":"alice","needed":500}]}]}
# args: {"$variant":"Transfer","args":[{"amount":0,"from":"alice","to":"bob"}]}
# expect: {"$variant":"Err","args":[{"$variant":"BadAmount","args":[0]}]}
# args: {"$variant":"Deposit","args":["alice",5]}
# expect: {"$variant":"Ok","args":[25]}
fn try_one(t :: Transaction) -> Result[Int, LedgerError] {
  match sample() {
    (l, _) => {
      let after := apply(l, t)?
      let a := find(after, "alice")?
      Ok(a.balance)
    },
  }
}
