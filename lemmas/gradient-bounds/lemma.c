/* Gradient bounds: Allen-Zhu, Li & Song (2018), Fact 2.5 and Theorem 3.
 *
 * For f(W) = 1/2 sum_i sum_{l=2}^L ||B h_{i,l} - y*_{i,l}||^2 the ratio ||grad f||_F^2/(m f) lies, over all labels y*, between
 * twice the smallest and twice the largest eigenvalue of K/m, K the Gram matrix of the gradients of all outputs (the neural tangent
 * kernel). So Theorem 3 speaks of these two numbers. Random labels overstate its lower bound by one to two orders of magnitude. */
#include <lemmata/lemma.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOWER, UPPER, LIMIT_SMALLEST, LIMIT_LARGEST,                                  /* in m */
    LOWER_DELTA, EXPONENT_DELTA, LIMIT_DELTA, EXPONENT_LIMIT,                     /* in delta */
    LOWER_LENGTH, UPPER_LENGTH,                                                   /* in L */
    LOWER_SIGNS, UPPER_SIGNS, LOWER_STATE, UPPER_STATE, LOWER_ALIGN, ALIGN_LOSS,  /* at W + W' */
    GRADIENT, FIRST_ORDER, PRINTED_INDEX, KERNEL, PRINTED_KERNEL, WORST_LABELS    /* formulas */
};
enum { WIDTH, DELTA, KERNEL_LIMIT, LENGTH, SIGNS, STATE, ALIGN, FORMULA };
enum { DUPLICATE = 1, OTHER_TOKENS, FULL_RADIUS, RANDOM_LABELS, NEXT_STATE };

/* ---- Inputs ---- */

static size_t sequences(const struct lm_cell *cell)
{
    return cell->given.n > 0 ? cell->given.n : cell->sweep == WIDTH ? 4 : 2;
}

/* Unit-norm tokens, first ones delta apart, later ones shared: where later tokens differ, they tell the sequences apart anew, and
 * delta does not matter. */
static struct lm_inputs inputs_of(const struct lm_cell *cell, struct lm_trial *t)
{
    if (cell->given.n > 0) return cell->given;
    return lm_inputs_unit(lm_trial_arena(t), sequences(cell), cell->L, cell->dx + 1, cell->delta, cell->variant != OTHER_TOKENS,
                          lm_trial_address(t));
}

/* What the network reads. A variant breaks a hypothesis here; limits are those of the sequences as they should be. */
static struct lm_inputs read_of(const struct lm_cell *cell, struct lm_trial *t, const struct lm_inputs *inputs)
{
    struct lm_inputs out = lm_inputs_join(lm_trial_arena(t), inputs, &(struct lm_inputs){.dim = inputs->dim, .L = inputs->L});
    if (cell->variant == DUPLICATE)
        memcpy(lm_token(&out, 1, 1), lm_token(&out, 0, 1), (size_t)out.L * out.dim * sizeof *out.x);
    return out;
}

/* ---- The spectrum of K ---- */

struct spectrum {
    double smallest, largest;
    double *vector; /* of the smallest eigenvalue */
    size_t order;
};

/* Of scale K. What is left of the smallest eigenvalue below the rounding of the largest counts as 0. */
static struct spectrum spectrum_of(struct lm_trial *t, const double *K, size_t order, double scale)
{
    struct spectrum out = {.order = order, .vector = lm_arena_doubles(lm_trial_arena(t), order)};
    double *values = lm_arena_doubles(lm_trial_arena(t), order);
    lm_status status = lm_symmetric_eigenvalues(values, out.vector, K, order);
    lm_trial_fail(t, status);
    for (size_t k = 0; k < order && status != LM_OK; k++) out.vector[k] = 0;
    if (status != LM_OK) return out;
    out.largest = scale * values[order - 1];
    out.smallest = values[0] > 1e-13 * (double)order * values[order - 1] ? scale * values[0] : 0;
    return out;
}

/* Twice the extreme eigenvalues of K/m: the range of ||grad f||_F^2/(m f) over all labels. */
static struct spectrum range_of(struct lm_trial *t, struct lm_run *run)
{
    return spectrum_of(t, lm_ntk_gram(run), lm_ntk_order(run), 2 / (double)run->net->m);
}

static struct spectrum limit_range(struct lm_trial *t, const struct lm_inputs *inputs, size_t d)
{
    size_t order = inputs->n * ((size_t)inputs->L - 1) * d;
    double *K = lm_arena_doubles(lm_trial_arena(t), order * order);
    lm_status status = lm_limit_ntk(K, lm_trial_arena(t), inputs, d, 0);
    lm_trial_fail(t, status);
    return status == LM_OK ? spectrum_of(t, K, order, 2) : (struct spectrum){0};
}

/* ---- Attacks ---- */

static double radius_of(const struct lm_cell *cell)
{
    return cell->variant == FULL_RADIUS ? cell->Delta : cell->Delta / sqrt((double)cell->m);
}

struct unit {
    double price;
    size_t k;
};

static int by_price(const void *a, const void *b)
{
    double x = ((const struct unit *)a)->price, y = ((const struct unit *)b)->price;
    return (x > y) - (x < y);
}

/* What tells the first two sequences apart at order delta are the units of layer 2 whose signs differ. W' = y v', v along h_{1,1}
 * + h_{2,1}, makes the signs of as many of them agree as the radius pays for: y_k carries the smaller of both preactivations across
 * 0. */
static struct lm_factored align(struct lm_run *run, double radius)
{
    struct lm_arena *arena = run->net->arena;
    const struct lm_num_ops *ops = run->net->num->ops;
    size_t m = run->net->m, n = run->inputs.n, count = 0;
    double *h = lm_arena_doubles(arena, n * m), *g = lm_arena_doubles(arena, n * m), *v = lm_arena_doubles(arena, m);
    double *y = lm_arena_doubles(arena, m), square = 0, along[2] = {0}, budget = radius * radius * (1 - 1e-12);
    struct unit *units = lm_arena_alloc(arena, m * sizeof *units);
    ops->get(h, m, &run->h[1]);
    ops->get(g, m, &run->g[2]);
    for (size_t k = 0; k < m; k++) square += pow(h[k] + h[m + k], 2);
    for (size_t k = 0; k < m; k++) {
        v[k] = (h[k] + h[m + k]) / sqrt(square);
        for (size_t s = 0; s < 2; s++) along[s] += v[k] * h[s * m + k];
    }
    for (size_t k = 0; k < m; k++) {
        double first = -1.001 * g[k] / along[0], second = -1.001 * g[m + k] / along[1];
        y[k] = 0;
        if ((first > 0) == (second > 0)) continue;
        y[k] = fabs(first) < fabs(second) ? first : second;
        units[count++] = (struct unit){y[k] * y[k], k};
    }
    if (count > 0) qsort(units, count, sizeof *units, by_price);
    for (size_t i = 0; i < count; i++) {
        budget -= units[i].price;
        if (budget < 0) y[units[i].k] = 0;
    }
    return (struct lm_factored){.rank = 1, .left = y, .right = v};
}

/* What this attack takes from 2 lambda_min/m as m grows, but for what is of higher order in delta: 2 m f_0 p units have a price of
 * at most p^2, f_0 the density of a preactivation at 0, and each takes 1/2 <h_{1,1}, h_{2,1}>/d from lambda_min. */
static double limit_of_align(const struct lm_cell *cell, struct lm_trial *t, const struct lm_inputs *inputs)
{
    struct lm_limit_gram gram;
    lm_status status = lm_limit_gram(&gram, lm_trial_arena(t), inputs, 0);
    lm_trial_fail(t, status);
    if (status != LM_OK) return 0;
    const double pi = 3.14159265358979323846, m = (double)cell->m;
    size_t first = lm_limit_index(&gram, 0, 1), second = lm_limit_index(&gram, 1, 1), g = lm_limit_index(&gram, 0, 2);
    double inner = gram.K[first * gram.order + second], f_0 = sqrt(m / (4 * pi * gram.G[g * (gram.order + 1)]));
    double furthest = cbrt(1.5 * pow(cell->Delta, 2) * (1 + inner) / 2 / (m * m * f_0));
    return 2 * f_0 * furthest * inner / (double)cell->d;
}

static struct lm_net *attacked(const struct lm_cell *cell, struct lm_trial *t, struct lm_run *run)
{
    if (cell->sweep == ALIGN) {
        struct lm_factored *delta = lm_arena_alloc(lm_trial_arena(t), sizeof *delta);
        *delta = align(run, radius_of(cell));
        return lm_net_perturbed(run->net, delta);
    }
    struct lm_attack *attack = lm_arena_alloc(lm_trial_arena(t), sizeof *attack);
    enum lm_attack_kind kind = cell->sweep == SIGNS ? LM_ATTACK_SIGNS : LM_ATTACK_STATE;
    lm_status status = lm_attack(attack, kind, run, radius_of(cell), lm_trial_address(t));
    lm_trial_fail(t, status);
    return status == LM_OK ? lm_net_attacked(run->net, attack) : run->net;
}

/* ---- Formulas, against central differences ---- */

/* Runs on both sides of W along W', `gap` W' apart. */
struct pair {
    struct lm_run *plus, *minus;
    double gap;
};

static struct lm_run *moved(const struct lm_run *run, const struct lm_factored *direction, double step)
{
    struct lm_arena *arena = run->net->arena;
    size_t count = run->net->m * direction->rank;
    double *left = lm_arena_doubles(arena, count);
    struct lm_factored *delta = lm_arena_alloc(arena, sizeof *delta);
    for (size_t k = 0; k < count; k++) left[k] = step * direction->left[k];
    *delta = (struct lm_factored){.rank = direction->rank, .left = left, .right = direction->right};
    return lm_forward(lm_net_perturbed(run->net, delta), &run->inputs);
}

static bool same_signs(const struct lm_run *a, const struct lm_run *b)
{
    size_t differences = 0;
    for (int l = 1; l <= a->inputs.L; l++)
        for (size_t s = 0; s < a->inputs.n; s++) differences += lm_mask_differences(&a->D[l], s, &b->D[l], s);
    return differences == 0;
}

/* W + step W' and W - step W'. Outputs are polynomials in the step as long as no sign changes: it is halved until none does. From a
 * third of the digits on, what is cut off (step^2) and what is rounded (2^-digits/step) leave half of the digits, less a few. Where
 * a preactivation is so near 0 that halving does not help, its sign changes on one side only, and the other side is taken. */
static struct pair moved_pair(struct lm_run *run, const struct lm_factored *direction)
{
    enum { HALVINGS = 8 };
    double step = ldexp(1, -(run->net->num->bits > 0 ? run->net->num->bits : LM_DOUBLE_BITS) / 3);
    struct pair out;
    for (int k = 0;; k++, step /= 2) {
        out = (struct pair){moved(run, direction, step), moved(run, direction, -step), 2 * step};
        bool plus = same_signs(run, out.plus), minus = same_signs(run, out.minus);
        if (plus && minus) return out;
        if (k < HALVINGS) continue;
        return minus ? (struct pair){run, out.minus, step} : (struct pair){out.plus, run, step};
    }
}

/* d/dW' of sum of 1/2 ||y_{s,l} - y*_{s,l}||^2 over s and l >= 2: <y_+ - y_-, y_+ + y_- - 2 y*>/(2 gap), where nothing cancels but
 * y_+ - y_-, and that in the arithmetic of the states. */
static double difference_of_loss(const struct pair *pair, const double *targets)
{
    const struct lm_net *net = pair->plus->net;
    const struct lm_num_ops *ops = net->num->ops;
    size_t n = pair->plus->inputs.n, d = net->d, L = (size_t)pair->plus->inputs.L;
    struct lm_panel plus = lm_panel_new(net->arena, net->num, d, n), minus = lm_panel_new(net->arena, net->num, d, n);
    struct lm_panel sum = lm_panel_new(net->arena, net->num, d, n);
    double *products = lm_arena_doubles(net->arena, n * n), out = 0;
    for (size_t l = 2; l <= L; l++) {
        ops->gemm(&plus, &net->B, &pair->plus->h[l], false);
        ops->gemm(&minus, &net->B, &pair->minus->h[l], false);
        ops->set(&sum, targets + (l - 1) * d, L * d);
        ops->scale(&sum, -2);
        ops->axpy(&sum, 1, &plus);
        ops->axpy(&sum, 1, &minus);
        ops->axpy(&plus, -1, &minus);
        ops->cross(products, n, &plus, &sum);
        for (size_t s = 0; s < n; s++) out += products[s * (n + 1)] / (2 * pair->gap);
    }
    return out;
}

/* d/dW' of e_1'B h_L of the first sequence. */
static double difference_of_output(const struct pair *pair)
{
    const struct lm_net *net = pair->plus->net;
    const struct lm_num_ops *ops = net->num->ops;
    int L = pair->plus->inputs.L;
    struct lm_panel plus = lm_panel_new(net->arena, net->num, net->d, 1), minus = lm_panel_new(net->arena, net->num, net->d, 1);
    struct lm_panel h_plus = lm_panel_view(&pair->plus->h[L], 0, 1), h_minus = lm_panel_view(&pair->minus->h[L], 0, 1);
    double *difference = lm_arena_doubles(net->arena, net->d);
    ops->gemm(&plus, &net->B, &h_plus, false);
    ops->gemm(&minus, &net->B, &h_minus, false);
    ops->axpy(&plus, -1, &minus);
    ops->get(difference, net->d, &plus);
    return difference[0] / pair->gap;
}

/* A sum of terms, and that of their absolute values: what an error of the sum is measured by. */
struct sum {
    double value, size;
};

static double error_of(struct sum sum, double difference)
{
    return fabs(sum.value - difference) / sum.size;
}

/* For W' = u v' and weights w (laid out like lm_outputs), sum over s, l and a > l of
 *   w_{s,a}'Back_{s,l+1 -> a} D_{s,l+1} W' h_{s,l}                                    (2018 Fact 2.5; 2019 (5.1))
 * or, with `early` = 1, with Back_{s,l -> a} in its place, as 2019 prints it in section 6. */
static struct sum first_order(struct lm_run *run, const struct lm_factored *direction, const double *weights, int early)
{
    const struct lm_net *net = run->net;
    const struct lm_num_ops *ops = net->num->ops;
    int L = run->inputs.L;
    size_t n = run->inputs.n, m = net->m, d = net->d;
    struct lm_panel u = lm_panel_new(net->arena, net->num, m, 1), v = lm_panel_new(net->arena, net->num, m, 1);
    struct lm_panel gated = lm_panel_new(net->arena, net->num, m, 1);
    double *along_u = lm_arena_doubles(net->arena, d), *along_v = lm_arena_doubles(net->arena, n);
    struct sum out = {0, 0};
    ops->set(&u, direction->left, m);
    ops->set(&v, direction->right, m);
    struct lm_back *back = lm_back_begin(run, 0, n);
    do {
        int source = lm_back_source(back), l = source - 1 + early;
        if (l < 1 || l >= L) continue;
        ops->cross(along_v, 1, &v, &run->h[l]);
        for (size_t s = 0; s < n; s++) {
            struct lm_mask D = lm_mask_view(&run->D[l + 1], s, 1);
            ops->mask(&gated, &D, &u);
            for (int a = l + 1; a <= L; a++) {
                struct lm_panel to = lm_back_to(back, s, a);
                ops->cross(along_u, d, &to, &gated);
                for (size_t r = 0; r < d; r++) {
                    double term = weights[(s * (size_t)L + (size_t)a - 1) * d + r] * along_u[r] * along_v[s];
                    out.value += term;
                    out.size += fabs(term);
                }
            }
        }
    } while (lm_back_step(back));
    return out;
}

/* W' = u v': u a random unit vector, v a random unit vector in the span of the states that W meets. */
static struct lm_factored random_direction(struct lm_trial *t, const struct lm_run *run)
{
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 1, address.network);
    struct lm_arena *arena = lm_trial_arena(t);
    size_t m = run->net->m, n = run->inputs.n;
    double *u = lm_arena_doubles(arena, m), *v = lm_arena_doubles(arena, m), *h = lm_arena_doubles(arena, n * m);
    double *share = lm_arena_doubles(arena, n), u_square = 0, v_square = 0;
    lm_stream_normals(u, &stream, 0, 0, m, 1);
    memset(v, 0, m * sizeof *v);
    for (int l = 1; l < run->inputs.L; l++) {
        lm_stream_normals(share, &stream, (uint64_t)l, 0, n, 1);
        run->net->num->ops->get(h, m, &run->h[l]);
        for (size_t k = 0; k < n * m; k++) v[k % m] += share[k / m] * h[k];
    }
    for (size_t k = 0; k < m; k++) {
        u_square += u[k] * u[k];
        v_square += v[k] * v[k];
    }
    for (size_t k = 0; k < m; k++) {
        u[k] /= sqrt(u_square);
        v[k] /= sqrt(v_square);
    }
    return (struct lm_factored){.rank = 1, .left = u, .right = v};
}

static double *random_numbers(struct lm_trial *t, size_t count)
{
    struct lm_address address = lm_trial_address(t);
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_ATTACK, 2, address.network);
    double *out = lm_arena_doubles(lm_trial_arena(t), count);
    lm_stream_normals(out, &stream, 0, 0, count, 1);
    return out;
}

/* The gradient of the function with these derivatives by the outputs. */
static struct lm_factored gradient_of(struct lm_run *run, const double *of_y)
{
    return lm_gradient(run, lm_adjoint(run, lm_output_cotangents(run, of_y), NULL));
}

/* ||left right'||_F^2, from inner products of the columns. */
static double square_norm(struct lm_trial *t, const struct lm_factored *factors, size_t m)
{
    struct lm_panel left = lm_panel_of_doubles((double *)(uintptr_t)factors->left, m, factors->rank, m);
    struct lm_panel right = lm_panel_of_doubles((double *)(uintptr_t)factors->right, m, factors->rank, m);
    size_t square = factors->rank * factors->rank;
    double *of_left = lm_arena_doubles(lm_trial_arena(t), square), *of_right = lm_arena_doubles(lm_trial_arena(t), square), sum = 0;
    lm_num_double()->ops->cross(of_left, factors->rank, &left, &left);
    lm_num_double()->ops->cross(of_right, factors->rank, &right, &right);
    for (size_t k = 0; k < square; k++) sum += of_left[k] * of_right[k];
    return sum;
}

/* Wang et al. (2021) (23): sum_{l,l'} <Back_l D_l, Back_l' D_l'> <h_{l-1}, h_{l'-1}>, printed with h_l and h_l'. */
static double printed_square_norm(struct lm_trial *t, const struct lm_run *run, const struct lm_factored *gradient)
{
    size_t m = run->net->m, n = run->inputs.n;
    double *right = lm_arena_doubles(lm_trial_arena(t), gradient->rank * m);
    for (size_t l = 2; l <= (size_t)run->inputs.L; l++) run->net->num->ops->get(right + (l - 2) * n * m, m, &run->h[l]);
    return square_norm(t, &(struct lm_factored){gradient->rank, gradient->left, right}, m);
}

/* ---- The trial ---- */

static void observe_directions(const struct lm_cell *cell, struct lm_trial *t, struct lm_run *run)
{
    size_t L = (size_t)run->inputs.L, d = cell->d, count = run->inputs.n * L * d;
    const double *y = lm_outputs(run), *targets = random_numbers(t, count);
    double *loss = lm_arena_doubles(lm_trial_arena(t), count), *unit = lm_arena_doubles(lm_trial_arena(t), count);
    for (size_t k = 0; k < count; k++) {
        loss[k] = k / d % L == 0 ? 0 : y[k] - targets[k]; /* f begins at l = 2 */
        unit[k] = k == (L - 1) * d;                       /* e_1'B h_L of the first sequence */
    }
    struct lm_factored direction = random_direction(t, run);
    struct pair along = moved_pair(run, &direction);
    double of_loss = difference_of_loss(&along, targets), of_output = difference_of_output(&along);
    int early = cell->variant == NEXT_STATE;
    lm_observe(t, GRADIENT, error_of(first_order(run, &direction, loss, early), of_loss));
    lm_observe(t, FIRST_ORDER, error_of(first_order(run, &direction, unit, early), of_output));
    lm_observe(t, PRINTED_INDEX, error_of(first_order(run, &direction, unit, 1), of_output));
}

/* The derivative of e_1'B h_L along its own gradient G is ||G||_F^2: a diagonal entry of K. */
static void observe_kernel(const struct lm_cell *cell, struct lm_trial *t, struct lm_run *run, const double *K)
{
    size_t m = cell->m, n = run->inputs.n, L = (size_t)run->inputs.L, d = cell->d, p = (L - 2) * n * d;
    double *unit = lm_arena_doubles(lm_trial_arena(t), n * L * d);
    for (size_t k = 0; k < n * L * d; k++) unit[k] = k == (L - 1) * d;
    struct lm_factored gradient = gradient_of(run, unit);
    double norm = sqrt(square_norm(t, &gradient, m)), *left = lm_arena_doubles(lm_trial_arena(t), gradient.rank * m);
    double entry = K[p * (lm_ntk_order(run) + 1)], printed = printed_square_norm(t, run, &gradient);
    for (size_t k = 0; k < gradient.rank * m; k++) left[k] = gradient.left[k] / norm;
    struct pair along = moved_pair(run, &(struct lm_factored){gradient.rank, left, gradient.right});
    double square = difference_of_output(&along) * norm;
    lm_observe(t, KERNEL, fabs((cell->variant == NEXT_STATE ? printed : entry) / square - 1));
    lm_observe(t, PRINTED_KERNEL, fabs(printed / square - 1));
}

/* Labels with B h - y* = v, v the unit eigenvector of the smallest eigenvalue, so that f = 1/2: there the bound is attained. */
static void observe_labels(const struct lm_cell *cell, struct lm_trial *t, struct lm_run *run, struct spectrum range)
{
    size_t n = run->inputs.n, L = (size_t)run->inputs.L, d = cell->d, count = n * L * d;
    const double *random = random_numbers(t, count);
    double *loss = lm_arena_doubles(lm_trial_arena(t), count), square = 0;
    for (size_t p = 0; p < range.order; p++) {
        double *to = loss + ((p / d % n) * L + p / d / n + 1) * d + p % d;
        *to = cell->variant == RANDOM_LABELS ? random[p] : range.vector[p];
        square += *to * *to;
    }
    for (size_t s = 0; s < n; s++)
        for (size_t r = 0; r < d; r++) loss[s * L * d + r] = 0;
    struct lm_factored gradient = gradient_of(run, loss);
    double ratio = 2 * square_norm(t, &gradient, cell->m) / ((double)cell->m * square) / range.smallest;
    lm_observe(t, WORST_LABELS, fabs(ratio - 1));
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs inputs = inputs_of(cell, t), read = read_of(cell, t, &inputs);
    struct spectrum limit = limit_range(t, &inputs, cell->d);
    double share = cell->given.n > 0 ? cell->delta / lm_inputs_separation(&inputs) : 1; /* the user's own delta, as that of the cell */
    if (cell->sweep == KERNEL_LIMIT) {
        lm_observe(t, EXPONENT_LIMIT, limit_range(t, &read, cell->d).smallest);
        return;
    }
    struct lm_net *net = lm_trial_net(t, read.dim);
    struct lm_run *run = lm_trial_forward(t, net, &read);
    if (cell->sweep == FORMULA) {
        const double *K = lm_ntk_gram(run);
        observe_directions(cell, t, run);
        observe_kernel(cell, t, run, K);
        observe_labels(cell, t, run, spectrum_of(t, K, lm_ntk_order(run), 2 / (double)cell->m));
        return;
    }
    struct spectrum range = range_of(t, run);
    if (cell->sweep == WIDTH) {
        lm_observe_with_limit(t, LOWER, share * range.smallest, share * limit.smallest);
        lm_observe_with_limit(t, UPPER, range.largest, limit.largest);
        lm_observe(t, LIMIT_SMALLEST, range.smallest / limit.smallest);
        lm_observe(t, LIMIT_LARGEST, range.largest / limit.largest);
    } else if (cell->sweep == DELTA) {
        lm_observe_with_limit(t, LOWER_DELTA, range.smallest, limit.smallest);
        lm_observe_with_limit(t, EXPONENT_DELTA, range.smallest, limit.smallest);
        lm_observe(t, LIMIT_DELTA, range.smallest / limit.smallest);
    } else if (cell->sweep == LENGTH) {
        lm_observe_with_limit(t, LOWER_LENGTH, range.smallest, limit.smallest);
        lm_observe_with_limit(t, UPPER_LENGTH, range.largest, limit.largest);
    } else {
        struct spectrum after = range_of(t, lm_trial_forward(t, attacked(cell, t, run), &read));
        if (cell->sweep == ALIGN) {
            lm_observe_with_limit(t, LOWER_ALIGN, share * after.smallest,
                                  share * fmax(limit.smallest - limit_of_align(cell, t, &inputs), 0));
            lm_observe(t, ALIGN_LOSS, 1 - after.smallest / range.smallest);
        } else {
            lm_observe_with_limit(t, cell->sweep == SIGNS ? LOWER_SIGNS : LOWER_STATE, share * after.smallest,
                                  share * limit.smallest);
            lm_observe_with_limit(t, cell->sweep == SIGNS ? UPPER_SIGNS : UPPER_STATE, after.largest, limit.largest);
        }
    }
}

/* m delta >= 100: about m delta/(sqrt 2 pi) units tell two sequences apart. Delta^2 <= m delta^3/350: beyond, alignment has taken half of
 * them. The user's own sequences need ||x_1|| = 1, ||x_l|| <= 1 and different first tokens, and have one delta. */
static bool admits(const struct lm_cell *cell)
{
    const struct lm_inputs *given = &cell->given;
    const double m = (double)cell->m, delta = given->n > 1 ? lm_inputs_separation(given) : cell->delta;
    if (m * delta < 100) return false;
    if (cell->sweep == ALIGN && 350 * pow(cell->Delta, 2) > m * pow(delta, 3)) return false;
    if (given->n == 0) return true;
    return lm_inputs_bounded(given) && given->n >= 2 && cell->sweep != DELTA && cell->sweep != KERNEL_LIMIT;
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    size_t n = sequences(cell), passes = cell->sweep == FORMULA ? 5 : cell->sweep >= SIGNS ? 2 : 1;
    *right = passes * lm_forward_vectors(cell->L, n);
    *left = (cell->sweep >= SIGNS && cell->sweep != FORMULA ? 2 : 1) * lm_backward_vectors(cell->L, cell->d, n);
    if (cell->sweep == SIGNS || cell->sweep == STATE) {
        size_t attack_right, attack_left;
        lm_attack_vectors(cell->sweep == SIGNS ? LM_ATTACK_SIGNS : LM_ATTACK_STATE, cell->L, &attack_right, &attack_left);
        *right += attack_right;
        *left += attack_left;
    }
    if (cell->sweep == KERNEL_LIMIT) *right = *left = 0;
}

#define LOWERS                                                                                                                  \
    (LM_BIT(LOWER) | LM_BIT(LIMIT_SMALLEST) | LM_BIT(LOWER_DELTA) | LM_BIT(LIMIT_DELTA) | LM_BIT(LOWER_LENGTH) |                 \
     LM_BIT(LOWER_SIGNS) | LM_BIT(LOWER_STATE) | LM_BIT(LOWER_ALIGN))
#define UPPERS (LM_BIT(UPPER) | LM_BIT(LIMIT_LARGEST) | LM_BIT(UPPER_LENGTH))
#define ATTACKED_UPPERS (LM_BIT(UPPER_SIGNS) | LM_BIT(UPPER_STATE))

LM_LEMMA(gradient_bounds,
    .title = "Gradient bounds",
    .papers = "2018 2019",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d); sequences of unit-norm tokens, first tokens at least delta apart and ending in "
                  "1/sqrt 2, later tokens shared; any labels; any W' with ||W'||_2 <= Delta/sqrt m",
    .statements = {
        [LOWER] = {
            .name = "lower", .source = "2018 Theorem 3, lower bound, in m",
            .reads = "||grad f||_F^2 >= (delta/poly(rho)) m f for all labels",
            .measures = "2 lambda_min(K)/m, K the NTK Gram matrix; n = 4, L = 4, d = 1, delta = 0.4",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.delta = 1}, .constant = 0.236, .limits = true, .sweep = WIDTH,
            .note = "The polynomial of rho is not printed: judged without its logarithms, which is stronger."},
        [UPPER] = {
            .name = "upper", .source = "2018 Theorem 3, upper bound, in m",
            .reads = "||grad f||_F^2 <= poly(rho) m f for all labels",
            .measures = "2 lambda_max(K)/m; n = 4, L = 4, d = 1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.factor = 1}, .constant = 26.9, .limits = true, .sweep = WIDTH,
            .scatter = 0.15, .note = "The bound on ||grad f_i||, one sequence, is a part of it: eigenvalues interlace."},
        [LIMIT_SMALLEST] = {
            .name = "smallest-limit", .source = "2018 Theorem 3, lower bound, infinite width",
            .reads = "lambda_min(K)/m tends to that of the limiting kernel",
            .measures = "lambda_min(K)/m over its limit; n = 4, L = 4, d = 1, delta = 0.4",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 2.4, .L = 2, .m = -1}, .sweep = WIDTH,
            .note = "The allowance is the variance of log lambda seen with tied weights, 16/m at L = 4, plus what repulsion by the "
                    "11 other eigenvalues takes, each with a relative variance of at most 2/m: 38/m = 2.4 L^2/m."},
        [LIMIT_LARGEST] = {
            .name = "largest-limit", .source = "2018 Theorem 3, upper bound, infinite width",
            .reads = "lambda_max(K)/m tends to that of the limiting kernel",
            .measures = "lambda_max(K)/m over its limit; n = 4, L = 4, d = 1",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 2.4, .L = 2, .m = -1}, .sweep = WIDTH},
        [LOWER_DELTA] = {
            .name = "lower-in-delta", .source = "2018 Theorem 3, lower bound, in delta",
            .reads = "||grad f||_F^2 >= (delta/poly(rho)) m f for all labels",
            .measures = "2 lambda_min(K)/m; n = 2, L = 3, d = 1",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.delta = 1}, .constant = 0.254, .limits = true, .sweep = DELTA,
            .scatter = 0.15},
        [EXPONENT_DELTA] = {
            .name = "exponent-of-delta", .source = "2018 Theorem 3, lower bound, sharp in delta",
            .reads = "the smallest ||grad f||_F^2/(m f) shrinks exactly like delta",
            .measures = "2 lambda_min(K)/m; n = 2, L = 3, d = 1",
            .rule = LM_EXPONENT, .exponent = 1, .tolerance = 0.08, .limits = true, .sweep = DELTA, .scatter = 0.18,
            .note = "The limit itself has slope 1.01 on delta <= 0.03, where it is fitted."},
        [LIMIT_DELTA] = {
            .name = "smallest-limit-in-delta", .source = "2018 Theorem 3, lower bound, infinite width, in delta",
            .reads = "lambda_min(K)/m tends to that of the limiting kernel",
            .measures = "lambda_min(K)/m over its limit; n = 2, L = 3, d = 1",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 10, .m = -1, .delta = -1}, .sweep = DELTA, .scatter = 0.15,
            .note = "The allowance is what repulsion by the three other eigenvalues takes, each with a relative variance of "
                    "sqrt 2 pi/(m delta): the eigenvector lives on the m delta/(sqrt 2 pi) units whose signs differ; three "
                    "such variances would be 13/(m delta), and 10 is stricter."},
        [EXPONENT_LIMIT] = {
            .name = "exponent-of-delta-limit", .source = "2018 Theorem 3, lower bound, infinite width, sharp in delta",
            .reads = "lambda_min of the limiting kernel is exactly of order delta",
            .measures = "2 lambda_min of the limit of K/m, no network; n = 2, L = 3, d = 1",
            .rule = LM_EXPONENT, .exponent = 1, .tolerance = 0.02, .sweep = KERNEL_LIMIT, .scatter = 0.01},
        [LOWER_LENGTH] = {
            .name = "lower-in-length", .source = "2018 Theorem 3, lower bound, in L",
            .reads = "||grad f||_F^2 >= (delta/poly(rho)) m f for all labels, rho linear in L",
            .measures = "2 lambda_min(K)/m; n = 2, d = 1, delta = 0.3",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.delta = 1}, .constant = 0.302, .limits = true, .sweep = LENGTH,
            .scatter = 0.1,
            .note = "Judged without any power of L, which is stronger: the smallest eigenvalue is that of the outputs at l = 2."},
        [UPPER_LENGTH] = {
            .name = "upper-in-length", .source = "2018 Theorem 3, upper bound, in L",
            .reads = "||grad f||_F^2 <= poly(rho) m f for all labels, rho linear in L",
            .measures = "2 lambda_max(K)/m; n = 2, d = 1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 3}, .constant = 0.255, .limits = true, .sweep = LENGTH,
            .scatter = 0.2, .slack = -0.4,
            .note = "L^3 is the order of the trace of the limiting kernel, n (L^3 - L)/12."},
        [LOWER_SIGNS] = {
            .name = "lower-signs", .source = "2018 Theorem 3, lower bound, attacked",
            .reads = "||grad f(W + W')||_F^2 >= (delta/poly(rho)) m f for all ||W'||_2 <= Delta/sqrt m",
            .measures = "2 lambda_min(K(W + W'))/m, W' of the search for sign changes; n = 2, L = 3, d = 1, delta = 0.5",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.delta = 1}, .constant = 0.394, .limits = true, .sweep = SIGNS,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1},
        [UPPER_SIGNS] = {
            .name = "upper-signs", .source = "2018 Theorem 3, upper bound, attacked",
            .reads = "||grad f(W + W')||_F^2 <= poly(rho) m f for all ||W'||_2 <= Delta/sqrt m",
            .measures = "2 lambda_max(K(W + W'))/m, W' of the search for sign changes; n = 2, L = 3, d = 1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.factor = 1}, .constant = 5.99, .limits = true, .sweep = SIGNS,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1},
        [LOWER_STATE] = {
            .name = "lower-state", .source = "2018 Theorem 3, lower bound, attacked",
            .reads = "||grad f(W + W')||_F^2 >= (delta/poly(rho)) m f for all ||W'||_2 <= Delta/sqrt m",
            .measures = "2 lambda_min(K(W + W'))/m, W' of the search for ||h'_L||; n = 2, L = 3, d = 1, delta = 0.5",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.delta = 1}, .constant = 0.391, .limits = true, .sweep = STATE,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1},
        [UPPER_STATE] = {
            .name = "upper-state", .source = "2018 Theorem 3, upper bound, attacked",
            .reads = "||grad f(W + W')||_F^2 <= poly(rho) m f for all ||W'||_2 <= Delta/sqrt m",
            .measures = "2 lambda_max(K(W + W'))/m, W' of the search for ||h'_L||; n = 2, L = 3, d = 1",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.factor = 1}, .constant = 5.97, .limits = true, .sweep = STATE,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1},
        [LOWER_ALIGN] = {
            .name = "lower-aligned", .source = "2018 Theorem 3, lower bound, attacked",
            .reads = "||grad f(W + W')||_F^2 >= (delta/poly(rho)) m f for all ||W'||_2 <= Delta/sqrt m",
            .measures = "2 lambda_min(K(W + W'))/m, W' that aligns signs, Delta = 1; n = 2, L = 3, d = 1, delta = 0.5",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.delta = 1}, .constant = 0.299, .limits = true, .sweep = ALIGN,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1,
            .note = "The attack made for this theorem: it makes the two sequences agree in the signs of layer 2."},
        [ALIGN_LOSS] = {
            .name = "aligned-loss", .source = "2018 Theorem 3, lower bound, price of the attack",
            .reads = "aligned signs take a part Delta^(2/3) m^(-1/3) of lambda_min",
            .measures = "1 - lambda_min(K(W + W'))/lambda_min(K(W)), W' that aligns signs, Delta = 1",
            .rule = LM_EXPONENT, .exponent = -1.0 / 3, .tolerance = 0.08, .sweep = ALIGN, .scatter = 0.1},
        [GRADIENT] = {
            .name = "gradient", .source = "2018 Fact 2.5",
            .reads = "grad f = sum_i sum_{a=2}^L sum_{l=1}^{a-1} D_{i,l+1} (Back_{i,l+1 -> a}'loss_{i,a}) h_{i,l}'",
            .measures = "|<grad f, W'> - central difference of f| over the sum of the absolute terms; W' random of rank one",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-6}, .tolerance = 0.05, .sweep = FORMULA,
            .note = "Steps of 2^-17 down to 2^-25 in double: 10^-9 is cut off (10^-7 where only one side serves), 10^-8 rounded."},
        [FIRST_ORDER] = {
            .name = "first-order", .source = "2019 equation (5.1)",
            .reads = "the derivative of B h_j along W' is sum_{i=1}^{j-1} Back_{i+1 -> j} D_{i+1} W' h_i",
            .measures = "|sum - central difference| of e_1'B h_L over the sum of the absolute terms; W' random of rank one",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-6}, .tolerance = 0.05, .sweep = FORMULA},
        [PRINTED_INDEX] = {
            .name = "printed-index", .source = "2019 section 6",
            .reads = "the derivative of B h_j along W' is sum_{i=1}^{j-1} Back_{i -> j} D_{i+1} W' h_i",
            .measures = "|sum - central difference| of e_1'B h_L over the sum of the absolute terms; W' random of rank one",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-6}, .tolerance = 0.05, .sweep = FORMULA,
            .expect = LM_EXPECT_REFUTED, .corrected = "first-order",
            .note = "Back_{i+1 -> j}, as in (5.1) and in 2018 Fact 2.5. True is first-order beside it."},
        [KERNEL] = {
            .name = "kernel", .source = "Wang et al. 2021 equation (23), corrected",
            .reads = "K = sum_{l,l'} <Back_l D_l, Back_l' D_l'> <h_{l-1}, h_{l'-1}>",
            .measures = "|K_pp/D - 1|, D the central difference of e_1'B h_L along its own gradient",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-6}, .tolerance = 0.05, .sweep = FORMULA},
        [PRINTED_KERNEL] = {
            .name = "printed-kernel", .source = "Wang et al. 2021 equation (23)",
            .reads = "K = sum_{l,l'} <Back_l D_l, Back_l' D_l'> <h_l, h_l'>",
            .measures = "|K_pp/D - 1|, D the central difference of e_1'B h_L along its own gradient",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-6}, .tolerance = 0.05, .sweep = FORMULA,
            .expect = LM_EXPECT_REFUTED, .corrected = "kernel", .note = "It must read <h_{l-1}, h_{l'-1}>. True is kernel beside it."},
        [WORST_LABELS] = {
            .name = "worst-labels", .source = "2018 Theorem 3, all labels",
            .reads = "some labels attain ||grad f||_F^2 = 2 lambda_min(K) f",
            .measures = "| ||grad f||_F^2/(2 lambda_min(K) f) - 1 |, B h - y* the eigenvector of lambda_min",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-6}, .tolerance = 0.05, .sweep = FORMULA,
            .note = "Gradients and the kernel are computed apart: this also tests one by the other."},
    },
    .controls = {
        {.name = "duplicate", .breaks = "first tokens are delta apart (here two sequences are equal)", .variant = DUPLICATE,
         .refutes = LOWERS},
        {.name = "variance-4", .breaks = "entries of W have variance 2/m (here 4/m)", .law = {.variance = 4},
         .refutes = LM_BIT(LIMIT_LARGEST) | LM_BIT(UPPER_LENGTH)},
        {.name = "no-relu", .breaks = "h_l = D_l g_l (here h_l = g_l)", .law = {.gate = LM_GATE_NONE},
         .refutes = UPPERS | LM_BIT(LIMIT_DELTA) | LM_BIT(EXPONENT_DELTA)},
        {.name = "other-tokens", .breaks = "later tokens are shared (here they differ)", .variant = OTHER_TOKENS,
         .refutes = LM_BIT(EXPONENT_DELTA) | LM_BIT(EXPONENT_LIMIT)},
        {.name = "full-radius", .breaks = "||W'||_2 <= Delta/sqrt m (here Delta)", .variant = FULL_RADIUS,
         .refutes = ATTACKED_UPPERS | LM_BIT(ALIGN_LOSS)},
        {.name = "other-index", .breaks = "signals and states of consecutive layers (here of the same)", .variant = NEXT_STATE,
         .refutes = LM_BIT(GRADIENT) | LM_BIT(FIRST_ORDER) | LM_BIT(KERNEL)},
        {.name = "random-labels", .breaks = "labels are the worst (here random)", .variant = RANDOM_LABELS,
         .refutes = LM_BIT(WORST_LABELS)},
    },
    .sweeps = {
        [WIDTH] = {
            .name = "width", .axis = LM_AXIS_WIDTH,
            .dense = {{256, 512, 1024, 2048}},
            .implicit = {{512, 1024, 2048, 4096, 16384, 65536}},
            .full = {{262144}},
            .smoke = {{1024, 4096, 16384}},
            .control_implicit = {{1024, 2048, 4096, 8192}},
            .calibration = {{1024, 2048}},
            .mpfr = {{256}}, .mpfr_replicates = 2,
            .fit_from = 2048, /* the width from which on corrections of order 8/sqrt m no longer bend a slope */
            .replicates = {[LM_SMOKE] = 10, [LM_QUICK] = 16, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 40,
            .L = 4, .d = 1, .dx = 4, .delta = 0.4},
        [DELTA] = {
            .name = "delta", .axis = LM_AXIS_SEPARATION, .paired = true,
            .implicit = {{0.3, 0.1, 0.03, 0.01, 0.003, 0.001}},
            .smoke = {{0.1, 0.03, 0.01}},
            .control_implicit = {{0.03, 0.01, 0.003}},
            .calibration = {{0.3, 0.1}},
            .fit_to = 0.03, /* the limit itself has slope 1.01 there, 1.05 up to 0.1 */
            .replicates = {[LM_SMOKE] = 10, [LM_QUICK] = 20, [LM_FULL] = 40, [LM_PAPER] = 60},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 4, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .m = 200000, .L = 3, .d = 1, .dx = 4},
        [KERNEL_LIMIT] = { /* no network: the width only says that m delta >= 100 */
            .name = "kernel-limit", .axis = LM_AXIS_SEPARATION, .paired = true,
            .implicit = {{0.01, 0.003, 0.001, 0.0003, 0.0001}},
            .smoke = {{0.01, 0.001, 0.0001}},
            .control_implicit = {{0.01, 0.001, 0.0001}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 5, [LM_FULL] = 5, [LM_PAPER] = 5},
            .m = 1000000, .L = 3, .d = 1, .dx = 4},
        [LENGTH] = {
            .name = "length", .axis = LM_AXIS_LENGTH,
            .implicit = {{2, 4, 8, 16}},
            .full = {{19}},
            .smoke = {{2, 4, 8}},
            .control_implicit = {{2, 4, 8}},
            .calibration = {{2, 4}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 7, [LM_FULL] = 20, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .m = 6000, .d = 1, .dx = 4, .delta = 0.3},
        [SIGNS] = {
            .name = "signs", .axis = LM_AXIS_PERTURBATION, .paired = true,
            .implicit = {{1, 3, 10}},
            .smoke = {{1, 3, 10}},
            .control_implicit = {{1, 3, 10}},
            .calibration = {{1, 3}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 8, [LM_FULL] = 20, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 10,
            .m = 8192, .L = 3, .d = 1, .dx = 4, .delta = 0.5},
        [STATE] = {
            .name = "state", .axis = LM_AXIS_PERTURBATION, .paired = true,
            .implicit = {{1, 3, 10}},
            .smoke = {{1, 3, 10}},
            .control_implicit = {{1, 3, 10}},
            .calibration = {{1, 3}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 8, [LM_FULL] = 20, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 10,
            .m = 8192, .L = 3, .d = 1, .dx = 4, .delta = 0.5},
        [ALIGN] = {
            .name = "align", .axis = LM_AXIS_WIDTH,
            .implicit = {{4096, 8192, 16384, 32768, 131072}},
            .full = {{524288, 1048576}},
            .smoke = {{4096, 16384, 65536}},
            .control_implicit = {{4096, 8192, 16384, 32768}},
            .calibration = {{4096, 8192}},
            .replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 30},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 6, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .L = 3, .d = 1, .dx = 4, .delta = 0.5, .Delta = 1},
        [FORMULA] = { /* of identities the width is no matter */
            .name = "formula", .axis = LM_AXIS_WIDTH,
            .dense = {{256, 512, 1024}},
            .implicit = {{256, 512, 1024, 2048}},
            .full = {{16384}},
            .smoke = {{256, 512, 1024}},
            .control_implicit = {{256, 512, 1024}},
            .mpfr = {{256}}, .mpfr_replicates = 2,
            .replicates = {[LM_SMOKE] = 20, [LM_QUICK] = 10, [LM_FULL] = 20, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 5, [LM_QUICK] = 8, [LM_FULL] = 10, [LM_PAPER] = 10},
            .L = 4, .d = 2, .dx = 4, .delta = 0.4},
    },
    .domain_length = 4,
    .domain = "m delta >= 100; after alignment m delta^3 >= 350 Delta^2",
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
