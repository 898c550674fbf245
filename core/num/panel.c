/* Panels, masks, and the names of arithmetics. */
#include "num_internal.h"

#include <stdlib.h>
#include <string.h>

lm_status lm_precision_parse(const char *text, int *bits)
{
    if (strcmp(text, "double") == 0) {
        *bits = 0;
        return LM_OK;
    }
    if (strncmp(text, "mpfr:", 5) == 0 && text[5] >= '0' && text[5] <= '9') {
        char *end;
        long value = strtol(text + 5, &end, 10);
        if (*end == '\0' && value >= LM_MPFR_MIN_BITS && value <= LM_MPFR_MAX_BITS) {
            *bits = (int)value;
            return LM_OK;
        }
    }
    return lm_error(LM_EINVAL, "precision '%s' is not known: give double, or mpfr:BITS with BITS from %d to %d", text,
                    LM_MPFR_MIN_BITS, LM_MPFR_MAX_BITS);
}

/* ---- Panels ---- */

struct lm_panel lm_panel_new(struct lm_arena *arena, const struct lm_num *num, size_t rows, size_t cols)
{
    /* Columns a multiple of 4 KiB apart would compete for the same cache lines. */
    size_t ld = rows >= 512 && rows % 512 == 0 ? rows + 8 : rows;
    LM_ASSERT(cols == 0 || ld <= SIZE_MAX / cols);
    struct lm_panel panel = {num, rows, cols, ld, NULL};
    panel.data = lm_arena_alloc(arena, num->ops->panel_bytes(num, ld * cols));
    num->ops->init(&panel);
    return panel;
}

struct lm_panel lm_panel_view(const struct lm_panel *panel, size_t first, size_t count)
{
    LM_ASSERT(first <= panel->cols && count <= panel->cols - first);
    return panel->num->ops->view(panel, first, count);
}

struct lm_panel lm_panel_of_doubles(double *data, size_t rows, size_t cols, size_t ld)
{
    LM_ASSERT(ld >= rows);
    return (struct lm_panel){lm_num_double(), rows, cols, ld, data};
}

double *lm_panel_doubles(const struct lm_panel *panel)
{
    LM_ASSERT(panel->num->ops == &lm_double_ops);
    return panel->data;
}

/* ---- Masks: bits past the last row are zero, so that whole words can be compared ---- */

struct lm_mask lm_mask_new(struct lm_arena *arena, size_t rows, size_t cols)
{
    struct lm_mask mask = {rows, cols, (rows + 63) / 64, NULL};
    LM_ASSERT(cols == 0 || mask.words <= SIZE_MAX / sizeof(uint64_t) / cols);
    mask.bits = lm_arena_alloc(arena, mask.words * cols * sizeof(uint64_t));
    memset(mask.bits, 0xff, mask.words * cols * sizeof(uint64_t));
    if (rows % 64)
        for (size_t k = 0; k < cols; k++) mask.bits[(k + 1) * mask.words - 1] = (UINT64_C(1) << rows % 64) - 1;
    return mask;
}

struct lm_mask lm_mask_view(const struct lm_mask *mask, size_t first, size_t count)
{
    LM_ASSERT(first <= mask->cols && count <= mask->cols - first);
    return (struct lm_mask){mask->rows, count, mask->words, mask->bits + first * mask->words};
}

bool lm_mask_get(const struct lm_mask *mask, size_t row, size_t col)
{
    LM_ASSERT(row < mask->rows && col < mask->cols);
    return mask->bits[col * mask->words + row / 64] >> row % 64 & 1;
}

void lm_mask_set(const struct lm_mask *mask, size_t row, size_t col, bool on)
{
    LM_ASSERT(row < mask->rows && col < mask->cols);
    uint64_t *word = &mask->bits[col * mask->words + row / 64], bit = UINT64_C(1) << row % 64;
    *word = on ? *word | bit : *word & ~bit;
}

size_t lm_mask_differences(const struct lm_mask *x, size_t a, const struct lm_mask *y, size_t b)
{
    LM_ASSERT(x->rows == y->rows && a < x->cols && b < y->cols);
    size_t count = 0;
    for (size_t w = 0; w < x->words; w++)
        count += (size_t)__builtin_popcountll(x->bits[a * x->words + w] ^ y->bits[b * y->words + w]);
    return count;
}
