/* Which path is in use: chosen at the first call, the same by whichever thread comes first. */
#include "random_internal.h"

#include <stdatomic.h>
#include <string.h>

/* The fastest first. */
static const struct lm_random_path *const paths[] = {
#if defined(__x86_64__)
    &lm_random_avx512,
    &lm_random_avx2,
#endif
    &lm_random_portable,
};

static _Atomic(const struct lm_random_path *) current;

static const struct lm_random_path *fastest(void)
{
    size_t k = 0;
    while (!paths[k]->is_supported()) k++;
    return paths[k];
}

const struct lm_random_path *lm_random_current(void)
{
    const struct lm_random_path *path = atomic_load_explicit(&current, memory_order_relaxed);
    if (path) return path;
    const struct lm_random_path *found = fastest();
    /* where another thread forced a path in the meantime, its choice stands */
    return atomic_compare_exchange_strong(&current, &path, found) ? found : path;
}

const char *lm_random_path(void)
{
    return lm_random_current()->name;
}

bool lm_random_use(const char *name)
{
    for (size_t k = 0; k < sizeof paths / sizeof paths[0]; k++)
        if (strcmp(paths[k]->name, name) == 0 && paths[k]->is_supported()) {
            atomic_store(&current, paths[k]);
            return true;
        }
    return false;
}
