/* The perturbed network, and gradients by one pass back through time. */
#include <lemmata/rnn.h>

#include <string.h>

struct lm_net *lm_net_perturbed(struct lm_net *net, const struct lm_factored *delta)
{
    struct lm_net *out = lm_arena_alloc(net->arena, sizeof *out);
    *out = *net;
    out->W = lm_weights_perturbed(net->arena, net->W, delta);
    return out;
}

double *lm_outputs(struct lm_run *run)
{
    const struct lm_net *net = run->net;
    size_t n = run->inputs.n, L = (size_t)run->inputs.L;
    double *out = lm_arena_doubles(net->arena, n * L * net->d);
    struct lm_arena_mark mark = lm_arena_mark(net->arena);
    struct lm_panel y = lm_panel_new(net->arena, net->num, net->d, n);
    for (size_t l = 1; l <= L; l++) {
        net->num->ops->gemm(&y, &net->B, &run->h[l], false);
        net->num->ops->get(out + (l - 1) * net->d, L * net->d, &y);
    }
    lm_arena_rewind(net->arena, mark);
    return out;
}

struct lm_panel *lm_output_cotangents(struct lm_run *run, const double *of_y)
{
    const struct lm_net *net = run->net;
    size_t n = run->inputs.n, L = (size_t)run->inputs.L;
    struct lm_panel *of_h = lm_arena_alloc(net->arena, (L + 1) * sizeof *of_h), y = lm_panel_new(net->arena, net->num, net->d, n);
    for (size_t l = 1; l <= L; l++) {
        of_h[l] = lm_panel_new(net->arena, net->num, net->m, n);
        net->num->ops->set(&y, of_y + (l - 1) * net->d, L * net->d);
        net->num->ops->gemm_t(&of_h[l], &net->B, &y, false);
    }
    return of_h;
}

struct lm_panel *lm_adjoint(struct lm_run *run, const struct lm_panel *of_h, const struct lm_panel *of_g)
{
    struct lm_net *net = run->net;
    const struct lm_num_ops *ops = net->num->ops;
    int L = run->inputs.L;
    struct lm_panel *lambda = lm_arena_alloc(net->arena, ((size_t)L + 1) * sizeof *lambda);
    for (int l = L; l >= 1; l--) {
        lambda[l] = lm_panel_new(net->arena, net->num, net->m, run->inputs.n);
        if (l < L)
            lm_weights_tmul(net->W, l + 1, &lambda[l], &lambda[l + 1]);
        else
            ops->zero(&lambda[l]);
        if (of_h) ops->axpy(&lambda[l], 1, &of_h[l]);
        if (net->law.gate == LM_GATE_RELU) ops->mask(&lambda[l], &run->D[l], &lambda[l]);
        if (of_g) ops->axpy(&lambda[l], 1, &of_g[l]);
    }
    return lambda;
}

struct lm_panel *lm_last_output_adjoint(struct lm_run *run)
{
    const size_t n = run->inputs.n, L = (size_t)run->inputs.L, d = run->net->d;
    double *of_y = lm_arena_doubles(run->net->arena, n * L * d);
    for (size_t k = 0; k < n * L * d; k++) of_y[k] = k % (L * d) == (L - 1) * d;
    return lm_adjoint(run, lm_output_cotangents(run, of_y), NULL);
}

struct lm_factored lm_gradient(const struct lm_run *run, const struct lm_panel *lambda)
{
    const struct lm_net *net = run->net;
    size_t m = net->m, n = run->inputs.n, L = (size_t)run->inputs.L, rank = n * (L - 1);
    double *left = lm_arena_doubles(net->arena, rank * m), *right = lm_arena_doubles(net->arena, rank * m);
    for (size_t l = 2; l <= L; l++) {
        net->num->ops->get(left + (l - 2) * n * m, m, &lambda[l]);
        net->num->ops->get(right + (l - 2) * n * m, m, &run->h[l - 1]);
    }
    return (struct lm_factored){.rank = rank, .left = left, .right = right};
}

struct lm_factored lm_gradient_A(const struct lm_run *run, const struct lm_panel *lambda)
{
    const struct lm_net *net = run->net;
    const size_t m = net->m, n = run->inputs.n, L = (size_t)run->inputs.L, dim = net->dim, rank = n * L;
    double *left = lm_arena_doubles(net->arena, rank * m), *right = lm_arena_doubles(net->arena, rank * dim);
    for (size_t l = 1; l <= L; l++) {
        net->num->ops->get(left + (l - 1) * n * m, m, &lambda[l]);
        for (size_t s = 0; s < n; s++)
            memcpy(right + ((l - 1) * n + s) * dim, lm_token(&run->inputs, s, (int)l), dim * sizeof *right);
    }
    return (struct lm_factored){.rank = rank, .left = left, .right = right};
}

/* <dF/dW, u v'> = sum_l <lambda_l, u> <v, h_{l-1}> for each pair of columns. */
double lm_gradient_along(const struct lm_run *run, const struct lm_panel *lambda, const struct lm_factored *direction)
{
    const struct lm_net *net = run->net;
    const struct lm_num_ops *ops = net->num->ops;
    size_t n = run->inputs.n, rank = direction->rank;
    struct lm_arena_mark mark = lm_arena_mark(net->arena);
    struct lm_panel u = lm_panel_new(net->arena, net->num, net->m, rank), v = lm_panel_new(net->arena, net->num, net->m, rank);
    double *along_u = lm_arena_doubles(net->arena, rank * n), *along_v = lm_arena_doubles(net->arena, rank * n), sum = 0;
    ops->set(&u, direction->left, net->m);
    ops->set(&v, direction->right, net->m);
    for (int l = 2; l <= run->inputs.L; l++) {
        ops->cross(along_u, rank, &u, &lambda[l]);
        ops->cross(along_v, rank, &v, &run->h[l - 1]);
        for (size_t k = 0; k < rank * n; k++) sum += along_u[k] * along_v[k];
    }
    lm_arena_rewind(net->arena, mark);
    return sum;
}
