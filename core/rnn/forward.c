/* The network and its forward pass. */
#include <lemmata/rnn.h>

#include <math.h>
#include <string.h>

/* A^T row by row: one row of the stream for each coordinate of a token, so that wide networks draw whole groups of numbers. */
static struct lm_matrix draw_inputs(struct lm_arena *arena, size_t m, size_t dim, struct lm_address address)
{
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_A, 0, address.network);
    double *a = lm_arena_doubles(arena, dim * m);
    for (size_t c = 0; c < dim; c++) lm_stream_normals(a + c * m, &stream, c, 0, m, sqrt(2.0 / (double)m));
    return (struct lm_matrix){dim, m, m, a};
}

static struct lm_matrix draw_outputs(struct lm_arena *arena, size_t m, size_t d, enum lm_output_law law, struct lm_address address)
{
    if (law == LM_OUTPUT_CORRELATED) return (struct lm_matrix){d, m, m, NULL}; /* known after the forward pass */
    struct lm_stream stream = lm_stream_open(address.seed, LM_FOR_B, 0, address.network);
    double *b = lm_arena_doubles(arena, d * m), scale = 1 / sqrt((double)d);
    for (size_t r = 0; r < d; r++) lm_stream_normals(b + r * m, &stream, r, 0, m, scale);
    if (law == LM_OUTPUT_CONSTANT)
        for (size_t k = 0; k < d * m; k++) b[k] = scale;
    return (struct lm_matrix){d, m, m, b};
}

struct lm_net *lm_net_draw(struct lm_arena *arena, const struct lm_num *num, enum lm_kind kind, const struct lm_law *law, size_t m,
                           size_t d, size_t dim, int L, struct lm_address address, size_t right, size_t left)
{
    LM_ASSERT(L >= 1 && m >= 1 && d >= 1);
    LM_ASSERT(kind == LM_DENSE || num == lm_num_double());
    struct lm_net *net = lm_arena_alloc(arena, sizeof *net);
    *net = (struct lm_net){
        .num = num,
        .arena = arena,
        .law = *law,
        .m = m,
        .d = d,
        .dim = dim,
        .W = lm_weights_draw(arena, kind, law, m, L, address, right, left),
        .At = draw_inputs(arena, m, dim, address),
        .B = draw_outputs(arena, m, d, law->output, address),
    };
    return net;
}

/* Rows of B all sqrt(m/d) h_{L-1} / ||h_{L-1}|| of the first sequence: as long as Gaussian rows, and correlated with the run. */
static void correlate_outputs(struct lm_net *net, const struct lm_run *run)
{
    int l = run->inputs.L > 1 ? run->inputs.L - 1 : 1;
    double *b = lm_arena_doubles(net->arena, net->d * net->m), norm;
    struct lm_panel h = lm_panel_view(&run->h[l], 0, 1);
    net->num->ops->get(b, net->m, &h);
    net->num->ops->norm(&norm, &h);
    for (size_t k = 0; k < net->m; k++) b[k] *= sqrt((double)net->m / (double)net->d) / norm;
    for (size_t r = 1; r < net->d; r++) memcpy(b + r * net->m, b, net->m * sizeof *b);
    net->B.a = b;
}

/* A drawn W has its matrix from its first product on. */
struct lm_matrix lm_net_matrix(const struct lm_net *net)
{
    struct lm_panel none = lm_panel_of_doubles(NULL, net->m, 0, net->m);
    lm_weights_mul(net->W, 1, &none, &none);
    return lm_weights_dense(net->W, 1);
}

static struct lm_run *pass(struct lm_net *net, const struct lm_inputs *inputs)
{
    struct lm_arena *arena = net->arena;
    const struct lm_num_ops *ops = net->num->ops;
    size_t n = inputs->n, layers = (size_t)inputs->L + 1;
    LM_ASSERT(inputs->dim == net->dim && n > 0);
    struct lm_run *run = lm_arena_alloc(arena, sizeof *run);
    *run = (struct lm_run){.net = net, .inputs = *inputs};
    run->g = lm_arena_alloc(arena, layers * sizeof *run->g);
    run->h = lm_arena_alloc(arena, layers * sizeof *run->h);
    run->D = lm_arena_alloc(arena, layers * sizeof *run->D);
    struct lm_panel x = lm_panel_new(arena, net->num, net->dim, n);
    for (int l = 1; l <= inputs->L; l++) {
        run->g[l] = lm_panel_new(arena, net->num, net->m, n);
        run->h[l] = lm_panel_new(arena, net->num, net->m, n);
        run->D[l] = lm_mask_new(arena, net->m, n);
        ops->set(&x, inputs->x + (size_t)(l - 1) * net->dim, (size_t)inputs->L * net->dim);
        if (l > 1) lm_weights_mul(net->W, l, &run->g[l], &run->h[l - 1]);
        ops->gemm_t(&run->g[l], &net->At, &x, l > 1); /* g_l = W h_{l-1} + A x_l */
        if (net->law.gate == LM_GATE_NONE)
            ops->copy(&run->h[l], &run->g[l]);
        else
            ops->relu(&run->h[l], &run->D[l], &run->g[l]); /* h_l = D_l g_l */
    }
    return run;
}

struct lm_run *lm_forward(struct lm_net *net, const struct lm_inputs *inputs)
{
    struct lm_run *run = pass(net, inputs);
    if (net->law.output == LM_OUTPUT_CORRELATED && !net->B.a) correlate_outputs(net, run);
    if (net->num == lm_num_double()) return run;
    struct lm_net twin = *net;
    twin.num = lm_num_double();
    struct lm_arena_mark mark = lm_arena_mark(net->arena);
    const struct lm_run *rounded = pass(&twin, inputs);
    for (int l = 1; l <= inputs->L; l++)
        for (size_t s = 0; s < inputs->n; s++) run->sign_flips += lm_mask_differences(&run->D[l], s, &rounded->D[l], s);
    run->preactivations = (size_t)inputs->L * inputs->n * net->m;
    lm_arena_rewind(net->arena, mark);
    return run;
}

void lm_norm_h(double *out, const struct lm_run *run, int l)
{
    run->net->num->ops->norm(out, &run->h[l]);
}

void lm_norm_g(double *out, const struct lm_run *run, int l)
{
    run->net->num->ops->norm(out, &run->g[l]);
}

size_t lm_forward_vectors(int L, size_t n)
{
    return (size_t)(L - 1) * n;
}
