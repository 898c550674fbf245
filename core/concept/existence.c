/* W* of Definition 5.3 and what it computes. */
#include <lemmata/existence.h>

#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

/* ---- The target ---- */

struct lm_concept lm_concept_draw(struct lm_arena *arena, enum lm_target phi, int L, size_t d, size_t dx, struct lm_address address)
{
    enum { OF_CONCEPT = 2 }; /* 0 and 1 are streams of sequences */
    LM_ASSERT(L >= 3 && d >= 1 && dx >= 2);
    struct lm_concept out = {.L = L, .d = d, .dx = dx};
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_INPUTS, OF_CONCEPT, address.network);
    out.term = lm_arena_alloc(arena, d * (size_t)((L - 1) * (L - 2) / 2) * sizeof *out.term);
    for (int i = 2; i < L; i++)
        for (int j = i + 1; j <= L; j++)
            for (size_t s = 0; s < d; s++) {
                double *w = lm_arena_doubles(arena, dx), square = 0;
                lm_stream_normals(w, &stream, out.count, 0, dx - 1, 1);
                for (size_t k = 0; k < dx - 1; k++) square += w[k] * w[k];
                for (size_t k = 0; k < dx - 1; k++) w[k] /= sqrt(square);
                w[dx - 1] = 0;
                out.term[out.count++] = (struct lm_concept_term){.i = i, .j = j, .s = s, .phi = phi, .w = w};
            }
    return out;
}

static double along(const double *w, const double *x, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++) sum += w[k] * x[k];
    return sum;
}

static size_t output_index(const struct lm_concept *F, size_t q, int j, size_t s)
{
    return (q * (size_t)F->L + (size_t)j - 1) * F->d + s;
}

/* (3.1) */
void lm_concept_values(double *out, const struct lm_concept *F, const struct lm_inputs *inputs, double eps_x)
{
    LM_ASSERT(inputs->L == F->L && inputs->dim == F->dx + 1);
    memset(out, 0, inputs->n * (size_t)F->L * F->d * sizeof *out);
    for (size_t q = 0; q < inputs->n; q++)
        for (size_t t = 0; t < F->count; t++) {
            const struct lm_concept_term *of = &F->term[t];
            double u = along(of->w, lm_token(inputs, q, of->i), F->dx) / eps_x;
            out[output_index(F, q, of->j, of->s)] += lm_target_at(of->phi, u);
        }
}

/* ---- The matrix ---- */

static lm_status new_fit(struct lm_fit *out, const struct lm_construction *by, const struct lm_concept_term *of)
{
    double sigma = lm_fit_noise(of->i, by->eps_x);
    if (by->fit == LM_FIT_LEAST_NORM) return lm_fit_least_norm(out, of->phi, sigma, by->tolerance);
    int degree = lm_target_truncation(of->phi, LM_FIT_REACH, 1e-12); /* of values of order 1 */
    *out = lm_fit_hermite(of->phi, degree < LM_FIT_DEGREE ? degree : LM_FIT_DEGREE, sigma);
    return LM_OK;
}

/* Terms of one i and Phi share their H: found once where they stand together. */
lm_status lm_construction_fit(struct lm_construction *by, struct lm_arena *arena, const struct lm_concept *F)
{
    struct lm_fit *H = lm_arena_alloc(arena, F->count * sizeof *H);
    for (size_t t = 0; t < F->count; t++) {
        const struct lm_concept_term *of = &F->term[t];
        if (t > 0 && of->i == of[-1].i && of->phi == of[-1].phi)
            H[t] = H[t - 1];
        else
            LM_TRY(new_fit(&H[t], by, of));
    }
    by->H = H;
    return LM_OK;
}

/* The construction with H in it. */
static lm_status with_fit(struct lm_construction *out, const struct lm_construction *by, struct lm_arena *arena,
                          const struct lm_concept *F)
{
    *out = *by;
    return by->H ? LM_OK : lm_construction_fit(out, arena, F);
}

/* The probability of the indicator for a fresh row w ~ N(0, 2 I/m). */
static double window_probability(double eps_c, double norm)
{
    return erf(eps_c / (2 * norm));
}

/* <w_k, h^(0)_{i-1}> = [g^(0)_i - A x^(0)_i]_k: the rows themselves need not be known. */
static void row_products(double *out, const struct lm_run *null, int i)
{
    const struct lm_net *net = null->net;
    const struct lm_num_ops *ops = net->num->ops;
    struct lm_panel x = lm_panel_new(net->arena, net->num, net->dim, 1), ax = lm_panel_new(net->arena, net->num, net->m, 1);
    struct lm_panel g = lm_panel_new(net->arena, net->num, net->m, 1);
    ops->set(&x, lm_token(&null->inputs, 0, i), net->dim);
    ops->gemm_t(&ax, &net->At, &x, false);
    ops->copy(&g, &null->g[i]);
    ops->axpy(&g, -1, &ax);
    ops->get(out, net->m, &g);
}

/* y = 1/(m C) signal H/Pr on the neurons whose indicator is 1, 0 on the others. y comes in as the signal e_s'Back^(0)_{i->j}. */
static void column(double *y, const struct lm_fit *fit, const struct lm_concept_term *of, const struct lm_net *net,
                   const double *products, double eps_c, double scale)
{
    double window = eps_c / sqrt((double)net->m), per_entry = sqrt((double)net->m / 2);
    size_t dx = net->dim - 1;
    for (size_t k = 0; k < net->m; k++) {
        if (!(fabs(products[k]) <= window)) {
            y[k] = 0;
            continue;
        }
        double z = 0;
        for (size_t c = 0; c < dx; c++) z += of->w[c] * net->At.a[c * net->At.ld + k];
        double a_dx = net->At.a[(dx - 1) * net->At.ld + k];
        y[k] *= scale * lm_fit_at(fit, per_entry * z, per_entry * a_dx);
    }
}

static double square_norm(const double *x, size_t n)
{
    return along(x, x, n);
}

static size_t count_within(const double *x, size_t n, double bound)
{
    size_t count = 0;
    for (size_t k = 0; k < n; k++) count += fabs(x[k]) <= bound;
    return count;
}

/* The columns of one i; `back` holds Back^(0)_{i->j} for all j. */
static void columns_of(struct lm_existence *out, const struct lm_back *back, const struct lm_run *null, double *products)
{
    const struct lm_net *net = null->net;
    const struct lm_num_ops *ops = net->num->ops;
    const size_t m = net->m;
    int i = lm_back_source(back);
    double *h = out->h + (size_t)(i - 2) * m;
    ops->get(h, m, &null->h[i - 1]);
    double square = square_norm(h, m), probability = window_probability(out->by.eps_c, sqrt(square));
    row_products(products, null, i);
    out->active[i - 2] = count_within(products, m, out->by.eps_c / sqrt((double)m));
    for (size_t t = 0; t < out->F->count; t++) {
        const struct lm_concept_term *of = &out->F->term[t];
        if (of->i != i) continue;
        struct lm_panel signals = lm_back_to(back, 0, of->j), signal = lm_panel_view(&signals, of->s, 1);
        double *y = out->y + t * m;
        ops->get(y, m, &signal);
        double mC = square_norm(y, m) * square;
        out->C[t] = mC / (double)m;
        column(y, &out->by.H[t], of, net, products, out->by.eps_c, 1 / (mC * probability));
    }
}

/* Memory for W*, and its H. */
static lm_status begin_build(struct lm_existence *out, const struct lm_concept *F, const struct lm_construction *by,
                             const struct lm_run *null)
{
    const struct lm_net *net = null->net;
    const size_t m = net->m, sources = (size_t)(F->L - 2);
    LM_ASSERT(null->inputs.n == 1 && null->inputs.L == F->L && net->d == F->d && net->dim == F->dx + 1);
    LM_ASSERT(by->eps_x > 0 && by->eps_c > 0);
    *out = (struct lm_existence){.F = F, .m = m};
    out->y = lm_arena_doubles(net->arena, m * F->count);
    out->h = lm_arena_doubles(net->arena, m * sources);
    out->C = lm_arena_doubles(net->arena, F->count);
    out->active = lm_arena_alloc(net->arena, sources * sizeof *out->active);
    return with_fit(&out->by, by, net->arena, F);
}

lm_status lm_existence_build_all(struct lm_existence *out, const struct lm_concept *F, size_t count,
                                 const struct lm_construction *by, struct lm_run *null)
{
    for (size_t k = 0; k < count; k++) LM_TRY(begin_build(&out[k], &F[k], by, null));
    double *products = lm_arena_doubles(null->net->arena, null->net->m);
    struct lm_back *back = lm_back_begin(null, 0, 1);
    while (lm_back_source(back) > 2) {
        lm_back_step(back);
        for (size_t k = 0; k < count; k++) columns_of(&out[k], back, null, products);
    }
    return LM_OK;
}

lm_status lm_existence_build(struct lm_existence *out, const struct lm_concept *F, const struct lm_construction *by,
                             struct lm_run *null)
{
    return lm_existence_build_all(out, F, 1, by, null);
}

struct lm_factored lm_existence_factored(struct lm_arena *arena, const struct lm_existence *existence)
{
    size_t m = existence->m, rank = (size_t)(existence->F->L - 2);
    double *left = lm_arena_doubles(arena, m * rank);
    memset(left, 0, m * rank * sizeof *left);
    for (size_t t = 0; t < existence->F->count; t++) {
        double *to = left + (size_t)(existence->F->term[t].i - 2) * m;
        for (size_t k = 0; k < m; k++) to[k] += existence->y[t * m + k];
    }
    return (struct lm_factored){.rank = rank, .left = left, .right = existence->h};
}

/* A row of left right' has the square l'G l, with l that of left and G = right'right. */
void lm_existence_norms(double *frobenius, double *largest_row, struct lm_arena *arena, const struct lm_existence *existence)
{
    struct lm_factored w = lm_existence_factored(arena, existence);
    size_t m = existence->m, rank = w.rank;
    double *gram = lm_arena_doubles(arena, rank * rank), sum = 0, largest = 0;
    struct lm_panel right = lm_panel_of_doubles(existence->h, m, rank, m);
    lm_num_double()->ops->cross(gram, rank, &right, &right);
    for (size_t k = 0; k < m; k++) {
        double square = 0;
        for (size_t a = 0; a < rank; a++)
            for (size_t b = 0; b < rank; b++) square += w.left[a * m + k] * gram[a + rank * b] * w.left[b * m + k];
        sum += square;
        largest = fmax(largest, square);
    }
    *frobenius = sqrt(sum);
    *largest_row = sqrt(largest);
}

/* ---- What it computes ---- */

static struct lm_existence_outputs new_outputs(struct lm_arena *arena, const struct lm_concept *F, size_t n)
{
    struct lm_existence_outputs out = {.count = n * (size_t)F->L * F->d};
    out.f = lm_arena_doubles(arena, (1 + LM_SOURCES) * out.count);
    memset(out.f, 0, (1 + LM_SOURCES) * out.count * sizeof *out.f);
    for (size_t k = 0; k < LM_SOURCES; k++) out.source[k] = out.f + (k + 1) * out.count;
    return out;
}

static void count_to(const struct lm_existence_outputs *out, enum lm_source source, size_t at, double value)
{
    out->source[source][at] += value;
    out->f[at] += value;
}

static enum lm_source source_of(const struct lm_concept_term *of, int i, int j, size_t s)
{
    if (i != of->i) return LM_SOURCE_I;
    if (j != of->j) return LM_SOURCE_J;
    return s != of->s ? LM_SOURCE_S : LM_SOURCE_MAIN;
}

/* Doubles as a panel of any arithmetic. */
static struct lm_panel imported(struct lm_net *net, double *x, size_t cols)
{
    if (net->num->ops == lm_num_double()->ops) return lm_panel_of_doubles(x, net->m, cols, net->m);
    struct lm_panel out = lm_panel_new(net->arena, net->num, net->m, cols);
    net->num->ops->set(&out, x, net->m);
    return out;
}

/* What one backward pass needs of W*. */
struct pass {
    const struct lm_existence *existence;
    struct lm_panel y, h;    /* m x count, m x (L - 2) */
    double *overlap, *inner; /* <h^(0)_{i-1}, h_{i'-1}> at i - 2 + (L - 2) q, <e_s'Back D, y_t> at s + d t */
};

static struct pass begin_pass(const struct lm_existence *existence, struct lm_run *run)
{
    const struct lm_concept *F = existence->F;
    struct lm_net *net = run->net;
    LM_ASSERT(net->m == existence->m && net->d == F->d && run->inputs.L == F->L);
    return (struct pass){.existence = existence,
                         .y = imported(net, existence->y, F->count),
                         .h = imported(net, existence->h, (size_t)(F->L - 2)),
                         .overlap = lm_arena_doubles(net->arena, (size_t)(F->L - 2) * run->inputs.n),
                         .inner = lm_arena_doubles(net->arena, net->d * F->count)};
}

/* gated = D_{i'} Back_{i'->j'}' of sequence q. */
static void gate(const struct lm_panel *gated, const struct lm_run *run, const struct lm_back *back, size_t q, int j)
{
    const struct lm_net *net = run->net;
    struct lm_panel signal = lm_back_to(back, q, j);
    if (net->law.gate == LM_GATE_RELU) {
        struct lm_mask D = lm_mask_view(&run->D[lm_back_source(back)], q, 1);
        net->num->ops->mask(gated, &D, &signal);
    } else
        net->num->ops->copy(gated, &signal);
}

/* The summands of one i', sequence q and output layer j'. */
static void outputs_at(const struct lm_existence_outputs *out, const struct pass *p, const struct lm_panel *gated, int i, size_t q,
                       int j)
{
    const struct lm_concept *F = p->existence->F;
    gated->num->ops->cross(p->inner, F->d, gated, &p->y);
    for (size_t t = 0; t < F->count; t++) {
        const struct lm_concept_term *of = &F->term[t];
        double overlap = p->overlap[(size_t)(of->i - 2) + (size_t)(F->L - 2) * q];
        for (size_t s = 0; s < F->d; s++)
            count_to(out, source_of(of, i, j, s), output_index(F, q, j, s), p->inner[s + F->d * t] * overlap);
    }
}

/* (5.1), with W* h_{i'-1} = sum_t y_t <h^(0)_{i-1}, h_{i'-1}> */
void lm_existence_outputs_all(struct lm_existence_outputs *out, const struct lm_existence *existence, size_t count,
                              struct lm_run *run)
{
    struct lm_net *net = run->net;
    const size_t n = run->inputs.n;
    struct pass *pass = lm_arena_alloc(net->arena, count * sizeof *pass);
    for (size_t k = 0; k < count; k++) {
        pass[k] = begin_pass(&existence[k], run);
        out[k] = new_outputs(net->arena, existence[k].F, n);
    }
    struct lm_panel gated = lm_panel_new(net->arena, net->num, net->m, net->d);
    struct lm_back *back = lm_back_begin(run, 0, n);
    for (;;) {
        int i = lm_back_source(back);
        for (size_t k = 0; k < count; k++) net->num->ops->cross(pass[k].overlap, pass[k].h.cols, &pass[k].h, &run->h[i - 1]);
        for (size_t q = 0; q < n; q++)
            for (int j = i > 3 ? i : 3; j <= run->inputs.L; j++) {
                gate(&gated, run, back, q, j);
                for (size_t k = 0; k < count; k++) outputs_at(&out[k], &pass[k], &gated, i, q, j);
            }
        if (i == 2) return;
        lm_back_step(back);
    }
}

struct lm_existence_outputs lm_existence_outputs(const struct lm_existence *existence, struct lm_run *run)
{
    struct lm_existence_outputs out;
    lm_existence_outputs_all(&out, existence, 1, run);
    return out;
}

size_t lm_existence_left(int L, size_t d)
{
    return (size_t)(L - 1) * (size_t)(L - 2) / 2 * d; /* down to i = 2 only */
}

/* ---- The limit ---- */

/* A state h_{i'-1} of sequence q beside h^(0)_{i-1} of a term. The null sequence is the last of the gram. */
struct beside {
    double norm;       /* ||h^(0)_{i-1}|| */
    double along;      /* <h_{i'-1}, h^(0)_{i-1}>/||h^(0)_{i-1}||^2 */
    double orthogonal; /* the norm of what is left of h_{i'-1} */
    double kept;       /* prod_{t=1}^{j-i} (1 - theta_t/pi), where j' = i' + j - i is a layer: the correlation of the signals */
};

static struct beside beside(const struct lm_limit_gram *gram, const struct lm_concept_term *of, size_t q, int i)
{
    const double pi = 3.14159265358979323846;
    const size_t null = gram->n - 1, p = lm_limit_index(gram, q, i - 1), p0 = lm_limit_index(gram, null, of->i - 1);
    double square = gram->K[p0 * gram->order + p0], distance = lm_limit_distance(gram, p, p0);
    double short_of = (distance * distance + square - gram->K[p * gram->order + p]) / (2 * square);
    struct beside out = {.norm = sqrt(square), .along = 1 - short_of, .kept = 1};
    out.orthogonal = sqrt(fmax(0, distance * distance - short_of * short_of * square));
    for (int t = 1; t <= of->j - of->i && i + t <= gram->L; t++)
        out.kept *= 1 - gram->angle[lm_limit_index(gram, q, i + t) * gram->order + lm_limit_index(gram, null, of->i + t)] / pi;
    return out;
}

/* E 1[<w, h_{i'-1}> + <a, x_{i'}> >= 0] H(a) over fresh rows with |<w, h^(0)_{i-1}>| <= eps_c/sqrt m. In units of sqrt(2/m) eps_x
 * the preactivation is u z + x_dx a_dx + noise + c X/eps_x, with X = <w, h^(0)_{i-1}> ~ N(0, ||h^(0)_{i-1}||^2) cut off at
 * eps_c/sqrt 2 and c = <h_{i'-1}, h^(0)_{i-1}>/||h^(0)_{i-1}||^2: what of h_{i'-1} is orthogonal to h^(0)_{i-1} is noise, as is the
 * rest of the token. */
static double mean_in_window(const struct lm_fit *fit, const double *w, const double *token, size_t dim, const struct beside *state,
                             const struct lm_construction *by)
{
    double cut = by->eps_c / (sqrt(2) * state->norm);
    struct lm_indicator of = {.u = along(w, token, dim - 1) / by->eps_x, .last = token[dim - 2] / by->eps_x};
    double rest = square_norm(token, dim) / (by->eps_x * by->eps_x) - of.u * of.u - of.last * of.last;
    of.noise = hypot(sqrt(fmax(0, rest)), state->orthogonal / by->eps_x);
    return lm_fit_mean_in_window(fit, &of, state->along * state->norm / by->eps_x, -cut, cut);
}

/* For limit and variance: the gram of all sequences, the null sequence last. */
static lm_status begin_limit(struct lm_existence_outputs *out, struct lm_limit_gram *gram, struct lm_arena *arena,
                             const struct lm_concept *F, const struct lm_inputs *inputs, const struct lm_inputs *null)
{
    LM_ASSERT(null->n == 1 && inputs->L == F->L && inputs->dim == F->dx + 1);
    struct lm_inputs both = lm_inputs_join(arena, inputs, null);
    *out = new_outputs(arena, F, inputs->n);
    return lm_limit_gram(gram, arena, &both, 0);
}

lm_status lm_existence_limit(struct lm_existence_outputs *out, struct lm_arena *arena, const struct lm_concept *F,
                             const struct lm_construction *by, const struct lm_inputs *inputs, const struct lm_inputs *null)
{
    struct lm_limit_gram gram;
    struct lm_construction fitted;
    LM_TRY(with_fit(&fitted, by, arena, F));
    LM_TRY(begin_limit(out, &gram, arena, F, inputs, null));
    for (size_t t = 0; t < F->count; t++) {
        const struct lm_concept_term *of = &F->term[t];
        const struct lm_fit *H = &fitted.H[t];
        for (size_t q = 0; q < inputs->n; q++)
            for (int i = 2; i + of->j - of->i <= F->L; i++) {
                int j = i + of->j - of->i;
                if (j < 3) continue;
                struct beside state = beside(&gram, of, q, i);
                double mean = mean_in_window(H, of->w, lm_token(inputs, q, i), inputs->dim, &state, by);
                count_to(out, source_of(of, i, j, of->s), output_index(F, q, j, of->s), state.kept * state.along * mean);
            }
    }
    return LM_OK;
}

/* f is a sum over neurons of products [Back]_k [Back^(0)]_k, Gaussian with E X^2 Y^2 = 1 + 2 (correlation)^2 in units of their
 * variances, of H^2 and of two indicators. H is odd, so that the indicator of the gate halves E H^2. */
lm_status lm_existence_variance(struct lm_existence_outputs *out, struct lm_arena *arena, const struct lm_concept *F,
                                const struct lm_construction *by, const struct lm_inputs *inputs, const struct lm_inputs *null)
{
    struct lm_limit_gram gram;
    struct lm_construction fitted;
    LM_TRY(with_fit(&fitted, by, arena, F));
    LM_TRY(begin_limit(out, &gram, arena, F, inputs, null));
    for (size_t t = 0; t < F->count; t++) {
        const struct lm_concept_term *of = &F->term[t];
        const struct lm_fit *H = &fitted.H[t];
        for (size_t q = 0; q < inputs->n; q++)
            for (int i = 2; i <= F->L; i++) {
                struct beside state = beside(&gram, of, q, i);
                double one = state.along * state.along * H->norm * H->norm / (2 * window_probability(by->eps_c, state.norm));
                for (int j = i > 3 ? i : 3; j <= F->L; j++)
                    for (size_t s = 0; s < F->d; s++) {
                        bool correlated = j - i == of->j - of->i && s == of->s;
                        double moment = correlated ? 1 + 2 * state.kept * state.kept : 1;
                        count_to(out, source_of(of, i, j, s), output_index(F, q, j, s), moment * one);
                    }
            }
    }
    return LM_OK;
}
