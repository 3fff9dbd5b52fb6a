/* What the parts of the chain of an effect share. */
#ifndef TSQ_VERIFY_CHAIN_EFFECT_H
#define TSQ_VERIFY_CHAIN_EFFECT_H

#include "verify/place.h"

/** Where a name stands: what it means depends on it. */
struct tsq__scope {
    const struct tsq__step *step; /* a conversion's step, among whose formulas names are looked up first; else NULL */
    size_t before;                /* steps from here on came later */
    const char *user;             /* the name that the formula is of, which means a cell in it; NULL: of a step */
    size_t solved;                /* the node of an equation, which `user` means then; else TSQ_WHY_NONE */
    int arm;                      /* of a conversion of one of several combined arms, from 1 on; else 0 */
};

/** A role, an option, or an earlier number: of the conversion, the last step, a formula of the measure, or a cell. */
tsq_status tsq__scope_number(const struct tsq__place *place, const struct tsq__scope *scope, const char *name,
                             size_t *out);

/** The names in a formula as inputs of its node. */
tsq_status tsq__scope_inputs(const struct tsq__place *place, const struct tsq__scope *scope, size_t node,
                             const char *text);

/** Nodes have one formula each under its key. */
void tsq__scope_key(const struct tsq__place *place, const struct tsq__scope *scope, const char *name, char *key,
                    size_t room);

/** The first row of a list whose names are all there, and which gives the value where that is known; E_OPTION if none does. */
tsq_status tsq__scope_formula(const struct tsq__place *place, const struct tsq__scope *scope, const tsq_why_node *about,
                              double value, size_t *out);

/** The number of a step, from 0 on. */
tsq_status tsq__scope_step(const struct tsq__place *place, size_t at, size_t *out);

#endif
