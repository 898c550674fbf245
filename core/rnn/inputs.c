/* The input sequences that the papers speak of. */
#include <lemmata/rnn.h>

#include <cblas.h>
#include <math.h>
#include <string.h>

static struct lm_inputs new_inputs(struct lm_arena *arena, size_t n, int L, size_t dim)
{
    struct lm_inputs out = {.n = n, .dim = dim, .L = L, .x = lm_arena_doubles(arena, n * (size_t)L * dim)};
    memset(out.x, 0, n * (size_t)L * dim * sizeof *out.x);
    return out;
}

static double *token(const struct lm_inputs *inputs, size_t s, int l)
{
    return inputs->x + (s * (size_t)inputs->L + (size_t)l - 1) * inputs->dim;
}

/* A uniform direction of R^k, scaled to `norm`. */
static void random_direction(double *out, size_t k, double norm, const struct lm_stream *stream, uint64_t row)
{
    lm_stream_normals(out, stream, row, 0, k, 1);
    cblas_dscal((blasint)k, norm / cblas_dnrm2((blasint)k, out, 1), out, 1);
}

static struct lm_stream input_stream(struct lm_address address)
{
    return lm_stream_open(address.seed, LM_FOR_INPUTS, 0, address.network);
}

struct lm_inputs lm_inputs_normalised(struct lm_arena *arena, size_t n, int L, size_t dx, double eps_x, struct lm_address address)
{
    LM_ASSERT(L >= 2 && dx >= 2);
    struct lm_inputs out = new_inputs(arena, n, L, dx + 1);
    struct lm_stream stream = input_stream(address);
    for (size_t s = 0; s < n; s++) {
        token(&out, s, 1)[dx] = 1;
        for (int l = 2; l < L; l++) {
            double *x = token(&out, s, l);
            random_direction(x, dx - 1, eps_x * sqrt(0.75), &stream, s * (uint64_t)L + (uint64_t)l);
            x[dx - 1] = eps_x / 2;
        }
        token(&out, s, L)[dx] = eps_x;
    }
    return out;
}

struct lm_inputs lm_inputs_null(struct lm_arena *arena, int L, size_t dx, double eps_x)
{
    struct lm_inputs out = new_inputs(arena, 1, L, dx + 1);
    token(&out, 0, 1)[dx] = 1;
    for (int l = 2; l <= L; l++) token(&out, 0, l)[dx] = eps_x;
    return out;
}

static double token_distance(const struct lm_inputs *inputs, size_t a, size_t b)
{
    double square = 0;
    for (size_t k = 0; k < inputs->dim; k++) square += pow(token(inputs, a, 1)[k] - token(inputs, b, 1)[k], 2);
    return sqrt(square);
}

/* The second first token at distance delta of the first: both lie on a sphere of radius 1/sqrt 2, so that the angle between them is
 * 2 asin(delta / sqrt 2). `x` comes in as a random direction. */
static void place_at_distance(double *x, const double *first, size_t k, double delta)
{
    const double radius = sqrt(0.5), angle = 2 * asin(delta / (2 * radius));
    cblas_daxpy((blasint)k, -cblas_ddot((blasint)k, x, 1, first, 1) / (radius * radius), first, 1, x, 1);
    cblas_dscal((blasint)k, radius * sin(angle) / cblas_dnrm2((blasint)k, x, 1), x, 1);
    cblas_daxpy((blasint)k, cos(angle), first, 1, x, 1);
}

struct lm_inputs lm_inputs_unit(struct lm_arena *arena, size_t n, int L, size_t dim, double delta, bool shared,
                                struct lm_address address)
{
    enum { MOST_TRIES = 10000 };
    LM_ASSERT(n >= 1 && L >= 1 && dim >= 3 && delta > 0 && delta <= 1);
    struct lm_inputs out = new_inputs(arena, n, L, dim);
    struct lm_stream stream = input_stream(address);
    uint64_t row = (uint64_t)1 << 32; /* rows that normalised sequences of the same address do not use */
    for (size_t s = 0; s < n; s++) {
        double *first = token(&out, s, 1);
        first[dim - 1] = sqrt(0.5);
        for (int tries = 0;; tries++) {
            LM_ASSERT(tries < MOST_TRIES); /* so many sequences cannot be delta apart in this dimension */
            random_direction(first, dim - 1, sqrt(0.5), &stream, row++);
            if (n == 2 && s == 1) place_at_distance(first, token(&out, 0, 1), dim - 1, delta);
            size_t apart = 0;
            while (apart < s && token_distance(&out, apart, s) >= delta * (1 - 1e-12)) apart++;
            if (apart == s) break;
        }
        for (int l = 2; l <= L; l++) {
            if (shared && s > 0)
                memcpy(token(&out, s, l), token(&out, 0, l), dim * sizeof(double));
            else
                random_direction(token(&out, s, l), dim, 1, &stream, row++);
        }
    }
    return out;
}

struct lm_inputs lm_inputs_wang(struct lm_arena *arena, size_t n, int L, size_t dx, double power, struct lm_address address)
{
    LM_ASSERT(n >= 1 && L >= 1 && dx >= 2);
    struct lm_inputs out = new_inputs(arena, n, L + 1, dx + 1);
    struct lm_stream stream = input_stream(address);
    double scale = pow(L, -power / 2);
    uint64_t row = (uint64_t)1 << 33; /* rows that no other sequences of the same address use */
    for (size_t s = 0; s < n; s++) {
        token(&out, s, 1)[dx] = 1;
        for (int l = 2; l <= L + 1; l++) random_direction(token(&out, s, l), dx, scale, &stream, row++);
    }
    return out;
}

struct lm_inputs lm_inputs_ended(struct lm_arena *arena, int L, size_t dx, double eps_x, struct lm_address address)
{
    struct lm_inputs out = lm_inputs_normalised(arena, 1, L, dx, eps_x, address);
    token(&out, 0, L)[dx] = 1;
    return out;
}

struct lm_inputs lm_inputs_with_base(struct lm_arena *arena, const struct lm_inputs *inputs)
{
    struct lm_inputs first = *inputs;
    first.n = 1;
    struct lm_inputs both = lm_inputs_join(arena, &first, &first);
    for (int l = 1; l <= both.L; l++) memset(token(&both, 1, l), 0, (both.dim - 1) * sizeof *both.x);
    return both;
}

struct lm_inputs lm_inputs_join(struct lm_arena *arena, const struct lm_inputs *a, const struct lm_inputs *b)
{
    LM_ASSERT(a->L == b->L && a->dim == b->dim);
    size_t one = (size_t)a->L * a->dim;
    struct lm_inputs out = new_inputs(arena, a->n + b->n, a->L, a->dim);
    if (a->n > 0) memcpy(out.x, a->x, a->n * one * sizeof *out.x); /* none may have no memory either */
    if (b->n > 0) memcpy(out.x + a->n * one, b->x, b->n * one * sizeof *out.x);
    return out;
}

double lm_inputs_separation(const struct lm_inputs *inputs)
{
    double smallest = HUGE_VAL;
    for (size_t s = 0; s < inputs->n; s++)
        for (size_t t = 0; t < s; t++) {
            double square = 0;
            for (size_t k = 0; k < inputs->dim; k++) square += pow(token(inputs, s, 1)[k] - token(inputs, t, 1)[k], 2);
            smallest = fmin(smallest, sqrt(square));
        }
    return smallest;
}

double lm_limit_norm(const struct lm_inputs *inputs, size_t s, int l)
{
    return cblas_dnrm2((blasint)((size_t)l * inputs->dim), token(inputs, s, 1), 1); /* tokens of a sequence are contiguous */
}

double *lm_token(const struct lm_inputs *inputs, size_t s, int l)
{
    return inputs->x + (s * (size_t)inputs->L + (size_t)l - 1) * inputs->dim;
}

bool lm_inputs_bounded(const struct lm_inputs *inputs)
{
    const double rounding = 1e-9; /* of tokens that a user divided by their norms and wrote down in decimals */
    for (size_t s = 0; s < inputs->n; s++)
        for (int l = 1; l <= inputs->L; l++) {
            const double *x = lm_token(inputs, s, l);
            double square = 0;
            for (size_t k = 0; k < inputs->dim; k++) square += x[k] * x[k];
            if (square > 1 + rounding || (l == 1 && square < 1 - rounding)) return false;
        }
    return true;
}
