; collect_all(r8: stack pointer of the frame): `(gc)`
collect_all:
        mov     rdi, r15
        mov     rsi, rbx
        mov     rdx, rbp
        mov     rcx, r8
        mov     r12, rsp
        and     rsp, -16
        call    snek_gc
        mov     rsp, r12
        mov     r15, rax
        ret
