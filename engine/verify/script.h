/* Scripts that recompute a result (tausq/why.h): what their parts share. */
#ifndef TSQ_VERIFY_SCRIPT_H
#define TSQ_VERIFY_SCRIPT_H

#include "base/text.h"
#include "verify/chain.h"

struct tsq__script {
    struct tsq__chain *chain;
    tsq_script_language language;
    const char *facts; /**< of the fit, and of what metafor can do */
    bool own;          /**< the numbers are computed by the script itself, not by metafor */
    const char *label; /**< what names of quantities begin with: "" or the number of the group */
    tsq__text *text;
};

/** Adds the effects by metafor's escalc, where it computes what these are. */
void tsq__script_escalc(const struct tsq__script *script);

/** Adds the studies: estimates and variances, with covariances and weights of the user; or counts. */
tsq_status tsq__script_data(const struct tsq__script *script, tsq_error *err);

/** Adds a vector "name = [...]" of the language, one number a line with the study behind it. */
void tsq__script_vector(const struct tsq__script *script, const char *name, const double *numbers);

#endif
