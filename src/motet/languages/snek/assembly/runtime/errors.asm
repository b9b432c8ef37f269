; ---- snek_error

        section .rodata
text_unknown_error:
        db      "unknown error", 0
error_text_1:
        db      "overflow", 0
error_text_2:
        db      "invalid argument", 0
error_text_3:
        db      "bad cast", 0
error_text_4:
        db      "index out of bounds (invalid index)", 0
error_text_5:
        db      "invalid vector size", 0
error_text_6:
        db      "out of memory (out of heap space)", 0
error_text_7:
        db      "division by zero", 0
error_text_8:
        db      "stack overflow", 0
        align   4
error_texts:                            ; where they are, counted from here: the table must not depend on its address
        dd      text_unknown_error-error_texts
%assign number 1
%rep LAST_ERROR
        dd      error_text_ %+ number-error_texts
%assign number number+1
%endrep

        section .text
        global  snek_error

; snek_error(edi: code): write what was printed so far, the message on standard error, exit with the code
snek_error:
        mov     ebx, edi
        call    output_flush
        xor     eax, eax
        lea     ecx, [rbx-1]
        cmp     ecx, LAST_ERROR
        cmovb   eax, ebx
        lea     rdx, [rel error_texts]
        movsxd  rsi, dword [rdx+rax*4]
        add     rsi, rdx
        call    complain
        lea     rsi, [rel text_newline]
        call    complain
        mov     edi, ebx
        test    dil, dil                ; whatever the code, the status says that the program failed
        jnz     exit_process
        mov     edi, 1
        jmp     exit_process
