/* The kernels of one instruction set. Included by kernels.c once for each, after these macros:
 *
 *   KERNEL(name)   the name of a function of this instruction set        TARGET   its function attribute
 *   VEC, LANES     a vector register and the number of doubles in it     TILE     rows of w that share the registers
 *   LOAD STORE SPREAD FMA SUB SET0                                       unaligned access; a * b + c
 *   NOT_NEGATIVE(v)    bit l is set where lane l is not negative             KEEP(bits, v)  zero in the other lanes
 *
 * Packed panels hold their columns in groups of at most three vector registers (lm_group_size): row i of a group is contiguous.
 * So an entry of w, spread over a register, meets up to 3 * LANES columns at once, and TILE * 3 sums stay in registers. */

/* clang-format off: it does not know that UNROLL belongs to the loop that follows */

#define INLINE static inline __attribute__((always_inline)) TARGET

/* y[r] += sum_j w[r][j] x[j] for `rows` rows of w: rows * V sums in registers while j runs along contiguous w. */
INLINE void KERNEL(tile)(double *y, const double *x, const struct lm_matrix *w, size_t first, const size_t rows, const size_t V)
{
    const double *a = w->a + first * w->ld;
    VEC sum[TILE][3];
    UNROLL for (size_t r = 0; r < rows; r++) UNROLL for (size_t v = 0; v < V; v++) sum[r][v] = LOAD(y + (r * V + v) * LANES);
    for (size_t j = 0; j < w->cols; j++, x += V * LANES) {
        VEC in[3];
        UNROLL for (size_t v = 0; v < V; v++) in[v] = LOAD(x + v * LANES);
        UNROLL for (size_t r = 0; r < rows; r++)
        {
            VEC entry = SPREAD(a[r * w->ld + j]);
            UNROLL for (size_t v = 0; v < V; v++) sum[r][v] = FMA(entry, in[v], sum[r][v]);
        }
    }
    UNROLL for (size_t r = 0; r < rows; r++) UNROLL for (size_t v = 0; v < V; v++) STORE(y + (r * V + v) * LANES, sum[r][v]);
}

/* y[j] += sum_r w[r][j] x[r] for `rows` rows of w: here x stays in registers and y streams through them. */
INLINE void KERNEL(tile_t)(double *y, const double *x, const struct lm_matrix *w, size_t first, const size_t rows, const size_t V)
{
    const double *a = w->a + first * w->ld;
    VEC in[TILE][3];
    UNROLL for (size_t r = 0; r < rows; r++) UNROLL for (size_t v = 0; v < V; v++) in[r][v] = LOAD(x + (r * V + v) * LANES);
    for (size_t j = 0; j < w->cols; j++, y += V * LANES) {
        VEC sum[3];
        UNROLL for (size_t v = 0; v < V; v++) sum[v] = LOAD(y + v * LANES);
        UNROLL for (size_t r = 0; r < rows; r++)
        {
            VEC entry = SPREAD(a[r * w->ld + j]);
            UNROLL for (size_t v = 0; v < V; v++) sum[v] = FMA(entry, in[r][v], sum[v]);
        }
        UNROLL for (size_t v = 0; v < V; v++) STORE(y + v * LANES, sum[v]);
    }
}

/* All groups of columns for one band of rows, which is in cache after the first group. */
INLINE void KERNEL(band)(double *y, const double *x, const struct lm_matrix *w, size_t vectors, size_t first, const size_t rows)
{
    for (size_t left = vectors, size; left > 0; left -= size) {
        size = lm_group_size(left);
        double *to = y + first * size * LANES;
        if (size == 3)
            KERNEL(tile)(to, x, w, first, rows, 3);
        else if (size == 2)
            KERNEL(tile)(to, x, w, first, rows, 2);
        else
            KERNEL(tile)(to, x, w, first, rows, 1);
        y += w->rows * size * LANES;
        x += w->cols * size * LANES;
    }
}

INLINE void KERNEL(band_t)(double *y, const double *x, const struct lm_matrix *w, size_t vectors, size_t first, const size_t rows)
{
    for (size_t left = vectors, size; left > 0; left -= size) {
        size = lm_group_size(left);
        const double *from = x + first * size * LANES;
        if (size == 3)
            KERNEL(tile_t)(y, from, w, first, rows, 3);
        else if (size == 2)
            KERNEL(tile_t)(y, from, w, first, rows, 2);
        else
            KERNEL(tile_t)(y, from, w, first, rows, 1);
        y += w->cols * size * LANES;
        x += w->rows * size * LANES;
    }
}

static TARGET void KERNEL(multiply)(double *y, const double *x, const struct lm_matrix *w, size_t vectors)
{
    size_t r = 0;
    for (; r + TILE <= w->rows; r += TILE) KERNEL(band)(y, x, w, vectors, r, TILE);
    for (; r + 2 <= w->rows; r += 2) KERNEL(band)(y, x, w, vectors, r, 2);
    for (; r < w->rows; r++) KERNEL(band)(y, x, w, vectors, r, 1);
}

static TARGET void KERNEL(multiply_t)(double *y, const double *x, const struct lm_matrix *w, size_t vectors)
{
    size_t r = 0;
    for (; r + TILE <= w->rows; r += TILE) KERNEL(band_t)(y, x, w, vectors, r, TILE);
    for (; r + 2 <= w->rows; r += 2) KERNEL(band_t)(y, x, w, vectors, r, 2);
    for (; r < w->rows; r++) KERNEL(band_t)(y, x, w, vectors, r, 1);
}

/* y_k (+)= sum_r x_k[r] w[r] for `cols` vectors: `deep` registers of a strip of w serve all of them. */
INLINE void KERNEL(combine_columns)(double *y, size_t ldy, const double *x, size_t ldx, const struct lm_matrix *w, bool add,
                                    const size_t cols, const size_t deep)
{
    size_t j = 0;
    for (; j + deep * LANES <= w->cols; j += deep * LANES) {
        VEC sum[4][4];
        UNROLL for (size_t k = 0; k < cols; k++)
            UNROLL for (size_t v = 0; v < deep; v++) sum[k][v] = add ? LOAD(y + k * ldy + j + v * LANES) : SET0;
        for (size_t r = 0; r < w->rows; r++) {
            VEC in[4];
            UNROLL for (size_t v = 0; v < deep; v++) in[v] = LOAD(w->a + r * w->ld + j + v * LANES);
            UNROLL for (size_t k = 0; k < cols; k++) {
                VEC factor = SPREAD(x[k * ldx + r]);
                UNROLL for (size_t v = 0; v < deep; v++) sum[k][v] = FMA(factor, in[v], sum[k][v]);
            }
        }
        UNROLL for (size_t k = 0; k < cols; k++)
            UNROLL for (size_t v = 0; v < deep; v++) STORE(y + k * ldy + j + v * LANES, sum[k][v]);
    }
    for (; j < w->cols; j++)
        for (size_t k = 0; k < cols; k++) {
            double sum = add ? y[k * ldy + j] : 0;
            for (size_t r = 0; r < w->rows; r++) sum += x[k * ldx + r] * w->a[r * w->ld + j];
            y[k * ldy + j] = sum;
        }
}

/* For a w of few rows: nothing is packed, y is written once. */
static TARGET void KERNEL(combine)(double *y, size_t ldy, const struct lm_matrix *x, const struct lm_matrix *w, bool add)
{
    size_t k = 0;
    for (; k + 4 <= x->rows; k += 4) KERNEL(combine_columns)(y + k * ldy, ldy, x->a + k * x->ld, x->ld, w, add, 4, 2);
    for (; k + 2 <= x->rows; k += 2) KERNEL(combine_columns)(y + k * ldy, ldy, x->a + k * x->ld, x->ld, w, add, 2, 4);
    for (; k < x->rows; k++) KERNEL(combine_columns)(y + k * ldy, ldy, x->a + k * x->ld, x->ld, w, add, 1, 4);
}

/* out[r * step + k * ld] += <w[r], x[k]> for a tile of rows: all sums stay in registers while both run along contiguous memory. */
INLINE void KERNEL(inner_tile)(double *out, size_t step, size_t ld, const double *w, size_t ldw, const double *x, size_t ldx, size_t n,
                               const size_t rows, const size_t cols)
{
    VEC sum[4][4];
    UNROLL for (size_t r = 0; r < rows; r++)
        UNROLL for (size_t k = 0; k < cols; k++) sum[r][k] = SET0;
    size_t j = 0;
    for (; j + LANES <= n; j += LANES) {
        VEC in[4];
        UNROLL for (size_t k = 0; k < cols; k++) in[k] = LOAD(x + k * ldx + j);
        UNROLL for (size_t r = 0; r < rows; r++) {
            VEC row = LOAD(w + r * ldw + j);
            UNROLL for (size_t k = 0; k < cols; k++) sum[r][k] = FMA(row, in[k], sum[r][k]);
        }
    }
    UNROLL for (size_t r = 0; r < rows; r++)
        UNROLL for (size_t k = 0; k < cols; k++) {
            double lanes[LANES], total = 0;
            STORE(lanes, sum[r][k]);
            for (size_t l = 0; l < LANES; l++) total += lanes[l];
            for (size_t t = j; t < n; t++) total += w[r * ldw + t] * x[k * ldx + t];
            out[r * step + k * ld] += total;
        }
}

INLINE void KERNEL(inner_band)(double *out, size_t step, size_t ld, const double *w, size_t ldw, const struct lm_matrix *x,
                               const size_t rows)
{
    size_t k = 0;
    for (; k + 4 <= x->rows; k += 4) KERNEL(inner_tile)(out + k * ld, step, ld, w, ldw, x->a + k * x->ld, x->ld, x->cols, rows, 4);
    for (; k + 2 <= x->rows; k += 2) KERNEL(inner_tile)(out + k * ld, step, ld, w, ldw, x->a + k * x->ld, x->ld, x->cols, rows, 2);
    for (; k < x->rows; k++) KERNEL(inner_tile)(out + k * ld, step, ld, w, ldw, x->a + k * x->ld, x->ld, x->cols, rows, 1);
}

/* All inner products of the rows of w with those of x. */
static TARGET void KERNEL(inner)(double *out, size_t step, size_t ld, const struct lm_matrix *w, const struct lm_matrix *x)
{
    enum { TALL = LANES < 8 ? 2 : 4 }; /* sixteen registers hold no tile of 4 x 4 */
    size_t r = 0;
    for (; r + TALL <= w->rows; r += TALL) KERNEL(inner_band)(out + r * step, step, ld, w->a + r * w->ld, w->ld, x, TALL);
    for (; r < w->rows; r++) KERNEL(inner_band)(out + r * step, step, ld, w->a + r * w->ld, w->ld, x, 1);
}

static TARGET uint64_t KERNEL(relu)(double *h, const double *g)
{
    uint64_t word = 0;
    for (unsigned r = 0; r < 64; r += LANES) {
        VEC v = LOAD(g + r);
        unsigned bits = NOT_NEGATIVE(v);
        STORE(h + r, KEEP(bits, v));
        word |= (uint64_t)bits << r;
    }
    return word;
}

static TARGET void KERNEL(mask)(double *y, uint64_t d, const double *x)
{
    for (unsigned r = 0; r < 64; r += LANES) {
        unsigned bits = (unsigned)(d >> r) & ((1u << LANES) - 1);
        STORE(y + r, KEEP(bits, LOAD(x + r)));
    }
}

static TARGET double KERNEL(squared_distance)(const double *x, const double *y, size_t n)
{
    VEC sum[4] = {SET0, SET0, SET0, SET0}; /* four chains hide the latency of the addition */
    size_t i = 0;
    for (; i + 4 * LANES <= n; i += 4 * LANES) UNROLL for (size_t v = 0; v < 4; v++)
        {
            VEC apart = SUB(LOAD(x + i + v * LANES), LOAD(y + i + v * LANES));
            sum[v] = FMA(apart, apart, sum[v]);
        }
    double lanes[4 * LANES], total = 0;
    UNROLL for (size_t v = 0; v < 4; v++) STORE(lanes + v * LANES, sum[v]);
    for (size_t l = 0; l < 4 * LANES; l++) total += lanes[l];
    for (; i < n; i++) total += (x[i] - y[i]) * (x[i] - y[i]);
    return total;
}

static const struct lm_kernels KERNEL(kernels) = {
    .path = PATH,
    .lanes = LANES,
    .multiply = KERNEL(multiply),
    .multiply_t = KERNEL(multiply_t),
    .combine = KERNEL(combine),
    .inner = KERNEL(inner),
    .relu = KERNEL(relu),
    .mask = KERNEL(mask),
    .squared_distance = KERNEL(squared_distance),
};

#undef INLINE
#undef KERNEL
#undef PATH
#undef TARGET
#undef VEC
#undef LANES
#undef TILE
#undef LOAD
#undef STORE
#undef SPREAD
#undef FMA
#undef SUB
#undef SET0
#undef NOT_NEGATIVE
#undef KEEP
