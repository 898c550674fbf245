/* Lower bounds of the kernel: Wang et al. (2021), Theorem 4, (18), (20), (28) to (36), Propositions 2.1 to 2.4.
 *
 * In the limit F^l = (1/2) prod_{k >= l} Sigma(rho_k) and H = sum_l F^l K^{l-1} are power series with coefficients >= 0 in the
 * inner products t_k of the k-th tokens. So F^l >= c Sigma(rho_l) in the order of positive semidefinite matrices, whatever the
 * sequences, with c half of the value of prod_{k > l} Sigma(rho_k) at t = 0. The question is how c falls with L: not at all, thanks
 * to the 1/L^3. */
#include <lemmata/lemma.h>

#include <cblas.h>
#include <gsl/gsl_integration.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

enum {
    DOMINANCE, DOMINANCE_SHARP, ALGORITHM_1, KAPPA,                              /* along L, all sequences at once */
    BEST_CONSTANT, LOEWNER, PRINTED, LOWER_KERNEL,                               /* along L, n sequences */
    LINEAR_LAST, LINEAR_LAST_SHARP, QUADRATIC_LAST, QUADRATIC_LAST_SHARP,        /* along L, norms of functions */
    BILINEAR, BILINEAR_SHARP, TRILINEAR, TRILINEAR_SHARP, LINEAR_FIRST_SHARP, QUADRATIC_FIRST_SHARP,
    WINDOW_LINEAR, WINDOW_QUADRATIC, WINDOW,                                     /* along L, all tokens at once */
    KERNEL, KERNEL_LIMIT, SPECTRUM,                                              /* the network */
    PROPOSITION, PROPOSITION_TIGHT, CLOSURE                                      /* section 2.3 */
};
enum { PAIRS, EXACT, MATRICES, NORMS, WHOLE, WIDTH, LEAST, DEGREE, POINTS };
enum { NO_CUBE = 1, POWER_2, POWER_2_5, HALF, PRINTED_DIRECTION, FAINT, TWINS, SMALL_M, NEGATIVE_TERM, ANGLES };
enum { SEQUENCES = 24, PAIRED = SEQUENCES * (SEQUENCES - 1) / 2, TRAINED = 4, INVERTED = 8, NODES = 24, SAMPLES = 100 };
enum { FEW = 6, FEW_SAMPLES = 25 }; /* for functions of many pairs of tokens, or of three */

/* A ~ N(0, 2/(L^power m)). */
static double power_of(const struct lm_cell *cell)
{
    return cell->variant == NO_CUBE ? 0 : cell->variant == POWER_2 ? 2 : cell->variant == POWER_2_5 ? 2.5 : 3;
}

/* ---- The kernels of two sequences of unit-norm tokens ---- */

/* After l steps: Q_l, K^l and A_l = sum_{k <= l} K^{k-1} prod_{j=k}^{l} Sigma(rho_j), so that H = A_L/2. */
struct pair {
    double Q, K, A;
};
static const struct pair AT_START = {1, 1, 0};

/* One step whose tokens have the inner product `scale` t; returns Sigma(rho_l). */
static double step(struct pair *p, double t, double scale)
{
    p->Q += scale;
    double rho = (scale * t + p->K) / p->Q, sigma = lm_kappa_0(rho, 0);
    p->A = sigma * (p->A + p->K);
    p->K = p->Q * lm_kappa_1(rho, 0);
    return sigma;
}

/* prod_{k=2}^{L} Sigma(rho_k) for inner products t_1..t_L; NULL: all zero. */
static double product_after_first(const double *t, int L, double power)
{
    struct pair p = AT_START;
    double scale = pow(L, -power), product = 1;
    for (int l = 1; l <= L; l++) {
        double sigma = step(&p, t ? t[l - 1] : 0, scale);
        if (l > 1) product *= sigma;
    }
    return product;
}

static double dot(const double *x, const double *y, size_t n)
{
    return cblas_ddot((blasint)n, x, 1, y, 1);
}

/* ---- How the constant depends on L ---- */

/* The largest c with prod_{k >= 2} Sigma(rho_k) >= c for independent uniform tokens and any number of sequences: the mean of the
 * left side, for it is a zonal kernel in each token, and the constants are an eigenfunction. Estimated over all pairs. */
static void observe_pairs(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs x = lm_inputs_wang(lm_trial_arena(t), SEQUENCES, cell->L, cell->dx, 0, lm_trial_address(t));
    double *inner = lm_arena_doubles(lm_trial_arena(t), (size_t)cell->L), sum = 0, unscaled = 0;
    for (size_t i = 0; i < x.n; i++)
        for (size_t j = 0; j < i; j++) {
            for (int l = 1; l <= cell->L; l++) inner[l - 1] = dot(lm_token(&x, i, l + 1), lm_token(&x, j, l + 1), x.dim);
            sum += product_after_first(inner, cell->L, power_of(cell)) / PAIRED;
            unscaled += product_after_first(inner, cell->L, 0) / PAIRED;
        }
    lm_observe(t, DOMINANCE, sum);
    lm_observe(t, DOMINANCE_SHARP, sum);
    lm_observe(t, ALGORITHM_1, unscaled);
}

static void observe_exact(const struct lm_cell *cell, struct lm_trial *t)
{
    lm_observe(t, KAPPA, product_after_first(NULL, cell->L, power_of(cell)));
}

/* ---- As matrices, of n sequences ---- */

/* Sigma(rho_l), prod_{k > l} Sigma(rho_k) and K^{l-1} for l = 1..L, each n x n, and the same with all t_k = 0. */
struct kernels {
    size_t n;
    int L;
    double *sigma, *after, *K;
    double *after_0, *K_0;
};

static double *layer(const struct kernels *k, double *of, int l)
{
    return of + (size_t)(l - 1) * k->n * k->n;
}

static void fill_pair(struct kernels *out, const struct lm_inputs *x, size_t i, size_t j, double scale)
{
    struct pair p = AT_START;
    double product = 1;
    for (int l = 1; l <= out->L; l++) {
        size_t ij = i * out->n + j;
        layer(out, out->K, l)[ij] = p.K;
        double sigma = step(&p, dot(lm_token(x, i, l + 1), lm_token(x, j, l + 1), x->dim), scale);
        if (i == j) { /* correlation 1, where acos would make 1e-8 of rounding */
            sigma = 1;
            p.K = p.Q;
        }
        layer(out, out->sigma, l)[ij] = sigma;
    }
    for (int l = out->L; l >= 1; l--) {
        layer(out, out->after, l)[i * out->n + j] = product;
        product *= layer(out, out->sigma, l)[i * out->n + j];
    }
}

static struct kernels kernels_of(const struct lm_cell *cell, struct lm_trial *t)
{
    const size_t n = SEQUENCES, L = (size_t)cell->L;
    double *all = lm_arena_doubles(lm_trial_arena(t), 3 * n * n * L + 2 * L);
    struct kernels out = {n, cell->L, all, all + n * n * L, all + 2 * n * n * L, all + 3 * n * n * L, all + 3 * n * n * L + L};
    struct lm_inputs x = lm_inputs_wang(lm_trial_arena(t), n, cell->L, cell->dx, 0, lm_trial_address(t));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) fill_pair(&out, &x, i, j, pow(cell->L, -power_of(cell)));
    struct pair p = AT_START;
    for (size_t l = 0; l < L; l++) { /* the constants are those of the claim, with 1/L^3, in a control too */
        out.K_0[l] = p.K;
        out.after_0[l] = step(&p, 0, pow(cell->L, -3));
    }
    for (size_t l = L; l-- > 0;) out.after_0[l] = l + 1 < L ? out.after_0[l + 1] * out.after_0[l] : out.after_0[l];
    for (size_t l = 0; l < L; l++) out.after_0[l] = l + 1 < L ? out.after_0[l + 1] : 1; /* from k >= l to k > l */
    return out;
}

/* The least eigenvalue of X - c Y. */
static double least_eigenvalue(struct lm_trial *t, const double *X, double c, const double *Y, size_t n)
{
    double *a = lm_arena_doubles(lm_trial_arena(t), n * n), *values = lm_arena_doubles(lm_trial_arena(t), n);
    for (size_t k = 0; k < n * n; k++) a[k] = X[k] - c * Y[k];
    lm_status status = lm_symmetric_eigenvalues(values, NULL, a, n);
    lm_trial_fail(t, status);
    return status == LM_OK ? values[0] : 0;
}

/* The largest c with X >= c Y, Y positive definite: the least generalised eigenvalue. */
static double largest_constant(struct lm_trial *t, const double *X, const double *Y, size_t n)
{
    double *a = lm_arena_doubles(lm_trial_arena(t), 2 * n * n), *b = a + n * n, *values = lm_arena_doubles(lm_trial_arena(t), n);
    memcpy(a, X, n * n * sizeof *a);
    memcpy(b, Y, n * n * sizeof *b);
    lapack_int info = LAPACKE_dsygv(LAPACK_COL_MAJOR, 1, 'N', 'L', (lapack_int)n, a, (lapack_int)n, b, (lapack_int)n, values);
    if (info != 0) lm_trial_fail(t, lm_error(LM_ECONVERGE, "dsygv: %d", (int)info));
    return info == 0 ? values[0] : 0;
}

static void observe_matrices(const struct lm_cell *cell, struct lm_trial *t)
{
    struct kernels k = kernels_of(cell, t);
    const size_t n = k.n;
    double *F = lm_arena_doubles(lm_trial_arena(t), 2 * n * n), *H = F + n * n, direction = pow(cell->L, 4);
    double best = HUGE_VAL, loewner = HUGE_VAL, lower = HUGE_VAL, printed = HUGE_VAL;
    memset(H, 0, n * n * sizeof *H);
    for (int l = 1; l <= k.L; l++) {
        const double *sigma = layer(&k, k.sigma, l);
        for (size_t ij = 0; ij < n * n; ij++) {
            F[ij] = sigma[ij] * layer(&k, k.after, l)[ij] / 2;
            H[ij] += F[ij] * layer(&k, k.K, l)[ij]; /* (23) with h_{l-1} */
        }
        double c = cell->variant == HALF ? 0.5 : cell->variant == PRINTED_DIRECTION ? direction : k.after_0[l - 1] / 2;
        best = fmin(best, largest_constant(t, F, sigma, n));
        if (l < k.L) loewner = fmin(loewner, least_eigenvalue(t, F, c, sigma, n)); /* F^L is half of Sigma(rho_L) */
        printed = fmin(printed, least_eigenvalue(t, F, direction, sigma, n)); /* (29) */
    }
    for (int l = 1; l <= k.L; l++) { /* (32) */
        double c = cell->variant == PRINTED_DIRECTION ? direction : k.after_0[l - 1] * k.K_0[l - 1] / 2;
        lower = fmin(lower, least_eigenvalue(t, H, c, layer(&k, k.sigma, l), n));
    }
    lm_observe(t, BEST_CONSTANT, best);
    lm_observe(t, LOEWNER, loewner);
    lm_observe(t, PRINTED, printed);
    lm_observe(t, LOWER_KERNEL, lower);
}

/* ---- Norms of functions: sup over n of sqrt(y' H^-1 y) ---- */

/* Uniform tokens: nodes and weights of t = <X, X'> with density (1 - t^2)^((d-3)/2), normalised. */
struct rule {
    size_t n;
    double t[NODES], w[NODES];
};

static struct rule gegenbauer(size_t d, size_t n)
{
    struct rule out = {n, {0}, {0}};
    double sum = 0;
    gsl_integration_fixed_workspace *w =
        gsl_integration_fixed_alloc(gsl_integration_fixed_gegenbauer, n, -1, 1, ((double)d - 3) / 2, 0);
    for (size_t k = 0; k < n; k++) sum += gsl_integration_fixed_weights(w)[k];
    for (size_t k = 0; k < n; k++) {
        out.t[k] = gsl_integration_fixed_nodes(w)[k];
        out.w[k] = gsl_integration_fixed_weights(w)[k] / sum;
    }
    gsl_integration_fixed_free(w);
    return out;
}

/* Means of H against zonal polynomials of tokens: of X_1, of X_L, of X_{L-1} and X_L, and of the last three. */
struct means {
    double linear_first, quadratic_first, linear_last, quadratic_last, bilinear, trilinear;
};

static double quadratic(double t, double d)
{
    return (d * t * t - 1) / (d - 1);
}

/* Adds those over the tokens named, with the others' inner products as given. */
static void add_means(struct means *out, const double *inner, const struct rule *rule, int L, size_t d, double scale,
                      double last_scale)
{
    struct pair before = AT_START;
    for (int l = 1; l < L - 1; l++) step(&before, inner[l - 1], scale);
    for (size_t a = 0; a < rule->n; a++) {
        struct pair first = AT_START, next = before;
        step(&first, rule->t[a], scale);
        for (int l = 2; l <= L; l++) step(&first, inner[l - 1], scale);
        out->linear_first += rule->w[a] * rule->t[a] * first.A / 2;
        out->quadratic_first += rule->w[a] * quadratic(rule->t[a], (double)d) * first.A / 2;
        step(&next, rule->t[a], last_scale);
        for (size_t b = 0; b < rule->n; b++) {
            struct pair last = next;
            step(&last, rule->t[b], last_scale);
            double weight = rule->w[a] * rule->w[b];
            out->bilinear += weight * rule->t[a] * rule->t[b] * last.A / 2;
            out->linear_last += weight * rule->t[b] * last.A / 2;
            out->quadratic_last += weight * quadratic(rule->t[b], (double)d) * last.A / 2;
        }
    }
}

/* Adds that of the last three, of L >= 3. */
static void add_trilinear(struct means *out, const double *inner, const struct rule *rule, int L, double scale, double last_scale)
{
    struct pair before = AT_START;
    for (int l = 1; l < L - 2; l++) step(&before, inner[l - 1], scale);
    for (size_t a = 0; a < rule->n; a++) {
        struct pair next = before;
        step(&next, rule->t[a], scale);
        for (size_t b = 0; b < rule->n; b++) {
            struct pair last_but_one = next;
            step(&last_but_one, rule->t[b], last_scale);
            for (size_t c = 0; c < rule->n; c++) {
                struct pair last = last_but_one;
                step(&last, rule->t[c], last_scale);
                double weight = rule->w[a] * rule->w[b] * rule->w[c];
                out->trilinear += weight * rule->t[a] * rule->t[b] * rule->t[c] * last.A / 2;
            }
        }
    }
}

/* sqrt(||f||^2/mean) for an eigenfunction f of H; a mean that is not positive: H does not see f. */
static double norm_of(double square, double mean)
{
    return mean > 0 ? sqrt(square * SAMPLES / mean) : HUGE_VAL;
}

/* t_1..t_L: <X, X'> is like the first coordinate of X; z is room for d numbers. */
static void draw_inner(double *inner, double *z, const struct lm_stream *stream, uint64_t sample, int L, size_t d)
{
    for (int l = 0; l < L; l++) {
        lm_stream_normals(z, stream, sample * (uint64_t)L + (uint64_t)l, 0, d, 1);
        inner[l] = z[0] / cblas_dnrm2((blasint)d, z, 1);
    }
}

static void observe_norms(const struct lm_cell *cell, struct lm_trial *t)
{
    const int L = cell->L;
    const size_t d = cell->dx;
    const double D = (double)d, scale = pow(L, -power_of(cell)), last_scale = scale * (cell->variant == FAINT ? 1e-4 : 1);
    struct rule rule = gegenbauer(d, NODES), few = gegenbauer(d, FEW);
    struct means sum = {0};
    double *inner = lm_arena_doubles(lm_trial_arena(t), (size_t)L), *z = lm_arena_doubles(lm_trial_arena(t), d);
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 0, address.network);
    for (uint64_t sample = 0; sample < SAMPLES; sample++) {
        draw_inner(inner, z, &stream, sample, L, d);
        add_means(&sum, inner, &rule, L, d, scale, last_scale);
        if (L >= 3) add_trilinear(&sum, inner, &few, L, scale, last_scale);
    }
    /* E f^2 over what C(t) makes of H: f = <w, X>, <w, X>^2 - 1/d, <w, X_{L-1}><w, X_L> and that times <w, X_{L-2}> */
    double linear_last = norm_of(1 / D, sum.linear_last), bilinear = norm_of(1 / (D * D), sum.bilinear);
    double of_square = 3 / (D * (D + 2)) - 1 / (D * D), quadratic_last = norm_of(of_square, sum.quadratic_last);
    lm_observe(t, LINEAR_LAST, linear_last);
    lm_observe(t, LINEAR_LAST_SHARP, linear_last);
    lm_observe(t, QUADRATIC_LAST, quadratic_last);
    lm_observe(t, QUADRATIC_LAST_SHARP, quadratic_last);
    lm_observe(t, BILINEAR, bilinear);
    lm_observe(t, BILINEAR_SHARP, bilinear);
    if (L >= 3) {
        double trilinear = norm_of(1 / (D * D * D), sum.trilinear);
        lm_observe(t, TRILINEAR, trilinear);
        lm_observe(t, TRILINEAR_SHARP, trilinear);
    }
    lm_observe(t, LINEAR_FIRST_SHARP, norm_of(1 / D, sum.linear_first));
    lm_observe(t, QUADRATIC_FIRST_SHARP, norm_of(of_square, sum.quadratic_first));
}

/* ---- All tokens at once: the largest alpha_k with H >= alpha_k (Z'Z)^k ---- */

/* Means of H against 1, t_l, C_2(t_l) and t_j t_l for all j < l: the latter at [j - 1][l - 1] of an L x L array. */
struct spectrum {
    double constant, *linear, *quadratic, *bilinear;
};

/* Adds them, the others' inner products as given; scale[l - 1] is that of X_l. */
static void add_spectrum(struct spectrum *out, const double *inner, const double *scale, const struct rule *rule, int L, size_t d)
{
    struct pair before = AT_START;
    for (int j = 1; j <= L; j++) {
        for (size_t a = 0; a < rule->n; a++) {
            struct pair next = before;
            step(&next, rule->t[a], scale[j - 1]);
            for (int l = j + 1; l <= L; l++) {
                double *of = out->bilinear + (size_t)(j - 1) * (size_t)L + (size_t)(l - 1);
                for (size_t b = 0; b < rule->n; b++) {
                    struct pair last = next;
                    step(&last, rule->t[b], scale[l - 1]);
                    for (int k = l + 1; k <= L; k++) step(&last, inner[k - 1], scale[k - 1]);
                    *of += rule->w[a] * rule->w[b] * rule->t[a] * rule->t[b] * last.A / 2;
                }
                step(&next, inner[l - 1], scale[l - 1]);
            }
            out->linear[j - 1] += rule->w[a] * rule->t[a] * next.A / 2;
            out->quadratic[j - 1] += rule->w[a] * quadratic(rule->t[a], (double)d) * next.A / 2;
            if (j == 1) out->constant += rule->w[a] * next.A / 2;
        }
        step(&before, inner[j - 1], scale[j - 1]);
    }
}

/* The quotient of eigenvalues, of (Z'Z)^k over H; a mean that is not positive: H does not see the function. */
static double quotient(double of_power, double mean)
{
    return mean > 0 ? of_power / mean : HUGE_VAL;
}

/* (Z'Z)^k = [(sum_l t_l)^k] is zonal in each token, too. Its eigenvalues, of n tokens, are E t^2 = 1/d of t_l (k = 1), and
 * E t^2 C_2(t) of C_2(t_l), 2 (E t^2)^2 of t_j t_l and n E t^2 of the constants (k = 2). 1/alpha_k is the greatest quotient. */
static void observe_window(const struct lm_cell *cell, struct lm_trial *t)
{
    const size_t L = (size_t)cell->L, d = cell->dx;
    const double D = (double)d, of_linear = 1 / D, of_quadratic = 2 / (D * (D + 2)), of_bilinear = 2 / (D * D);
    struct rule rule = gegenbauer(d, FEW);
    double *inner = lm_arena_doubles(lm_trial_arena(t), 2 * L + d), *scale = inner + L, *z = scale + L;
    for (size_t l = 0; l < L; l++)
        scale[l] = pow(cell->L, -power_of(cell)) * (cell->variant == FAINT && l + 2 >= L ? 1e-4 : 1);
    double *all = lm_arena_doubles(lm_trial_arena(t), 2 * L + L * L);
    memset(all, 0, (2 * L + L * L) * sizeof *all);
    struct spectrum sum = {0, all, all + L, all + 2 * L};
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 3, address.network);
    for (uint64_t sample = 0; sample < FEW_SAMPLES; sample++) {
        draw_inner(inner, z, &stream, sample, cell->L, d);
        add_spectrum(&sum, inner, scale, &rule, cell->L, d);
    }
    double last_1 = quotient(of_linear, sum.linear[L - 1]), window_1 = last_1;
    double last_2 = fmax(quotient(of_quadratic, sum.quadratic[L - 1]), quotient(1 / D, sum.constant));
    double window_2 = fmax(last_2, quotient((double)L / D, sum.constant));
    for (size_t j = 0; j < L; j++) {
        window_1 = fmax(window_1, quotient(of_linear, sum.linear[j]));
        window_2 = fmax(window_2, quotient(of_quadratic, sum.quadratic[j]));
        for (size_t l = j + 1; l < L; l++) window_2 = fmax(window_2, quotient(of_bilinear, sum.bilinear[j * L + l]));
    }
    lm_observe(t, WINDOW_LINEAR, sqrt(window_1 * FEW_SAMPLES));
    lm_observe(t, WINDOW_QUADRATIC, sqrt(window_2 * FEW_SAMPLES));
    lm_observe(t, WINDOW, sqrt(fmax(window_1 / last_1, window_2 / last_2)));
}

/* ---- The network ---- */

/* The sweeps of exact limits have no width. */
static bool runs_network(const struct lm_cell *cell)
{
    return cell->m > 1;
}

static size_t sequences_of(const struct lm_cell *cell)
{
    return cell->sweep == LEAST ? INVERTED : TRAINED;
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    *right = runs_network(cell) ? lm_forward_vectors(cell->L + 1, sequences_of(cell)) : 0;
    *left = runs_network(cell) ? sequences_of(cell) * (size_t)cell->L : 0;
}

/* H_ij = (1/m) <grad f(x_i), grad f(x_j)>, with L + 1 steps: theirs and the one that makes h_0. */
static double *network_kernel(const struct lm_cell *cell, struct lm_trial *t, const struct lm_inputs *x)
{
    double *H = lm_ntk_gram_last(lm_trial_forward(t, lm_trial_net(t, x->dim), x));
    for (size_t k = 0; k < x->n * x->n; k++) H[k] /= (double)cell->m;
    return H;
}

/* Its limit, by the recursion above. */
static double *limit_kernel(const struct lm_cell *cell, struct lm_trial *t, const struct lm_inputs *x)
{
    double *H = lm_arena_doubles(lm_trial_arena(t), x->n * x->n);
    for (size_t i = 0; i < x->n; i++)
        for (size_t j = 0; j < x->n; j++) {
            struct pair p = AT_START;
            for (int l = 1; l <= cell->L; l++)
                step(&p, dot(lm_token(x, i, l + 1), lm_token(x, j, l + 1), x->dim), pow(cell->L, -3));
            H[i * x->n + j] = p.A / 2;
        }
    return H;
}

static void observe_network(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs unit = lm_inputs_wang(lm_trial_arena(t), sequences_of(cell), cell->L, cell->dx, 0, lm_trial_address(t)), x;
    size_t one = (size_t)unit.L * unit.dim;
    if (cell->variant == TWINS) memcpy(lm_token(&unit, 1, 1), lm_token(&unit, 0, 1), one * sizeof *unit.x);
    x = lm_inputs_join(lm_trial_arena(t), &unit, &(struct lm_inputs){.dim = unit.dim, .L = unit.L});
    for (size_t s = 0; s < x.n; s++)
        cblas_dscal((blasint)(one - x.dim), pow(cell->L, -power_of(cell) / 2), lm_token(&x, s, 2), 1);
    const double *H = network_kernel(cell, t, &x), *limit = limit_kernel(cell, t, &unit);
    if (cell->sweep == WIDTH) {
        double square = 0;
        for (size_t k = 0; k < x.n * x.n; k++) square += (H[k] - limit[k]) * (H[k] - limit[k]);
        lm_observe(t, KERNEL, sqrt(square));
        lm_observe(t, KERNEL_LIMIT, dot(H, limit, x.n * x.n) / dot(limit, limit, x.n * x.n));
        return;
    }
    lm_observe(t, SPECTRUM, fmin(least_eigenvalue(t, H, 0, H, x.n), least_eigenvalue(t, limit, 0, limit, x.n)));
}

/* ---- Section 2.3 ---- */

/* sqrt(y'M^-1 y) alpha/||beta||^p for M = alpha^2 K_p + excess, K_p = [<x_i, x_j>^p], y_i = <beta, x_i>^p; alpha = 1/2. */
static double proposition_ratio(const struct lm_cell *cell, struct lm_trial *t, const struct lm_stream *stream, size_t n,
                                double excess)
{
    enum { D = 3 };
    const double alpha = 0.5, p = cell->x;
    double *x = lm_arena_doubles(lm_trial_arena(t), (n + 1) * D), *g = lm_arena_doubles(lm_trial_arena(t), n * n);
    double *M = lm_arena_doubles(lm_trial_arena(t), n * n), *y = lm_arena_doubles(lm_trial_arena(t), 2 * n), *z = y + n;
    lm_stream_normals(x, stream, 0, 0, (n + 1) * D, 1); /* beta is the last one */
    lm_stream_normals(g, stream, 1, 0, n * n, 1);
    for (size_t i = 0; i < n; i++) {
        y[i] = z[i] = pow(dot(x + i * D, x + n * D, D), p);
        for (size_t j = 0; j < n; j++)
            M[i * n + j] = alpha * alpha * pow(dot(x + i * D, x + j * D, D), p) * (cell->variant == SMALL_M ? 0.25 : 1) +
                           excess * dot(g + i * n, g + j * n, n);
    }
    lapack_int info = LAPACKE_dposv(LAPACK_COL_MAJOR, 'L', (lapack_int)n, 1, M, (lapack_int)n, z, (lapack_int)n);
    if (info != 0) lm_trial_fail(t, lm_error(LM_ECONVERGE, "dposv: %d", (int)info));
    return sqrt(dot(y, z, n)) * alpha / pow(cblas_dnrm2(D, x + n * D, 1), p);
}

static void observe_proposition(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 1, address.network);
    size_t p = (size_t)cell->x, monomials = (p + 2) * (p + 1) / 2; /* of degree p in three variables */
    lm_observe(t, PROPOSITION, proposition_ratio(cell, t, &stream, 2 * monomials, 1e-3));
    lm_observe(t, PROPOSITION_TIGHT, proposition_ratio(cell, t, &stream, monomials, 0));
}

/* The least eigenvalue, over n, of kappa_1 (2.1), kappa_1 kappa_0 (2.2) and exp(kappa_1) (2.3) on random points of a sphere. */
static void observe_closure(const struct lm_cell *cell, struct lm_trial *t)
{
    enum { D = 4, KERNELS = 3 };
    const size_t n = (size_t)cell->x;
    double *x = lm_arena_doubles(lm_trial_arena(t), n * D), *M = lm_arena_doubles(lm_trial_arena(t), KERNELS * n * n);
    double least = HUGE_VAL;
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 2, address.network);
    lm_stream_normals(x, &stream, 0, 0, n * D, 1);
    for (size_t i = 0; i < n; i++) cblas_dscal(D, 1 / cblas_dnrm2(D, x + i * D, 1), x + i * D, 1);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double r = i == j ? 1 : dot(x + i * D, x + j * D, D), sigma = lm_kappa_0(r, 0), kappa = lm_kappa_1(r, 0);
            double *of = M + i * n + j;
            of[0] = cell->variant == ANGLES ? 1 - sigma : kappa;
            of[n * n] = of[0] * sigma;
            of[2 * n * n] = exp(cell->variant == NEGATIVE_TERM ? -of[0] : of[0]);
        }
    for (size_t k = 0; k < KERNELS; k++) least = fmin(least, least_eigenvalue(t, M + k * n * n, 0, M, n) / (double)n);
    lm_observe(t, CLOSURE, least);
}

/* ---- The contract ---- */

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    static void (*const of_sweep[])(const struct lm_cell *, struct lm_trial *) = {
        [PAIRS] = observe_pairs, [EXACT] = observe_exact, [MATRICES] = observe_matrices, [NORMS] = observe_norms,
        [WHOLE] = observe_window, [WIDTH] = observe_network, [LEAST] = observe_network,
        [DEGREE] = observe_proposition, [POINTS] = observe_closure};
    if (cell->d != 1) { /* H is the kernel of one output */
        lm_trial_fail(t, lm_error(LM_EINVAL, "kernel-dominance needs one output, not %zu", cell->d));
        return;
    }
    of_sweep[cell->sweep](cell, t);
}

/* The constants are those of random unit-norm tokens, and of no others. */
static bool admits(const struct lm_cell *cell)
{
    return cell->given.n == 0 && (!runs_network(cell) || cell->L + 1 <= sqrt((double)cell->m) / 4);
}

#define SHARP_NORMS (LM_BIT(LINEAR_LAST_SHARP) | LM_BIT(QUADRATIC_LAST_SHARP) | LM_BIT(BILINEAR_SHARP) | LM_BIT(TRILINEAR_SHARP))
#define FIRST_NORMS (LM_BIT(LINEAR_FIRST_SHARP) | LM_BIT(QUADRATIC_FIRST_SHARP))
#define LAST_NORMS (LM_BIT(LINEAR_LAST) | LM_BIT(QUADRATIC_LAST) | LM_BIT(BILINEAR) | LM_BIT(TRILINEAR) | LM_BIT(WINDOW_LINEAR) | \
                    LM_BIT(WINDOW_QUADRATIC))

LM_LEMMA(kernel_dominance,
    .title = "Lower bounds of the kernel",
    .papers = "wang2021",
    .hypotheses = "W, M_0 ~ N(0, 2/m), A ~ N(0, 2/(L^3 m)), h_0 = relu(M_0), B ~ N(0, 1); tokens independent and uniform on the "
                  "unit sphere",
    .statements = {
        [DOMINANCE] = {
            .name = "dominance", .source = "Wang et al. 2021 Theorem 6, (29), as (32) uses it",
            .reads = "prod_{k > l} Sigma(rho_k) >= c as kernels, so F^l >= (c/2) Sigma(rho_l), with c = Omega(1/L^4), for l = 1",
            .measures = "mean of prod_{k >= 2} Sigma(rho_k) over all pairs of 24 sequences: the largest such c for any number of "
                        "them",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.L = -4}, .constant = 191, .sweep = PAIRS, .scatter = 0.03,
            .slack = -4},
        [DOMINANCE_SHARP] = {
            .name = "dominance-sharp", .source = "Wang et al. 2021 Theorem 6, (29), sharp",
            .reads = "the largest c does not fall with L: 1/K = Theta(1)",
            .measures = "mean of prod_{k >= 2} Sigma(rho_k) over all pairs of 24 sequences",
            .rule = LM_EXPONENT, .exponent = 0, .tolerance = 0.03, .sweep = PAIRS, .scatter = 0.03,
            .note = "A step adds about L^(-3) to the squared angle, so angles stay of order 1/L, and the product of 1 - angle/pi "
                    "above a constant. With 1/L^a the heuristic gives -log c of order L^(1 - a/3): a = 3 is critical."},
        [KAPPA] = {
            .name = "constant-term", .source = "Wang et al. 2021 Theorem 6, (29), for all tokens",
            .reads = "the constant term of prod_{k >= 2} Sigma(rho_k) as a power series in <X_k, X'_k>, a lower bound of c for any "
                     "unit tokens, does not fall with L",
            .measures = "prod_{k >= 2} Sigma(rho_k) at <X_k, X'_k> = 0",
            .rule = LM_EXPONENT, .exponent = 0, .tolerance = 0.03, .sweep = EXACT, .scatter = 0.02},
        [ALGORITHM_1] = {
            .name = "algorithm-1", .source = "Wang et al. 2021 Algorithm 1, with (29) as (32) uses it",
            .reads = "prod_{k > l} Sigma(rho_k) >= c as kernels with c = Omega(1/L^4), for l = 1 and A ~ N(0, 2/m) as Algorithm 1 "
                     "prints",
            .measures = "mean of prod_{k >= 2} Sigma(rho_k) over all pairs of 24 sequences, tokens not scaled",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.L = -4}, .constant = 66.6, .sweep = PAIRS, .scatter = 0.03,
            .expect = LM_EXPECT_REFUTED, .corrected = "dominance",
            .note = "It falls faster than any power of L. (14) has 2/(L^3 m), and the theorem needs it: see dominance."},
        [BEST_CONSTANT] = {
            .name = "best-constant", .source = "Wang et al. 2021 Theorem 6, (29), of n sequences",
            .reads = "the largest c with F^l >= c Sigma(rho_l) for all l does not fall with L",
            .measures = "min over l of the least generalised eigenvalue, 24 sequences",
            .rule = LM_EXPONENT, .exponent = 0, .tolerance = 0.05, .sweep = MATRICES, .scatter = 0.03},
        [LOEWNER] = {
            .name = "corrected", .source = "Wang et al. 2021 Theorem 6, (29), corrected",
            .reads = "F^l >= (c_l/2) Sigma(rho_l) for all l < L, c_l the constant term of prod_{k > l} Sigma(rho_k), .74 or more",
            .measures = "min over l < L of the least eigenvalue of F^l - (c_l/2) Sigma(rho_l), 24 sequences",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = -1e-12, .L = 1}, .tolerance = 0.05, .sweep = MATRICES,
            .note = "At l = L both sides are equal, with c = 1. Rounding of a least eigenvalue is n times 1e-16 times a norm of at "
                    "most n L."},
        [PRINTED] = {
            .name = "printed", .source = "Wang et al. 2021 Theorem 6, (29), as printed",
            .reads = "F^l >= (1/K) Sigma(rho_l) with 0 < K <= O(1/L^4), here K = 1/L^4",
            .measures = "min over l of the least eigenvalue of F^l - L^4 Sigma(rho_l), 24 sequences",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = -1e-12, .L = 1}, .tolerance = 0.05, .sweep = MATRICES,
            .expect = LM_EXPECT_REFUTED, .corrected = "corrected",
            .note = "The diagonal alone forbids it: F^l_ii = 1/2, Sigma(1) = 1, so K >= 2. 1/K >= Omega(1/L^4) is meant, as (32) "
                    "has it: see corrected."},
        [LOWER_KERNEL] = {
            .name = "lower-kernel", .source = "Wang et al. 2021 equation (32), with its constant",
            .reads = "H >= c Sigma(rho_l) for all l, c half of the constant term of K^{l-1} prod_{k > l} Sigma(rho_k)",
            .measures = "min over l of the least eigenvalue of H - c Sigma(rho_l), 24 sequences",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = -1e-12, .L = 1}, .tolerance = 0.05, .sweep = MATRICES,
            .note = "c/Q_l is of order 1, where (32) has 1/O(L^4)."},
        [LINEAR_LAST] = {
            .name = "linear-last", .source = "Wang et al. 2021 equation (33), k = 1, l = L",
            .reads = "sup_n sqrt(y'H^-1 y) <= O(L^((7 + k)/2)) for y_i = <w, X_{i,l}>^k",
            .measures = "the left side for <w, X_L>: sqrt((1/d)/E[H t_L])",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 4}, .constant = 0.00217, .sweep = NORMS, .scatter = 0.02,
            .slack = -3.5,
            .note = "H is zonal in each token, so products of spherical harmonics are its eigenfunctions, and nothing need be "
                    "inverted."},
        [LINEAR_LAST_SHARP] = {
            .name = "linear-last-sharp", .source = "Wang et al. 2021 equation (33), k = 1, l = L, sharp",
            .reads = "the norm of <w, X_L> grows exactly like L^(1/2)",
            .measures = "sqrt((1/d)/E[H t_L])",
            .rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.08, .sweep = NORMS, .scatter = 0.02},
        [QUADRATIC_LAST] = {
            .name = "quadratic-last", .source = "Wang et al. 2021 equation (33), k = 2, l = L, less the constant",
            .reads = "sup_n sqrt(y'H^-1 y) <= O(L^((7 + k)/2)) for y_i = <w, X_{i,l}>^2 - 1/d, <w, X_{i,l}>^k less its "
                     "mean",
            .measures = "the left side for <w, X_L>^2 - 1/d, the norm of the constant 1/d left out",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 4.5}, .constant = 0.00374, .sweep = NORMS, .scatter = 0.02,
            .slack = -3.5},
        [QUADRATIC_LAST_SHARP] = {
            .name = "quadratic-last-sharp", .source = "Wang et al. 2021 equation (33), k = 2, l = L, less the constant, sharp",
            .reads = "the norm of <w, X_L>^2 - 1/d grows exactly like L",
            .measures = "the norm of <w, X_L>^2 - 1/d",
            .rule = LM_EXPONENT, .exponent = 1, .tolerance = 0.08, .sweep = NORMS, .scatter = 0.02},
        [BILINEAR] = {
            .name = "bilinear", .source = "Wang et al. 2021 equation (35), N = 2, p = 2",
            .reads = "sup_n sqrt(y'H^-1 y) <= O(L^2 L^N) for y_i = <w, X_{i,a}><w, X_{i,b}>",
            .measures = "the left side for a = L - 1, b = L: sqrt((1/d^2)/E[H t_a t_b])",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 4}, .constant = 0.00817, .sweep = NORMS, .scatter = 0.02,
            .slack = -3},
        [BILINEAR_SHARP] = {
            .name = "bilinear-sharp", .source = "Wang et al. 2021 equation (35), N = 2, p = 2, sharp",
            .reads = "the norm of <w, X_{L-1}><w, X_L> grows exactly like L",
            .measures = "sqrt((1/d^2)/E[H t_{L-1} t_L])",
            .rule = LM_EXPONENT, .exponent = 1, .tolerance = 0.08, .sweep = NORMS, .scatter = 0.02},
        [TRILINEAR] = {
            .name = "trilinear", .source = "Wang et al. 2021 equation (35), N = 3, p = 3",
            .reads = "sup_n sqrt(y'H^-1 y) <= O(L^2 L^N) for y_i = <w, X_{i,a}><w, X_{i,b}><w, X_{i,c}>",
            .measures = "the left side for the last three tokens: sqrt((1/d^3)/E[H t_a t_b t_c])",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 5}, .constant = 0.00228, .sweep = NORMS, .scatter = 0.02,
            .slack = -3.5},
        [TRILINEAR_SHARP] = {
            .name = "trilinear-sharp", .source = "Wang et al. 2021 equation (35), N = 3, p = 3, sharp",
            .reads = "the norm of <w, X_{L-2}><w, X_{L-1}><w, X_L> grows exactly like L^(3/2); O(L^2 L^N), L^5, is claimed",
            .measures = "sqrt((1/d^3)/E[H t_{L-2} t_{L-1} t_L])",
            .rule = LM_EXPONENT, .exponent = 1.5, .tolerance = 0.08, .sweep = NORMS, .scatter = 0.02,
            .note = "The k-th derivative of Sigma at 1 - rho of order L^(-2) is of order L^(2k - 1), each t comes with L^(-3), and "
                    "H has L terms: L^(-k) in all, L^(k/2) for the norm."},
        [LINEAR_FIRST_SHARP] = {
            .name = "linear-first-sharp", .source = "Wang et al. 2021 equation (33), k = 1, l = 1, sharp",
            .reads = "the norm of <w, X_1> does not grow with L",
            .measures = "sqrt((1/d)/E[H t_1])",
            .rule = LM_EXPONENT, .exponent = 0, .tolerance = 0.08, .sweep = NORMS, .scatter = 0.02,
            .note = "Every later layer helps: H has the token in all K^l."},
        [QUADRATIC_FIRST_SHARP] = {
            .name = "quadratic-first-sharp", .source = "Wang et al. 2021 equation (33), k = 2, l = 1, less the constant, sharp",
            .reads = "the norm of <w, X_1>^2 - 1/d grows exactly like L^(1/2)",
            .measures = "the norm of <w, X_1>^2 - 1/d",
            .rule = LM_EXPONENT, .exponent = 0.5, .tolerance = 0.08, .sweep = NORMS, .scatter = 0.02},
        [WINDOW_LINEAR] = {
            .name = "window-linear", .source = "Wang et al. 2021 equation (36), k = 1, l = L, a = L - 1, less ||Z|| and 2^a",
            .reads = "H >= alpha (Z'Z)^k with alpha^(-1/2) <= O(L^((7 + k)/2)), Z = [X_L, ..., X_1]; (36) allows "
                     "(||Z||_F^2 2^a)^(k/2) more",
            .measures = "alpha^(-1/2) for the largest such alpha, k = 1, from 25 draws of the other tokens",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 4}, .constant = 0.0022, .sweep = WHOLE, .scatter = 0.03,
            .slack = -3.5},
        [WINDOW_QUADRATIC] = {
            .name = "window-quadratic", .source = "Wang et al. 2021 equation (36), k = 2, l = L, a = L - 1, less ||Z|| and 2^a",
            .reads = "H >= alpha (Z'Z)^k with alpha^(-1/2) <= O(L^((7 + k)/2)), Z = [X_L, ..., X_1]; (36) allows "
                     "(||Z||_F^2 2^a)^(k/2) more",
            .measures = "alpha^(-1/2) for the largest such alpha, k = 2, from 25 draws of the other tokens",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 4.5}, .constant = 0.00427, .sweep = WHOLE, .scatter = 0.03,
            .slack = -3.5},
        [WINDOW] = {
            .name = "window-sharp", .source = "Wang et al. 2021 equation (36), k = 1, 2, l = L, a = L - 1, sharp",
            .reads = "the largest alpha_k with H >= alpha_k (Z'Z)^k is for Z = [X_L, ..., X_1] that for Z = X_L, up to a factor "
                     "that does not grow with L; (36) allows (||Z||_F^2 2^a)^k = (L 2^(L-1))^k",
            .measures = "the greater for k = 1, 2 of sqrt(alpha_k of X_L/alpha_k of [X_L, ..., X_1]), 1 or more, from 25 draws",
            .rule = LM_EXPONENT, .exponent = 0, .tolerance = 0.05, .sweep = WHOLE, .scatter = 0.02,
            .note = "(Z'Z)^k is zonal in each token, as H is: they share their eigenfunctions, and alpha_k is the least quotient "
                    "of eigenvalues. All windows of all l are parts of the whole, whose alpha_k is thus the least."},
        [KERNEL] = {
            .name = "kernel", .source = "Wang et al. 2021 equation (18), section 4.1.3",
            .reads = "H_ij = H^inf_ij +- O(L^4 (log m)^4/m^(1/4))",
            .measures = "||H - H^inf||_F of 4 sequences, L = 4",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.25}, .constant = 13.1, .sweep = WIDTH, .scatter = 0.55,
            .slack = -0.25,
            .literal = {.factor = 4, .L = 4, .log_m = 4, .m = -0.25}, .trivial = {.factor = 2, .L = 1},
            .note = "Judged without the (log m)^4."},
        [KERNEL_LIMIT] = {
            .name = "kernel-limit", .source = "Wang et al. 2021 equation (18), infinite width",
            .reads = "E <H, H^inf>/||H^inf||_F^2 -> 1",
            .measures = "<H, H^inf>/||H^inf||_F^2 of 4 sequences, L = 4",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 5, .L = 2, .m = -1}, .sweep = WIDTH, .scatter = 0.4,
            .note = "The allowance is the variance of squared norms and distances of states, relative 4 times the 0.9^2 (L + "
                    "1)^2/m of log ||h||: half of it for the states, half for the signals."},
        [SPECTRUM] = {
            .name = "spectrum", .source = "Wang et al. 2021 equation (18): H^inf is inverted",
            .reads = "H and H^inf are positive definite: here no eigenvalue is less than 1/20",
            .measures = "the lesser of the least eigenvalues of H and of H^inf, 8 sequences, L = 4",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = 0.05}, .tolerance = 0.05, .sweep = LEAST},
        [PROPOSITION] = {
            .name = "proposition", .source = "Wang et al. 2021 Proposition 2.4",
            .reads = "sqrt(y'M^-1 y) <= ||beta||^p/alpha if M >= alpha^2 K_p, K_p = [<x_i, x_j>^p], y_i = <beta, x_i>^p",
            .measures = "the left over the right side, M = alpha^2 K_p + 10^-3 G'G, twice as many points as monomials, d = 3",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1 + 1e-6}, .tolerance = 0.05, .sweep = DEGREE},
        [PROPOSITION_TIGHT] = {
            .name = "proposition-tight", .source = "Wang et al. 2021 Proposition 2.4, tight",
            .reads = "equality if M = alpha^2 K_p and there are as many points as monomials",
            .measures = "the left over the right side, d = 3",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 1e-6}, .sweep = DEGREE, .scatter = 1e-7,
            .note = "The allowance is rounding: 1e-16 times the condition number of K_p, up to 1e9 for ten random points."},
        [CLOSURE] = {
            .name = "closure", .source = "Wang et al. 2021 Proposition 2.1, Wang et al. 2021 Proposition 2.2, Wang et al. 2021 Proposition 2.3",
            .reads = "Gram matrices of positive definite functions, their products and their power series with c_i >= 0 are "
                     "positive semidefinite",
            .measures = "least eigenvalue over n, of kappa_1, kappa_1 kappa_0 and exp(kappa_1), n points of a sphere",
            .rule = LM_FREQUENCY, .side = LM_AT_LEAST, .bound = {.factor = -1e-13}, .tolerance = 0.05, .sweep = POINTS,
            .note = "Proposition 2.2 prints phi_1 twice."},
    },
    .controls = {
        {.name = "no-cube", .breaks = "A ~ N(0, 2/(L^3 m)) (here 2/m, as Algorithm 1 prints)", .variant = NO_CUBE,
         .refutes = LM_BIT(DOMINANCE) | LM_BIT(DOMINANCE_SHARP) | LM_BIT(KAPPA) | LM_BIT(BEST_CONSTANT) | SHARP_NORMS |
                    FIRST_NORMS | LM_BIT(WINDOW) | LM_BIT(KERNEL)},
        {.name = "power-2", .breaks = "A ~ N(0, 2/(L^3 m)) (here 2/(L^2 m))", .variant = POWER_2,
         .refutes = LM_BIT(DOMINANCE_SHARP) | LM_BIT(KAPPA)},
        {.name = "power-2-half", .breaks = "A ~ N(0, 2/(L^3 m)) (here 2/(L^(5/2) m))", .variant = POWER_2_5,
         .refutes = LM_BIT(DOMINANCE_SHARP) | LM_BIT(KAPPA)},
        {.name = "half", .breaks = "the constant is c_l/2 (here 1/2)", .variant = HALF, .refutes = LM_BIT(LOEWNER)},
        {.name = "printed-direction", .breaks = "the constant is of order 1 (here L^4)", .variant = PRINTED_DIRECTION,
         .refutes = LM_BIT(LOEWNER) | LM_BIT(LOWER_KERNEL)},
        {.name = "faint", .breaks = "||X_l|| >= C_min (here 0.01 for l >= L - 1)", .variant = FAINT, .refutes = LAST_NORMS},
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = LM_BIT(KERNEL) | LM_BIT(KERNEL_LIMIT)},
        {.name = "twins", .breaks = "sequences differ (here two are equal)", .variant = TWINS, .refutes = LM_BIT(SPECTRUM)},
        {.name = "small-m", .breaks = "M >= alpha^2 K_p (here a quarter of it)", .variant = SMALL_M,
         .refutes = LM_BIT(PROPOSITION) | LM_BIT(PROPOSITION_TIGHT)},
        {.name = "negative-term", .breaks = "coefficients c_i >= 0 (here those of exp(-x))", .variant = NEGATIVE_TERM,
         .refutes = LM_BIT(CLOSURE)},
        {.name = "angles", .breaks = "phi is positive definite (here 1 - kappa_0, the angle over pi)", .variant = ANGLES,
         .refutes = LM_BIT(CLOSURE)},
    },
    .sweeps = {
        [PAIRS] = {
            .name = "pairs", .axis = LM_AXIS_LENGTH,
            .dense = {{4, 8, 16, 32, 64, 128}},
            .control_dense = {{4, 8, 16, 32, 64, 128}},
            .calibration = {{4, 8}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 20,
            .m = 1, .d = 1, .dx = 6},
        [EXACT] = { /* deterministic: replicates say no more than one */
            .name = "exact", .axis = LM_AXIS_LENGTH,
            .dense = {{16, 64, 256, 1024, 4096}},
            .control_dense = {{16, 64, 256, 1024}},
            .calibration = {{4, 8}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 3, [LM_PAPER] = 3},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 3, [LM_PAPER] = 3},
            .calibration_replicates = 3,
            .m = 1, .d = 1, .dx = 6},
        [MATRICES] = {
            .name = "matrices", .axis = LM_AXIS_LENGTH,
            .dense = {{4, 8, 16, 32}},
            .control_dense = {{4, 8, 16, 32}},
            .replicates = {[LM_SMOKE] = 16, [LM_QUICK] = 16, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .m = 1, .d = 1, .dx = 6},
        [NORMS] = {
            .name = "norms", .axis = LM_AXIS_LENGTH,
            .dense = {{8, 16, 32, 64, 128}},
            .control_dense = {{4, 8, 16}},
            .calibration = {{8, 16}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 10,
            .m = 1, .d = 1, .dx = 6},
        [WHOLE] = { /* L^3 steps a sample */
            .name = "whole", .axis = LM_AXIS_LENGTH,
            .dense = {{8, 12, 16, 24, 32}},
            .control_dense = {{8, 12, 16}},
            .calibration = {{8, 16}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 15, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 10,
            .m = 1, .d = 1, .dx = 6},
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .implicit = {{4096, 8192, 16384, 65536, 131072}},
            .full = {{524288}},
            .smoke = {{1024, 4096, 16384}},
            .control_implicit = {{2048, 4096, 8192, 16384}},
            .calibration = {{2048, 4096}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 12, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .L = 4, .d = 1, .dx = 6},
        [LEAST] = { /* one number a network, 60 networks or more */
            .name = "least", .axis = LM_AXIS_WIDTH,
            .implicit = {{1024, 2048, 4096}},
            .smoke = {{1024, 2048, 4096}},
            .control_implicit = {{1024, 2048}},
            .replicates = {[LM_SMOKE] = 24, [LM_QUICK] = 24, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 10, [LM_QUICK] = 10, [LM_FULL] = 10, [LM_PAPER] = 10},
            .L = 4, .d = 1, .dx = 6},
        [DEGREE] = {
            .name = "degree", .axis = LM_AXIS_VARIABLE, .variable = "p", .linear = true,
            .dense = {{1, 2, 3}},
            .control_dense = {{1, 2, 3}},
            .replicates = {[LM_SMOKE] = 24, [LM_QUICK] = 24, [LM_FULL] = 60, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 7, [LM_QUICK] = 7, [LM_FULL] = 10, [LM_PAPER] = 10},
            .m = 1, .L = 2, .d = 1, .dx = 3},
        [POINTS] = {
            .name = "points", .axis = LM_AXIS_VARIABLE, .variable = "n",
            .dense = {{8, 16, 32, 64}},
            .control_dense = {{8, 16, 32, 64}},
            .replicates = {[LM_SMOKE] = 16, [LM_QUICK] = 16, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .m = 1, .L = 2, .d = 1, .dx = 4},
    },
    .domain = "tokens of its own; L + 1 <= sqrt(m)/4 where a network is run",
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
