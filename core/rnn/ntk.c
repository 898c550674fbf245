/* The neural tangent kernel from Gram matrices of gated signals and of states.
 *
 * The gradient of output p = (s, a, r) is sum_l z_{p,l} h_{s,l-1}' over l = 2..a, with z_{p,l} = D_l Back_{l->a}'e_r. So K needs
 * the inner products of signals z and of states h, and nothing of size m x m. Signals are held for all l, n d L (L - 1)/2 columns
 * of length m; their inner products are formed for one l at a time and contracted at once. */
#include <lemmata/train.h>

#include <cblas.h>
#include <string.h>

/* The outputs that feel h_{l-1}, a = l..L, are the last ones in the numbering of the kernel: column p - first of Z_l is z_{p,l}.
 * The panels Z_2, Z_3, ... stand side by side. */
struct signals {
    struct lm_run *run;
    size_t n, d, order;
    struct lm_panel all;
    double *states; /* of lm_state_gram */
};

/* The first output that feels h_{l-1}. */
static size_t first_output(const struct signals *z, int l)
{
    return (size_t)(l - 2) * z->n * z->d;
}

static size_t outputs_of(const struct signals *z, int l)
{
    return z->order - first_output(z, l);
}

/* Where Z_l begins: the columns of Z_2, ..., Z_{l-1}. */
static size_t first_column(const struct signals *z, int l)
{
    size_t columns = 0;
    for (int k = 2; k < l; k++) columns += outputs_of(z, k);
    return columns;
}

static struct lm_panel signals_at(const struct signals *z, int l)
{
    return lm_panel_view(&z->all, first_column(z, l), outputs_of(z, l));
}

/* Z_l, from Back_{l->a} of all a and sequences. */
static void gate_signals(const struct signals *z, const struct lm_back *back)
{
    const struct lm_net *net = z->run->net;
    const int l = lm_back_source(back);
    const struct lm_panel to = signals_at(z, l);
    for (int a = l; a <= z->run->inputs.L; a++)
        for (size_t s = 0; s < z->n; s++) {
            const struct lm_panel from = lm_back_to(back, s, a);
            const struct lm_panel column = lm_panel_view(&to, ((size_t)(a - l) * z->n + s) * z->d, z->d);
            const struct lm_mask gate = lm_mask_view(&z->run->D[l], s, 1);
            if (net->law.gate == LM_GATE_RELU)
                net->num->ops->mask(&column, &gate, &from);
            else
                net->num->ops->copy(&column, &from);
        }
}

static void collect_signals(struct signals *z)
{
    const int L = z->run->inputs.L;
    struct lm_net *net = z->run->net;
    z->all = lm_panel_new(net->arena, net->num, net->m, first_column(z, L + 1));
    struct lm_back *back = lm_back_begin(z->run, 0, z->n);
    gate_signals(z, back);
    while (lm_back_source(back) > 2 && lm_back_step(back)) gate_signals(z, back);
}

/* out = Z'Z for the columns of one layer: the lower triangle, with half of the diagonal and zeros above it. */
static void half_of_products(double *out, const struct lm_panel *z)
{
    const size_t count = z->cols;
    if (z->num == lm_num_double())
        cblas_dsyrk(CblasColMajor, CblasLower, CblasTrans, (blasint)count, (blasint)z->rows, 1, lm_panel_doubles(z), (blasint)z->ld,
                    0, out, (blasint)count);
    else
        z->num->ops->cross(out, count, z, z);
    for (size_t q = 0; q < count; q++) {
        memset(out + q * count, 0, q * sizeof *out);
        out[q * count + q] /= 2;
    }
}

/* K[p, q] += products[p, q] <h_{s,l-1}, h_{t,k-1}> for the outputs p = (s, a, r) and q = (t, b, r') that feel these states. */
static void contract(double *K, const struct signals *z, const double *products, int l, int k)
{
    const size_t rows = outputs_of(z, l), cols = outputs_of(z, k), states = z->n * (size_t)z->run->inputs.L;
    const double *of_layers = z->states + (size_t)(l - 2) * z->n + states * (size_t)(k - 2) * z->n;
    for (size_t j = 0; j < cols; j++) {
        const double *product = products + j * rows, *of_t = of_layers + states * (j / z->d % z->n);
        double *to = K + (first_output(z, k) + j) * z->order + first_output(z, l);
        for (size_t i = 0; i < rows; i += z->n * z->d) /* the outputs of one a */
            for (size_t s = 0; s < z->n; s++)
                for (size_t r = 0; r < z->d; r++) *to++ += *product++ * of_t[s];
    }
}

/* The terms (l, k), k <= l, of a sum T with K = T + T': of those with k = l, one half. */
static void add_layer(double *K, const struct signals *z, double *products, int l)
{
    const struct lm_panel own = signals_at(z, l), before = lm_panel_view(&z->all, 0, first_column(z, l));
    half_of_products(products, &own);
    contract(K, z, products, l, l);
    if (before.cols == 0) return;
    z->all.num->ops->cross(products, own.cols, &own, &before);
    for (int k = 2; k < l; k++) contract(K, z, products + own.cols * first_column(z, k), l, k);
}

static void add_transpose(double *a, size_t order)
{
    for (size_t q = 0; q < order; q++)
        for (size_t p = q; p < order; p++) {
            const double sum = a[q * order + p] + a[p * order + q];
            a[q * order + p] = sum;
            a[p * order + q] = sum;
        }
}

/* Room for the products of any layer with itself or with all before it. */
static double *room_for_products(const struct signals *z)
{
    size_t most = 0;
    for (int l = 2; l <= z->run->inputs.L; l++) {
        const size_t own = outputs_of(z, l), before = first_column(z, l), needed = own * (own > before ? own : before);
        if (needed > most) most = needed;
    }
    return lm_arena_doubles(z->run->net->arena, most);
}

size_t lm_ntk_order(const struct lm_run *run)
{
    return run->inputs.n * (size_t)(run->inputs.L - 1) * run->net->d;
}

double *lm_ntk_gram(struct lm_run *run)
{
    struct lm_net *net = run->net;
    struct signals z = {.run = run, .n = run->inputs.n, .d = net->d, .order = lm_ntk_order(run)};
    double *K = lm_arena_doubles(net->arena, z.order * z.order);
    if (z.order == 0) return K;
    memset(K, 0, z.order * z.order * sizeof *K);
    const struct lm_arena_mark mark = lm_arena_mark(net->arena);
    collect_signals(&z);
    z.states = lm_state_gram(net->arena, run);
    double *products = room_for_products(&z);
    for (int l = 2; l <= run->inputs.L; l++) add_layer(K, &z, products, l);
    add_transpose(K, z.order);
    /* What the products of an implicit W reveal may lie behind the mark. */
    if (lm_weights_dense(net->W, 2).a) lm_arena_rewind(net->arena, mark);
    return K;
}

double *lm_ntk_gram_last(struct lm_run *run)
{
    const struct lm_net *net = run->net;
    const size_t n = run->inputs.n, square = n * n;
    double *out = lm_arena_doubles(net->arena, 3 * square), *signals = out + square, *states = signals + square;
    const struct lm_panel *lambda = lm_last_output_adjoint(run);
    for (size_t p = 0; p < square; p++) out[p] = 0;
    for (int l = 2; l <= run->inputs.L; l++)
        for (int k = 2; k <= run->inputs.L; k++) {
            net->num->ops->cross(signals, n, &lambda[l], &lambda[k]);
            net->num->ops->cross(states, n, &run->h[l - 1], &run->h[k - 1]);
            for (size_t p = 0; p < square; p++) out[p] += signals[p] * states[p];
        }
    return out;
}
