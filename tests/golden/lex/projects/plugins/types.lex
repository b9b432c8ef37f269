type Input = { text :: Str, depth :: Int }

type Output = Changed(Str) | Unchanged | Failed({ why :: Str })

type Plugin = { name :: Str, run :: (Input) -> Output }

fn apply(p :: Plugin, i :: Input) -> Output {
  let f := p.run
  if i.depth > 5 { Failed({ why: "deep" }) } else { f(i) }
}
