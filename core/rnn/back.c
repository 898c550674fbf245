/* Back_{i->j} = B D_j W D_{j-1} W ... D_{i+1} W, one source layer i at a time. */
#include <lemmata/rnn.h>

/* Transposed signals are columns: those of target j of sequence s are columns ((L - j) count + s) d .. + d, so that the targets j
 * >= i of a step stand together and share one product with W. */
struct lm_back {
    struct lm_run *run;
    size_t first, count;
    int i;
    struct lm_panel signal, other; /* m x (L count d); the gated signal of a step becomes the memory of the next one */
};

static size_t column_of(const struct lm_back *back, size_t s, int j)
{
    return ((size_t)(back->run->inputs.L - j) * back->count + s) * back->run->net->d;
}

struct lm_panel lm_back_to(const struct lm_back *back, size_t s, int j)
{
    LM_ASSERT(j >= back->i && j <= back->run->inputs.L && s < back->count);
    return lm_panel_view(&back->signal, column_of(back, s, j), back->run->net->d);
}

int lm_back_source(const struct lm_back *back)
{
    return back->i;
}

/* Back_{i->i} = B */
static void start_from_output(struct lm_back *back)
{
    const struct lm_net *net = back->run->net;
    for (size_t s = 0; s < back->count; s++) {
        struct lm_panel own = lm_back_to(back, s, back->i);
        net->num->ops->set(&own, net->B.a, net->B.ld);
    }
}

struct lm_back *lm_back_begin(struct lm_run *run, size_t first, size_t count)
{
    struct lm_net *net = run->net;
    size_t columns = (size_t)run->inputs.L * count * net->d;
    LM_ASSERT(count > 0 && first + count <= run->inputs.n && net->B.a);
    struct lm_back *back = lm_arena_alloc(net->arena, sizeof *back);
    *back = (struct lm_back){
        .run = run,
        .first = first,
        .count = count,
        .i = run->inputs.L,
        .signal = lm_panel_new(net->arena, net->num, net->m, columns),
        .other = lm_panel_new(net->arena, net->num, net->m, columns),
    };
    start_from_output(back);
    return back;
}

/* signal = D_i signal, for every target and sequence */
static void apply_gate(struct lm_back *back)
{
    const struct lm_net *net = back->run->net;
    if (net->law.gate != LM_GATE_RELU) return;
    for (int j = back->i; j <= back->run->inputs.L; j++)
        for (size_t s = 0; s < back->count; s++) {
            struct lm_panel signal = lm_back_to(back, s, j);
            struct lm_mask gate = lm_mask_view(&back->run->D[back->i], back->first + s, 1);
            net->num->ops->mask(&signal, &gate, &signal);
        }
}

bool lm_back_step(struct lm_back *back)
{
    if (back->i == 1) return false;
    struct lm_net *net = back->run->net;
    size_t columns = column_of(back, 0, back->i - 1);
    apply_gate(back);
    struct lm_panel gated = back->signal, from = lm_panel_view(&gated, 0, columns), to = lm_panel_view(&back->other, 0, columns);
    lm_weights_tmul(net->W, back->i, &to, &from); /* Back_{i-1->j} = Back_{i->j} D_i W */
    back->signal = back->other;
    back->other = gated;
    back->i--;
    start_from_output(back);
    return true;
}

size_t lm_backward_vectors(int L, size_t d, size_t swept)
{
    return (size_t)L * (size_t)(L - 1) / 2 * d * swept;
}
