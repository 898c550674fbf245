/* Dense W: every entry drawn from the addressable streams, in each of the laws that a control may ask for. */
#include "weights_internal.h"

#include <lemmata/table.h>

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct dense {
    struct lm_weights head;
    const double **step; /* [steps], NULL until first used; one matrix serves all where W is tied */
    bool given;          /* the matrix is the caller's */
};

size_t lm_dense_stride(size_t m)
{
    return m < 512 ? m : (m + 7) / 8 * 8 + 8;
}

/* ---- The laws ---- */

struct draw {
    double *a;
    size_t m, ld;
    double sd, parameter;
    struct lm_stream entries, law;
    struct lm_arena *arena;
};

static void draw_iid(const struct draw *w)
{
    for (size_t i = 0; i < w->m; i++) lm_stream_normals(w->a + i * w->ld, &w->entries, i, 0, w->m, w->sd);
}

static void draw_symmetric(const struct draw *w)
{
    draw_iid(w);
    for (size_t i = 0; i < w->m; i++)
        for (size_t j = 0; j < i; j++) w->a[i * w->ld + j] = w->a[j * w->ld + i];
}

static void draw_low_rank(const struct draw *w)
{
    size_t rank = (size_t)w->parameter;
    LM_ASSERT(rank >= 1);
    struct lm_arena_mark mark = lm_arena_mark(w->arena);
    double *u = lm_arena_doubles(w->arena, rank * w->m), *v = lm_arena_doubles(w->arena, rank * w->m);
    for (size_t k = 0; k < rank; k++) {
        lm_stream_normals(u + k * w->m, &w->law, 2 * k, 0, w->m, 1);
        lm_stream_normals(v + k * w->m, &w->law, 2 * k + 1, 0, w->m, 1);
    }
    /* sd / sqrt(rank) u v' has entries of variance sd^2 */
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (blasint)w->m, (blasint)w->m, (blasint)rank, w->sd / sqrt((double)rank), u,
                (blasint)w->m, v, (blasint)w->m, 0, w->a, (blasint)w->ld);
    lm_arena_rewind(w->arena, mark);
}

static void draw_common_row(const struct draw *w)
{
    struct lm_arena_mark mark = lm_arena_mark(w->arena);
    double *common = lm_arena_doubles(w->arena, w->m);
    lm_stream_normals(common, &w->law, 0, 0, w->m, w->sd);
    draw_iid(w);
    for (size_t i = 0; i < w->m; i++)
        for (size_t j = 0; j < w->m; j++) w->a[i * w->ld + j] = (w->a[i * w->ld + j] + common[j]) / sqrt(2.0);
    lm_arena_rewind(w->arena, mark);
}

static void draw_scaled_rows(const struct draw *w)
{
    draw_iid(w);
    for (size_t i = 0; i < w->m / 2; i++) cblas_dscal((blasint)w->m, w->parameter, w->a + i * w->ld, 1);
}

/* Student t from two uniforms (Bailey 1994): sqrt(nu (U^(-2/nu) - 1)) cos(2 pi V), so that entries stay addressable. */
static void draw_heavy_tails(const struct draw *w)
{
    const double nu = w->parameter, two_pi = 6.283185307179586;
    struct lm_arena_mark mark = lm_arena_mark(w->arena);
    double *u = lm_arena_doubles(w->arena, w->m);
    for (size_t i = 0; i < w->m; i++) {
        double *row = w->a + i * w->ld;
        lm_stream_uniforms(u, &w->law, 2 * i, 0, w->m);
        lm_stream_uniforms(row, &w->law, 2 * i + 1, 0, w->m);
        for (size_t j = 0; j < w->m; j++) row[j] = w->sd * sqrt(nu * (pow(u[j], -2 / nu) - 1)) * cos(two_pi * row[j]);
    }
    lm_arena_rewind(w->arena, mark);
}

static const double *draw_matrix(const struct lm_weights *head, unsigned index)
{
    static void (*const laws[])(const struct draw *) = {
        [LM_IID] = draw_iid,
        [LM_SYMMETRIC] = draw_symmetric,
        [LM_LOW_RANK] = draw_low_rank,
        [LM_COMMON_ROW] = draw_common_row,
        [LM_SCALED_ROWS] = draw_scaled_rows,
        [LM_HEAVY_TAILS] = draw_heavy_tails,
    };
    size_t m = head->m, ld = lm_dense_stride(m);
    struct draw w = {
        .a = lm_arena_doubles(head->arena, m * ld),
        .m = m,
        .ld = ld,
        .sd = lm_law_entry_sd(&head->law, m),
        .parameter = lm_law_parameter(&head->law),
        .entries = lm_stream_open(head->address.seed, LM_FOR_W, index, head->address.network),
        .law = lm_stream_open(head->address.seed, LM_FOR_LAW, index, head->address.network),
        .arena = head->arena,
    };
    laws[head->law.shape](&w);
    return w.a;
}

/* ---- The operator ---- */

static struct lm_matrix dense_matrix(const struct lm_weights *w, int step)
{
    const struct dense *self = (const struct dense *)w;
    return (struct lm_matrix){w->m, w->m, self->given ? w->m : lm_dense_stride(w->m), self->step[w->law.untied ? step - 1 : 0]};
}

/* The matrix of a step, drawn when it is first needed: a step whose input is zero never costs its m^2 numbers. */
static struct lm_matrix needed(struct lm_weights *w, int step)
{
    struct dense *self = (struct dense *)w;
    size_t slot = w->law.untied ? (size_t)step - 1 : 0;
    if (!self->step[slot]) self->step[slot] = draw_matrix(w, w->law.untied ? (unsigned)step : 0);
    return dense_matrix(w, step);
}

static void dense_mul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x)
{
    struct lm_matrix matrix = needed(w, step);
    x->num->ops->gemm(y, &matrix, x, false);
}

static void dense_tmul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x)
{
    struct lm_matrix matrix = needed(w, step);
    x->num->ops->gemm_t(y, &matrix, x, false);
}

static void dense_describe(const struct lm_weights *w, char *out, size_t size)
{
    const struct dense *self = (const struct dense *)w;
    snprintf(out, size, "dense%s, %s, m = %zu", w->law.untied ? " untied" : "", self->given ? "given" : lm_shape_name(w->law.shape),
             w->m);
}

static const struct lm_weights_ops dense_ops = {"dense", dense_mul, dense_tmul, dense_matrix, dense_describe};

struct lm_weights *lm_dense_draw(struct lm_arena *arena, const struct lm_law *law, size_t m, int steps, struct lm_address address)
{
    LM_ASSERT(steps < 256); /* the index of a stream has eight bits */
    struct dense *self = lm_arena_alloc(arena, sizeof *self);
    size_t slots = law->untied ? (size_t)steps : 1;
    *self = (struct dense){.head = {&dense_ops, arena, *law, m, steps, address}};
    self->step = lm_arena_alloc(arena, slots * sizeof *self->step);
    memset(self->step, 0, slots * sizeof *self->step);
    return &self->head;
}

struct lm_weights *lm_weights_from(struct lm_arena *arena, const struct lm_matrix *w)
{
    LM_ASSERT(w->rows == w->cols && w->ld == w->cols);
    struct dense *self = lm_arena_alloc(arena, sizeof *self);
    *self = (struct dense){.head = {.ops = &dense_ops, .arena = arena, .m = w->rows, .steps = 255}, .given = true};
    self->step = lm_arena_alloc(arena, sizeof *self->step);
    self->step[0] = w->a;
    return &self->head;
}

lm_status lm_weights_read(struct lm_weights **out, struct lm_arena *arena, const char *path)
{
    struct lm_table table;
    LM_TRY(lm_table_read(&table, path));
    lm_status status = LM_OK;
    if (table.rows == table.cols) {
        double *a = lm_arena_doubles(arena, table.rows * table.cols);
        memcpy(a, table.x, table.rows * table.cols * sizeof *a);
        *out = lm_weights_from(arena, &(struct lm_matrix){table.rows, table.cols, table.cols, a});
    } else {
        status =
            lm_error(LM_EFORMAT, "%s: holds %zu x %zu numbers; W must be square, one row of W a row", path, table.rows, table.cols);
    }
    lm_table_clear(&table);
    return status;
}
