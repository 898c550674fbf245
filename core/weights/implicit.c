/* W revealed product by product: the exact law of a matrix of independent N(0, variance/m) entries, without the matrix.
 *
 * After k products an orthonormal right basis Q and its images W Q are known, likewise on the left P and W'P. Given these, W is
 * Gaussian, and for a unit q orthogonal to Q
 *
 *     W q = (I - P P') n + P (W'P)'q = n + P k,    k = (W'P)'q - P'n,    n ~ N(0, variance/m I) fresh
 *
 * (the argument is the one of 2018, footnote 8, on both sides). A vector in the span of Q meets nothing new. An image
 * is kept as its noise n and its few coefficients k, and (W'P)'q needs the noise of P alone: what the images of P have along Q is
 * orthogonal to q.
 *
 * Vectors come in panels. At m = 10^6 the cost is reading memory, so a panel takes three passes over what is known: project on the
 * basis; subtract, draw the noise and meet the other side; combine. In each, rows are handled in blocks that stay in cache. For the
 * same reason the basis is kept as V = Q R with a small triangular R, and never divided by it. */
#include "weights_internal.h"

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Vectors that have met W (or its transpose). */
struct side {
    struct lm_panel vectors; /* V, m x capacity */
    struct lm_panel noise;   /* of the images, m x capacity */
    struct lm_panel factor;  /* R, capacity x capacity, a triangular block for each panel: V R^-1 is orthonormal */
    struct lm_panel along;   /* k, column by column: the images are noise + (orthonormal basis of the other side) along */
    size_t count;
    struct lm_stream fresh; /* row: number of the basis vector; column: coordinate */
};

struct revealed {
    struct side right, left;
};

struct implicit {
    struct lm_weights head;
    struct revealed *step; /* [steps] where W is untied, else [1] */
};

enum { BLOCK_BYTES = 1 << 19, MOST_ROUNDS = 4, MOST_COLUMNS = 64 };

/* A column whose remainder is below this part of it is orthogonalised again (Daniel, Gragg, Kaufman & Stewart 1976): one round
 * leaves an error of unit roundoff / BENIGN against the basis, and of unit roundoff / BENIGN^2 inside the panel. */
static const double BENIGN = 0.1;
/* Below this part the Gram matrix of a panel no longer resolves the remainder: the panel is split. */
static const double RESOLVED = 1e-6;
/* A single vector with a smaller remainder lies in the span, to rounding. */
static const double IN_SPAN = 1e-13;

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t rows_per_block(size_t columns)
{
    size_t rows = BLOCK_BYTES / (8 * (columns + 1)) / 64 * 64; /* whole groups of random numbers */
    return rows < 256 ? 256 : rows;
}

/* Rows first .. first + rows - 1 of a panel of doubles. */
static struct lm_panel window(const struct lm_panel *panel, size_t first, size_t rows)
{
    return lm_panel_of_doubles(lm_panel_doubles(panel) + first, rows, panel->cols, panel->ld);
}

/* The same rows as a matrix: of the transpose, because columns are contiguous. */
static struct lm_matrix transposed(const struct lm_panel *panel, size_t first, size_t rows)
{
    return (struct lm_matrix){panel->cols, rows, panel->ld, lm_panel_doubles(panel) + first};
}

/* What has met W already, and room for what comes next. */
static struct lm_panel met(const struct lm_panel *panel, const struct side *side)
{
    return lm_panel_view(panel, 0, side->count);
}

static struct lm_panel next(const struct lm_panel *panel, const struct side *side, size_t cols)
{
    return lm_panel_view(panel, side->count, cols);
}

/* c = R^-1 c or R^-T c with the R of a side. */
static void solve(const struct side *side, enum CBLAS_TRANSPOSE transpose, const struct lm_panel *c)
{
    if (side->count == 0) return;
    cblas_dtrsm(CblasColMajor, CblasLeft, CblasUpper, transpose, CblasNonUnit, (blasint)side->count, (blasint)c->cols, 1,
                lm_panel_doubles(&side->factor), (blasint)side->factor.ld, lm_panel_doubles(c), (blasint)c->ld);
}

/* x = x t^-1 for an upper triangular t of x->cols columns. */
static void divide(const struct lm_panel *x, const double *t)
{
    if (x->rows == 0) return;
    cblas_dtrsm(CblasColMajor, CblasRight, CblasUpper, CblasNoTrans, CblasNonUnit, (blasint)x->rows, (blasint)x->cols, 1, t,
                (blasint)x->cols, lm_panel_doubles(x), (blasint)x->ld);
}

/* First pass: c = Q'x, and the norms of the columns of x. */
static void project(struct lm_panel *c, double *norm, const struct side *own, const struct lm_panel *x)
{
    const struct lm_num_ops *ops = lm_num_double()->ops;
    const struct lm_panel v = met(&own->vectors, own);
    double part[MOST_COLUMNS];
    memset(norm, 0, x->cols * sizeof *norm);
    ops->zero(c);
    size_t block = rows_per_block(v.cols + x->cols);
    for (size_t r = 0; r < x->rows; r += block) {
        size_t rows = least(block, x->rows - r);
        struct lm_panel xr = window(x, r, rows);
        struct lm_matrix vt = transposed(&v, r, rows);
        if (v.cols > 0) ops->gemm(c, &vt, &xr, true);
        ops->norm(part, &xr);
        for (size_t k = 0; k < x->cols; k++) norm[k] = hypot(norm[k], part[k]);
    }
    solve(own, CblasTrans, c);
}

/* What the second pass leaves: v = x - Q c itself, and these sums over the rows. */
struct sums {
    double *gram;        /* v'v */
    struct lm_panel has; /* P_raw'n, with P_raw the vectors of the other side */
    struct lm_panel due; /* N'v, with N the noise of the other side */
};

/* Second pass. The source may be v itself; `drawn` says that n is there already, from a first round. */
static void subtract_and_meet(struct sums *sums, const struct side *own, const struct side *other, const struct lm_panel *source,
                              const struct lm_panel *c, bool drawn, double sd, struct lm_arena *arena)
{
    const struct lm_num_ops *ops = lm_num_double()->ops;
    const size_t cols = source->cols;
    const struct lm_panel basis = met(&own->vectors, own), v = next(&own->vectors, own, cols), n = next(&own->noise, own, cols);
    const struct lm_panel p = met(&other->vectors, other), z = met(&other->noise, other);
    struct lm_panel minus = lm_panel_new(arena, lm_num_double(), own->count, cols); /* -R^-1 c */
    double part[MOST_COLUMNS * MOST_COLUMNS];
    ops->copy(&minus, c);
    solve(own, CblasNoTrans, &minus);
    ops->scale(&minus, -1);
    memset(sums->gram, 0, cols * cols * sizeof *sums->gram);
    ops->zero(&sums->has);
    ops->zero(&sums->due);
    size_t block = rows_per_block(basis.cols + 2 * p.cols + 3 * cols);
    for (size_t r = 0; r < v.rows; r += block) {
        size_t rows = least(block, v.rows - r);
        struct lm_panel vr = window(&v, r, rows), xr = window(source, r, rows), nr = window(&n, r, rows);
        struct lm_matrix basis_t = transposed(&basis, r, rows), pt = transposed(&p, r, rows), zt = transposed(&z, r, rows);
        if (source->data != v.data) ops->copy(&vr, &xr);
        if (basis.cols > 0) ops->gemm_t(&vr, &basis_t, &minus, true);
        ops->cross(part, cols, &vr, &vr);
        for (size_t k = 0; k < cols * cols; k++) sums->gram[k] += part[k];
        for (size_t k = 0; k < cols && !drawn; k++)
            lm_stream_normals(lm_panel_doubles(&nr) + k * nr.ld, &own->fresh, own->count + k, r, rows, sd);
        if (p.cols == 0) continue;
        ops->gemm(&sums->has, &pt, &nr, true);
        ops->gemm(&sums->due, &zt, &vr, true);
    }
}

/* Third pass: out = W (Q c), that is, noise c + P (along c). */
static void combine(const struct lm_panel *out, const struct side *own, const struct side *other, const struct lm_panel *c,
                    struct lm_arena *arena)
{
    const struct lm_num_ops *ops = lm_num_double()->ops;
    const struct lm_panel n = met(&own->noise, own), p = met(&other->vectors, other);
    struct lm_panel k = lm_panel_new(arena, lm_num_double(), other->count, c->cols); /* R_P^-1 along c */
    if (own->count == 0) {
        ops->zero(out);
        return;
    }
    struct lm_matrix along_t = {own->count, other->count, own->along.ld, lm_panel_doubles(&own->along)};
    ops->gemm_t(&k, &along_t, c, false);
    solve(other, CblasNoTrans, &k);
    size_t block = rows_per_block(n.cols + p.cols + out->cols);
    for (size_t r = 0; r < out->rows; r += block) {
        size_t rows = least(block, out->rows - r);
        struct lm_panel part = window(out, r, rows);
        struct lm_matrix nt = transposed(&n, r, rows), pt = transposed(&p, r, rows);
        ops->gemm_t(&part, &nt, c, false);
        if (p.cols > 0) ops->gemm_t(&part, &pt, &k, true);
    }
}

/* The Cholesky factor t of g; `norm` are the lengths that the columns had before. Returns the first column that g does not resolve,
 * or cols; *benign counts the leading columns whose remainder is a good part of them. */
static size_t triangle(double *t, size_t *benign, const double *g, const double *norm, size_t cols)
{
    const double part = cols == 1 ? IN_SPAN : RESOLVED;
    *benign = cols;
    memset(t, 0, cols * cols * sizeof *t);
    for (size_t b = 0; b < cols; b++) {
        for (size_t a = 0; a < b; a++)
            t[a + cols * b] = (g[a + cols * b] - cblas_ddot((blasint)a, t + cols * a, 1, t + cols * b, 1)) / t[a + cols * a];
        double square = g[b + cols * b] - cblas_ddot((blasint)b, t + cols * b, 1, t + cols * b, 1);
        if (!(square > part * part * norm[b] * norm[b])) return b;
        t[b + cols * b] = sqrt(square);
        if (t[b + cols * b] < BENIGN * norm[b] && *benign == cols) *benign = b;
    }
    return cols;
}

/* A panel in the basis: x = Q c + v t, with v last^-1 orthonormal and orthogonal to Q. */
struct split {
    struct lm_panel c; /* count x cols */
    double *t, *last;  /* cols x cols, upper triangular, columns contiguous */
    struct sums sums;  /* of the last round */
};

/* Block Gram-Schmidt by Cholesky of Gram matrices, repeated until a round removes little. Writes v and its noise after the vectors
 * of `own` (not yet counted). Returns the number of leading columns that could be resolved together; fewer than all of them means
 * that the panel must be split. In a space that is exhausted a remainder of rounding errors never becomes benign: that vector is in
 * the span; elsewhere its direction joins the basis with a weight of rounding errors, which no product can tell. */
static size_t orthogonalise(struct split *out, struct side *own, const struct side *other, const struct lm_panel *x, double sd,
                            struct lm_arena *arena)
{
    const size_t cols = x->cols;
    const struct lm_num_ops *ops = lm_num_double()->ops;
    const struct lm_panel v = next(&own->vectors, own, cols), *source = x;
    struct lm_panel c = lm_panel_new(arena, lm_num_double(), own->count, cols);
    double *norm = lm_arena_doubles(arena, cols);
    for (size_t k = 0; k < cols * cols; k++) out->t[k] = k % (cols + 1) == 0;
    size_t benign = 0;
    for (int round = 0; round < MOST_ROUNDS && benign < cols; round++) {
        if (round > 0) divide(&v, out->last);
        project(&c, norm, own, source);
        subtract_and_meet(&out->sums, own, other, source, &c, round > 0, sd, arena);
        size_t resolved = triangle(out->last, &benign, out->sums.gram, norm, cols);
        if (resolved < cols) return resolved;
        /* The source was x = Q out->c + source t:  now  x = Q (out->c + c t) + v t  with  v = (v last^-1) last. */
        for (size_t b = 0; b < cols && own->count > 0; b++)
            for (size_t a = 0; a <= b; a++) {
                struct lm_panel to = lm_panel_view(&out->c, b, 1), from = lm_panel_view(&c, a, 1);
                ops->axpy(&to, out->t[a + cols * b], &from);
            }
        cblas_dtrmm(CblasColMajor, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit, (blasint)cols, (blasint)cols, 1, out->last,
                    (blasint)cols, out->t, (blasint)cols);
        source = &v;
    }
    return benign;
}

/* Counts the new columns: their factor and the coefficients k of their images. */
static void append(struct side *own, const struct side *other, const struct split *split)
{
    const size_t cols = split->sums.has.cols;
    struct lm_panel factor = next(&own->factor, own, cols), along = next(&own->along, own, cols), k = along;
    for (size_t b = 0; b < cols; b++)
        memcpy(lm_panel_doubles(&factor) + b * factor.ld + own->count, split->last + b * cols, cols * sizeof(double));
    k.rows = other->count;
    divide(&split->sums.due, split->last);      /* (W'P)'q */
    solve(other, CblasTrans, &split->sums.has); /* P'n */
    lm_num_double()->ops->copy(&k, &split->sums.due);
    lm_num_double()->ops->axpy(&k, -1, &split->sums.has);
    own->count += cols;
}

/* ---- Room ---- */

/* A panel of at least this size with the entries of the old one; the rest of a small one is zero. */
static struct lm_panel enlarged(const struct lm_panel *old, size_t used, size_t rows, size_t cols, bool zero,
                                struct lm_arena *arena)
{
    struct lm_panel out = lm_panel_new(arena, lm_num_double(), rows, cols);
    if (zero) lm_num_double()->ops->zero(&out);
    for (size_t k = 0; k < used; k++)
        memcpy(lm_panel_doubles(&out) + k * out.ld, lm_panel_doubles(old) + k * old->ld, old->rows * sizeof(double));
    return out;
}

static void make_room(struct side *own, struct side *other, size_t m, size_t capacity, struct lm_arena *arena)
{
    own->vectors = enlarged(&own->vectors, own->count, m, capacity, false, arena);
    own->noise = enlarged(&own->noise, own->count, m, capacity, false, arena);
    own->factor = enlarged(&own->factor, own->count, capacity, capacity, true, arena);
    own->along = enlarged(&own->along, own->count, other->vectors.cols, capacity, true, arena);
    other->along = enlarged(&other->along, other->count, capacity, other->vectors.cols, true, arena);
}

static void reserve(struct side *own, struct side *other, size_t m, size_t more, struct lm_arena *arena)
{
    size_t capacity = own->vectors.cols;
    if (own->count + more > capacity) make_room(own, other, m, capacity + (more > capacity ? more : capacity), arena);
}

/* ---- The product ---- */

/* out = W x for (own, other) = (right, left); out = W'x for (left, right). */
static void reveal(struct lm_weights *w, struct side *own, struct side *other, const struct lm_panel *out, const struct lm_panel *x)
{
    const struct lm_num *num = lm_num_double();
    const size_t cols = x->cols, old = own->count;
    if (cols > MOST_COLUMNS) {
        for (size_t k = 0; k < cols; k += MOST_COLUMNS) {
            struct lm_panel ok = lm_panel_view(out, k, least(MOST_COLUMNS, cols - k)), xk = lm_panel_view(x, k, ok.cols);
            reveal(w, own, other, &ok, &xk);
        }
        return;
    }
    reserve(own, other, w->m, cols, w->arena);
    struct lm_arena_mark mark = lm_arena_mark(w->arena);
    struct lm_panel c = lm_panel_new(w->arena, num, old + cols, cols); /* x in the basis with its new columns */
    struct split split = {
        .c = c,
        .t = lm_arena_doubles(w->arena, cols * cols),
        .last = lm_arena_doubles(w->arena, cols * cols),
        .sums = {lm_arena_doubles(w->arena, cols * cols), lm_panel_new(w->arena, num, other->count, cols),
                 lm_panel_new(w->arena, num, other->count, cols)},
    };
    split.c.rows = old;
    num->ops->zero(&c);
    size_t resolved = orthogonalise(&split, own, other, x, lm_law_entry_sd(&w->law, w->m), w->arena);
    if (resolved == cols) {
        append(own, other, &split);
        for (size_t b = 0; b < cols; b++) memcpy(lm_panel_doubles(&c) + b * c.ld + old, split.t + b * cols, cols * sizeof(double));
        combine(out, own, other, &c, w->arena);
    } else if (cols == 1) { /* in the span of what was met */
        double norm;
        project(&split.c, &norm, own, x);
        combine(out, own, other, &split.c, w->arena);
    }
    lm_arena_rewind(w->arena, mark);
    if (resolved == cols || cols == 1) return;
    size_t first = resolved > 0 ? resolved : 1;
    struct lm_panel out_a = lm_panel_view(out, 0, first), out_b = lm_panel_view(out, first, cols - first);
    struct lm_panel x_a = lm_panel_view(x, 0, first), x_b = lm_panel_view(x, first, cols - first);
    reveal(w, own, other, &out_a, &x_a);
    reveal(w, own, other, &out_b, &x_b);
}

/* ---- The operator ---- */

static struct revealed *at_step(struct lm_weights *w, int step)
{
    return &((struct implicit *)w)->step[w->law.untied ? step - 1 : 0];
}

static void implicit_mul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x)
{
    struct revealed *known = at_step(w, step);
    LM_ASSERT(x->num == lm_num_double());
    reveal(w, &known->right, &known->left, y, x);
}

static void implicit_tmul(struct lm_weights *w, int step, const struct lm_panel *y, const struct lm_panel *x)
{
    struct revealed *known = at_step(w, step);
    LM_ASSERT(x->num == lm_num_double());
    reveal(w, &known->left, &known->right, y, x);
}

static struct lm_matrix implicit_dense(const struct lm_weights *w, int step)
{
    (void)step;
    return (struct lm_matrix){.rows = w->m, .cols = w->m, .ld = w->m, .a = NULL};
}

static void implicit_describe(const struct lm_weights *w, char *out, size_t size)
{
    const struct implicit *self = (const struct implicit *)w;
    size_t right = 0, left = 0;
    for (int s = 0; s < (w->law.untied ? w->steps : 1); s++) {
        right += self->step[s].right.count;
        left += self->step[s].left.count;
    }
    snprintf(out, size, "implicit%s, %s, m = %zu, %zu right and %zu left vectors revealed", w->law.untied ? " untied" : "",
             lm_shape_name(w->law.shape), w->m, right, left);
}

static const struct lm_weights_ops implicit_ops = {"implicit", implicit_mul, implicit_tmul, implicit_dense, implicit_describe};

struct lm_weights *lm_implicit_draw(struct lm_arena *arena, const struct lm_law *law, size_t m, int steps,
                                    struct lm_address address, size_t right, size_t left)
{
    LM_ASSERT(steps < 256); /* the index of a stream has eight bits */
    struct implicit *self = lm_arena_alloc(arena, sizeof *self);
    size_t slots = law->untied ? (size_t)steps : 1;
    *self = (struct implicit){.head = {&implicit_ops, arena, *law, m, steps, address}};
    self->step = lm_arena_alloc(arena, slots * sizeof *self->step);
    memset(self->step, 0, slots * sizeof *self->step);
    for (size_t s = 0; s < slots; s++) {
        unsigned index = law->untied ? (unsigned)s + 1 : 0;
        self->step[s].right.fresh = lm_stream_open(address.seed, LM_FOR_RIGHT, index, address.network);
        self->step[s].left.fresh = lm_stream_open(address.seed, LM_FOR_LEFT, index, address.network);
        make_room(&self->step[s].right, &self->step[s].left, m, (right + slots - 1) / slots, arena);
        make_room(&self->step[s].left, &self->step[s].right, m, (left + slots - 1) / slots, arena);
    }
    return &self->head;
}
