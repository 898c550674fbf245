/* Stability under adversarial perturbation: Allen-Zhu, Li & Song (2018), (5.1) to (5.3); Allen-Zhu & Li (2019), Lemma F.1.
 *
 * For all W' with ||W'||_2 <= Delta/sqrt m at once, states, signs and backward signals of the networks W and W + W' differ by
 * powers of Delta and m. Each claim is judged with the attack that is made for it, and never with the worst of several. */
#include <lemmata/lemma.h>

#include <math.h>
#include <stdlib.h>

enum {
    STATE, PREACTIVATION, STATE_M,                           /* attack on the last state */
    SIGNS, MASKED, BACK, SIGNS_M, BACK_M,                    /* attack on the signs of all layers */
    FLIPS_M, FLIPS_LIMIT, MASKED_M, GAP, GAP_LIMIT,          /* closed forms at layer 2 */
    STATE_D, STATE_IN_D, SIGNS_D, SIGNS_IN_D, BACK_D, BACK_IN_D, FLIPS_IN_D,     /* the same along Delta */
    PRODUCT, PRODUCT_STAYS, PRODUCT_L,                       /* (5.2) */
    THREE_TERMS                                              /* the identity behind (5.1) */
};
enum { TO_STATE, TO_SIGNS, TO_FLIP, TO_STATE_D, TO_SIGNS_D, TO_FLIP_D, TO_PRODUCT, TO_PRODUCT_L, TO_IDENTITY };

/* Other radii of the ball of W', another first term of the identity, and from OTHER_ATTACK on another attack. */
enum { RADIUS_DELTA = 1, RADIUS_CUBE_ROOT, RADIUS_WIDTH, RADIUS_SQUARE, OLD_STATES, NEW_SIGNS, OTHER_ATTACK };

/* ---- The perturbed run ---- */

static double radius_of(const struct lm_cell *cell)
{
    double m = (double)cell->m, Delta = cell->Delta;
    switch (cell->variant) {
    case RADIUS_DELTA:
        return Delta;
    case RADIUS_CUBE_ROOT:
        return Delta / cbrt(m);
    case RADIUS_WIDTH:
        return Delta * m;
    case RADIUS_SQUARE:
        return 2 * Delta * Delta / sqrt(m);
    default:
        return Delta / sqrt(m);
    }
}

static enum lm_attack_kind attack_of(const struct lm_cell *cell)
{
    if (cell->variant >= OTHER_ATTACK) return (enum lm_attack_kind)(cell->variant - OTHER_ATTACK);
    if (cell->sweep == TO_STATE || cell->sweep == TO_STATE_D) return LM_ATTACK_STATE;
    if (cell->sweep == TO_FLIP || cell->sweep == TO_FLIP_D) return LM_ATTACK_FLIP;
    return LM_ATTACK_SIGNS;
}

/* The runs of W and of W + W'. */
struct pair {
    struct lm_run *run, *moved;
    struct lm_attack attack;
};

/* W' is sought in double, and both runs are made in the arithmetic of the cell. */
static bool attacked(struct pair *out, const struct lm_cell *cell, struct lm_trial *t)
{
    struct lm_inputs inputs = lm_trial_normalised(t);
    inputs.n = 1; /* W' may depend on the network and on this one sequence */
    struct lm_net *net = lm_trial_net(t, inputs.dim), twin = *net;
    twin.num = lm_num_double();
    out->run = lm_trial_forward(t, net, &inputs);
    struct lm_run *rounded = cell->bits == 0 ? out->run : lm_forward(&twin, &inputs);
    lm_status status = lm_attack(&out->attack, attack_of(cell), rounded, radius_of(cell), lm_trial_address(t));
    if (status != LM_OK) {
        lm_trial_fail(t, status);
        return false;
    }
    out->moved = lm_trial_forward(t, lm_net_attacked(net, &out->attack), &inputs);
    return true;
}

/* ---- (5.1), F.1 (a), (b) ---- */

static double largest_distance(const struct lm_panel *a, const struct lm_panel *b, int L)
{
    double largest = 0, distance;
    for (int l = 1; l <= L; l++) {
        a[l].num->ops->distance(&distance, &a[l], &b[l]);
        largest = fmax(largest, distance);
    }
    return largest;
}

/* max and sum over l of ||D'_l||_0 */
struct changed {
    double largest, sum;
};

static struct changed changed_signs(const struct pair *p)
{
    struct changed out = {0, 0};
    for (int l = 1; l <= p->run->inputs.L; l++) {
        double signs = (double)lm_mask_differences(&p->moved->D[l], 0, &p->run->D[l], 0);
        out.largest = fmax(out.largest, signs);
        out.sum += signs;
    }
    return out;
}

/* max_l ||D'_l g_l||, where D'_l = D_l - D~_l and g_l is that of W + W' */
static double largest_masked(struct lm_trial *t, const struct lm_run *run, const struct lm_run *moved)
{
    const struct lm_num *num = run->net->num;
    struct lm_panel kept = lm_panel_new(lm_trial_arena(t), num, run->net->m, 1);
    double largest = 0, norm;
    for (int l = 1; l <= run->inputs.L; l++) {
        num->ops->mask(&kept, &run->D[l], &moved->g[l]);
        num->ops->distance(&norm, &moved->h[l], &kept); /* D_l g_l - D~_l g_l */
        largest = fmax(largest, norm);
    }
    return largest;
}

/* ---- (5.3), F.1 (c) ---- */

/* max over i < j of ||Back'_{i->j}||_2: of d vectors of length m, by their Gram matrix. Back'_{i->i} = 0. */
static double largest_back(struct lm_trial *t, const struct pair *p)
{
    const struct lm_net *net = p->run->net;
    size_t d = net->d;
    struct lm_panel difference = lm_panel_new(lm_trial_arena(t), net->num, net->m, d);
    double *gram = lm_arena_doubles(lm_trial_arena(t), d * d), largest = 0;
    struct lm_back *old = lm_back_begin(p->run, 0, 1), *back = lm_back_begin(p->moved, 0, 1);
    while (lm_back_step(old) && lm_back_step(back))
        for (int j = lm_back_source(old) + 1; j <= p->run->inputs.L; j++) {
            struct lm_panel of_moved = lm_back_to(back, 0, j), of_run = lm_back_to(old, 0, j);
            net->num->ops->copy(&difference, &of_moved);
            net->num->ops->axpy(&difference, -1, &of_run);
            net->num->ops->cross(gram, d, &difference, &difference);
            largest = fmax(largest, sqrt(lm_small_norm(gram, d, d, d)));
        }
    return largest;
}

/* ---- Closed forms at layer 2 ---- */

/* ||h_1|| and q = ||h_1||^2 + ||x_2||^2: the entries of g_2 are N(0, 2 q/m). */
static void second_layer(const struct lm_run *run, double *h_1, double *q)
{
    const double *x_2 = lm_token(&run->inputs, 0, 2);
    lm_norm_h(h_1, run, 1);
    *q = *h_1 * *h_1;
    for (size_t c = 0; c < run->inputs.dim; c++) *q += x_2[c] * x_2[c];
}

static double *second_preactivations(struct lm_trial *t, const struct lm_run *run)
{
    double *g = lm_arena_doubles(lm_trial_arena(t), run->net->m);
    run->net->num->ops->get(g, run->net->m, &run->g[2]);
    return g;
}

/* W' = -+ r e_k h_1'/||h_1|| with k the smallest |(g_2)_k|: all of the radius r goes into one unit and carries it far across 0. */
static struct lm_run *one_unit(struct lm_trial *t, struct lm_run *run, double radius)
{
    struct lm_net *net = run->net;
    size_t m = net->m, least = 0;
    const double *g = second_preactivations(t, run);
    double *left = lm_arena_doubles(net->arena, m), *right = lm_arena_doubles(net->arena, m), h_1;
    for (size_t k = 0; k < m; k++) {
        if (fabs(g[k]) < fabs(g[least])) least = k;
        left[k] = 0;
    }
    left[least] = g[least] >= 0 ? -radius : radius;
    lm_norm_h(&h_1, run, 1);
    net->num->ops->get(right, m, &run->h[1]);
    for (size_t k = 0; k < m; k++) right[k] /= h_1;
    struct lm_factored *delta = lm_arena_alloc(net->arena, sizeof *delta);
    *delta = (struct lm_factored){.rank = 1, .left = left, .right = right};
    return lm_trial_forward(t, lm_net_perturbed(net, delta), &run->inputs);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Step (1) of the proof of (5.1): the signs of g_2 that change under g'_1 + g'_2 with ||g'_1||_2 <= r and ||g'_2||_inf <= r/sqrt m
 * if both are spent on the smallest entries: g'_2 everywhere, g'_1 on what is left. */
static double signs_in_gap(struct lm_trial *t, const struct lm_run *run, double radius)
{
    size_t m = run->net->m;
    double *size = second_preactivations(t, run), sum = 0, count = 0;
    for (size_t k = 0; k < m; k++) size[k] = fabs(size[k]);
    qsort(size, m, sizeof *size, by_size);
    for (size_t k = 0; k < m; k++) {
        double left = fmax(0, size[k] - radius / sqrt((double)m));
        sum += left * left;
        if (sum > radius * radius) break;
        count++;
    }
    return count;
}

/* With u = m^(3/2)/sqrt(pi q) units per unit of |g|, those below t cost u (t - r/sqrt m)^3/3 = r^2, so that u t signs change. */
static double limit_of_gap(const struct lm_cell *cell, double q)
{
    double m = (double)cell->m, r = cell->Delta / sqrt(m), u = m * sqrt(m) / sqrt(4 * atan(1) * q);
    return u * (r / sqrt(m) + cbrt(3 * r * r / u));
}

/* ---- (5.2) ---- */

/* D_L W .. D_2 W - D~_L W~ .. D~_2 W~, by products with one vector after the other. */
struct products {
    const struct pair *pair;
    struct lm_panel a, b;
    double *other;
};

static void gate(const struct lm_run *run, int l, const struct lm_panel *v)
{
    if (run->net->law.gate == LM_GATE_RELU) run->net->num->ops->mask(v, &run->D[l], v);
}

static void product(const struct products *p, const struct lm_run *run, bool transposed, double *y, const double *x)
{
    const struct lm_net *net = run->net;
    struct lm_panel v = p->a, image = p->b;
    int L = run->inputs.L;
    net->num->ops->set(&v, x, net->m);
    for (int step = 2; step <= L; step++) {
        int l = transposed ? L + 2 - step : step;
        if (transposed) {
            gate(run, l, &v);
            lm_weights_tmul(net->W, l, &image, &v);
        } else {
            lm_weights_mul(net->W, l, &image, &v);
            gate(run, l, &image);
        }
        struct lm_panel spare = v;
        v = image;
        image = spare;
    }
    net->num->ops->get(y, net->m, &v);
}

static void product_change(struct products *p, bool transposed, double *y, const double *x)
{
    product(p, p->pair->run, transposed, p->other, x);
    product(p, p->pair->moved, transposed, y, x);
    for (size_t k = 0; k < p->pair->run->net->m; k++) y[k] -= p->other[k];
}

static void change_mul(void *context, double *y, const double *x)
{
    product_change(context, false, y, x);
}

static void change_tmul(void *context, double *y, const double *x)
{
    product_change(context, true, y, x);
}

enum { PRODUCT_STEPS = 60 };

/* The largest Ritz value is a lower bound of the norm; where its residual is 2 %, some singular value is that near. */
static double norm_of_product_change(struct lm_trial *t, const struct pair *p)
{
    const struct lm_net *net = p->run->net;
    struct lm_arena *arena = lm_trial_arena(t);
    struct lm_address address = lm_trial_address(t);
    struct products context = {p, lm_panel_new(arena, net->num, net->m, 1), lm_panel_new(arena, net->num, net->m, 1),
                               lm_arena_doubles(arena, net->m)};
    struct lm_operator change = {net->m, net->m, change_mul, change_tmul, &context};
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_KRYLOV, 0, address.network);
    struct lm_operator_norm norm = {.value = 0};
    lm_trial_fail(t, lm_operator_norm(&norm, &change, 0.02, PRODUCT_STEPS, &stream, arena));
    return norm.value;
}

/* ---- The identity ---- */

/* max_l of ||g'_{l+1} - W' D_l g_l - W~ D'_l g_l - W~ D~_l g'_l|| / ||g_{l+1}||; tildes mark what belongs to W~, the other factors
 * belong to W~ + W' (2018, section 5). */
static double identity_defect(const struct lm_cell *cell, struct lm_trial *t, const struct pair *p)
{
    const struct lm_net *net = p->run->net;
    const struct lm_num_ops *ops = net->num->ops;
    struct lm_panel rest = lm_panel_new(lm_trial_arena(t), net->num, net->m, 1);
    struct lm_panel terms = lm_panel_new(lm_trial_arena(t), net->num, net->m, 2);
    struct lm_panel images = lm_panel_new(lm_trial_arena(t), net->num, net->m, 3);
    struct lm_panel first = lm_panel_view(&images, 0, 1), others = lm_panel_view(&images, 1, 2);
    struct lm_panel signs = lm_panel_view(&terms, 0, 1), change = lm_panel_view(&terms, 1, 1);
    double largest = 0, norm, whole;
    for (int l = 1; l < p->run->inputs.L; l++) {
        lm_attack_mul(lm_trial_arena(t), &p->attack, &first, cell->variant == OLD_STATES ? &p->run->h[l] : &p->moved->h[l]);
        ops->mask(&signs, &p->moved->D[l], &p->moved->g[l]);
        ops->mask(&change, &p->run->D[l], &p->moved->g[l]);
        ops->axpy(&signs, -1, &change);          /* D'_l g_l = D_l g_l - D~_l g_l */
        ops->copy(&change, &p->moved->g[l]);
        ops->axpy(&change, -1, &p->run->g[l]);
        ops->mask(&change, cell->variant == NEW_SIGNS ? &p->moved->D[l] : &p->run->D[l], &change);   /* D~_l g'_l */
        lm_weights_mul(net->W, l + 1, &others, &terms);
        ops->copy(&rest, &p->moved->g[l + 1]);
        ops->axpy(&rest, -1, &p->run->g[l + 1]);
        for (size_t k = 0; k < 3; k++) {
            struct lm_panel term = lm_panel_view(&images, k, 1);
            ops->axpy(&rest, -1, &term);
        }
        ops->norm(&norm, &rest);
        lm_norm_g(&whole, p->moved, l + 1);
        largest = fmax(largest, norm / whole);
    }
    return largest;
}

/* ---- The trial ---- */

static void observe_flips(const struct lm_cell *cell, struct lm_trial *t, const struct pair *p)
{
    double h_1, q, m = (double)cell->m;
    second_layer(p->run, &h_1, &q);
    double limit = lm_limit_flips(cell->Delta, h_1, q, m), signs = changed_signs(p).largest;
    if (cell->sweep == TO_FLIP_D) {
        lm_observe_with_limit(t, FLIPS_IN_D, signs, limit);
        return;
    }
    double of_gap = signs_in_gap(t, p->run, radius_of(cell)), gap_limit = limit_of_gap(cell, q);
    lm_observe_with_limit(t, FLIPS_M, signs, limit);
    lm_observe(t, FLIPS_LIMIT, (double)lm_mask_differences(&p->moved->D[2], 0, &p->run->D[2], 0) / limit);
    double masked = largest_masked(t, p->run, one_unit(t, p->run, radius_of(cell)));
    lm_observe_with_limit(t, MASKED_M, masked, cell->Delta / sqrt(m) * h_1);
    lm_observe_with_limit(t, GAP, of_gap, gap_limit);
    lm_observe(t, GAP_LIMIT, of_gap / gap_limit);
}

static void trial(const struct lm_cell *cell, struct lm_trial *t)
{
    struct pair p;
    if (!attacked(&p, cell, t)) return;
    switch (cell->sweep) {
    case TO_STATE: {
        double distance = largest_distance(p.moved->h, p.run->h, cell->L);
        lm_observe(t, STATE, distance);
        lm_observe(t, PREACTIVATION, largest_distance(p.moved->g, p.run->g, cell->L));
        lm_observe(t, STATE_M, distance);
        break;
    }
    case TO_SIGNS: {
        double back = largest_back(t, &p);
        struct changed signs = changed_signs(&p);
        lm_observe(t, SIGNS, signs.largest);
        lm_observe(t, MASKED, largest_masked(t, p.run, p.moved));
        lm_observe(t, BACK, back);
        lm_observe(t, SIGNS_M, signs.sum);
        lm_observe(t, BACK_M, back);
        break;
    }
    case TO_STATE_D: {
        double distance = largest_distance(p.moved->h, p.run->h, cell->L);
        lm_observe(t, STATE_D, distance);
        lm_observe(t, STATE_IN_D, distance);
        break;
    }
    case TO_SIGNS_D: {
        double back = largest_back(t, &p);
        struct changed signs = changed_signs(&p);
        lm_observe(t, SIGNS_D, signs.largest);
        lm_observe(t, SIGNS_IN_D, signs.sum);
        lm_observe(t, BACK_D, back);
        lm_observe(t, BACK_IN_D, back);
        break;
    }
    case TO_PRODUCT: {
        double norm = norm_of_product_change(t, &p);
        lm_observe(t, PRODUCT, norm);
        lm_observe(t, PRODUCT_STAYS, norm);
        break;
    }
    case TO_PRODUCT_L:
        lm_observe(t, PRODUCT_L, norm_of_product_change(t, &p));
        break;
    case TO_IDENTITY:
        lm_observe(t, THREE_TERMS, identity_defect(cell, t, &p));
        break;
    default:
        observe_flips(cell, t, &p);
    }
}

/* Fewer than some dozen sign changes are no statistic, and more than a tenth of all units saturate: 1.5 (Delta m)^(2/3) is what the
 * best attack changes. */
static bool admits(const struct lm_cell *cell)
{
    double changes = pow(cell->Delta * (double)cell->m, 2.0 / 3);
    return changes >= 12 && 1.5 * changes <= 0.1 * (double)cell->m && lm_inputs_bounded(&cell->given);
}

static void vectors(const struct lm_cell *cell, size_t *right, size_t *left)
{
    const size_t pass = lm_forward_vectors(cell->L, 1);
    lm_attack_vectors(attack_of(cell), cell->L, right, left);
    *right += 2 * pass;
    if (cell->sweep == TO_SIGNS || cell->sweep == TO_SIGNS_D) *left += lm_backward_vectors(cell->L, cell->d, 2);
    if (cell->sweep == TO_FLIP) *right += pass;
    if (cell->sweep == TO_IDENTITY) *right += 2 * pass;
    if (cell->sweep == TO_PRODUCT || cell->sweep == TO_PRODUCT_L) {
        *right += PRODUCT_STEPS / 3 * 2 * pass;
        *left += PRODUCT_STEPS / 3 * 2 * pass;
    }
}

#define OF_STATE (LM_BIT(STATE) | LM_BIT(PREACTIVATION) | LM_BIT(STATE_M))
#define OF_SIGNS (LM_BIT(SIGNS) | LM_BIT(MASKED) | LM_BIT(BACK) | LM_BIT(SIGNS_M) | LM_BIT(BACK_M))
#define OF_FLIP (LM_BIT(FLIPS_M) | LM_BIT(FLIPS_LIMIT) | LM_BIT(MASKED_M) | LM_BIT(GAP) | LM_BIT(GAP_LIMIT))
#define ALONG_DELTA (LM_BIT(STATE_D) | LM_BIT(STATE_IN_D) | LM_BIT(SIGNS_D) | LM_BIT(SIGNS_IN_D) | LM_BIT(BACK_D) | \
                     LM_BIT(BACK_IN_D) | LM_BIT(FLIPS_IN_D))
#define AGAINST(kind) (OTHER_ATTACK + (int)(kind))

LM_LEMMA(adversarial_stability,
    .title = "Stability under adversarial perturbation",
    .papers = "2018 2019",
    .hypotheses = "W, A ~ N(0, 2/m), B ~ N(0, 1/d); one fixed normalised sequence, eps_x = 1/L; W' with ||W'||_2 <= Delta/sqrt m "
                  "may depend on W, A, B and the sequence",
    .statements = {
        [STATE] = {
            .name = "state", .source = "2019 Lemma F.1 (a); 2018 equation (5.1)",
            .reads = "||h'_l|| <= O(rho^6 Delta m^(-1/2)) for all l and all W'",
            .measures = "max over l of ||h'_l||, Frank-Wolfe on ||h'_L||",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 1, .m = -0.5}, .constant = 13.2,
            .literal = {.rho = 6, .Delta = 1, .m = -0.5}, .trivial = {.factor = 1}, .sweep = TO_STATE,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.03},
        [PREACTIVATION] = {
            .name = "preactivation", .source = "2018 equation (5.1)",
            .reads = "||g'_l|| <= O(Delta m^(-1/2)) for all l and all W'",
            .measures = "max over l of ||g'_l||, Frank-Wolfe on ||h'_L||",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 1, .m = -0.5}, .constant = 15.6, .sweep = TO_STATE,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.03},
        [STATE_M] = {
            .name = "state-in-m", .source = "2019 Lemma F.1 (a), sharp",
            .reads = "under this W' ||h'_l|| shrinks exactly like m^(-1/2)",
            .measures = "max over l of ||h'_l||, Frank-Wolfe on ||h'_L||",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.06, .sweep = TO_STATE, .scatter = 0.03},
        [SIGNS] = {
            .name = "signs", .source = "2019 Lemma F.1 (b); 2018 equation (5.1)",
            .reads = "||D'_l||_0 <= O(rho^4 (Delta m)^(2/3)) for all l and all W'",
            .measures = "max over l of ||D'_l||_0, Frank-Wolfe on all sign changes",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 2.0 / 3, .m = 2.0 / 3}, .constant = 1.82,
            .literal = {.rho = 4, .Delta = 2.0 / 3, .m = 2.0 / 3}, .trivial = {.m = 1}, .sweep = TO_SIGNS,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1},
        [MASKED] = {
            .name = "masked", .source = "2018 equation (5.1)",
            .reads = "||D'_l g_l|| <= O(Delta m^(-1/2)) for all l and all W'",
            .measures = "max over l of ||D'_l g_l||, Frank-Wolfe on all sign changes",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 1, .m = -0.5}, .constant = 2.54, .sweep = TO_SIGNS,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1},
        [BACK] = {
            .name = "back", .source = "2019 Lemma F.1 (c); 2018 equation (5.3)",
            .reads = "||Back'_{i->j}||_2 <= O(rho^6 (Delta m)^(1/3)) for all i <= j and all W'",
            .measures = "max over i < j of ||Back'_{i->j}||_2, Frank-Wolfe on all sign changes",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 1.0 / 3, .m = 1.0 / 3}, .constant = 3.31,
            .literal = {.rho = 6, .Delta = 1.0 / 3, .m = 1.0 / 3}, .trivial = {.m = 0.5, .d = -0.5}, .sweep = TO_SIGNS,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.035},
        [SIGNS_M] = {
            .name = "signs-in-m", .source = "2019 Lemma F.1 (b), sharp",
            .reads = "under this W' sum_l ||D'_l||_0 grows exactly like m^(2/3)",
            .measures = "sum over l of ||D'_l||_0, Frank-Wolfe on all sign changes",
            .rule = LM_EXPONENT, .exponent = 2.0 / 3, .tolerance = 0.06, .sweep = TO_SIGNS, .scatter = 0.045},
        [BACK_M] = {
            .name = "back-in-m", .source = "2019 Lemma F.1 (c), sharp",
            .reads = "under this W' ||Back'_{i->j}||_2 grows exactly like m^(1/3)",
            .measures = "max over i < j of ||Back'_{i->j}||_2, Frank-Wolfe on all sign changes",
            .rule = LM_EXPONENT, .exponent = 1.0 / 3, .tolerance = 0.06, .sweep = TO_SIGNS, .scatter = 0.035},
        [FLIPS_M] = {
            .name = "flips-in-m", .source = "2019 Lemma F.1 (b), sharp, to m = 2^20",
            .reads = "a W' of rank one changes a number of signs that grows exactly like m^(2/3)",
            .measures = "max over l of ||D'_l||_0, smallest entries of g_2 carried across 0",
            .rule = LM_EXPONENT, .exponent = 2.0 / 3, .tolerance = 0.03, .limits = true, .sweep = TO_FLIP, .scatter = 0.06},
        [FLIPS_LIMIT] = {
            .name = "limit-of-flips", .source = "2019 Lemma F.1 (b), infinite width",
            .reads = "that number tends to (3/(pi q))^(1/3) (Delta ||h_1|| m)^(2/3), q = ||h_1||^2 + ||x_2||^2",
            .measures = "||D'_2||_0 over its limit, smallest entries of g_2 carried across 0",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 0.74, .Delta = -2.0 / 3, .m = -2.0 / 3}, .sweep = TO_FLIP,
            .scatter = 0.13,
            .note = "The smallest |(g_2)_k| form a Poisson process of density u = m^(3/2)/sqrt(pi q). As many as cost X = (Delta "
                    "||h_1||)^2/m are (3 u^2 X)^(1/3) - 0.7 in the mean, 0.7 being what a whole number of them leaves of the "
                    "budget and half a square of their fluctuation: the allowance."},
        [MASKED_M] = {
            .name = "masked-in-m", .source = "2018 equation (5.1), sharp",
            .reads = "a W' of rank one makes ||D'_l g_l|| shrink exactly like m^(-1/2)",
            .measures = "max over l of ||D'_l g_l||, the smallest entry of g_2 carried across 0 by all of the radius",
            .rule = LM_EXPONENT, .exponent = -0.5, .tolerance = 0.03, .limits = true, .sweep = TO_FLIP, .scatter = 0.012},
        [GAP] = {
            .name = "gap-signs", .source = "2018 section 5, step (1)",
            .reads = "||D'g||_0 <= O((Delta m)^(2/3)) for all g' = g'_1 + g'_2, ||g'_1||_2 <= Delta m^(-1/2), "
                     "||g'_2||_inf <= Delta m^(-1)",
            .measures = "the signs of g_2 that change if g'_1 and g'_2 are spent on its smallest entries",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 2.0 / 3, .m = 2.0 / 3}, .constant = 1.36, .limits = true,
            .sweep = TO_FLIP, .expect = LM_EXPECT_SURVIVED, .scatter = 0.06},
        [GAP_LIMIT] = {
            .name = "limit-of-gap-signs", .source = "2018 section 5, step (1), infinite width",
            .reads = "that number tends to u (Delta/m + (3 Delta^2/(u m))^(1/3)), u = m^(3/2) (pi q)^(-1/2)",
            .measures = "the same over its limit",
            .rule = LM_ORACLE, .constant = 1, .bound = {.factor = 0.74, .Delta = -2.0 / 3, .m = -2.0 / 3}, .sweep = TO_FLIP,
            .scatter = 0.13},
        [STATE_D] = {
            .name = "state-delta", .source = "2019 Lemma F.1 (a), in Delta",
            .reads = "||h'_l|| <= O(Delta) for all l and all W', m fixed",
            .measures = "max over l of ||h'_l||, Frank-Wolfe on ||h'_L||",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 1, .m = -0.5}, .constant = 11.2, .sweep = TO_STATE_D,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.01},
        [STATE_IN_D] = {
            .name = "state-in-delta", .source = "2019 Lemma F.1 (a), sharp",
            .reads = "under this W' ||h'_l|| grows exactly like Delta",
            .measures = "max over l of ||h'_l||, Frank-Wolfe on ||h'_L||",
            .rule = LM_EXPONENT, .exponent = 1, .tolerance = 0.06, .sweep = TO_STATE_D, .scatter = 0.01},
        [SIGNS_D] = {
            .name = "signs-delta", .source = "2019 Lemma F.1 (b), in Delta",
            .reads = "||D'_l||_0 <= O(Delta^(2/3)) for all l and all W', m fixed",
            .measures = "max over l of ||D'_l||_0, Frank-Wolfe on all sign changes",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 2.0 / 3, .m = 2.0 / 3}, .constant = 1.67, .sweep = TO_SIGNS_D,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.1},
        [SIGNS_IN_D] = {
            .name = "signs-in-delta", .source = "2019 Lemma F.1 (b), sharp",
            .reads = "under this W' sum_l ||D'_l||_0 grows exactly like Delta^(2/3)",
            .measures = "sum over l of ||D'_l||_0, Frank-Wolfe on all sign changes",
            .rule = LM_EXPONENT, .exponent = 2.0 / 3, .tolerance = 0.06, .sweep = TO_SIGNS_D, .scatter = 0.05},
        [BACK_D] = {
            .name = "back-delta", .source = "2019 Lemma F.1 (c), in Delta",
            .reads = "||Back'_{i->j}||_2 <= O(Delta^(1/3)) for all i <= j and all W', m fixed",
            .measures = "max over i < j of ||Back'_{i->j}||_2, Frank-Wolfe on all sign changes",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.Delta = 1.0 / 3, .m = 1.0 / 3}, .constant = 3.19, .sweep = TO_SIGNS_D,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.06},
        [BACK_IN_D] = {
            .name = "back-in-delta", .source = "2019 Lemma F.1 (c), sharp",
            .reads = "under this W' ||Back'_{i->j}||_2 grows exactly like Delta^(1/3)",
            .measures = "max over i < j of ||Back'_{i->j}||_2, Frank-Wolfe on all sign changes",
            .rule = LM_EXPONENT, .exponent = 1.0 / 3, .tolerance = 0.06, .sweep = TO_SIGNS_D, .scatter = 0.06},
        [FLIPS_IN_D] = {
            .name = "flips-in-delta", .source = "2019 Lemma F.1 (b), sharp",
            .reads = "a W' of rank one changes a number of signs that grows exactly like Delta^(2/3)",
            .measures = "max over l of ||D'_l||_0, smallest entries of g_2 carried across 0",
            .rule = LM_EXPONENT, .exponent = 2.0 / 3, .tolerance = 0.03, .limits = true, .sweep = TO_FLIP_D, .scatter = 0.06},
        [PRODUCT] = {
            .name = "products", .source = "2018 equation (5.2), in m",
            .reads = "||D_l W .. D_k W - D~_l W~ .. D~_k W~||_2 <= O(L^7) for all k <= l and all W'",
            .measures = "the same for k = 2, l = L, Frank-Wolfe on all sign changes",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 7}, .constant = 0.000147, .literal = {.L = 7}, .sweep = TO_PRODUCT,
            .expect = LM_EXPECT_SURVIVED, .scatter = 0.03},
        [PRODUCT_STAYS] = {
            .name = "products-stay", .source = "2018 equation (5.2), sharp in m",
            .reads = "under this W' ||D_L W .. D_2 W - D~_L W~ .. D~_2 W~||_2 >= Omega(1): it does not vanish as m grows",
            .measures = "the same, Frank-Wolfe on all sign changes",
            .rule = LM_RATE, .side = LM_AT_LEAST, .bound = {.factor = 1}, .constant = 2.06, .sweep = TO_PRODUCT, .scatter = 0.03},
        [PRODUCT_L] = {
            .name = "products-length", .source = "2018 equation (5.2), in L",
            .reads = "||D_l W .. D_k W - D~_l W~ .. D~_k W~||_2 <= O(L^7) for all k <= l and all W'",
            .measures = "the same for k = 2, l = L, Frank-Wolfe on all sign changes",
            .rule = LM_RATE, .side = LM_AT_MOST, .bound = {.L = 7}, .constant = 0.000863, .literal = {.L = 7},
            .sweep = TO_PRODUCT_L, .expect = LM_EXPECT_SURVIVED, .scatter = 0.06, .slack = -6},
        [THREE_TERMS] = {
            .name = "three-terms", .source = "2018 section 5, before (5.2)",
            .reads = "g'_{l+1} = W' D_l g_l + W~ D'_l g_l + W~ D~_l g'_l",
            .measures = "max over l of the norm of the difference of both sides over ||g_{l+1}||",
            .rule = LM_FREQUENCY, .side = LM_AT_MOST, .bound = {.factor = 1e-12}, .tolerance = 0.05, .sweep = TO_IDENTITY,
            .note = "Exact; 1e-12 is rounding: less than 2^13 additions of relative error 2^-53 in each entry."},
    },
    .controls = {
        {.name = "radius-delta", .breaks = "||W'|| <= Delta m^(-1/2) (here Delta)", .variant = RADIUS_DELTA,
         .refutes = OF_STATE | OF_SIGNS | OF_FLIP},
        {.name = "radius-cube-root", .breaks = "||W'|| <= Delta m^(-1/2) (here Delta m^(-1/3))", .variant = RADIUS_CUBE_ROOT,
         .refutes = OF_STATE | LM_BIT(MASKED) | OF_FLIP},
        {.name = "radius-width", .breaks = "||W'|| <= Delta m^(-1/2) (here Delta m)", .variant = RADIUS_WIDTH,
         .refutes = LM_BIT(PRODUCT) | LM_BIT(PRODUCT_L)},
        {.name = "square-of-delta", .breaks = "||W'|| <= Delta m^(-1/2) (here 2 Delta^2 m^(-1/2))", .variant = RADIUS_SQUARE,
         .refutes = ALONG_DELTA},
        {.name = "small-rows", .breaks = "the rows of W have one law (here half of them is 1000 times smaller)",
         .law = {.shape = LM_SCALED_ROWS}, .refutes = LM_BIT(FLIPS_LIMIT)},
        {.name = "no-relu", .breaks = "h_l = D_l g_l (here h_l = g_l)", .law = {.gate = LM_GATE_NONE},
         .refutes = LM_BIT(PRODUCT_STAYS)},
        {.name = "old-states", .breaks = "the first term has D_l g_l (here D~_l g~_l)", .variant = OLD_STATES,
         .refutes = LM_BIT(THREE_TERMS)},
        {.name = "new-signs", .breaks = "the third term has D~_l (here D_l)", .variant = NEW_SIGNS, .refutes = LM_BIT(THREE_TERMS)},
        {.name = "gaussian", .breaks = "W' is an attack (here independent Gaussian entries)",
         .variant = AGAINST(LM_ATTACK_GAUSSIAN), .compares = LM_BIT(STATE) | LM_BIT(SIGNS) | LM_BIT(BACK)},
        {.name = "rank-one", .breaks = "W' is an attack (here u v', two random vectors)", .variant = AGAINST(LM_ATTACK_RANK_ONE),
         .compares = LM_BIT(STATE)},
        {.name = "along-state", .breaks = "W' is an attack (here u h_1', u random)", .variant = AGAINST(LM_ATTACK_ALONG_STATE),
         .compares = LM_BIT(STATE)},
        {.name = "gradient", .breaks = "W' is made for the statistic (here the gradient of 1/2 sum ||y_l||^2)",
         .variant = AGAINST(LM_ATTACK_GRADIENT), .compares = LM_BIT(STATE) | LM_BIT(SIGNS) | LM_BIT(BACK)},
        {.name = "top-pair", .breaks = "W' is made for the statistic (here the gradient's top singular pair)",
         .variant = AGAINST(LM_ATTACK_TOP_PAIR), .compares = LM_BIT(STATE)},
        {.name = "flips", .breaks = "W' is made for the statistic (here for the signs of layer 2 alone)",
         .variant = AGAINST(LM_ATTACK_FLIP), .compares = LM_BIT(STATE) | LM_BIT(SIGNS) | LM_BIT(BACK)},
    },
    .sweeps = {
        [TO_STATE] = {
            .name = "state", .axis = LM_AXIS_WIDTH,
            .dense = {{1024}},
            .implicit = {{1024, 2048, 4096, 8192, 16384}},
            .full = {{65536, 262144}},
            .smoke = {{2048, 4096, 8192}},
            .control_implicit = {{2048, 4096, 8192}},
            .calibration = {{724, 1024, 1448}},
            .mpfr = {{256}}, .mpfr_replicates = 2,
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 12, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .fit_from = 2048, /* a correction 1 - 8/sqrt m bends a slope over 2048 to 16384 by .049 */
            .L = 6, .d = 1, .dx = 4, .Delta = 0.2},
        [TO_SIGNS] = {
            .name = "signs", .axis = LM_AXIS_WIDTH,
            .dense = {{1024}},
            .implicit = {{1024, 2048, 4096, 8192, 16384}},
            .full = {{65536, 262144}},
            .smoke = {{2048, 4096, 8192}},
            .control_implicit = {{2048, 4096, 8192}},
            .calibration = {{724, 1024, 1448}},
            .mpfr = {{256}}, .mpfr_replicates = 2,
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 8, [LM_FULL] = 12, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 20,
            .fit_from = 2048, /* a correction 1 - 8/sqrt m bends a slope over 2048 to 16384 by .049 */
            .L = 6, .d = 1, .dx = 4, .Delta = 0.2},
        [TO_FLIP] = {
            .name = "flips", .axis = LM_AXIS_WIDTH,
            .dense = {{2048}},
            .implicit = {{1024, 4096, 16384, 65536, 1048576}},
            .full = {{262144, 4194304, 10000000}},
            .smoke = {{2048, 4096, 16384}},
            .control_dense = {{2048, 2400, 2896}},
            .control_implicit = {{4096, 16384, 65536}},
            .calibration = {{1024, 2048}},
            .mpfr = {{512}}, .mpfr_replicates = 2,
            .replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 6, [LM_FULL] = 16, [LM_PAPER] = 30},
            .control_replicates = {[LM_SMOKE] = 4, [LM_QUICK] = 6, [LM_FULL] = 10, [LM_PAPER] = 10},
            .calibration_replicates = 40,
            .fit_from = 2048,
            .L = 3, .d = 1, .dx = 4, .Delta = 0.2},
        [TO_STATE_D] = {
            .name = "state-delta", .axis = LM_AXIS_PERTURBATION, .paired = true,
            .implicit = {{0.05, 0.1, 0.2, 0.4, 0.8}},
            .smoke = {{0.05, 0.1, 0.2}},
            .control_implicit = {{0.1, 0.2, 0.4}},
            .calibration = {{0.05, 0.1}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 12, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 6, [LM_PAPER] = 6},
            .calibration_replicates = 10,
            .m = 4096, .L = 6, .d = 1, .dx = 4},
        [TO_SIGNS_D] = { /* corrections are powers of Delta/sqrt m, and bend exponents in Delta twice as much as those in m */
            .name = "signs-delta", .axis = LM_AXIS_PERTURBATION, .paired = true,
            .implicit = {{0.02, 0.04, 0.08, 0.16, 0.32}},
            .smoke = {{0.04, 0.08, 0.16}},
            .control_implicit = {{0.1, 0.2, 0.4}},
            .calibration = {{0.02, 0.04}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 6, [LM_FULL] = 12, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 6, [LM_PAPER] = 6},
            .calibration_replicates = 10,
            .m = 8192, .L = 6, .d = 1, .dx = 4},
        [TO_FLIP_D] = {
            .name = "flips-delta", .axis = LM_AXIS_PERTURBATION, /* not paired: the changed signs of one network are nested */
            .implicit = {{0.05, 0.1, 0.2, 0.4, 0.8, 1.6}},
            .smoke = {{0.05, 0.1, 0.2}},
            .control_implicit = {{0.1, 0.2, 0.4, 0.8}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 12, [LM_FULL] = 20, [LM_PAPER] = 30},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 8, [LM_PAPER] = 8},
            .m = 16384, .L = 3, .d = 1, .dx = 4},
        [TO_PRODUCT] = { /* dear: a Lanczos iteration over products of L - 1 factors */
            .name = "products", .axis = LM_AXIS_WIDTH,
            .dense = {{512, 1024}},
            .implicit = {{512, 1024, 2048, 4096, 8192}},
            .full = {{16384, 32768}},
            .smoke = {{2048, 2896, 4096}},
            .control_implicit = {{2048, 2896, 4096}},
            .calibration = {{512, 1024}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 5, [LM_FULL] = 10, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 8, [LM_PAPER] = 8},
            .calibration_replicates = 10,
            .fit_from = 2048,
            .L = 4, .d = 1, .dx = 4, .Delta = 0.2},
        [TO_PRODUCT_L] = {
            .name = "products-length", .axis = LM_AXIS_LENGTH, .paired = true,
            .implicit = {{3, 4, 6, 9}},
            .smoke = {{3, 4, 6}},
            .control_implicit = {{3, 4, 6, 8}},
            .calibration = {{3, 4}},
            .replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 4, [LM_FULL] = 10, [LM_PAPER] = 20},
            .control_replicates = {[LM_SMOKE] = 3, [LM_QUICK] = 3, [LM_FULL] = 6, [LM_PAPER] = 6},
            .calibration_replicates = 10,
            .m = 2048, .d = 1, .dx = 4, .Delta = 0.2},
        [TO_IDENTITY] = {
            .name = "identity", .axis = LM_AXIS_WIDTH,
            .dense = {{724}},
            .implicit = {{724, 1024}},
            .smoke = {{724, 1024, 2048}},
            .control_implicit = {{724, 1024}},
            .replicates = {[LM_SMOKE] = 20, [LM_QUICK] = 20, [LM_FULL] = 40, [LM_PAPER] = 40},
            .control_replicates = {[LM_SMOKE] = 10, [LM_QUICK] = 10, [LM_FULL] = 10, [LM_PAPER] = 10},
            .L = 6, .d = 1, .dx = 4, .Delta = 0.2},
    },
    .domain_length = 4,
    .domain = "12 <= (Delta m)^(2/3) <= m/15",
    .admits = admits,
    .vectors = vectors,
    .trial = trial);
