/* Which options pooled counts go with. */
#include "pool/counts.h"

#include "base/error.h"

#include <string.h>

bool tsq__pool_has_mh_q(const tsq_pool_options *options, const tsq_effect_measure *measure)
{
    tsq_count_measure which;
    return options->mh_q && options->mods == NULL && measure != NULL && strcmp(options->fit.method->id, "DL") == 0 &&
           isnan(options->fit.tau2) && tsq_count_measure_find(measure->id, &which) && which != TSQ_COUNT_IRR &&
           which != TSQ_COUNT_IRD;
}

tsq_status tsq__pool_counts_check(const tsq_pool_options *options, tsq_error *err)
{
    const char *method = options->fit.method->id, *measure = options->measure != NULL ? options->measure->id : "";
    tsq_count_measure which;
    if (options->mh_q_asked && options->mh_q && !tsq__pool_has_mh_q(options, options->measure)) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "Q about the Mantel-Haenszel estimate is for the method DL with the measures OR, RR and RD%s",
                         options->mods != NULL ? ", without moderators" : "");
    }
    if ((options->fit.method->flags & TSQ_TAU2_COUNTS) == 0) {
        return TSQ_OK;
    }
    if (options->mods != NULL) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "%s pools counts and takes no moderators: FE has a common effect with moderators", method);
    }
    if (strcmp(method, "MH") == 0 && !tsq_count_measure_find(measure, &which)) {
        return tsq__fail(err, TSQ_E_OPTION, "MH pools counts: it needs the measure OR, RR, RD, IRR or IRD");
    }
    if (strcmp(method, "PETO") == 0 && strcmp(measure, "PETO") != 0 && strcmp(measure, "OR") != 0) {
        return tsq__fail(err, TSQ_E_OPTION, "PETO pools 2x2 tables: it needs the measure PETO or OR");
    }
    if (options->effect.multi_arm == TSQ_MULTI_ARM_COVARIANCE) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "%s pools counts, which have no covariance; use --multi-arm split, combine or each", method);
    }
    if (strcmp(options->fit.test->id, "z") != 0) {
        return tsq__fail(err, TSQ_E_OPTION, "%s has the test z only, not %s", method, options->fit.test->id);
    }
    if (!isnan(options->fit.tau2) || options->fit.weighting != TSQ_WEIGHT_INVERSE) {
        return tsq__fail(err, TSQ_E_OPTION, "%s sets tau2 to 0 and has weights of its own", method);
    }
    return TSQ_OK;
}
