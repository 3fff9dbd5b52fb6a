/* Scripts that recompute a result (tausq/why.h): what their parts share. */
#ifndef TSQ_VERIFY_SCRIPT_H
#define TSQ_VERIFY_SCRIPT_H

#include "base/text.h"
#include "verify/chain.h"

/** A piece of a script, and when it is one (formula.h). */
struct tsq__script_piece {
    const char *when, *text;
};

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

/** Whether the package metafor computes the fit as tausq does. */
bool tsq__metafor_has(const struct tsq__chain *chain);
/** Whether it gives the prediction interval: of these it has the one that goes with its test. */
bool tsq__metafor_predicts(const tsq_fit_result *fit);
/** Adds the fit by metafor. */
void tsq__script_metafor(const struct tsq__script *script);

/** Adds the function that compares two numbers. */
void tsq__script_compare(const struct tsq__script *script);
/** Adds the comparisons of all numbers, or of the `quantity` asked for; how many. */
size_t tsq__script_checks(const struct tsq__script *script, const char *quantity);

/** Adds the studies: estimates and variances, with covariances and weights of the user; or counts. */
tsq_status tsq__script_data(const struct tsq__script *script, tsq_error *err);

/** Piece i of a Python script for a model with moderators; NULL after the last. */
const struct tsq__script_piece *tsq__script_moderator_piece(size_t i);
/** Adds the design of such a model: a vector for each column, and X of these. TSQ_E_MEMORY. */
tsq_status tsq__script_design(const struct tsq__script *script);
/** Adds the comparisons of such a model, or the one `asked` for; how many. `variance`: the smallest of the studies. */
size_t tsq__script_moderator_checks(const struct tsq__script *script, const char *asked, double variance);
/** Whether the model without moderators is a special case: metafor takes the others about another mean. */
bool tsq__script_holds_mean(const tsq_design *design);

/** Adds a vector "name = [...]" of the language, one number a line with the study behind it. */
void tsq__script_vector(const struct tsq__script *script, const char *name, const double *numbers);

#endif
