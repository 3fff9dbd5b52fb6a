/* The chain of a quantity under construction (tausq/why.h). */
#ifndef TSQ_VERIFY_CHAIN_H
#define TSQ_VERIFY_CHAIN_H

#include <tausq/why.h>

#include "effect/trace.h"
#include "verify/expression.h"
#include "verify/formula.h"

/** Room for the facts about a fit or an effect. */
#define TSQ__FACTS 400

struct tsq__chain {
    const tsq_pool_report *report;
    const tsq_pool_result *result;
    tsq_why *why;
    size_t capacity;
    char facts[TSQ__FACTS];    /**< of the fit */
    tsq_effects effects;       /**< the effects once more, with */
    struct tsq__traces traces; /**< what they were computed from */
    size_t coefficient;        /**< the one that is traced, from 0 on */
    tsq_pool_result again;     /**< the same fit once more, for procedures */
    bool has_again;
    tsq_error *err;
};

/** Finds the effects' traces and the facts. Free with tsq__chain_free, also after an error. */
tsq_status tsq__chain_start(struct tsq__chain *chain);
void tsq__chain_free(struct tsq__chain *chain);

/** Adds a node with room for n values; its number, or TSQ_WHY_NONE when memory is out. */
size_t tsq__chain_add(struct tsq__chain *chain, tsq_why_node node, size_t n);
/** Adds an input to a node. False when memory is out. */
bool tsq__chain_input(struct tsq__chain *chain, size_t node, const char *symbol, size_t input);
/** Whether the node has an input by that name. */
bool tsq__chain_has_input(const struct tsq__chain *chain, size_t node, const char *symbol);
/** Takes all nodes from `from` on away. */
void tsq__chain_forget(struct tsq__chain *chain, size_t from);
/** A text that lives as long as the chain; NULL when memory is out. */
const char *tsq__chain_text(struct tsq__chain *chain, const char *text);

/** The node of a quantity of the fit, with all that it comes from. */
tsq_status tsq__chain_quantity(struct tsq__chain *chain, const char *name, size_t *out);
/** The node of such a quantity that the fit gives without a formula: of the fit done again. */
tsq_status tsq__chain_by_fit(struct tsq__chain *chain, const char *name, double value, size_t *out);
/** The node of a number of one study: yi, vi, and what else stands in the formulas of effects. */
tsq_status tsq__chain_study(struct tsq__chain *chain, size_t study, const char *name, size_t *out);
/** The node of a number that `formula` makes of two numbers of each study; E_OPTION where it does not give `value`. */
tsq_status tsq__chain_over_studies(struct tsq__chain *chain, const char *name, const char *formula,
                                   const char *const inputs[2], const char *title, double value, size_t *out);
/** The node of the design of a model with moderators. */
tsq_status tsq__chain_design(struct tsq__chain *chain, size_t *out);
/** The covariances of the fit's studies as inputs of a node. */
tsq_status tsq__chain_add_covariances(struct tsq__chain *chain, size_t node);
/** The node of the matrix of these covariances, 0 elsewhere. */
tsq_status tsq__chain_covariances(struct tsq__chain *chain, size_t *out);
/** The node of a study's weight in per cent. */
tsq_status tsq__chain_weight(struct tsq__chain *chain, size_t study, size_t *out);

/** The number of that key in a fit, of a coefficient that of `coefficient`; NaN if there is none. `known`, which may be NULL,
 * tells whether the key is one. */
double tsq__chain_value(const tsq_pool_result *result, size_t coefficient, const char *key, bool *known);

/** Computes a formula, or the left side less the right one, with the values of the node's inputs. */
tsq_status tsq__chain_compute(const struct tsq__chain *chain, size_t node, tsq__operand *out);
/** Sets a formula node's value from its inputs, where it has none, or compares. */
tsq_status tsq__chain_check_formula(struct tsq__chain *chain, size_t node, bool set);
/** Values of the fit's formulas that the fit does not give, and the checks of all formulas and solutions not yet checked. */
tsq_status tsq__chain_settle(struct tsq__chain *chain);
/** Compares a solution with one more step of Newton's method. */
tsq_status tsq__chain_check_solution(struct tsq__chain *chain, size_t node);
/** Notes what a node's value was recomputed to; `error` as in tsq__operand. */
void tsq__chain_note_check(tsq_why_node *node, const double *recomputed, const double *error);

/** New places of the nodes, in the order in which they are met from `first` on; SIZE_MAX for those that are not. Free it. */
size_t *tsq__chain_order(const tsq_why *why, size_t first);
/** Puts the nodes in these places and drops the others. Frees `place`. */
void tsq__chain_rearrange(tsq_why *why, size_t *place);

/** The source of a formula: its own, or that of the registry which it names. */
const char *tsq__chain_source(const struct tsq__chain *chain, const char *source);

#endif
