#include <lemmata/memory.h>
#include <lemmata/status.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ALIGNMENT = 64, SMALLEST_BLOCK = 1 << 22, HUGE_PAGE = 1 << 21 };

struct block {
    char *base;
    size_t size;
};

/* Blocks are filled in order; those after the current one are empty and kept for reuse. */
struct lm_arena {
    struct block *blocks;
    size_t count, current, offset;
};

static _Noreturn void out_of_memory(size_t bytes)
{
    fprintf(stderr, "lemmata: out of memory: %.3g GiB were refused; ask for smaller widths or fewer jobs\n",
            (double)bytes / 1073741824.0);
    _Exit(70);
}

struct lm_arena *lm_arena_new(void)
{
    return lm_xcalloc(1, sizeof(struct lm_arena));
}

void lm_arena_free(struct lm_arena *arena)
{
    if (!arena) return;
    for (size_t b = 0; b < arena->count; b++) munmap(arena->blocks[b].base, arena->blocks[b].size);
    free(arena->blocks);
    free(arena);
}

/* A mapping rather than malloc: huge pages, and memory that is really given back. */
static struct block map_block(size_t size)
{
    size = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    void *base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) out_of_memory(size);
    madvise(base, size, MADV_HUGEPAGE); /* only a hint: an old kernel may refuse it */
    return (struct block){base, size};
}

void *lm_arena_alloc(struct lm_arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2) out_of_memory(bytes);
    bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (bytes == 0) bytes = ALIGNMENT;
    while (arena->current < arena->count) {
        struct block *block = &arena->blocks[arena->current];
        if (bytes <= block->size - arena->offset) {
            void *out = block->base + arena->offset;
            arena->offset += bytes;
            return out;
        }
        arena->current++;
        arena->offset = 0;
    }
    arena->blocks = lm_xrealloc(arena->blocks, (arena->count + 1) * sizeof *arena->blocks);
    arena->blocks[arena->count++] = map_block(bytes > SMALLEST_BLOCK ? bytes : SMALLEST_BLOCK);
    arena->offset = bytes;
    return arena->blocks[arena->current].base;
}

double *lm_arena_doubles(struct lm_arena *arena, size_t count)
{
    LM_ASSERT(count <= SIZE_MAX / sizeof(double));
    return lm_arena_alloc(arena, count * sizeof(double));
}

struct lm_arena_mark lm_arena_mark(const struct lm_arena *arena)
{
    return (struct lm_arena_mark){arena->current, arena->offset};
}

void lm_arena_rewind(struct lm_arena *arena, struct lm_arena_mark mark)
{
    arena->current = mark.block;
    arena->offset = mark.offset;
}

void lm_arena_reset(struct lm_arena *arena, size_t keep_bytes)
{
    size_t kept = 0, total = 0;
    for (size_t b = 0; b < arena->count; b++) {
        struct block block = arena->blocks[b];
        if (total + block.size <= keep_bytes) {
            total += block.size;
            arena->blocks[kept++] = block;
        } else {
            munmap(block.base, block.size);
        }
    }
    arena->count = kept;
    arena->current = 0;
    arena->offset = 0;
}

size_t lm_arena_bytes(const struct lm_arena *arena)
{
    size_t total = 0;
    for (size_t b = 0; b < arena->count; b++) total += arena->blocks[b].size;
    return total;
}

void *lm_xmalloc(size_t bytes)
{
    void *out = malloc(bytes ? bytes : 1);
    if (!out) out_of_memory(bytes);
    return out;
}

void *lm_xcalloc(size_t count, size_t size)
{
    void *out = calloc(count ? count : 1, size ? size : 1);
    if (!out) out_of_memory(count * size);
    return out;
}

void *lm_xrealloc(void *old, size_t bytes)
{
    void *out = realloc(old, bytes ? bytes : 1);
    if (!out) out_of_memory(bytes);
    return out;
}

char *lm_xstrdup(const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(lm_xmalloc(bytes), text, bytes);
}

char *lm_format(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *out = lm_vformat(format, arguments);
    va_end(arguments);
    return out;
}

char *lm_vformat(const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    LM_ASSERT(length >= 0);
    char *out = lm_xmalloc((size_t)length + 1);
    vsnprintf(out, (size_t)length + 1, format, arguments);
    return out;
}
