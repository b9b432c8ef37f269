# Written as tightly as the grammar allows: semicolons, no spaces, everything nested.
import "std.list" as l;import "std.str" as s;import "std.int" as i
import "std.map" as m
type T=A|B(Int)|C({x::Int,y::Str});type P[K,V]={k::K,v::V};type F=(Int)->Int
fn f(t::T)->Int{match t{A=>0,B(n)=>n,C({x})=>x}}
fn g[K,V](k::K,v::V)->P[K,V]{{k,v}};fn id[X](x::X)->X{x}
# expect: [0,7,9]
fn a()->List[Int]{l.map([A,B(7),C({x:9,y:""})],f)}
# expect: {"k":"a","v":[1]}
fn b()->P[Str,List[Int]]{g("a",[1])}
# expect: 6
fn c()->Int{let x:=1;let y:={let x:=x+1;x*2};let _:=x;x+y+{1}}
# expect: "3,1,2"
fn d()->Str{[3,1,2]|>l.map(i.to_str)|>s.join(",")}
# expect: [true,false,true]
fn e()->List[Bool]{[not true==false,1<2and 2<1,(1<2)==(2>1)or false]}
# expect: -4
fn h()->Int{-(-(-4))}
# expect: [3,-1,2,2]
fn j()->List[Int]{[1--2,1+-2,2*-1*-1,8/2/2]}
# expect: 12
fn k()->Int{(fn(n::Int)->Int{n*4})(3)}
# expect: {"a":1,"b":[2,{"c":3}]}
fn n()->{a::Int,b::(Int,{c::Int})}{{b:(2,{c:3}),a:1}}
# expect: [1,2,3]
fn o()->List[Int]{match(1,[2,3]){(x,[y,z])=>[x,y,z],(x,_)=>[x]}}
# expect: 3
fn p()->Int{if 1>2{1}else if 2>3{2}else{3}}
# expect: {"x":2}
fn q()->Map[Str,Int]{m.set(m.new(),"x",2)}
# expect: 10
fn r()->Int{l.fold([1,2,3,4],0,fn(a::Int,b::Int)->Int{a+b})}
# expect: ["a","b"]
fn t()->List[Str]{let x:="a";let y:=x;[y,"b",]}
# expect: 5
fn u()->Int{
let x
:=
2
x
+
3
}
# expect: 1
fn v()->Int{let z:=5
;(1)}
# expect: [2,4]
fn w()->(Int,Int){let dbl::F:=fn(x::Int)->Int{x*2};(dbl(1),id(dbl)(2))}
