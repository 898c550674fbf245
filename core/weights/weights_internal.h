/* What the kinds of W share inside this module. */
#ifndef LEMMATA_WEIGHTS_INTERNAL_H
#define LEMMATA_WEIGHTS_INTERNAL_H

#include <lemmata/weights.h>

struct lm_weights_ops {
    const char *name;
    void (*mul)(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x);
    void (*tmul)(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x);
    struct lm_matrix (*dense)(const struct lm_weights *w, int step);
    void (*describe)(const struct lm_weights *w, char *out, size_t size);
};

/* The first member of every kind. */
struct lm_weights {
    const struct lm_weights_ops *ops;
    struct lm_arena *arena;
    struct lm_law law;
    size_t m;
    int steps;
    struct lm_address address;
};

/* sqrt(variance / m): the standard deviation of an entry. */
double lm_law_entry_sd(const struct lm_law *law, size_t m);
const char *lm_shape_name(enum lm_shape shape);

struct lm_weights *lm_dense_draw(struct lm_arena *arena, const struct lm_law *law, size_t m, int steps, struct lm_address address);
struct lm_weights *lm_implicit_draw(struct lm_arena *arena, const struct lm_law *law, size_t m, int steps, struct lm_address address,
                                    size_t right, size_t left);

/* The distance between rows of a stored m x m matrix: not a power of two, which would map columns to the same cache lines. */
size_t lm_dense_stride(size_t m);

#endif
