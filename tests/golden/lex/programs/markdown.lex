# Turns a small part of Markdown into HTML, line by line.
import "std.str" as str
import "std.list" as list
import "std.int" as int
import "std.option" as option

type Block = Heading(Int, Str) | Item(Str) | Rule | Blank | Text(Str)

type Out = { html :: List[Str], in_list :: Bool }

fn count_prefix(s :: Str, c :: Str, n :: Int) -> Int {
  if str.starts_with(str.slice(s, n, n + 1), c) and str.len(str.slice(s, n, n + 1)) > 0 {
    count_prefix(s, c, n + 1)
  } else {
    n
  }
}

fn classify(line :: Str) -> Block {
  let text := str.trim(line)
  let hashes := count_prefix(text, "#", 0)
  if str.is_empty(text) {
    Blank
  } else if hashes > 0 and hashes <= 6 and str.slice(text, hashes, hashes + 1) == " " {
    Heading(hashes, str.trim(str.slice(text, hashes, str.len(text))))
  } else if text == "---" {
    Rule
  } else {
    match str.strip_prefix(text, "- ") {
      Some(rest) => Item(rest),
      None => Text(text),
    }
  }
}

fn escape(s :: Str) -> Str {
  str.replace(str.replace(str.replace(s, "&", "&amp;"), "<", "&lt;"), ">", "&gt;")
}

# Every second piece between two marks is inside.
fn marked(s :: Str, mark :: Str, tag :: Str) -> Str {
  let pieces := str.split(s, mark)
  if list.len(pieces) % 2 == 0 {
    s
  } else {
    list.fold(list.enumerate(pieces), "", fn (acc :: Str, p :: (Int, Str)) -> Str {
      match p {
        (i, text) => if i % 2 == 1 { acc + "<" + tag + ">" + text + "</" + tag + ">" } else { acc + text },
      }
    })
  }
}

fn inline(s :: Str) -> Str {
  escape(s) |> marked("**", "b") |> marked("*", "i") |> marked("`", "code")
}

fn close(o :: Out) -> Out {
  if o.in_list { { html: list.concat(o.html, ["</ul>"]), in_list: false } } else { o }
}

fn emit(o :: Out, b :: Block) -> Out {
  match b {
    Item(s) => {
      let opened := if o.in_list { o.html } else { list.concat(o.html, ["<ul>"]) }
      { html: list.concat(opened, ["<li>" + inline(s) + "</li>"]), in_list: true }
    },
    Blank => close(o),
    Rule => add(close(o), "<hr>"),
    Heading(n, s) => {
      let tag := "h" + int.to_str(n)
      add(close(o), "<" + tag + ">" + inline(s) + "</" + tag + ">")
    },
    Text(s) => add(close(o), "<p>" + inline(s) + "</p>"),
  }
}

fn add(o :: Out, line :: Str) -> Out { { html: list.concat(o.html, [line]), in_list: o.in_list } }

# args: "# Title\n\nSome *text* with **bold** & `code`.\n- one\n- two <b>\n\n---\n### Sub"
# expect: ["<h1>Title</h1>","<p>Some <i>text</i> with <b>bold</b> &amp; <code>code</code>.</p>","<ul>","<li>one</li>","<li>two &lt;b&gt;</li>","</ul>","<hr>","<h3>Sub</h3>"]
# args: "#no heading\n####### seven\na * b"
# expect: ["<p>#no heading</p>","<p>####### seven</p>","<p>a * b</p>"]
# args: "- last"
# expect: ["<ul>","<li>last</li>","</ul>"]
# args: ""
# expect: []
fn main(text :: Str) -> List[Str] {
  let blocks := list.map(str.split(text, "\n"), classify)
  close(list.fold(blocks, { html: [], in_list: false }, emit)).html
}
