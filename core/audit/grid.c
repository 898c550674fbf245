/* The cells of a request. */
#include "audit_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SMOKE_WIDTH = 512, LARGEST_WIDTH = (1 << 28) - 1 };

/* What all cells of one loop of the grid have in common. */
struct family {
    int control;
    enum lm_kind kind;
    int bits;
    unsigned first, replicates;
    unsigned apart;                      /* replicates set aside for a point of an axis other than the width */
    const struct lm_axis_values *beside; /* the points that share their networks with these; NULL: none */
};

struct builder {
    const struct lm_request *request;
    const struct lm_registered *lemma;
    unsigned sweep;
    struct lm_inputs given;
    const struct lm_network_list *networks;
    struct lm_grid *grid;
    size_t capacity;
};

/* ---- The values of an axis ---- */

static size_t count_values(const struct lm_axis_values *values)
{
    size_t n = 0;
    while (n < LM_MAX_AXIS && values->v[n] != 0) n++;
    return n;
}

static const struct lm_sweep *sweep_of(const struct builder *b)
{
    return &b->lemma->lemma->sweeps[b->sweep];
}

static double width_at(const struct lm_sweep *sweep, double value)
{
    return (double)lm_sweep_cell(sweep, value).m;
}

/* Whether --widths takes the place of the axis of this sweep. */
static bool replaced_axis(const struct builder *b)
{
    return sweep_of(b)->axis == LM_AXIS_WIDTH && b->request->widths[0] != 0;
}

/* The values of at most `limit` in width, each once. With --widths they come from there, in place of a list that is not empty. */
static struct lm_axis_values select_values(const struct builder *b, const struct lm_axis_values *values, double limit)
{
    const struct lm_sweep *sweep = sweep_of(b);
    bool replaced = replaced_axis(b) && values->v[0] != 0;
    struct lm_axis_values out = {{0}};
    size_t n = 0;
    for (size_t i = 0; i < LM_MAX_AXIS; i++) {
        double value = replaced ? (double)b->request->widths[i] : values->v[i];
        if (value == 0) break;
        bool wanted = width_at(sweep, value) <= limit;
        for (size_t k = 0; k < n; k++) wanted = wanted && out.v[k] != value;
        if (wanted) out.v[n++] = value;
    }
    return out;
}

static struct lm_axis_values join_values(const struct lm_axis_values *first, const struct lm_axis_values *second)
{
    struct lm_axis_values out = *first;
    size_t n = count_values(&out);
    LM_ASSERT(n + count_values(second) <= LM_MAX_AXIS);
    for (size_t i = 0; i < count_values(second); i++) out.v[n++] = second->v[i];
    return out;
}

/* ---- Tasks ---- */

static bool in_domain(const struct lm_lemma *lemma, const struct lm_cell *cell)
{
    bool wide_enough = lemma->domain_length == 0 || cell->L <= sqrt((double)cell->m) / lemma->domain_length;
    bool unknown = cell->given.n > 0 && !cell->given.x; /* of inputs only the shape is known */
    return wide_enough && (!lemma->admits || unknown || lemma->admits(cell));
}

/* The user's own sequences and network, in place of those of the contract. */
static void give(struct lm_cell *cell, const struct builder *b, const struct lm_network_files *files)
{
    if (files) {
        cell->files = files;
        cell->d = files->d;
        cell->dx = files->dim - 1;
    }
    if (b->given.n > 0) {
        cell->given = b->given;
        cell->L = b->given.L;
        cell->dx = b->given.dim - 1;
    }
}

/* `files`: a network of the user's own, or NULL. */
static void add_task(struct builder *b, const struct family *family, double from, double value, unsigned replicate,
                     const struct lm_network_files *files)
{
    const struct lm_lemma *lemma = b->lemma->lemma;
    const struct lm_request *request = b->request;
    const struct lm_sweep *sweep = sweep_of(b);
    struct lm_task task = {.lemma = b->lemma, .cell = lm_sweep_cell(sweep, value)};
    struct lm_cell *cell = &task.cell;
    cell->sweep = b->sweep;
    cell->control = family->control;
    cell->kind = family->kind;
    cell->bits = family->bits;
    cell->from = sweep->pieces ? from : 0;
    if (request->length && sweep->axis != LM_AXIS_LENGTH) cell->L = request->length;
    if (request->outputs) cell->d = request->outputs;
    give(cell, b, files);
    if (sweep->eps_x == 0 && sweep->axis != LM_AXIS_EPS_X) cell->eps_x = 1.0 / cell->L;
    LM_ASSERT(replicate < (family->first ? (unsigned)LM_REPLICATES : (unsigned)LM_CALIBRATION_REPLICATE));
    cell->replicate = replicate;
    cell->seed = request->seed;
    if (family->control >= 0) {
        cell->law = lemma->controls[family->control].law;
        cell->variant = lemma->controls[family->control].variant;
    }
    task.in_domain = in_domain(lemma, cell);
    if (lemma->vectors) lemma->vectors(cell, &task.right, &task.left);
    if (lemma->steps) task.steps = lemma->steps(cell);
    lm_task_estimate(&task);

    struct lm_grid *grid = b->grid;
    if (grid->count == b->capacity) {
        b->capacity = b->capacity ? 2 * b->capacity : 256;
        grid->tasks = lm_xrealloc(grid->tasks, b->capacity * sizeof *grid->tasks);
    }
    grid->tasks[grid->count++] = task;
}

/* The points of a slope must be independent, unless it is fitted within networks. Along the width they are, for m is part of the
 * number of a network; along any other axis the same replicates would be the same W at every point, so each point has its own. */
static unsigned first_replicate(const struct builder *b, const struct family *family, const struct lm_axis_values *points,
                                double value)
{
    unsigned k = 0;
    if (sweep_of(b)->axis == LM_AXIS_WIDTH || sweep_of(b)->paired) return family->first;
    while (k < count_values(points) && points->v[k] != value) k++;
    return family->first + k * family->apart;
}

static void add_family(struct builder *b, const struct family *family, const struct lm_axis_values *values)
{
    for (size_t i = 0; i < count_values(values); i++) {
        unsigned first = first_replicate(b, family, family->beside ? family->beside : values, values->v[i]);
        double from = i > 0 ? values->v[i - 1] : sweep_of(b)->begin;
        for (unsigned r = 0; r < family->replicates; r++) add_task(b, family, from, values->v[i], first + r, NULL);
    }
}

static unsigned asked_replicates(const struct lm_request *request, unsigned contract)
{
    /* A profile without replicates leaves the sweep out; --seeds does not bring it back. */
    return request->replicates && contract ? request->replicates : contract;
}

static struct lm_axis_values implicit_values(const struct builder *b)
{
    const struct lm_sweep *sweep = sweep_of(b);
    enum lm_profile profile = b->request->profile;
    bool more = profile == LM_FULL || profile == LM_PAPER;
    struct lm_axis_values all = more                  ? join_values(&sweep->implicit, &sweep->full)
                                : profile == LM_SMOKE ? sweep->smoke
                                                      : sweep->implicit;
    return select_values(b, &all, HUGE_VAL);
}

/* The networks of the user's own, along m only; those of one width are its replicates. */
static void add_networks(struct builder *b)
{
    const struct family family = {.control = -1, .kind = LM_DENSE};
    if (sweep_of(b)->axis != LM_AXIS_WIDTH) return;
    for (size_t k = 0, same = 0; k < b->networks->n; k++) {
        const struct lm_network_files *files = &b->networks->each[k];
        same = k > 0 && files[-1].m == files->m ? same + 1 : 0;
        add_task(b, &family, 0, (double)files->m, (unsigned)same, files);
    }
}

static void add_claims(struct builder *b)
{
    const struct lm_request *request = b->request;
    const struct lm_sweep *sweep = sweep_of(b);
    bool smoke = request->profile == LM_SMOKE;
    double limit = replaced_axis(b) ? LM_DENSE_LIMIT : smoke ? SMOKE_WIDTH : HUGE_VAL;
    struct family family = {.control = -1, .kind = LM_DENSE};
    family.replicates = family.apart = asked_replicates(request, sweep->replicates[request->profile]);

    struct lm_axis_values dense = select_values(b, &sweep->dense, limit);
    add_family(b, &family, &dense);

    struct lm_axis_values implicit = implicit_values(b);
    family.kind = LM_IMPLICIT;
    add_family(b, &family, &implicit);

    if (request->bits == LM_NO_ROUNDING) return;
    family.kind = LM_DENSE;
    family.bits = request->bits ? request->bits : LM_ROUNDING_BITS;
    family.beside = &dense;
    if (sweep->mpfr_replicates < family.replicates) family.replicates = sweep->mpfr_replicates; /* each beside its double cell */
    double largest = 0;
    for (size_t i = 0; i < count_values(&sweep->mpfr); i++) largest = fmax(largest, width_at(sweep, sweep->mpfr.v[i]));
    struct lm_axis_values rounding = select_values(b, &sweep->mpfr, fmin(limit, largest));
    add_family(b, &family, &rounding);
}

/* Whether one of these statements is judged on this sweep. */
static bool concerns(const struct builder *b, unsigned statements)
{
    const struct lm_lemma *lemma = b->lemma->lemma;
    for (size_t s = 0; s < lm_count_statements(lemma); s++)
        if (statements >> s & 1 && lemma->statements[s].sweep == b->sweep) return true;
    return false;
}

/* A network to compare with runs on the implicit cells of the claim. */
static void add_comparison(struct builder *b, size_t c)
{
    struct family family = {.control = (int)c, .kind = LM_IMPLICIT};
    family.replicates = family.apart = asked_replicates(b->request, sweep_of(b)->replicates[b->request->profile]);
    struct lm_axis_values values = implicit_values(b);
    add_family(b, &family, &values);
}

enum lm_kind lm_control_kind(const struct lm_sweep *sweep, const struct lm_control *control)
{
    return lm_law_can_be_implicit(&control->law) && sweep->control_implicit.v[0] != 0 ? LM_IMPLICIT : LM_DENSE;
}

static void add_controls(struct builder *b)
{
    const struct lm_lemma *lemma = b->lemma->lemma;
    const struct lm_sweep *sweep = sweep_of(b);
    for (size_t c = 0; c < lm_count_controls(lemma); c++) {
        const struct lm_control *control = &lemma->controls[c];
        LM_ASSERT(!control->compares || !control->refutes);
        if (concerns(b, control->compares)) add_comparison(b, c);
        if (!concerns(b, control->refutes)) continue;
        struct family family = {.control = (int)c, .kind = lm_control_kind(sweep, control)};
        bool implicit = family.kind == LM_IMPLICIT;
        family.replicates = family.apart = asked_replicates(b->request, sweep->control_replicates[b->request->profile]);
        double limit = !implicit && replaced_axis(b) ? LM_DENSE_LIMIT : HUGE_VAL;
        struct lm_axis_values values = select_values(b, implicit ? &sweep->control_implicit : &sweep->control_dense, limit);
        add_family(b, &family, &values);
    }
}

static void add_calibration(struct builder *b)
{
    const struct lm_sweep *sweep = sweep_of(b);
    struct family family = {.control = -1, .kind = LM_DENSE, .first = LM_CALIBRATION_REPLICATE};
    family.replicates = family.apart = asked_replicates(b->request, sweep->calibration_replicates);
    struct lm_axis_values dense = select_values(b, &sweep->calibration, LM_DENSE_LIMIT);
    if (sweep->dense.v[0] != 0) add_family(b, &family, &dense);
    struct lm_axis_values implicit = select_values(b, &sweep->calibration, HUGE_VAL);
    family.kind = LM_IMPLICIT;
    if (sweep->implicit.v[0] != 0) add_family(b, &family, &implicit);
}

static void add_sweep(struct builder *b)
{
    /* The user's own sequences have one length: there is nothing to sweep. */
    if (b->given.n > 0 && sweep_of(b)->axis == LM_AXIS_LENGTH) return;
    if (b->request->calibration) {
        add_calibration(b);
        return;
    }
    if (b->request->claims && b->networks->n > 0) add_networks(b);
    if (b->request->claims && b->networks->n == 0) add_claims(b);
    if (b->request->controls) add_controls(b);
}

/* ---- Order ---- */

static int order_of(double a, double b)
{
    return (a > b) - (a < b);
}

static double axis_value(const struct lm_task *task)
{
    return lm_axis_value(task->lemma->lemma->sweeps[task->cell.sweep].axis, &task->cell);
}

/* Most expensive first; then by whatever distinguishes two cells, so that the order is the same everywhere. */
static int by_cost(const void *left, const void *right)
{
    const struct lm_task *a = left, *b = right;
    int order = order_of(b->seconds, a->seconds);
    if (order == 0) order = strcmp(a->lemma->slug, b->lemma->slug);
    if (order == 0) order = order_of(a->cell.sweep, b->cell.sweep);
    if (order == 0) order = order_of(a->cell.control, b->cell.control);
    if (order == 0) order = order_of(a->cell.kind, b->cell.kind);
    if (order == 0) order = order_of(a->cell.bits, b->cell.bits);
    if (order == 0) order = order_of((double)a->cell.m, (double)b->cell.m);
    if (order == 0) order = order_of(a->cell.L, b->cell.L);
    if (order == 0) order = order_of(axis_value(a), axis_value(b));
    return order ? order : order_of(a->cell.replicate, b->cell.replicate);
}

/* Every `shards`-th cell of the ordered grid, so that shards cost alike. */
static void keep_shard(struct lm_grid *grid, const struct lm_request *request)
{
    if (request->shards <= 1) return;
    size_t kept = 0;
    for (size_t i = request->shard - 1; i < grid->count; i += request->shards) grid->tasks[kept++] = grid->tasks[i];
    grid->count = kept;
}

static void add_up(struct lm_grid *grid)
{
    for (size_t i = 0; i < grid->count; i++) {
        grid->seconds += grid->tasks[i].seconds;
        grid->bytes_max = fmax(grid->bytes_max, grid->tasks[i].bytes);
    }
}

/* ---- The request ---- */

static lm_status check_request(const struct lm_request *request)
{
    if (request->lemma_count == 0) return lm_error(LM_EINVAL, "no lemma was named");
    for (size_t i = 0; i < LM_MAX_AXIS && request->widths[i]; i++)
        if (request->widths[i] > LARGEST_WIDTH)
            return lm_error(LM_EINVAL, "width %zu is too large: the largest is %d", request->widths[i], LARGEST_WIDTH);
    unsigned there = request->calibration ? LM_REPLICATES - LM_CALIBRATION_REPLICATE : LM_CALIBRATION_REPLICATE;
    unsigned most = there / (LM_MAX_AXIS + 1); /* at each point of an axis, and at one that lies beside none */
    if (request->replicates > most) return lm_error(LM_EINVAL, "%u replicates are too many: at most %u", request->replicates, most);
    if (request->length < 0 || request->length == 1)
        return lm_error(LM_EINVAL, "length %d: a sequence needs at least 2 tokens", request->length);
    bool bits = request->bits == 0 || request->bits == LM_NO_ROUNDING;
    if (!bits && (request->bits < LM_MPFR_MIN_BITS || request->bits > LM_MPFR_MAX_BITS))
        return lm_error(LM_EINVAL, "%d bits are out of range: %d to %d", request->bits, LM_MPFR_MIN_BITS, LM_MPFR_MAX_BITS);
    if (request->shards > 1 && (request->shard < 1 || request->shard > request->shards))
        return lm_error(LM_EINVAL, "there is no shard %u of %u", request->shard, request->shards);
    if (request->weights && (request->widths[0] || request->outputs))
        return lm_error(LM_EINVAL, "the networks of %s have widths and outputs of their own: leave --widths and --outputs out",
                        request->weights);
    if (request->seed > INT64_MAX) return lm_error(LM_EINVAL, "the seed must be below 2^63");
    return LM_OK;
}

static lm_status read_inputs(struct lm_inputs *given, const struct lm_request *request, struct lm_arena *arena)
{
    if (!request->inputs) return LM_OK;
    LM_TRY(lm_inputs_read(given, arena, request->inputs, request->normalise));
    if (given->dim < 2) return lm_error(LM_EINVAL, "%s: tokens need at least 2 numbers", request->inputs);
    if (given->L < 2)
        return lm_error(LM_EINVAL, "%s: a sequence of one token never meets W; give each at least 2 tokens", request->inputs);
    if (request->length && request->length != given->L)
        return lm_error(LM_EINVAL, "%s has sequences of %d tokens, not of %d: leave the length out", request->inputs, given->L,
                        request->length);
    return LM_OK;
}

static lm_status read_networks(struct lm_network_list *networks, const struct lm_inputs *inputs, const struct lm_request *request,
                               struct lm_arena *arena)
{
    if (!request->weights) return LM_OK;
    LM_TRY(lm_networks_find(networks, arena, request->weights));
    for (size_t k = 0; k < networks->n; k++)
        if (inputs->n > 0 && networks->each[k].dim != inputs->dim)
            return lm_error(LM_EINVAL, "%s: A reads tokens of dimension %zu, and those of %s have %zu", networks->each[k].path,
                            networks->each[k].dim, request->inputs, inputs->dim);
    return LM_OK;
}

static bool named_before(const struct lm_request *request, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(request->lemmas[k]->slug, request->lemmas[i]->slug) == 0) return true;
    return false;
}

lm_status lm_grid_fill(struct lm_grid *out, const struct lm_request *request, const struct lm_given *given)
{
    *out = (struct lm_grid){0};
    struct builder b = {.request = request, .given = given->inputs, .networks = &given->networks, .grid = out};
    LM_TRY(check_request(request));
    for (size_t i = 0; i < request->lemma_count; i++) {
        if (named_before(request, i)) continue;
        b.lemma = request->lemmas[i];
        for (b.sweep = 0; b.sweep < lm_count_sweeps(b.lemma->lemma); b.sweep++) add_sweep(&b);
    }
    if (out->count > 0) qsort(out->tasks, out->count, sizeof *out->tasks, by_cost);
    keep_shard(out, request);
    add_up(out);
    return LM_OK;
}

lm_status lm_grid_make(struct lm_grid *out, const struct lm_request *request, struct lm_arena *arena)
{
    struct lm_given *given = lm_arena_alloc(arena, sizeof *given);
    *given = (struct lm_given){{0}, {0}};
    *out = (struct lm_grid){0};
    LM_TRY(check_request(request));
    LM_TRY(read_inputs(&given->inputs, request, arena));
    LM_TRY(read_networks(&given->networks, &given->inputs, request, arena));
    return lm_grid_fill(out, request, given);
}

void lm_grid_free(struct lm_grid *grid)
{
    free(grid->tasks);
    *grid = (struct lm_grid){0};
}
