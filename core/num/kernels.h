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

/* y = sum_r x[r] w[r] for a w of few rows: nothing is packed, y is written once. */
static TARGET void KERNEL(combine)(double *y, const double *x, const struct lm_matrix *w, bool add)
{
    size_t j = 0;
    for (; j + 4 * LANES <= w->cols; j += 4 * LANES) {
        VEC sum[4];
        UNROLL for (size_t v = 0; v < 4; v++) sum[v] = add ? LOAD(y + j + v * LANES) : SET0;
        for (size_t r = 0; r < w->rows; r++) {
            VEC factor = SPREAD(x[r]);
            UNROLL for (size_t v = 0; v < 4; v++) sum[v] = FMA(factor, LOAD(w->a + r * w->ld + j + v * LANES), sum[v]);
        }
        UNROLL for (size_t v = 0; v < 4; v++) STORE(y + j + v * LANES, sum[v]);
    }
    for (; j < w->cols; j++) {
        double sum = add ? y[j] : 0;
        for (size_t r = 0; r < w->rows; r++) sum += x[r] * w->a[r * w->ld + j];
        y[j] = sum;
    }
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
