/* W revealed product by product: the exact law of a matrix of independent N(0, variance/m) entries, without the matrix.
 *
 * After k products the right basis Q (orthonormal columns) and its images Y = W Q are known, likewise on the left P and
 * Z = W' P. Given these, W is Gaussian with mean  Y Q' + P (Z' - P'Y Q')  and fresh entries on the rest: for a unit q
 * orthogonal to Q,  W q = (I - P P') n + P Z'q  with n ~ N(0, variance/m I)   (claims 0.5; the argument is the one of
 * 2018, footnote 8, on both sides). A vector inside the span of Q meets nothing new: W v = Y Q'v.
 *
 * Vectors come in panels, so that every step is a product of tall panels. Rows are handled in blocks that stay in cache:
 * at m = 10^6 the cost is reading the bases from memory, and each pass reads them once. */
#include "weights_internal.h"

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Vectors that have met W (or its transpose): an orthonormal basis of their span, and the images of the basis. */
struct side {
    struct lm_panel basis, image;   /* m x capacity */
    size_t count;
    struct lm_stream fresh;    /* row: number of the basis vector; column: coordinate */
};

struct revealed {
    struct side right, left;
};

struct implicit {
    struct lm_weights head;
    struct revealed *step;     /* [steps] where W is untied, else [1] */
};

enum { BLOCK_BYTES = 1 << 20, MOST_ROUNDS = 4, MOST_COLUMNS = 64 };

/* A column whose remainder is below this part of it is orthogonalised again (Daniel, Gragg, Kaufman & Stewart 1976): one round
 * leaves an error of unit roundoff / BENIGN. */
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

/* c = basis' x, and the norms of the columns of x in the same pass. */
static void project(struct lm_panel *c, double *norm, const struct lm_panel *basis, const struct lm_panel *x)
{
    const struct lm_num_ops *ops = lm_num_double()->ops;
    double part[MOST_COLUMNS];
    memset(norm, 0, x->cols * sizeof *norm);
    ops->zero(c);
    size_t block = rows_per_block(basis->cols + x->cols);
    for (size_t r = 0; r < x->rows; r += block) {
        size_t rows = least(block, x->rows - r);
        struct lm_panel xr = window(x, r, rows);
        struct lm_matrix bt = transposed(basis, r, rows);
        if (basis->cols > 0) ops->gemm(c, &bt, &xr, true);
        ops->norm(part, &xr);
        for (size_t k = 0; k < x->cols; k++) norm[k] = hypot(norm[k], part[k]);
    }
}

/* v = source - basis c, and g = v'v in the same pass. The source may be v itself. Changes c to -c. */
static void subtract(double *g, const struct lm_panel *v, const struct lm_panel *source, const struct lm_panel *basis, struct lm_panel *c)
{
    const struct lm_num_ops *ops = lm_num_double()->ops;
    size_t cols = v->cols, block = rows_per_block(basis->cols + 2 * cols);
    double part[MOST_COLUMNS * MOST_COLUMNS];
    memset(g, 0, cols * cols * sizeof *g);
    ops->scale(c, -1);
    for (size_t r = 0; r < v->rows; r += block) {
        size_t rows = least(block, v->rows - r);
        struct lm_panel vr = window(v, r, rows), xr = window(source, r, rows);
        struct lm_matrix bt = transposed(basis, r, rows);
        if (source->data != v->data) ops->copy(&vr, &xr);
        if (basis->cols > 0) ops->gemm_t(&vr, &bt, c, true);
        ops->cross(part, cols, &vr, &vr);
        for (size_t k = 0; k < cols * cols; k++) g[k] += part[k];
    }
}

/* v = v t^-1 on rows first .. first + rows - 1, for an upper triangular t. */
static void divide(const struct lm_panel *v, size_t first, size_t rows, const double *t)
{
    cblas_dtrsm(CblasColMajor, CblasRight, CblasUpper, CblasNoTrans, CblasNonUnit, (blasint)rows, (blasint)v->cols, 1, t,
                (blasint)v->cols, (double *)v->data + first, (blasint)v->ld);
}

/* x = basis c + v t, with the columns of v last^-1 orthonormal and orthogonal to the basis: the division by `last` is left to the pass that
 * reads v next. */
struct split {
    struct lm_panel c;      /* count x cols */
    double *t, *last;       /* cols x cols, upper triangular, columns contiguous */
};

/* The Cholesky factor t of g; `norm` are the lengths that the columns had before. Returns the first column that g does not resolve, or
 * cols; *benign counts the leading columns whose remainder is a good part of them. */
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

/* Block Gram-Schmidt by Cholesky of Gram matrices, repeated until a round removes little. Writes the new columns after the basis of
 * `own` (not yet counted). Returns the number of leading columns that could be resolved together; fewer than all of them means that
 * the panel must be split. A remainder that round after round is mostly noise never becomes benign: that vector is in the span. */
static size_t orthonormalise(struct split *out, struct side *own, const struct lm_panel *x, struct lm_arena *arena)
{
    size_t cols = x->cols;
    const struct lm_num_ops *ops = lm_num_double()->ops;
    struct lm_panel basis = met(&own->basis, own), v = next(&own->basis, own, cols);
    struct lm_panel c = lm_panel_new(arena, lm_num_double(), own->count, cols);
    double *g = lm_arena_doubles(arena, cols * cols), *norm = lm_arena_doubles(arena, cols);
    const struct lm_panel *source = x;
    for (size_t k = 0; k < cols * cols; k++) out->t[k] = k % (cols + 1) == 0;
    size_t benign = 0;
    for (int round = 0; round < MOST_ROUNDS && benign < cols; round++) {
        if (round > 0) divide(&v, 0, v.rows, out->last);
        project(&c, norm, &basis, source);
        subtract(g, &v, source, &basis, &c);
        size_t resolved = triangle(out->last, &benign, g, norm, cols);
        if (resolved < cols) return resolved;
        /* c holds -basis'v:  x = basis (out->c - c t) + v t,  and  v = (v last^-1) last. */
        for (size_t b = 0; b < cols && own->count > 0; b++)
            for (size_t a = 0; a <= b; a++) {
                struct lm_panel to = lm_panel_view(&out->c, b, 1), from = lm_panel_view(&c, a, 1);
                ops->axpy(&to, -out->t[a + cols * b], &from);
            }
        cblas_dtrmm(CblasColMajor, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit, (blasint)cols, (blasint)cols, 1, out->last,
                    (blasint)cols, out->t, (blasint)cols);
        source = &v;
    }
    return benign;
}

/* ---- The product ---- */

static struct lm_panel moved(const struct lm_panel *from, size_t count, size_t m, size_t capacity, struct lm_arena *arena)
{
    struct lm_panel out = lm_panel_new(arena, lm_num_double(), m, capacity);
    if (count > 0) {
        struct lm_panel to = lm_panel_view(&out, 0, count), old = lm_panel_view(from, 0, count);
        lm_num_double()->ops->copy(&to, &old);
    }
    return out;
}

static void make_room(struct side *side, size_t m, size_t capacity, struct lm_arena *arena)
{
    side->basis = moved(&side->basis, side->count, m, capacity, arena);
    side->image = moved(&side->image, side->count, m, capacity, arena);
}

static void reserve(struct side *side, size_t m, size_t more, struct lm_arena *arena)
{
    size_t capacity = side->basis.cols;
    if (side->count + more > capacity) make_room(side, m, capacity + (more > capacity ? more : capacity), arena);
}

/* Draws the images of the new columns q of own->basis:  n + P (Z'q - P'n),  with n fresh and (P, Z) the other side. */
static void draw_images(struct side *own, const struct side *other, size_t cols, const double *last, double sd, struct lm_arena *arena)
{
    const struct lm_num_ops *ops = lm_num_double()->ops;
    struct lm_panel q = next(&own->basis, own, cols), y = next(&own->image, own, cols);
    struct lm_panel p = met(&other->basis, other), z = met(&other->image, other);
    struct lm_panel has = lm_panel_new(arena, lm_num_double(), other->count, cols); /* P'n */
    struct lm_panel due = lm_panel_new(arena, lm_num_double(), other->count, cols); /* Z'q, then Z'q - P'n */
    ops->zero(&has);
    ops->zero(&due);
    size_t block = rows_per_block(2 * other->count + 2 * cols);
    for (size_t r = 0; r < q.rows; r += block) {
        size_t rows = least(block, q.rows - r);
        struct lm_panel qr = window(&q, r, rows), yr = window(&y, r, rows);
        divide(&q, r, rows, last);
        for (size_t k = 0; k < cols; k++)
            lm_stream_normals(lm_panel_doubles(&yr) + k * yr.ld, &own->fresh, own->count + k, r, rows, sd);
        if (other->count == 0) continue;
        struct lm_matrix pt = transposed(&p, r, rows), zt = transposed(&z, r, rows);
        ops->gemm(&has, &pt, &yr, true);
        ops->gemm(&due, &zt, &qr, true);
    }
    if (other->count == 0) return;
    ops->axpy(&due, -1, &has);
    for (size_t r = 0; r < y.rows; r += block) {
        size_t rows = least(block, y.rows - r);
        struct lm_panel yr = window(&y, r, rows);
        struct lm_matrix pt = transposed(&p, r, rows);
        ops->gemm_t(&yr, &pt, &due, true);
    }
}

/* out = image c */
static void combine(const struct lm_panel *out, const struct lm_panel *image, const struct lm_panel *c)
{
    const struct lm_num_ops *ops = lm_num_double()->ops;
    if (image->cols == 0) {
        ops->zero(out);
        return;
    }
    size_t block = rows_per_block(image->cols + out->cols);
    for (size_t r = 0; r < out->rows; r += block) {
        size_t rows = least(block, out->rows - r);
        struct lm_panel part = window(out, r, rows);
        struct lm_matrix yt = transposed(image, r, rows);
        ops->gemm_t(&part, &yt, c, false);
    }
}

/* out = W x for (own, other) = (right, left); out = W'x for (left, right). */
static void reveal(struct lm_weights *w, struct side *own, struct side *other, const struct lm_panel *out, const struct lm_panel *x)
{
    size_t m = w->m, cols = x->cols, old = own->count;
    if (cols > MOST_COLUMNS) {
        for (size_t k = 0; k < cols; k += MOST_COLUMNS) {
            struct lm_panel ok = lm_panel_view(out, k, least(MOST_COLUMNS, cols - k)), xk = lm_panel_view(x, k, ok.cols);
            reveal(w, own, other, &ok, &xk);
        }
        return;
    }
    reserve(own, m, cols, w->arena);
    struct lm_arena_mark mark = lm_arena_mark(w->arena);
    struct lm_panel c = lm_panel_new(w->arena, lm_num_double(), old + cols, cols); /* x in the basis with its new columns */
    struct split split = {.c = c, .t = lm_arena_doubles(w->arena, cols * cols), .last = lm_arena_doubles(w->arena, cols * cols)};
    split.c.rows = old;
    lm_num_double()->ops->zero(&c);
    size_t resolved = orthonormalise(&split, own, x, w->arena);
    if (resolved == cols) {
        draw_images(own, other, cols, split.last, lm_law_entry_sd(&w->law, m), w->arena);
        own->count += cols;
        struct lm_panel image = met(&own->image, own);
        for (size_t b = 0; b < cols; b++)
            memcpy((double *)c.data + b * c.ld + old, split.t + b * cols, cols * sizeof(double));
        combine(out, &image, &c);
    } else if (cols == 1) { /* in the span of what was met */
        double norm;
        struct lm_panel basis = met(&own->basis, own), image = met(&own->image, own);
        project(&split.c, &norm, &basis, x);
        combine(out, &image, &split.c);
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

struct lm_weights *lm_implicit_draw(struct lm_arena *arena, const struct lm_law *law, size_t m, int steps, struct lm_address address,
                                    size_t right, size_t left)
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
        make_room(&self->step[s].right, m, (right + slots - 1) / slots, arena);
        make_room(&self->step[s].left, m, (left + slots - 1) / slots, arena);
    }
    return &self->head;
}
