"""Programs that several tests use, as code for `harness.functions`."""

from __future__ import annotations

FIB = """
load 0
const 2
int_compare lt
branch_unless rec
load 0
return
rec:
load 0
const 1
int_sub RULE
call 0
load 0
const 2
int_sub RULE
call 0
int_add RULE
return
"""

DYNAMIC_FIB = FIB.replace("int_", "dyn_")

ACKERMANN = """
load 0
const 0
int_compare eq
branch_unless a
load 1
const 1
int_add trap63
return
a:
load 1
const 0
int_compare eq
branch_unless b
load 0
const 1
int_sub trap63
const 1
tail_call 0
b:
load 0
const 1
int_sub trap63
load 0
load 1
const 1
int_sub trap63
call 0
tail_call 0
"""

SUM = """
const 0
store 1
const 0
store 2
head:
load 1
load 0
int_compare lt
branch_unless end
load 2
load 1
int_add RULE
store 2
load 1
const 1
int_add RULE
store 1
jump head
end:
load 2
return
"""

COUNT_DOWN = """
const 0
store 1
again:
load 1
load 0
int_add wrap64
store 1
load 0
const 1
int_sub wrap64
store 0
load 0
const 0
int_compare gt
branch_if again
load 1
return
"""

DYNAMIC_LOOP = """
const 0
store 1
const 0
store 2
head:
load 1
load 0
dyn_compare lt
branch_unless end
load 2
const 3
dyn_mul trap63
load 1
dyn_add trap63
store 2
load 2
const 1000
dyn_compare ge
branch_unless small
const 7
store 2
small:
load 1
const 1
dyn_add trap63
store 1
jump head
end:
load 2
return
"""
