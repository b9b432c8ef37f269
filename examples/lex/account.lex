# Failure is a value: `?` hands an `Err` on. A refinement bounds what a caller may pass.
#
#     motet run examples/lex/account.lex transfer 100 20 500
import "std.int" as int
import "std.str" as str

type Balances = { from :: Int, to :: Int }

fn withdraw(balance :: Int, amount :: Int{a | a > 0}) -> Result[Int, Str] {
  if amount > balance {
    Err(str.concat("short of ", int.to_str(amount - balance)))
  } else {
    Ok(balance - amount)
  }
}

fn transfer(from :: Int, to :: Int, amount :: Int{a | a > 0}) -> Result[Balances, Str] {
  let rest := withdraw(from, amount)?
  Ok({ from: rest, to: to + amount })
}

fn main() -> List[Result[Balances, Str]] {
  [transfer(100, 20, 70), transfer(100, 20, 170)]
}
