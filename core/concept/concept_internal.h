#ifndef LM_CONCEPT_INTERNAL_H
#define LM_CONCEPT_INTERNAL_H

#include <lemmata/fit.h>

double lm_hermite_at(const struct lm_fit *fit, double z, double a_dx);
double lm_hermite_mean(const struct lm_fit *fit, const struct lm_indicator *of);
double lm_least_norm_at(const struct lm_fit *fit, double z, double a_dx);
double lm_least_norm_mean(const struct lm_fit *fit, const struct lm_indicator *of);
/* P(u z + last a_dx + noise xi + shift >= 0) */
double lm_indicator_probability(const struct lm_indicator *of);

#endif
