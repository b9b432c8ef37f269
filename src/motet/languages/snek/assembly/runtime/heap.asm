; ---- The heap, and its mark-compact collector
;
; A vector of n elements takes n+2 words: the GC word (0 outside of collection), n, the elements. Its value is its
; address plus 1. Vectors lie one after the other from `heap_first` on. Roots are all words of the frames between the
; stack pointer and the stack base, except for the saved rbp and the return address of each frame: functions keep
; nothing else there than valid values, and no value longer than it is needed.

        section .bss
        alignb  8
heap_first:
        resq    1
heap_end:
        resq    1
work_area:                              ; two words for each word of the heap
        resq    1
work_end:
        resq    1

        section .rodata
text_invalid_heap_size:
        db      "Invalid heap size: ", 0
text_no_heap_size:
        db      " is no number of words", 10, 0

        section .text
        global  snek_try_gc
        global  snek_gc

; Jump to the label unless the value in the register is a vector. Clobbers rdx.
%macro unless_vector 2
        mov     rdx, %1
        and     edx, 3
        cmp     edx, 1
        jne     %2
        cmp     %1, SNEK_NIL
        je      %2
%endmacro

; parse_heap_size(rdi: text) -> rax: words; does not return when it says no size
parse_heap_size:
        call    parse_number
        jc      .invalid
        test    rax, rax
        js      .invalid
        ret
.invalid:
        lea     rsi, [rel text_invalid_heap_size]
        lea     rdx, [rel text_no_heap_size]
        jmp     wrong_argument

; heap_start(rdi: words): reserve the heap and the work area; pages are only used once touched
heap_start:
        push    rbx
        mov     rbx, rdi
        shr     rdi, 48
        jnz     .too_large
        lea     rsi, [rbx*8+8]
        call    map_memory
        test    rax, rax
        js      .too_large
        mov     [rel heap_first], rax
        lea     rax, [rax+rbx*8]
        mov     [rel heap_end], rax
        shl     rbx, 4
        lea     rsi, [rbx+8]
        call    map_memory
        test    rax, rax
        js      .too_large
        mov     [rel work_area], rax
        add     rax, rbx
        mov     [rel work_end], rax
        pop     rbx
        ret
.too_large:
        mov     edi, OUT_OF_MEMORY
        jmp     snek_error

; snek_try_gc(rdi: words needed, rsi: heap pointer, rdx: stack base, rcx: rbp, r8: rsp) -> rax: new heap pointer
; Does not return when too little is free after the collection.
snek_try_gc:
        push    rdi
        mov     rdi, rsi
        mov     rsi, rdx
        mov     rdx, rcx
        mov     rcx, r8
        call    snek_gc
        pop     rdi
        mov     rdx, [rel heap_end]
        sub     rdx, rax
        shr     rdx, 3
        cmp     rdi, rdx                ; in words: a count in bytes could overflow
        ja      .full
        ret
.full:
        mov     edi, OUT_OF_MEMORY
        jmp     snek_error

; snek_gc(rdi: heap pointer, rsi: stack base, rdx: rbp, rcx: rsp) -> rax: new heap pointer
snek_gc:
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        mov     r12, rcx
        mov     r13, rdx
        mov     r14, rsi
        mov     r15, rdi
        lea     rbx, [rel mark_from_root]
        call    each_root
        call    forward
        lea     rbx, [rel update_root]
        call    each_root
        call    update_vectors
        call    slide
        mov     rax, rdi
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret

; each_root(rbx: routine, r12: rsp, r13: rbp, r14: stack base)
; Calls the routine with rdi: the address of a slot, rax: the vector in it. It keeps rbx and r12 to r15.
each_root:
        push    r12
        push    r13
.frame:
        cmp     r12, r13
        jae     .frame_done
        mov     rax, [r12]
        unless_vector rax, .next
        mov     rdi, r12
        call    rbx
.next:
        add     r12, 8
        jmp     .frame
.frame_done:
        cmp     r13, r14
        jae     .done
        lea     r12, [r13+16]           ; skip the saved rbp and the return address
        mov     r13, [r13]
        jmp     .frame
.done:
        pop     r13
        pop     r12
        ret

; mark_from_root(rax: vector): set the GC words of all vectors that are reachable from it
; Marked vectors whose elements have not been looked at wait in the work area, each of them once.
mark_from_root:
        mov     rsi, [rel work_area]
        mov     r8, rsi
        jmp     .mark
.vector:
        sub     rsi, 8
        mov     rdi, [rsi]
        mov     rcx, [rdi+8]
        add     rdi, 16
.element:
        test    rcx, rcx
        jz      .more
        mov     rax, [rdi]
        add     rdi, 8
        dec     rcx
        unless_vector rax, .element
        cmp     qword [rax-1], 0
        jne     .element
        mov     qword [rax-1], 1
        dec     rax
        mov     [rsi], rax
        add     rsi, 8
        jmp     .element
.mark:
        cmp     qword [rax-1], 0
        jne     .done
        mov     qword [rax-1], 1
        dec     rax
        mov     [rsi], rax
        add     rsi, 8
.more:
        cmp     rsi, r8
        jne     .vector
.done:
        ret

; forward(r15: heap pointer): the GC word of each marked vector becomes its address after sliding
forward:
        mov     rdi, [rel heap_first]
        mov     rsi, rdi
.vector:
        cmp     rdi, r15
        jae     .done
        mov     rcx, [rdi+8]
        lea     rcx, [rcx*8+16]
        cmp     qword [rdi], 0
        je      .next
        mov     [rdi], rsi
        add     rsi, rcx
.next:
        add     rdi, rcx
        jmp     .vector
.done:
        ret

; update_root(rdi: slot, rax: the vector in it): let it name the new address
update_root:
        mov     rax, [rax-1]
        inc     rax
        mov     [rdi], rax
        ret

; update_vectors(r15: heap pointer): let the elements of all marked vectors name the new addresses
update_vectors:
        mov     rdi, [rel heap_first]
.vector:
        cmp     rdi, r15
        jae     .done
        mov     rcx, [rdi+8]
        cmp     qword [rdi], 0
        lea     rdi, [rdi+16]
        je      .garbage
.element:
        test    rcx, rcx
        jz      .vector
        mov     rax, [rdi]
        unless_vector rax, .next
        mov     rax, [rax-1]
        inc     rax
        mov     [rdi], rax
.next:
        add     rdi, 8
        dec     rcx
        jmp     .element
.garbage:
        lea     rdi, [rdi+rcx*8]
        jmp     .vector
.done:
        ret

; slide(r15: heap pointer) -> rdi: new heap pointer
; Moves each marked vector to its new address, which is never above the old one, and clears its GC word.
slide:
        mov     rdx, [rel heap_first]
        mov     rdi, rdx
.vector:
        cmp     rdx, r15
        jae     .done
        mov     rcx, [rdx+8]
        add     rcx, 2
        mov     rsi, rdx
        lea     rdx, [rdx+rcx*8]
        cmp     qword [rsi], 0
        je      .vector
        mov     qword [rsi], 0
        cmp     rdi, rsi
        je      .in_place
        rep movsq
        jmp     .vector
.in_place:
        mov     rdi, rdx
        jmp     .vector
.done:
        ret
