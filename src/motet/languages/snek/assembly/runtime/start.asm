; ---- Start: arguments, memory, the program, its result

        section .data
word_false:
        dq      PLAIN_FALSE
word_true:
        dq      PLAIN_TRUE

        section .bss
        alignb  8
snek_stack_limit:
        resq    1                       ; lowest stack pointer at which a function may begin

        section .rodata
text_true:
        db      "true", 0
text_false:
        db      "false", 0
text_invalid_input:
        db      "Invalid input: ", 0
text_no_input:
        db      " is neither a boolean nor an integer of 63 bits", 10, 0
text_newline:
        db      10, 0

        section .text
        global  main
        global  snek_stack_limit
        extern  our_code_starts_here
        common  snek_has_vectors 8:8    ; programs of the levels with vectors define it as 1

; main(edi: count of arguments, rsi: their addresses) -> 0
main:
        push    rbp
        mov     rbp, rsp
        push    rbx
        push    r12
        push    r13
        push    r14
        mov     r12d, edi
        mov     r13, rsi
        call    output_start
        cmp     qword [rel snek_has_vectors], 0
        je      .patterns
        mov     qword [rel word_false], HEAP_FALSE
        mov     qword [rel word_true], HEAP_TRUE
.patterns:
        mov     rax, [rel word_false]   ; no argument is `false`
        cmp     r12d, 2
        jl      .input
        mov     rdi, [r13+8]
        call    parse_input
.input:
        mov     r14, rax
        cmp     qword [rel snek_has_vectors], 0
        je      .stack
        mov     eax, DEFAULT_HEAP_WORDS
        cmp     r12d, 3
        jl      .heap_size
        mov     rdi, [r13+16]
        call    parse_heap_size
.heap_size:
        mov     rdi, rax
        call    heap_start
.stack:
        call    map_stack
        lea     rdx, [rax+STACK_RESERVE]
        mov     [rel snek_stack_limit], rdx
        mov     rbx, rsp                ; the stack of the process, for the way back
        lea     rsp, [rax+rsi]
        mov     rdi, r14
        mov     rsi, [rel heap_first]
        mov     rdx, [rel heap_end]
        call    our_code_starts_here
        mov     rdi, rax
        call    snek_print
        mov     rsp, rbx
        call    output_flush
        xor     eax, eax
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret

; parse_input(rdi: text) -> rax: the value of `input`; does not return when the text has none
parse_input:
        mov     rax, [rel word_false]
        cmp     byte [rdi], 0           ; an empty argument counts as absent
        je      .done
        lea     rsi, [rel text_false]
        call    same_text
        mov     rax, [rel word_false]
        je      .done
        lea     rsi, [rel text_true]
        call    same_text
        mov     rax, [rel word_true]
        je      .done
        call    parse_number
        jc      .invalid
        add     rax, rax                ; the tag of numbers; overflows beyond 63 bits
        jo      .invalid
.done:
        ret
.invalid:
        lea     rsi, [rel text_invalid_input]
        lea     rdx, [rel text_no_input]
        jmp     wrong_argument

; same_text(rdi, rsi: texts that end in 0) -> ZF: they are equal; keeps rdi
same_text:
        xor     ecx, ecx
.byte:
        mov     al, [rdi+rcx]
        cmp     al, [rsi+rcx]
        jne     .done
        inc     rcx
        test    al, al
        jnz     .byte
.done:
        ret

; parse_number(rdi: text) -> rax: its value in 64 bits; CF: it is none; keeps rdi
parse_number:
        mov     rsi, rdi
        movzx   ecx, byte [rsi]
        cmp     cl, '-'
        je      .sign
        cmp     cl, '+'
        jne     .digits
.sign:
        inc     rsi
.digits:
        xor     eax, eax
        cmp     byte [rsi], 0           ; at least one digit
        je      .invalid
.digit:
        movzx   edx, byte [rsi]
        test    edx, edx
        jz      .end
        sub     edx, '0'
        cmp     edx, 9
        ja      .invalid
        imul    rax, rax, 10
        jo      .invalid
        add     rax, rdx
        jo      .invalid
        inc     rsi
        jmp     .digit
.end:
        cmp     cl, '-'
        jne     .valid
        neg     rax
.valid:
        clc
        ret
.invalid:
        stc
        ret

; wrong_argument(rdi: the argument, rsi: what it is called, rdx: what is wrong): message on standard error, exit
wrong_argument:
        push    rdx
        push    rdi
        call    complain
        pop     rsi
        call    complain
        pop     rsi
        call    complain
        mov     edi, WRONG_ARGUMENT
        jmp     exit_process

; map_stack() -> rax: lowest address of a new stack, rsi: its size
; Pages are only used once touched. A process that may not have as much gets less.
map_stack:
        mov     esi, STACK_BYTES
.again:
        call    map_memory
        test    rax, rax
        jns     .done
        shr     rsi, 1
        cmp     rsi, 4*STACK_RESERVE
        jae     .again
        mov     edi, STACK_OVERFLOW
        jmp     snek_error
.done:
        ret

; map_memory(rsi: bytes) -> rax: address of fresh zeroed memory, or a negative number; keeps rsi
map_memory:
        xor     edi, edi
        mov     edx, 3                  ; PROT_READ | PROT_WRITE
        mov     r10d, 0x4022            ; MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        mov     r8, -1
        xor     r9d, r9d
        mov     eax, SYS_MMAP
        syscall
        ret

; exit_process(edi: status)
exit_process:
        mov     eax, SYS_EXIT_GROUP
        syscall
        hlt
