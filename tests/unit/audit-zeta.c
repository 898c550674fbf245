/* The closed form that the lemma zeta-inequalities proves things of is the expectation that it stands for: by quadrature. */
#include "check.h"

#include <gsl/gsl_integration.h>
#include <gsl/gsl_math.h>
#include <lemmata/audit.h>
#include <math.h>
#include <string.h>

struct pair {
    double alpha, beta;
};

static double square(double phi, void *context)
{
    const struct pair *p = context;
    double difference = fmax(p->alpha * cos(phi) + p->beta * sin(phi), 0) - fmax(cos(phi), 0);
    return difference * difference;
}

/* E (relu(alpha g1 + beta g2) - relu(g1))^2 in polar coordinates, E (g1^2 + g2^2) = 2; smooth between the zeros of the two. */
static double quadrature(double beta)
{
    struct pair p = {sqrt(1 - beta * beta), beta};
    gsl_function f = {square, &p};
    double theta = asin(beta), kink = fmin(theta, 0), other = fmax(theta, 0), value, error;
    double points[] = {-M_PI, -M_PI_2 + kink, -M_PI_2 + other, M_PI_2 + kink, M_PI_2 + other, M_PI};
    gsl_integration_workspace *w = gsl_integration_workspace_alloc(200);
    CHECK(gsl_integration_qagp(&f, points, 6, 1e-15, 1e-13, 200, w, &value, &error) == 0);
    gsl_integration_workspace_free(w);
    return value / M_PI;
}

/* The certified slack of a statement at the single point beta. */
static double slack_at(const struct lm_lemma *lemma, const char *name, double beta)
{
    struct lm_arena *arena = lm_arena_new();
    double value = nan("");
    for (unsigned s = 0; s < lm_count_statements(lemma); s++) {
        if (strcmp(lemma->statements[s].name, name) != 0) continue;
        struct lm_cell cell = lm_sweep_cell(&lemma->sweeps[lemma->statements[s].sweep], beta);
        cell.sweep = lemma->statements[s].sweep;
        cell.from = beta;
        struct lm_trial *t = lm_trial_begin(&cell, arena, 0, 0);
        lemma->trial(&cell, t);
        CHECK(lm_trial_value(t, s, &value));
    }
    lm_arena_free(arena);
    return value;
}

static void closed_form_is_the_expectation(void)
{
    const struct lm_lemma *lemma = NULL;
    for (size_t k = 0; k < lm_registry_size; k++)
        if (strcmp(lm_registry[k].slug, "zeta-inequalities") == 0) lemma = lm_registry[k].lemma;
    if (!CHECK(lemma != NULL)) return;
    for (double beta = 0.0625; beta < 0.75; beta += 0.0625) {
        double zeta = beta * beta / 2 - pow(beta, 3) * slack_at(lemma, "upper-sharp", beta);
        CHECK_NEAR(zeta, quadrature(beta), 1e-13);
        CHECK_NEAR(zeta, quadrature(-beta), 1e-13);
    }
    for (double beta = 0.125; beta < 0.6; beta += 0.125) {
        const double h = 1e-4; /* the error of the difference quotient is a multiple of h^2 */
        double slope = 0.5 - beta * slack_at(lemma, "lipschitz-far", beta), x = beta * beta;
        CHECK_NEAR(slope, (quadrature(sqrt(x + h)) - quadrature(sqrt(x - h))) / (2 * h), 1e-6);
    }
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {{"the closed form is the expectation", closed_form_is_the_expectation}, {NULL, NULL}};
    return check_main(argc, argv, "zeta", tests);
}
