; ---- snek_print

        section .rodata
text_nil:
        db      "nil", 0
text_open:
        db      "[", 0
text_comma:
        db      ", ", 0
text_close:
        db      "]", 0
text_cycle:
        db      "[...]", 0

        section .text
        global  snek_print

; snek_print(rdi: value) -> rax: the same value
; Writes it and a line end.
snek_print:
        push    rdi
        cmp     qword [rel snek_has_vectors], 0
        je      .atom
        call    output_value
        jmp     .line_end
.atom:
        call    output_atom
.line_end:
        lea     rsi, [rel text_newline]
        call    output_text
        cmp     byte [rel output_is_terminal], 0
        je      .done
        call    output_flush
.done:
        pop     rax
        ret

; output_atom(rdi: value that is no vector)
output_atom:
        mov     rax, rdi
        sar     rax, 1
        jnc     output_number
        lea     rsi, [rel text_true]
        cmp     rdi, [rel word_true]
        je      output_text
        lea     rsi, [rel text_false]
        cmp     rdi, [rel word_false]
        je      output_text
        lea     rsi, [rel text_nil]
        jmp     output_text

; output_value(rdi: value of a program with vectors)
; While a vector is being printed, its GC word holds the index of the element in turn plus 1: not 0, so an inner
; occurrence is recognised as a cycle. The vectors around it wait in the work area, not on the machine's stack.
output_value:
        push    r12
        push    r13
        mov     r12, [rel work_area]
        xor     r13d, r13d              ; address of the vector in turn, 0 for none
.value:
        mov     eax, edi
        and     eax, 3
        cmp     eax, 1
        jne     .atom
        cmp     rdi, SNEK_NIL
        je      .atom
        dec     rdi
        cmp     qword [rdi], 0
        jne     .cycle
        mov     [r12], r13
        add     r12, 8
        mov     r13, rdi
        mov     qword [r13], 1
        lea     rsi, [rel text_open]
        call    output_text
        jmp     .next
.cycle:
        lea     rsi, [rel text_cycle]
        call    output_text
        jmp     .next
.atom:
        call    output_atom
.next:
        test    r13, r13
        jz      .done
        mov     rcx, [r13]
        cmp     rcx, [r13+8]
        ja      .close
        inc     qword [r13]
        mov     rdi, [r13+8+rcx*8]
        cmp     rcx, 1
        je      .value
        push    rdi
        lea     rsi, [rel text_comma]
        call    output_text
        pop     rdi
        jmp     .value
.close:
        lea     rsi, [rel text_close]
        call    output_text
        mov     qword [r13], 0
        sub     r12, 8
        mov     r13, [r12]
        jmp     .next
.done:
        pop     r13
        pop     r12
        ret
