; ---- snek_equal: structural equality

        section .text
        global  snek_equal

; representative(%1: address of a vector) -> %1: that of its class. Clobbers rax.
; The classes are trees of GC words, 0 at the representative; paths are halved as they are walked.
%macro representative 1
%%step:
        mov     rax, [%1]
        test    rax, rax
        jz      %%found
        mov     r9, [rax]
        test    r9, r9
        cmovz   r9, rax
        mov     [%1], r9
        mov     %1, r9
        jmp     %%step
%%found:
%endmacro

; snek_equal(rdi, rsi: values) -> rax: true or false
; Two vectors that are being compared are taken for equal meanwhile and put in one class (Hopcroft and Karp), so that
; cycles end and no pair is looked at twice. Pairs whose elements are still to be compared wait at the low end of the
; work area, the vectors whose GC word was set are listed from its high end downwards.
snek_equal:
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        mov     r12, [rel work_area]
        mov     r13, [rel work_end]
        mov     r14, r12
        xor     r15d, r15d              ; elements left of the pair in turn
        jmp     .compare
.element:
        test    r15, r15
        jz      .pair
        dec     r15
        mov     rdi, [rbx+16+r15*8]
        mov     rsi, [r10+16+r15*8]
.compare:
        cmp     rdi, rsi
        je      .element
        unless_vector rdi, .different
        unless_vector rsi, .different
        dec     rdi
        dec     rsi
        mov     r8, [rdi+8]
        cmp     r8, [rsi+8]
        jne     .different
        mov     rcx, rdi
        mov     r8, rsi
        representative rcx
        representative r8
        cmp     rcx, r8
        je      .element
        mov     [rcx], r8
        sub     r13, 8
        mov     [r13], rcx
        mov     [r14], rdi
        mov     [r14+8], rsi
        add     r14, 16
        jmp     .element
.pair:
        cmp     r14, r12
        je      .equal
        sub     r14, 16
        mov     rbx, [r14]
        mov     r10, [r14+8]
        mov     r15, [rbx+8]
        jmp     .element
.equal:
        mov     rax, [rel word_true]
        jmp     .clear
.different:
        mov     rax, [rel word_false]
.clear:
        cmp     r13, [rel work_end]
        je      .done
        mov     rcx, [r13]
        mov     qword [rcx], 0
        add     r13, 8
        jmp     .clear
.done:
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        ret
