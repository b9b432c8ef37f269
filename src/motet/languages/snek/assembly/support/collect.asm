; collect(rdi: words needed, r8: stack pointer of the frame): collect garbage; does not return without room
collect:
        mov     rsi, r15
        mov     rdx, rbx
        mov     rcx, rbp
        mov     r12, rsp
        and     rsp, -16
        call    snek_try_gc
        mov     rsp, r12
        mov     r15, rax
        ret
