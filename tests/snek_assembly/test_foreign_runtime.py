"""Programs with run-time systems that are not ours: the conventions of the course."""

import subprocess

import pytest

from snek_assembly.conftest import Executable, assembly

COURSE = r"""
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
typedef int64_t word;
extern word our_code_starts_here(word input, word *heap, word *end) __asm__("our_code_starts_here");

/* A copy with an aligned instruction, which faults unless the caller aligned the stack. */
static void aligned(void) {
    __attribute__((aligned(16))) char place[16];
    __asm__ volatile("movaps %%xmm0, %0" : "=m"(place));
    if ((uintptr_t)__builtin_frame_address(0) % 16) abort();
}
word snek_print(word value) {
    aligned();
    if (value == 3) printf("true\n");
    else if (value == 1) printf("false\n");
    else printf("%" PRId64 "\n", value >> 1);
    /* What System V allows a routine to clobber. */
    __asm__ volatile("" ::: "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11");
    return value;
}
void snek_error(word code) {
    aligned();
    fflush(stdout);
    fprintf(stderr, "error %" PRId64 "\n", code);
    exit((int)code);
}
/* Returns 1 when rbx, rbp, r12 to r15 survive the call. */
static int keeps_registers(word input, word *result) {
    word before[6] = {11, 22, 33, 44, 55, 66}, after[6];
    __asm__ volatile(
        "push %%rbp\n push %%rbx\n push %%r12\n push %%r13\n push %%r14\n push %%r15\n push %[after]\n sub $8, %%rsp\n"
        "mov $11, %%rbx\n mov $33, %%r12\n mov $44, %%r13\n mov $55, %%r14\n mov $66, %%r15\n mov $22, %%rbp\n"
        "xor %%esi, %%esi\n xor %%edx, %%edx\n call our_code_starts_here\n"
        "add $8, %%rsp\n pop %%rdi\n"
        "mov %%rbx, (%%rdi)\n mov %%rbp, 8(%%rdi)\n mov %%r12, 16(%%rdi)\n mov %%r13, 24(%%rdi)\n"
        "mov %%r14, 32(%%rdi)\n mov %%r15, 40(%%rdi)\n"
        "pop %%r15\n pop %%r14\n pop %%r13\n pop %%r12\n pop %%rbx\n pop %%rbp\n"
        : "=a"(*result), "+D"(input) : [after] "r"(after)
        : "rsi", "rdx", "rcx", "r8", "r9", "r10", "r11", "memory", "cc");
    return !memcmp(before, after, sizeof before);
}
int main(int argc, char **argv) {
    word result, input = argc < 2 || !strcmp(argv[1], "false") ? 1 : !strcmp(argv[1], "true") ? 3 : 2 * atoll(argv[1]);
    if (!keeps_registers(input, &result)) return 99;
    snek_print(result);
    return 0;
}
"""

# A collector that collects nothing, but looks at every word of every frame.
WATCHING = r"""
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
typedef int64_t word;
extern word our_code_starts_here(word input, word *heap, word *end) __asm__("our_code_starts_here");
static word heap[1 << 16], *end;
static long calls, seen;

static void look(word *at) {
    word value = *at;
    seen++;
    if (!(value & 1) || value == 1 || value == 3 || value == 7) return;
    word *vector = (word *)(value - 1);
    if ((value & 7) != 1 || vector < heap || vector >= end || vector[0] != 0) {
        fprintf(stderr, "no value: %" PRIx64 "\n", value);
        exit(77);
    }
}
static void walk(word *base, word *rbp, word *rsp) {
    calls++;
    for (;; rsp = rbp + 2, rbp = (word *)rbp[0]) {
        for (word *at = rsp; at < rbp; at++) look(at);
        if (rbp == base) break;
    }
}
word *snek_try_gc(word count, word *pointer, word *base, word *rbp, word *rsp) {
    walk(base, rbp, rsp);
    end = heap + sizeof heap / sizeof *heap;   /* more room, once it has been looked at */
    if (count > end - pointer) exit(6);
    return pointer;
}
word *snek_gc(word *pointer, word *base, word *rbp, word *rsp) {
    walk(base, rbp, rsp);
    return pointer;
}
word snek_print(word value) { printf("%" PRId64 "\n", value >> 1); return value; }
void snek_error(word code) { exit((int)code); }
int main(void) {
    end = heap + sizeof heap / sizeof *heap;
    word result = our_code_starts_here(2, heap, end);
    printf("%" PRId64 " %d\n", result >> 1, seen > calls);
    return 0;
}
"""


def compile_c(toolchain, name, text):
    source = toolchain.folder / f"{name}.c"
    source.write_text(text)
    target = source.with_suffix(".o")
    done = subprocess.run(
        ["cc", "-O1", "-c", str(source), "-o", str(target)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def course(toolchain):
    part = compile_c(toolchain, "course", COURSE)
    return lambda text: toolchain.link(toolchain.assemble(assembly(text)), part)


CALLS = """
(fun (one a) (block (print a) (add1 a)))
(fun (seven a b c d e f g) (block (print g) (+ a (one g))))
(fun (eight a b c d e f g h) (let ((x (print h))) (+ x (block (print a) (one h)))))
(fun (tail a) (if (= a 0) (print 77) (tail8 (- a 1) 2 3 4 5 6 7 8)))
(fun (tail8 a b c d e f g h) (block (print h) (tail a)))
(let ((x 1))
  (+ (print x) (+ (seven 1 2 3 4 5 6 (print (one 3)))
    (let ((y (print true)) (z (eight 1 2 3 4 5 6 7 (seven 1 2 3 4 5 (print 6) 7))))
      (+ z (+ (tail 3) (block (print input) 0)))))))
"""


def test_calls_are_aligned_and_registers_kept(course, run):
    ours = run(CALLS, 5)
    assert ours.status == 0
    assert course(CALLS).run(5) == ours


def test_patterns_of_the_course(course):
    program = course(
        "(block (print input) (print (not input)) (if input 1 2)) ".replace("(not input)", "(= input false)")
    )
    assert program.run("true") == (0, "true\nfalse\n1\n", "")
    assert program.run("false") == (0, "false\ntrue\n2\n", "")
    assert program.run("8") == (2, "8\n", "error 2\n")


@pytest.mark.parametrize(
    ("text", "code"),
    [("(+ 1 input)", 2), ("(let ((x 1)) (+ (add1 4611686018427387903) x))", 1), ("(cast Num input)", 3)],
)
def test_errors_are_aligned(course, text, code):
    assert course(f"(fun (f a) {text.replace('input', 'a')}) (f input)").run() == (code, "", f"error {code}\n")
    assert course(f"(fun (f a b) {text.replace('input', 'a')}) (let ((x 1)) (f input x))").run().status == code


def test_recursion_without_a_stack_limit(course):
    assert course("(fun (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (f input)").run(50_000) == (0, "50000\n", "")


def test_frames_hold_valid_values_only(toolchain):
    text = """
    (fun (leaf v) (block (gc) v))
    (fun (nine a b c d e f g h i)
      (let ((x (vec a i)) (y (+ (vec-len (leaf x)) 1)))
        (if (> a 0) (nine (- a 1) b c d (leaf e) f (vec g) h i)
          (+ y (vec-len (vec (leaf g) (leaf h) (make-vec 3 (leaf i))))))))
    (fun (ten a b c d e f g h i j) (+ 1 (nine a b c d e f g h i)))
    (fun (ring a b) (if (= a 0) (ten 3 b 1 true false nil (vec) b (gc) b) (ring (- a 1) (vec b))))
    (let ((p (vec 1)) (q (ring 3 (vec p))))
      (loop (let ((r (ten 1 2 3 4 5 6 7 8 9 10)))
        (+ 1 (break (+ q (vec-len (vec (leaf p) (gc) (nine 1 2 3 4 5 6 (leaf p) (gc) r)))))))))
    """
    part = compile_c(toolchain, "watching", WATCHING)
    program: Executable = toolchain.link(toolchain.assemble(assembly(text, "forest-flame")), part)
    assert program.run() == (0, "10 1\n", "")
