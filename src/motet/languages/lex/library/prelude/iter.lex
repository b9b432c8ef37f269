# std.iter (specification 14.15). An iterator is a position in a list, or a function that gives the next
# element and what follows it. On lists `map` and `filter` work at once, on other iterators when they are asked,
# unless what they call has effects: the types of iterators do not tell of effects, so these happen before.

import "std.list" as list

type Sequence[A] = Items(List[A], Int) | Steps(() -> Option[(A, Sequence[A])])

fn from_list[A](xs :: List[A]) -> Sequence[A] {
  Items(xs, 0)
}

fn unfold[S, A](seed :: S, step :: (S) -> Option[(A, S)]) -> Sequence[A] {
  Steps(fn () -> Option[(A, Sequence[A])] {
    match step(seed) {
      Some(pair) => match pair { (x, later) => Some((x, unfold(later, step))) },
      None => None,
    }
  })
}

fn next[A](it :: Sequence[A]) -> Option[(A, Sequence[A])] {
  match it {
    Items(xs, at) => match list.get(xs, at) {
      Some(x) => Some((x, Items(xs, at + 1))),
      None => None,
    },
    Steps(step) => step(),
  }
}

fn is_empty[A](it :: Sequence[A]) -> Bool {
  match it {
    Items(xs, at) => at >= list.len(xs),
    Steps(step) => step() == None,
  }
}

fn count[A](it :: Sequence[A]) -> Int {
  count_on(it, 0)
}

fn count_on[A](it :: Sequence[A], sum :: Int) -> Int {
  match it {
    Items(xs, at) => sum + list.len(xs) - at,
    Steps(step) => match step() {
      Some(pair) => match pair { (_, rest) => count_on(rest, sum + 1) },
      None => sum,
    },
  }
}

fn take[A](it :: Sequence[A], n :: Int) -> Sequence[A] {
  if n <= 0 {
    Items([], 0)
  } else {
    match it {
      Items(xs, at) => Items(list.take(list.drop(xs, at), n), 0),
      Steps(step) => Steps(fn () -> Option[(A, Sequence[A])] {
        match step() {
          Some(pair) => match pair { (x, rest) => Some((x, take(rest, n - 1))) },
          None => None,
        }
      }),
    }
  }
}

fn skip[A](it :: Sequence[A], n :: Int) -> Sequence[A] {
  if n <= 0 {
    it
  } else {
    match it {
      Items(xs, at) => Items(list.drop(list.drop(xs, at), n), 0),
      Steps(_) => Steps(fn () -> Option[(A, Sequence[A])] { next_after(it, n) }),
    }
  }
}

fn next_after[A](it :: Sequence[A], n :: Int) -> Option[(A, Sequence[A])] {
  match next(it) {
    Some(pair) => if n <= 0 { Some(pair) } else { match pair { (_, rest) => next_after(rest, n - 1) } },
    None => None,
  }
}

fn to_list[A](it :: Sequence[A]) -> List[A] {
  list_on(it, [])
}

fn collect[A](it :: Sequence[A]) -> List[A] {
  list_on(it, [])
}

fn list_on[A](it :: Sequence[A], found :: List[A]) -> List[A] {
  match it {
    Items(xs, at) => list.concat(found, list.drop(xs, at)),
    Steps(step) => match step() {
      Some(pair) => match pair { (x, rest) => list_on(rest, list.push(found, x)) },
      None => found,
    },
  }
}

fn map[A, B](it :: Sequence[A], f :: (A) -> B) -> Sequence[B] {
  match it {
    Items(xs, at) => Items(list.map(list.drop(xs, at), f), 0),
    Steps(step) => Steps(fn () -> Option[(B, Sequence[B])] {
      match step() {
        Some(pair) => match pair { (x, rest) => Some((f(x), map(rest, f))) },
        None => None,
      }
    }),
  }
}

fn map_now[A, B](it :: Sequence[A], f :: (A) -> B) -> Sequence[B] {
  Items(list.map(to_list(it), f), 0)
}

fn filter_now[A](it :: Sequence[A], keep :: (A) -> Bool) -> Sequence[A] {
  Items(list.filter(to_list(it), keep), 0)
}

fn filter[A](it :: Sequence[A], keep :: (A) -> Bool) -> Sequence[A] {
  match it {
    Items(xs, at) => Items(list.filter(list.drop(xs, at), keep), 0),
    Steps(step) => Steps(fn () -> Option[(A, Sequence[A])] { next_kept(step(), keep) }),
  }
}

fn next_kept[A](found :: Option[(A, Sequence[A])], keep :: (A) -> Bool) -> Option[(A, Sequence[A])] {
  match found {
    Some(pair) => match pair {
      (x, rest) => if keep(x) { Some((x, filter(rest, keep))) } else { next_kept(next(rest), keep) },
    },
    None => None,
  }
}

fn fold[A, B](it :: Sequence[A], start :: B, f :: (B, A) -> B) -> B {
  match it {
    Items(xs, at) => list.fold(list.drop(xs, at), start, f),
    Steps(step) => match step() {
      Some(pair) => match pair { (x, rest) => fold(rest, f(start, x), f) },
      None => start,
    },
  }
}
