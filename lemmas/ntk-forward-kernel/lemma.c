/* The forward kernel: Wang et al. (2021), Theorem 5 and equation (24).
 *
 * <h_l(x_i), h_l(x_j)> tends to K^l_ij, which the paper gives as a power series with coefficients mu_r^2. That series is kappa_1,
 * the arc-cosine kernel: proved here by its coefficients (Arb), with the exact order of what a truncated series lacks at
 * correlation 1. Theirs are h_0 = ReLU(M_0) and l = 1..L; in the network of this project the states l + 1 (lm_inputs_wang). */
#include <lemmata/lemma.h>
#include <lemmata/proof.h>

#include <math.h>
#include <string.h>

enum { DEVIATION, DEVIATION_SHARP, LIMIT, LENGTH_GROWTH, TWO_ROADS, COEFFICIENTS, TAIL, SERIES_ERROR, DEGENERACY };
enum { WIDTH, LENGTH, ROADS, DEGREE, HALF_DEGREE, TERMS, DEPTH };
enum { NO_CUBE = 1, NO_FIRST_STATE, UNNORMALISED, NO_ROOT_2, OTHER_PAIR, FRESH_TOKENS };
enum { BITS = 1024, AGREE = 100 }; /* enclosures agree up to 2^-AGREE */

/* The sweeps of exact limits and of proofs have no width. */
static bool runs_network(const struct lm_cell *cell)
{
    return cell->m > 1;
}

/* ---- K^l as printed ---- */

/* mu_r^2: 1/pi, 1/2, and ((2k - 3)!!)^2/(pi (2k)!) at r = 2k >= 2. */
static double series(double r, double terms)
{
    double square = 1 / acos(-1.0), power = 1, sum = square + r / 2; /* r = 0 and 1 */
    for (int k = 1; 2 * k <= terms; k++) {
        square *= k == 1 ? 0.5 : (2.0 * k - 3) * (2.0 * k - 3) / ((2.0 * k - 1) * (2.0 * k));
        power *= r * r;
        sum += square * power;
    }
    return sum;
}

/* K[l], l = 0..L: K^l = Q_l sum_r mu_r^2 ((<X_{i,l}, X_{j,l}>/L^3 + K^{l-1})/Q_l)^r, by the series of so many terms or, for 0, in
 * closed form. The tokens of x carry L^(-3/2). */
static void printed_kernel(double *K, const struct lm_inputs *x, size_t i, size_t j, double first, double terms)
{
    K[0] = first;
    for (int l = 1; l < x->L; l++) {
        double Q = lm_limit_norm(x, i, l + 1) * lm_limit_norm(x, j, l + 1), r = K[l - 1];
        for (size_t k = 0; k < x->dim; k++) r += lm_token(x, i, l + 1)[k] * lm_token(x, j, l + 1)[k];
        K[l] = Q * (terms > 0 ? series(r / Q, terms) : lm_kappa_1(r / Q, 0));
    }
}

/* ---- Proofs ---- */

/* sqrt 2/sqrt(2 pi) int_0^inf x h_r(x) e^(-x^2/2) dx, term by term: He_r = sum_j (-1)^j r!/(j! (r - 2j)! 2^j) x^(r - 2j), and
 * int_0^inf x^(n + 1) e^(-x^2/2) dx = 2^(n/2) Gamma(n/2 + 1). */
static void mu_by_integral(arb_t mu, ulong r, int variant)
{
    arb_t term, x;
    arb_init(term);
    arb_init(x);
    arb_zero(mu);
    for (ulong j = 0; 2 * j <= r; j++) {
        ulong n = r - 2 * j;
        arb_set_ui(x, n);
        arb_mul_2exp_si(x, x, -1);
        arb_add_ui(x, x, 1, BITS);
        arb_gamma(term, x, BITS);
        arb_sqrt_ui(x, 2, BITS);
        arb_pow_ui(x, x, n, BITS);
        arb_mul(term, term, x, BITS);
        arb_mul_2exp_si(term, term, -(slong)j);
        arb_fac_ui(x, j, BITS);
        arb_div(term, term, x, BITS);
        arb_fac_ui(x, n, BITS);
        arb_div(term, term, x, BITS);
        if (j % 2) arb_neg(term, term);
        arb_add(mu, mu, term, BITS);
    }
    arb_fac_ui(x, r, BITS);
    if (variant != UNNORMALISED) arb_sqrt(x, x, BITS); /* r! of He_r over the sqrt(r!) of h_r */
    arb_mul(mu, mu, x, BITS);
    arb_const_pi(x, BITS);
    if (variant == NO_ROOT_2) arb_mul_2exp_si(x, x, 1);
    arb_rsqrt(x, x, BITS);
    arb_mul(mu, mu, x, BITS);
    arb_clear(term);
    arb_clear(x);
}

/* 1/sqrt pi, 1/sqrt 2, 0 at odd r >= 3 and He_{r-2}(0)/sqrt(pi r!) = (-1)^(k-1) (2k - 3)!!/sqrt(pi (2k)!) at r = 2k. */
static void mu_closed(arb_t mu, ulong r)
{
    arb_t x;
    arb_init(x);
    arb_const_pi(x, BITS);
    if (r == 1) arb_set_ui(x, 2);
    if (r > 1) {
        arb_fac_ui(mu, r, BITS);
        arb_mul(x, x, mu, BITS);
    }
    arb_rsqrt(x, x, BITS);
    if (r > 2) arb_doublefac_ui(mu, r - 3, BITS);
    if (r > 2) arb_mul(x, x, mu, BITS);
    if (r > 2 && r % 4 == 0) arb_neg(x, x);
    if (r > 1 && r % 2 == 1) arb_zero(x);
    arb_set(mu, x);
    arb_clear(x);
}

/* kappa_1(x) = (sqrt(1 - x^2) + x asin x + pi x/2)/pi to the power `degree`. */
static void taylor_of_kappa(arb_poly_t out, slong degree)
{
    arb_poly_t x, y;
    arb_t pi;
    arb_poly_init(x);
    arb_poly_init(y);
    arb_init(pi);
    arb_poly_set_coeff_si(x, 1, 1);
    arb_poly_asin_series(y, x, degree + 1, BITS);
    arb_poly_mullow(y, y, x, degree + 1, BITS);
    arb_poly_mullow(out, x, x, degree + 1, BITS);
    arb_poly_neg(out, out);
    arb_poly_add_si(out, out, 1, BITS);
    arb_poly_sqrt_series(out, out, degree + 1, BITS);
    arb_poly_add(out, out, y, BITS);
    arb_const_pi(pi, BITS);
    arb_poly_scalar_div(out, out, pi, BITS);
    arb_poly_scalar_mul_2exp_si(x, x, -1);
    arb_poly_add(out, out, x, BITS);
    arb_poly_clear(x);
    arb_poly_clear(y);
    arb_clear(pi);
}

/* A certified lower bound of the slack where it is not negative, an upper one where it is. */
static void observe_slack(struct lm_trial *t, unsigned statement, const arb_t slack)
{
    double lower = lm_lower(slack), upper = lm_upper(slack);
    if (lower >= 0 || upper < 0)
        lm_observe(t, statement, lower >= 0 ? lower : upper);
    else
        lm_trial_fail(t, lm_error(LM_ECONVERGE, "%d bits do not decide", BITS));
}

/* The least, over the degrees of the piece, of 2^-AGREE less what mu_r by its integral is off its closed form, and mu_r^2 off the
 * coefficient of kappa_1. */
static void prove_coefficients(const struct lm_cell *cell, struct lm_trial *t)
{
    arb_poly_t kappa;
    arb_t mu, closed, off, room, slack;
    arb_poly_init(kappa);
    arb_init(mu);
    arb_init(closed);
    arb_init(off);
    arb_init(room);
    arb_init(slack);
    arb_one(room);
    arb_mul_2exp_si(room, room, -AGREE);
    arb_set(slack, room);
    taylor_of_kappa(kappa, (slong)cell->x);
    for (ulong r = cell->from > 0 ? (ulong)cell->from + 1 : 0; r <= (ulong)cell->x; r++) {
        mu_by_integral(mu, r, cell->variant);
        mu_closed(closed, r);
        arb_sub(off, mu, closed, BITS);
        arb_abs(off, off);
        arb_sub(off, room, off, BITS);
        arb_min(slack, slack, off, BITS);
        arb_mul(mu, mu, mu, BITS);
        arb_poly_get_coeff_arb(closed, kappa, (slong)r);
        arb_sub(off, mu, closed, BITS);
        arb_abs(off, off);
        arb_sub(off, room, off, BITS);
        arb_min(slack, slack, off, BITS);
    }
    observe_slack(t, COEFFICIENTS, slack);
    arb_poly_clear(kappa);
    arb_clear(mu);
    arb_clear(closed);
    arb_clear(off);
    arb_clear(room);
    arb_clear(slack);
}

/* The least of u (1 + 3/(2k))^(3/2) - 1 and 1 - u at k, with u = 6 pi^(3/2) k^(3/2) (1 - sum_{r <= 2k} mu_r^2) and `rest` the
 * bracket. */
static void tail_slack(arb_t out, const arb_t rest, ulong k)
{
    arb_t u, x;
    arb_init(u);
    arb_init(x);
    arb_const_pi(u, BITS);
    arb_mul_ui(u, u, k, BITS);
    arb_sqrt(x, u, BITS);
    arb_mul(u, u, x, BITS);
    arb_mul(u, u, rest, BITS);
    arb_mul_ui(u, u, 6, BITS);
    arb_set_ui(x, 2 * k + 3);
    arb_div_ui(x, x, 2 * k, BITS);
    arb_sqrt(out, x, BITS);
    arb_mul(x, x, out, BITS);
    arb_mul(x, x, u, BITS);
    arb_sub_ui(out, x, 1, BITS);
    arb_sub_ui(x, u, 1, BITS);
    arb_neg(x, x);
    arb_min(out, out, x, BITS);
    arb_clear(u);
    arb_clear(x);
}

static void prove_tail(const struct lm_cell *cell, struct lm_trial *t)
{
    arb_t square, rest, slack, at;
    arb_init(square);
    arb_init(rest);
    arb_init(slack);
    arb_init(at);
    arb_const_pi(square, BITS);
    arb_inv(square, square, BITS); /* mu_0^2 */
    arb_set_d(rest, 0.5);          /* 1 - mu_1^2 */
    arb_sub(rest, rest, square, BITS);
    arb_one(slack);
    for (ulong k = 1; k <= (ulong)cell->x; k++) { /* mu_2k^2 = mu_{2k-2}^2 (2k - 3)^2/((2k - 1) 2k), the first one mu_0^2/2 */
        arb_mul_ui(square, square, k == 1 ? 1 : (2 * k - 3) * (2 * k - 3), BITS);
        arb_div_ui(square, square, (2 * k - 1) * 2 * k, BITS);
        arb_sub(rest, rest, square, BITS);
        if ((double)k <= cell->from) continue;
        arb_set(at, rest);
        if (cell->variant == NO_ROOT_2) { /* the sum is half of what it was: 1 - (1 - rest)/2 */
            arb_add_ui(at, at, 1, BITS);
            arb_mul_2exp_si(at, at, -1);
        }
        tail_slack(at, at, k);
        arb_min(slack, slack, at, BITS);
    }
    observe_slack(t, TAIL, slack);
    arb_clear(square);
    arb_clear(rest);
    arb_clear(slack);
    arb_clear(at);
}

/* ---- The exact limit ---- */

/* The largest difference between K^l in closed form and the recursion of limits.h, relative to Q. */
static void compare_roads(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs x = lm_trial_wang(t, 2, cell->variant == NO_CUBE ? 0 : 3), scaled = lm_trial_wang(t, 2, 3);
    double *K = lm_arena_doubles(lm_trial_arena(t), (size_t)x.L), off = 0;
    struct lm_limit_gram gram;
    lm_status status = lm_limit_gram(&gram, lm_trial_arena(t), &x, 0);
    if (status != LM_OK) {
        lm_trial_fail(t, status);
        return;
    }
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j <= i; j++) {
            printed_kernel(K, &scaled, i, j, cell->variant == NO_FIRST_STATE ? 0 : 1, 0);
            for (int l = 0; l < x.L; l++) {
                size_t p = lm_limit_index(&gram, i, l + 1), q = lm_limit_index(&gram, j, l + 1);
                off = fmax(off, fabs(K[l] - gram.K[p * gram.order + q]));
            }
        }
    lm_observe(t, TWO_ROADS, off);
}

/* What K^L by the series lacks, of a sequence with itself: the correlation is 1 there. */
static void observe_series_error(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs x = lm_trial_wang(t, 2, 3);
    double *exact = lm_arena_doubles(lm_trial_arena(t), 2 * (size_t)x.L), *K = exact + x.L;
    size_t other = cell->variant == OTHER_PAIR;
    printed_kernel(exact, &x, 0, other, 1, 0);
    printed_kernel(K, &x, 0, other, 1, cell->x);
    lm_observe(t, SERIES_ERROR, fabs(exact[x.L - 1] - K[x.L - 1]));
}

/* l theta_l/(3 pi) for sequences that differ in X_1 alone, all later tokens zero. */
static void observe_degeneracy(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs x = lm_trial_wang(t, 2, 0);
    for (size_t s = 0; s < x.n && cell->variant != FRESH_TOKENS; s++)
        memset(lm_token(&x, s, 3), 0, (size_t)(x.L - 2) * x.dim * sizeof *x.x);
    struct lm_limit_gram gram;
    lm_status status = lm_limit_gram(&gram, lm_trial_arena(t), &x, 0);
    if (status != LM_OK) {
        lm_trial_fail(t, status);
        return;
    }
    double angle = gram.angle[lm_limit_index(&gram, 0, x.L) * gram.order + lm_limit_index(&gram, 1, x.L)];
    lm_observe(t, DEGENERACY, cell->L * angle / (3 * acos(-1.0)));
}

/* ---- The network ---- */

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    size_t n = cell->given.n > 0 ? cell->given.n : 2;
    *right = runs_network(cell) ? lm_forward_vectors(cell->L + 1, n) : 0;
    *left = 0;
}

static void run_network(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs scaled = lm_trial_wang(t, 2, 3), x = scaled;
    if (cell->variant == NO_CUBE) x = lm_trial_wang(t, 2, 0);
    struct lm_net *net = lm_trial_net(t, x.dim);
    struct lm_run *run = lm_trial_forward(t, net, &x);
    size_t n = x.n, layers = (size_t)x.L;
    double *products = lm_arena_doubles(lm_trial_arena(t), n * n), *K = lm_arena_doubles(lm_trial_arena(t), n * n * layers);
    double largest = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) printed_kernel(K + (i * n + j) * layers, &scaled, i, j, 1, 0);
    for (size_t l = 0; l < layers; l++) { /* (24) */
        net->num->ops->cross(products, n, &run->h[l + 1], &run->h[l + 1]);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                double off = fabs(products[i + n * j] - K[(i * n + j) * layers + l]);
                largest = fmax(largest, off);
                squares += off * off / (double)(n * n * layers);
            }
    }
    if (cell->sweep == LENGTH) {
        lm_observe(t, LENGTH_GROWTH, largest);
        return;
    }
    lm_observe(t, DEVIATION, largest);
    lm_observe(t, DEVIATION_SHARP, sqrt(squares));
    lm_observe(t, LIMIT, products[n * (n - 1)] / K[(n - 1) * layers + layers - 1]);
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    switch (cell->sweep) {
    case ROADS:
        compare_roads(cell, t);
        break;
    case DEGREE:
        prove_coefficients(cell, t);
        break;
    case HALF_DEGREE:
        prove_tail(cell, t);
        break;
    case TERMS:
        observe_series_error(cell, t);
        break;
    case DEPTH:
        observe_degeneracy(cell, t);
        break;
    default:
        run_network(cell, t);
    }
}

/* Fixed tokens of norm O(1), two sequences or more; where a network is run, it is wide enough for its length. */
static bool admits(const struct lm_cell *cell)
{
    bool wide = !runs_network(cell) || cell->L + 1 <= sqrt((double)cell->m) / 4;
    return wide && (cell->given.n == 0 || (cell->given.n > 1 && lm_inputs_bounded(&cell->given)));
}

#define ONCE {[LM_SMOKE] = 1, [LM_QUICK] = 1, [LM_FULL] = 1, [LM_PAPER] = 1}
#define WIDTHS (LM_BIT(DEVIATION) | LM_BIT(DEVIATION_SHARP) | LM_BIT(LIMIT))
#define DEGREES 1, 2, 4, 8, 16, 32, 64, 128
#define HALF_DEGREES 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096

LM_LEMMA(ntk_forward_kernel,
    .title = "The forward kernel",
    .papers = "wang2021",
    .hypotheses = "W, M_0 ~ N(0, 2/m), A ~ N(0, 2/(L^3 m)), h_0 = relu(M_0); two fixed sequences of unit-norm tokens",
    .statements = {
        [DEVIATION] = {
            .name = "deviation", .source = "Wang et al. 2021 Theorem 5, (24)",
            .reads = "|<h_l(x_i), h_l(x_j)> - K^l_ij| <= O(l^16 (log m)^2/sqrt m) for all l <= L",
            .measures = "max over l, i and j of |<h_l(x_i), h_l(x_j)> - K^l_ij|, two sequences, L = 4",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.m = -0.5}, .constant = 20.2, .sweep = WIDTH, .scatter = 0.65,
            .literal = {.L = 16, .log_m = 2, .m = -0.5}, .trivial = {.factor = 1},
            .note = "Judged without the (log m)^2, which the truth does not need."},
        [DEVIATION_SHARP] = {
            .name = "deviation-sharp", .source = "Wang et al. 2021 Theorem 5, (24), sharp",
            .reads = "<h_l(x_i), h_l(x_j)> - K^l_ij shrinks exactly like m^(-1/2)",
            .measures = "root mean square over l, i and j of <h_l(x_i), h_l(x_j)> - K^l_ij, L = 4",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.08, .sweep = WIDTH, .scatter = 0.6},
        [LIMIT] = {
            .name = "limit", .source = "Wang et al. 2021 Theorem 5, infinite width",
            .reads = "E <h_L(x_1), h_L(x_2)>/K^L_12 -> 1",
            .measures = "<h_L(x_1), h_L(x_2)>/K^L_12, L = 4",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 2.5, .L = 2, .m = -1}, .sweep = WIDTH, .scatter = 0.3,
            .note = "The allowance is half of the largest variance of the ratio, 4 times the 0.9^2 (L + 1)^2/m of log ||h||: K^L "
                    "is a smooth function of the inner products of the layer before, and its mean off by so much where they vary."},
        [LENGTH_GROWTH] = {
            .name = "length", .source = "Wang et al. 2021 Theorem 5, in l",
            .reads = "|<h_l(x_i), h_l(x_j)> - K^l_ij| <= O(l^2/sqrt m), where l^16 is printed",
            .measures = "max over l, i and j of |<h_l(x_i), h_l(x_j)> - K^l_ij|, m = 5000",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 2, .m = -0.5}, .constant = 3.69, .sweep = LENGTH, .scatter = 0.65,
            .slack = -0.8,
            .note = "l^16 follows, and could not be refuted by anything in reach. The truth is about l: errors of the layers add "
                    "up coherently, for they share W."},
        [TWO_ROADS] = {
            .name = "two-roads", .source = "Wang et al. 2021 Theorem 5, definition of K^l",
            .reads = "K^l_ij is the limit of the network with a first token in place of M_0 (limits.h)",
            .measures = "max over l, i and j of the difference of the two, K^l in closed form",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-13, .L = 1}, .tolerance = 0.05, .sweep = ROADS,
            .note = "Rounding is 1e-16 times a small number in each of L steps: kappa_1 does not magnify errors."},
        [COEFFICIENTS] = {
            .name = "coefficients", .source = "Wang et al. 2021 Theorem 5, definition of mu_r",
            .reads = "mu_r = He_{r-2}(0)/sqrt(pi r!) for r >= 2, 1/sqrt pi and 1/sqrt 2 before, and mu_r^2 is the r-th Taylor "
                     "coefficient of kappa_1, for r <= 128",
            .measures = "2^-100 less the largest difference of the integral, the closed form and the coefficient, on the piece of "
                        "r",
            .rule = LM_PROOF, .sweep = DEGREE, .expect = LM_EXPECT_PROVED,
            .note = "So the series of Theorem 5 is kappa_1, the arc-cosine kernel."},
        [TAIL] = {
            .name = "tail", .source = "Wang et al. 2021 Theorem 5, the series at correlation 1",
            .reads = "(k + 3/2)^(-3/2) <= 6 pi^(3/2) (1 - sum_{r <= 2k} mu_r^2) <= k^(-3/2) for k <= 4096",
            .measures = "the least of u (1 + 3/(2k))^(3/2) - 1 and 1 - u, u = 6 (pi k)^(3/2) (1 - sum_{r <= 2k} mu_r^2), on the "
                        "piece",
            .rule = LM_PROOF, .sweep = HALF_DEGREE, .expect = LM_EXPECT_PROVED,
            .note = "Hence sum_r mu_r^2 = 1, and R terms lack 0.0847 R^(-3/2). The README proves it for all k."},
        [SERIES_ERROR] = {
            .name = "series-error", .source = "Wang et al. 2021 Theorem 5, K^l_ii by R terms",
            .reads = "R terms of the series give K^L_ii up to exactly the order R^(-3/2)",
            .measures = "|K^L_ii - its value by the terms r <= R|, L = 4",
            .rule = LM_EXPONENT, .exponent = -1.5, .tolerance = 0.05, .sweep = TERMS, .scatter = 0.02,
            .note = "Why this project uses the closed form."},
        [DEGENERACY] = {
            .name = "degeneracy", .source = "Wang et al. 2021 Remark 4.2",
            .reads = "l theta_l -> 3 pi, so cos(h_l(x_i), h_l(x_j)) -> 1, for sequences that differ in X_1 alone",
            .measures = "l theta_l/(3 pi), theta_l the limit angle of g_l(x_1) and g_l(x_2)",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 25, .L = -1}, .sweep = DEPTH, .scatter = 0.05,
            .note = "1/theta_{l+1} = 1/theta_l + 1/(3 pi) + theta_l/(6 pi^2) + ..: the deviation is (3/2 log l + 3 pi/theta_1)/l, "
                    "less than 25/l for theta_1 >= 0.6, l <= 256."},
    },
    .controls = {
        {.name = "no-cube", .breaks = "A ~ N(0, 2/(L^3 m)), as K^l has it (here 2/m, as Algorithm 1 prints)", .variant = NO_CUBE,
         .refutes = WIDTHS | LM_BIT(TWO_ROADS)},
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = WIDTHS | LM_BIT(LENGTH_GROWTH)},
        {.name = "variance-1", .breaks = "entries of W have variance 2/m (here 1/m)", .law = {.variance = 1},
         .refutes = WIDTHS},
        {.name = "no-first-state", .breaks = "K^0 = <h_0, h_0> = 1 (here 0)", .variant = NO_FIRST_STATE,
         .refutes = LM_BIT(TWO_ROADS)},
        {.name = "unnormalised", .breaks = "h_r = He_r/sqrt(r!) (here He_r)", .variant = UNNORMALISED,
         .refutes = LM_BIT(COEFFICIENTS)},
        {.name = "no-root-2", .breaks = "the factor sqrt 2 in mu_r (here 1)", .variant = NO_ROOT_2,
         .refutes = LM_BIT(COEFFICIENTS) | LM_BIT(TAIL)},
        {.name = "other-pair", .breaks = "the correlation is 1 (here of two sequences)", .variant = OTHER_PAIR,
         .refutes = LM_BIT(SERIES_ERROR)},
        {.name = "fresh-tokens", .breaks = "later tokens are the same (here independent unit vectors)", .variant = FRESH_TOKENS,
         .refutes = LM_BIT(DEGENERACY)},
    },
    .sweeps = {
        [WIDTH] = {
            LM_WIDTH_GRID,
            .control_implicit = {{1024, 4096, 16384, 65536}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 26, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .fit_from = 1024, /* below, corrections of order 8/sqrt m would bend a slope */
            .L = 4, .d = 1, .dx = 4},
        [LENGTH] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .implicit = {{2, 4, 8, 16}},
            .smoke = {{2, 4, 8}},
            .control_implicit = {{2, 4, 8, 16}},
            .calibration = {{2, 4}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 64, [LM_FULL] = 100, [LM_PAPER] = 100},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 20, [LM_PAPER] = 20},
            .calibration_replicates = 40,
            .m = 5000, .d = 1, .dx = 4},
        [ROADS] = {
            .name = "roads", .axis = LM_AXIS_LENGTH,
            .dense = {{4, 16, 64}},
            .control_dense = {{4, 16, 64}},
            .replicates = {[LM_SMOKE] = 20, [LM_QUICK] = 24, [LM_FULL] = 60, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 7, [LM_QUICK] = 7, [LM_FULL] = 10, [LM_PAPER] = 10},
            .m = 1, .d = 1, .dx = 4},
        [DEGREE] = {
            .name = "degree", .axis = LM_AXIS_VARIABLE, .variable = "r", .pieces = true,
            .dense = {{DEGREES}}, .control_dense = {{DEGREES}}, .replicates = ONCE, .control_replicates = ONCE,
            .m = 1, .L = 2, .d = 1, .dx = 2},
        [HALF_DEGREE] = {
            .name = "half-degree", .axis = LM_AXIS_VARIABLE, .variable = "k", .pieces = true,
            .dense = {{HALF_DEGREES}}, .control_dense = {{HALF_DEGREES}}, .replicates = ONCE, .control_replicates = ONCE,
            .m = 1, .L = 2, .d = 1, .dx = 2},
        [TERMS] = { /* deterministic: replicates say no more than one */
            .name = "terms", .axis = LM_AXIS_VARIABLE, .variable = "R",
            .dense = {{32, 64, 128, 256, 512, 1024, 2048, 4096}},
            .control_dense = {{8, 16, 32, 64}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 3, [LM_PAPER] = 3},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 5, [LM_PAPER] = 5},
            .m = 1, .L = 4, .d = 1, .dx = 4},
        [DEPTH] = {
            .name = "depth", .axis = LM_AXIS_LENGTH,
            .dense = {{32, 64, 128, 256}},
            .control_dense = {{32, 64, 128}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .m = 1, .d = 1, .dx = 4},
    },
    .domain = "L + 1 <= sqrt(m)/4 where a network is run",
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
