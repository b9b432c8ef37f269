; make_vector: `(make-vec n e)` with n and then e pushed by the caller -> rax: the vector
make_vector:
        mov     rdi, [rsp+16]
        test    dil, 1
        jnz     error_invalid_argument
        sar     rdi, 1
        js      error_vector_size
        add     rdi, 2
        mov     rax, r14
        sub     rax, r15
        shr     rax, 3
        cmp     rdi, rax                ; in words: a size in bytes could overflow
        jbe     .room
        lea     r8, [rsp+8]             ; without the return address
        call    collect
.room:
        mov     rcx, [rsp+16]
        mov     rax, [rsp+8]
        sar     rcx, 1
        mov     qword [r15], 0
        mov     [r15+8], rcx
        lea     rdx, [r15+1]
        lea     rdi, [r15+16]
        rep stosq
        mov     r15, rdi
        mov     rax, rdx
        ret
