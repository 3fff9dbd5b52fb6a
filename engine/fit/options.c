/* The options of a fit: what they leave open, and what cannot be asked for together. */
#include "fit/state.h"

#include "base/error.h"
#include "num/rotation.h"

#include <math.h>

bool tsq__fit_is_common(const tsq_fit_options *o)
{
    return (o->method->flags & TSQ_TAU2_COMMON) != 0;
}

/* The prediction interval that belongs to a test. */
static const tsq_prediction *matching_prediction(const tsq_test *test)
{
    if (test == &tsq__test_z) {
        return &tsq__prediction_z;
    }
    if (test == &tsq__test_t) {
        return &tsq__prediction_v;
    }
    return test == &tsq__test_kr ? &tsq__prediction_kr : &tsq__prediction_hk;
}

void tsq__fit_set_defaults(tsq_fit_options *o)
{
    o->method = o->method == NULL ? &tsq__tau2_reml : o->method;
    o->test = o->test != NULL ? o->test : tsq__fit_is_common(o) ? &tsq__test_z : &tsq__test_knha;
    o->prediction = o->no_prediction ? NULL : o->prediction == NULL ? matching_prediction(o->test) : o->prediction;
    o->tau2_interval = o->no_tau2_interval        ? NULL
                       : o->tau2_interval == NULL ? &tsq__tau2_interval_qp
                                                  : o->tau2_interval;
}

static bool uses_kenward_roger(const tsq_fit_options *o)
{
    return o->test == &tsq__test_kr || o->prediction == &tsq__prediction_kr || o->prediction == &tsq__prediction_kr_pr;
}

bool tsq__fit_needs_weights(const tsq_fit_options *o)
{
    return o->weighting == TSQ_WEIGHT_USER || (o->method->flags & TSQ_TAU2_USER_WEIGHTS) != 0 ||
           o->tau2_interval == &tsq__tau2_interval_genq;
}

/* Whether something in the fit ends where threshold or tol say. */
static bool stops_early(const tsq_fit_options *o)
{
    const tsq_tau2_method *m = o->method;
    const bool steps = m == &tsq__tau2_reml || m == &tsq__tau2_ml || m == &tsq__tau2_eb || m == &tsq__tau2_dlit ||
                       m == &tsq__tau2_sjit;
    const bool searches = m == &tsq__tau2_pm || m == &tsq__tau2_pmm || o->tau2_interval == &tsq__tau2_interval_qp ||
                          o->tau2_interval == &tsq__tau2_interval_pl;
    return (steps && !isnan(o->threshold)) || (searches && !isnan(o->tol));
}

/* How tau2 is to be found, or what it is to be. */
static tsq_status check_tau2(const tsq_fit_options *o, tsq_error *err)
{
    if (!isnan(o->tau2) && !(o->tau2 >= 0.0 && isfinite(o->tau2))) {
        return tsq__fail(err, TSQ_E_OPTION, "tau2 cannot be fixed at %g: it must be 0 or positive", o->tau2);
    }
    if (!isnan(o->tau2) && tsq__fit_is_common(o)) {
        return tsq__fail(err, TSQ_E_OPTION, "tau2 cannot be fixed with the method %s, which sets it to 0",
                         o->method->id);
    }
    if ((!isnan(o->threshold) && !(o->threshold > 0.0)) || (!isnan(o->tol) && !(o->tol > 0.0))) {
        return tsq__fail(err, TSQ_E_OPTION, "threshold and tol must be positive");
    }
    if ((!isnan(o->threshold) || !isnan(o->tol)) && !stops_early(o)) {
        return tsq__fail(err, TSQ_E_OPTION, "threshold or tol would change nothing: %s has no such iteration",
                         o->method->id);
    }
    return TSQ_OK;
}

/* What has no meaning, or no source, for estimates with covariances. */
static tsq_status check_correlated(const tsq_fit_options *o, tsq_error *err)
{
    const char *what = o->weighting == TSQ_WEIGHT_EQUAL ? "equal weights are"
                       : tsq__fit_needs_weights(o)      ? "weights of the user are"
                       : !isnan(o->q_about)             ? "Q about a given value, as that of Mantel and Haenszel, is"
                       : !isnan(o->threshold) || !isnan(o->tol) ? "metafor's stopping rules are"
                                                                : NULL;
    return what == NULL
               ? TSQ_OK
               : tsq__fail(err, TSQ_E_OPTION, "%s for independent estimates, not for those with covariances", what);
}

tsq_status tsq__fit_check_options(const tsq_fit_options *o, const tsq_studies *s, tsq_error *err)
{
    if (!(o->level > 0.0 && o->level < 100.0)) {
        return tsq__fail(err, TSQ_E_OPTION, "level %g is not between 0 and 100", o->level);
    }
    if ((o->method->flags & TSQ_TAU2_COUNTS) != 0) {
        return tsq__fail(err, TSQ_E_OPTION, "%s pools counts, not estimates with variances", o->method->id);
    }
    if (!isnan(o->q_about) && (o->method != &tsq__tau2_dl || s->m > 0 || o->no_intercept || !isfinite(o->q_about))) {
        return tsq__fail(err, TSQ_E_OPTION, "Q about a given value is for the method DL without moderators");
    }
    if (uses_kenward_roger(o) &&
        (o->method != &tsq__tau2_reml || !isnan(o->tau2) || o->weighting != TSQ_WEIGHT_INVERSE)) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "Kenward-Roger needs the method REML, an estimated tau2 and inverse-variance weights");
    }
    tsq_status status = check_tau2(o, err);
    if (status == TSQ_OK && tsq__rotation_needed(s)) {
        status = check_correlated(o, err);
    }
    if (status != TSQ_OK) {
        return status;
    }
    if (tsq__fit_needs_weights(o) && s->weights == NULL && s->k > 0) {
        return tsq__fail(err, TSQ_E_WEIGHT, "%s needs weights for the studies",
                         o->weighting == TSQ_WEIGHT_USER                ? "the weighting"
                         : o->tau2_interval == &tsq__tau2_interval_genq ? "the interval GENQ"
                                                                        : o->method->id);
    }
    return TSQ_OK;
}
