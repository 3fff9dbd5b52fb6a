/* Options that a measure cannot have. */
#include "effect/options.h"

#include "base/error.h"
#include "base/text.h"
#include "effect/pairs.h"
#include "effect/two_by_two.h"

#include <string.h>

tsq_status tsq__effect_check_options(const tsq_effect_measure *measure, const tsq_effect_options *options,
                                     tsq_error *err)
{
    if (!isnan(options->corr) && !(options->corr > -1.0 && options->corr < 1.0)) {
        return tsq__fail(err, TSQ_E_OPTION, "the correlation must be between -1 and 1, not %g", options->corr);
    }
    if (options->corr_pooled && !tsq__is_word_of(measure->optional, "sdc1i")) {
        return tsq__fail(err, TSQ_E_OPTION, "%s has no changes of two groups to pool a correlation from", measure->id);
    }
    if (options->multi_arm != TSQ_MULTI_ARM_AUTO && tsq__compares(measure) == TSQ__COMPARES_NOTHING) {
        return tsq__fail(err, TSQ_E_OPTION, "%s compares no two groups that could share a control", measure->id);
    }
    if (!(options->level > 0.0 && options->level < 100.0)) {
        return tsq__fail(err, TSQ_E_OPTION, "the level must be between 0 and 100, not %g", options->level);
    }
    if (options->vtype != NULL && !tsq__is_word_of(measure->vtypes, options->vtype)) {
        char shown[TSQ__SHOWN];
        return tsq__fail(err, TSQ_E_OPTION, "%s has no variance formula '%s'; %s%s", measure->id,
                         tsq__shown(options->vtype, strlen(options->vtype), shown),
                         measure->vtypes[0] == '\0' ? "it has only one" : "it has ", measure->vtypes);
    }
    if (options->add < 0.0) {
        return tsq__fail(err, TSQ_E_OPTION, "the continuity correction must not be negative, as %g is", options->add);
    }
    const bool has_groups = measure->has_zero == tsq__two_by_two_has_zero && strncmp(measure->id, "MP", 2) != 0;
    if (options->add_by_arm && !has_groups) {
        return tsq__fail(err, TSQ_E_OPTION, "%s has no 2x2 table of two groups for the treatment-arm correction",
                         measure->id);
    }
    if (measure->has_zero == NULL &&
        (!isnan(options->add) || options->to != TSQ_TO_ONLY0 || options->drop00 == TSQ_DROP00_ALL)) {
        return tsq__fail(err, TSQ_E_OPTION, "%s knows no continuity correction", measure->id);
    }
    /* A measure that takes means of two groups but no changes would quietly compare the wrong thing. */
    if (options->endpoint == TSQ_ENDPOINT_CHANGE && tsq__is_word_of(measure->inputs, "n1i") &&
        !tsq__is_word_of(measure->optional, "mc1i")) {
        return tsq__fail(err, TSQ_E_OPTION, "%s compares final values; it cannot be computed from changes",
                         measure->id);
    }
    return TSQ_OK;
}
