/* The ways to estimate that are searched, and the options of pooling that a combination stands for. */
#include "verify/search.h"

#include <string.h>

static bool stops(const tsq_tau2_method *method)
{
    static const char *const iterative[] = {"REML", "ML", "EB", "PM", "PMM", "SJIT", "DLIT"};
    for (size_t i = 0; i < sizeof iterative / sizeof iterative[0]; i++) {
        if (strcmp(method->id, iterative[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_one_of(const tsq_tau2_method *method, const char *a, const char *b)
{
    return strcmp(method->id, a) == 0 || strcmp(method->id, b) == 0;
}

/* EE is FE under another name, EB gives what PM gives. */
size_t tsq__search_ways(const tsq__search *search, tsq__way way[TSQ__WAYS])
{
    const tsq_reproduce_options *options = search->choice.options;
    size_t n = 0;
    for (size_t i = 0; i < tsq_tau2_count() && n + 2 < TSQ__WAYS; i++) {
        const tsq_tau2_method *method = tsq_tau2_at(i);
        const bool asked = options->fix_method && method == options->pool.fit.method;
        if ((method->flags & (TSQ_TAU2_COUNTS | TSQ_TAU2_USER_WEIGHTS)) != 0 || (options->fix_method && !asked) ||
            (!asked && is_one_of(method, "EE", "EB"))) {
            continue;
        }
        const bool edits =
            asked || is_one_of(method, "FE", "DL") || is_one_of(method, "REML", "PM") || strcmp(method->id, "ML") == 0;
        way[n++] = (tsq__way){.method = method, .edits = edits};
        if (stops(method)) {
            way[n++] = (tsq__way){.method = method, .stopped = true};
        }
    }
    return n;
}

/* ---- options of a candidate ---------------------------------------------------------------------------------- */

void tsq__search_set_way(const tsq__way *way, tsq_fit_options *fit)
{
    fit->method = way->method;
    if (way->stopped && is_one_of(way->method, "PM", "PMM")) {
        fit->tol = 0.0001220703125; /* of R's uniroot: .Machine$double.eps^0.25 */
    } else if (way->stopped) {
        fit->threshold = 1e-5; /* metafor's, of ML, REML, EB, SJIT and DLIT */
    }
}

tsq_pool_options tsq__search_options(const tsq__search *search, const tsq__candidate *candidate, size_t which)
{
    tsq_pool_options pool = tsq__space_pool(&search->choice, &search->space.variant[candidate->variant], which);
    tsq__search_set_way(&candidate->way, &pool.fit);
    pool.fit.test = candidate->test != NULL ? candidate->test : tsq_test_find("z");
    pool.fit.i2 = candidate->i2;
    pool.fit.level = search->target.statement != NULL ? search->target.statement->level : 95.0;
    pool.mh_q = candidate->way.mh_q;
    pool.mh_q_asked = false;
    pool.mh_correct = candidate->mh_correct;
    pool.rd_variance = candidate->rd_variance;
    pool.prediction = candidate->prediction != NULL ? candidate->prediction : "none";
    pool.tau2_interval = candidate->tau2_interval != NULL ? candidate->tau2_interval : "none";
    return pool;
}
