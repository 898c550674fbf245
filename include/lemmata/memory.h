/* Memory that belongs to a trial: allocated by pointer bump from large mappings and given back all at once.
 *
 * A worker keeps one arena over all its cells, so that a network of width 10^6 pays for its pages once. */
#ifndef LEMMATA_MEMORY_H
#define LEMMATA_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

struct lm_arena;

struct lm_arena *lm_arena_new(void);
void lm_arena_free(struct lm_arena *arena);

/* `bytes` of uninitialised memory aligned to 64 bytes. Never NULL: a process out of memory stops with exit status 70,
 * because the runner has compared the need of a cell with its limit before it started the cell. */
void *lm_arena_alloc(struct lm_arena *arena, size_t bytes);

/* Room for `count` doubles. */
double *lm_arena_doubles(struct lm_arena *arena, size_t count);

/* Everything allocated after the mark is given back by the rewind; mappings are kept for the next user. */
struct lm_arena_mark { size_t block, offset; };
struct lm_arena_mark lm_arena_mark(const struct lm_arena *arena);
void lm_arena_rewind(struct lm_arena *arena, struct lm_arena_mark mark);

/* Gives everything back (and unmaps what is beyond `keep_bytes`). */
void lm_arena_reset(struct lm_arena *arena, size_t keep_bytes);

/* Bytes that the arena has mapped. */
size_t lm_arena_bytes(const struct lm_arena *arena);

/* Heap memory that cannot be missing: stops with exit status 70 where malloc returns NULL. */
void *lm_xmalloc(size_t bytes);
void *lm_xcalloc(size_t count, size_t size);
void *lm_xrealloc(void *old, size_t bytes);
char *lm_xstrdup(const char *text);
/* A new string from a format. */
char *lm_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *lm_vformat(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

#endif
