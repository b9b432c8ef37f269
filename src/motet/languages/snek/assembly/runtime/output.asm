; ---- Output: standard output through a buffer, standard error directly

OUTPUT_BYTES    equ     65536
LONGEST_PIECE   equ     32              ; bytes that a single piece of output may have

        section .bss
output_buffer:
        resb    OUTPUT_BYTES
        alignb  8
output_used:
        resq    1
output_is_terminal:
        resq    1
terminal_settings:
        resb    64

        section .rodata
text_output_error:
        db      "cannot write output", 10, 0

        section .text

; output_start(): a terminal gets each line at once
output_start:
        mov     edi, 1
        mov     esi, 0x5401             ; TCGETS
        lea     rdx, [rel terminal_settings]
        mov     eax, SYS_IOCTL
        syscall
        test    rax, rax
        sete    [rel output_is_terminal]
        ret

; output_room() -> rdi: where the next piece (up to LONGEST_PIECE bytes) goes; keeps rbx, rbp, r12 to r15
output_room:
        mov     rdi, [rel output_used]
        cmp     rdi, OUTPUT_BYTES-LONGEST_PIECE
        jbe     .room
        call    output_flush
        xor     edi, edi
.room:
        lea     rax, [rel output_buffer]
        add     rdi, rax
        ret

; output_upto(rdi: end of the piece that was written to the room)
output_upto:
        lea     rax, [rel output_buffer]
        sub     rdi, rax
        mov     [rel output_used], rdi
        ret

; output_text(rsi: piece that ends in 0); keeps rbx, rbp, r12 to r15
output_text:
        push    rsi
        call    output_room
        pop     rsi
.byte:
        mov     al, [rsi]
        test    al, al
        jz      output_upto
        mov     [rdi], al
        inc     rsi
        inc     rdi
        jmp     .byte

; output_number(rax: number without tag); keeps rbx, rbp, r12 to r15
output_number:
        push    rax
        call    output_room
        pop     rax
        test    rax, rax
        jns     .magnitude
        mov     byte [rdi], '-'
        inc     rdi
        neg     rax
.magnitude:
        mov     ecx, 10
        xor     esi, esi                ; digits on the stack, the last one first
.divide:
        xor     edx, edx
        div     rcx
        add     edx, '0'
        push    rdx
        inc     esi
        test    rax, rax
        jnz     .divide
.digit:
        pop     rdx
        mov     [rdi], dl
        inc     rdi
        dec     esi
        jnz     .digit
        jmp     output_upto

; output_flush(): write all that is buffered
output_flush:
        push    rbx
        push    r12
        lea     rbx, [rel output_buffer]
        mov     r12, [rel output_used]
        mov     qword [rel output_used], 0
.more:
        test    r12, r12
        jz      .done
        mov     edi, 1
        mov     rsi, rbx
        mov     rdx, r12
        mov     eax, SYS_WRITE
        syscall
        cmp     rax, -EINTR
        je      .more
        cmp     rax, -EAGAIN
        je      .wait
        test    rax, rax
        js      .failed
        add     rbx, rax
        sub     r12, rax
        jmp     .more
.wait:                                  ; a pipe that does not block and is full
        mov     rax, 1 | (4 << 32)      ; struct pollfd: descriptor 1, POLLOUT
        push    rax
        mov     rdi, rsp
        mov     esi, 1
        mov     edx, -1
        mov     eax, SYS_POLL
        syscall
        pop     rax
        jmp     .more
.failed:
        lea     rsi, [rel text_output_error]
        call    complain
        mov     edi, OUTPUT_ERROR
        jmp     exit_process
.done:
        pop     r12
        pop     rbx
        ret

; complain(rsi: text that ends in 0): write it to standard error
complain:
        mov     rdx, -1
.length:
        inc     rdx
        cmp     byte [rsi+rdx], 0
        jne     .length
.more:
        test    rdx, rdx
        jz      .done
        mov     edi, 2
        mov     eax, SYS_WRITE
        syscall
        cmp     rax, -EINTR
        je      .more
        test    rax, rax
        js      .done
        add     rsi, rax
        sub     rdx, rax
        jmp     .more
.done:
        ret
