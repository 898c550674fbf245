/* Memory that a trial may rely on, and how the program ends when an internal promise is broken. */
#include "check.h"

#include <lemmata/memory.h>
#include <lemmata/status.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BLOCK = 1 << 20 };

static void arena_is_aligned(void)
{
    struct lm_arena *arena = lm_arena_new();
    for (size_t bytes = 0; bytes < 300; bytes++) {
        unsigned char *p = lm_arena_alloc(arena, bytes);
        CHECK((uintptr_t)p % 64 == 0);
        memset(p, 0xff, bytes);
    }
    lm_arena_free(arena);
}

/* What was allocated before the mark survives the rewind, and what comes after it takes no new memory. */
static void arena_rewinds(void)
{
    struct lm_arena *arena = lm_arena_new();
    double *kept = lm_arena_doubles(arena, 3);
    kept[0] = 1, kept[1] = 2, kept[2] = 3;
    struct lm_arena_mark mark = lm_arena_mark(arena);
    double *first = lm_arena_doubles(arena, 10);
    lm_arena_alloc(arena, 40 * (size_t)BLOCK);
    const size_t mapped = lm_arena_bytes(arena);
    CHECK(mapped >= 40 * (size_t)BLOCK);
    for (int round = 0; round < 5; round++) {
        lm_arena_rewind(arena, mark);
        CHECK(lm_arena_doubles(arena, 10) == first);
        memset(lm_arena_alloc(arena, 40 * (size_t)BLOCK), 0xff, BLOCK);
    }
    CHECK_SIZE(lm_arena_bytes(arena), mapped);
    CHECK(kept[0] == 1 && kept[1] == 2 && kept[2] == 3);
    lm_arena_free(arena);
}

static void arena_resets(void)
{
    struct lm_arena *arena = lm_arena_new();
    for (int k = 0; k < 4; k++) lm_arena_alloc(arena, 40 * (size_t)BLOCK);
    const size_t mapped = lm_arena_bytes(arena);
    lm_arena_reset(arena, mapped);
    CHECK_SIZE(lm_arena_bytes(arena), mapped);
    lm_arena_reset(arena, 100 * (size_t)BLOCK);
    CHECK(lm_arena_bytes(arena) <= 100 * (size_t)BLOCK);
    lm_arena_reset(arena, 0);
    CHECK_SIZE(lm_arena_bytes(arena), 0);
    memset(lm_arena_alloc(arena, 100), 0, 100); /* and it can be used again */
    lm_arena_free(arena);
}

/* Runs `work` in a child and returns its exit status; what it wrote to stderr is in `said`. */
static int status_of(void (*work)(void), char said[512])
{
    int ends[2], status = 0;
    size_t length = 0;
    ssize_t got;
    if (!CHECK(pipe(ends) == 0)) return -1;
    fflush(NULL); /* or the child would write it again */
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        work();
        _Exit(0);
    }
    close(ends[1]);
    while (length < 511 && (got = read(ends[0], said + length, 511 - length)) > 0) length += (size_t)got;
    said[length] = '\0';
    close(ends[0]);
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void break_a_promise(void)
{
    LM_ASSERT(2 + 2 == 5);
}

static void keep_a_promise(void)
{
    LM_ASSERT(2 + 2 == 4);
}

static void assertions_end_the_program(void)
{
    char said[512];
    CHECK(status_of(break_a_promise, said) == 70);
    CHECK(strstr(said, "internal error: 2 + 2 == 5 does not hold (") != NULL && strstr(said, "base.c:") != NULL);
    CHECK(status_of(keep_a_promise, said) == 0);
    CHECK_TEXT(said, "");
}

static void ask_for_everything(void)
{
    lm_arena_alloc(lm_arena_new(), SIZE_MAX);
}

static void ask_for_more_than_there_is(void)
{
    lm_arena_alloc(lm_arena_new(), SIZE_MAX / 4); /* no address space is that large: the mapping is refused */
}

static void missing_memory_ends_the_program(void)
{
    char said[512];
    CHECK(status_of(ask_for_everything, said) == 70);
    CHECK(strstr(said, "out of memory: ") != NULL);
    CHECK(status_of(ask_for_more_than_there_is, said) == 70);
    CHECK(strstr(said, "ask for smaller widths or fewer jobs") != NULL);
}

static void errors_are_one_line(void)
{
    char long_text[4000];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    CHECK(lm_error(LM_EIO, "%s: row %d", "w.csv", 3) == LM_EIO);
    CHECK_TEXT(lm_error_message(), "w.csv: row 3");
    CHECK(lm_error(LM_EINVAL, "%s", long_text) == LM_EINVAL); /* cut, not overrun */
    CHECK(strlen(lm_error_message()) < sizeof long_text && lm_error_message()[0] == 'x');
    char *text = lm_format("%s%d", long_text, 7);
    CHECK(strlen(text) == sizeof long_text && text[sizeof long_text - 1] == '7');
    free(text);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"the arena aligns", arena_is_aligned},
        {"the arena rewinds", arena_rewinds},
        {"the arena resets", arena_resets},
        {"assertions end the program", assertions_end_the_program},
        {"missing memory ends the program", missing_memory_ends_the_program},
        {"errors are one line", errors_are_one_line},
        {NULL, NULL},
    };
    return check_main(argc, argv, "base", tests);
}
