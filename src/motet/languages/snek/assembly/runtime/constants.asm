; ---- Constants

SNEK_NIL        equ     1               ; at the levels with vectors; vectors are their addresses plus 1
PLAIN_FALSE     equ     1               ; the booleans at the levels without vectors
PLAIN_TRUE      equ     3
HEAP_FALSE      equ     3               ; the booleans at the levels with vectors
HEAP_TRUE       equ     7

DEFAULT_HEAP_WORDS equ  10000
STACK_BYTES     equ     1 << 29
STACK_RESERVE   equ     1 << 18         ; left below the limit for leaf functions and the run-time system

OUT_OF_MEMORY   equ     6               ; codes of snek_error
STACK_OVERFLOW  equ     8
LAST_ERROR      equ     8
WRONG_ARGUMENT  equ     1               ; exit statuses
OUTPUT_ERROR    equ     9

SYS_WRITE       equ     1               ; system calls and errors of Linux
SYS_POLL        equ     7
SYS_MMAP        equ     9
SYS_IOCTL       equ     16
SYS_EXIT_GROUP  equ     231
EINTR           equ     4
EAGAIN          equ     11
