/* One study in a chain under construction. */
#ifndef TSQ_VERIFY_PLACE_H
#define TSQ_VERIFY_PLACE_H

#include "verify/chain.h"

/** A study, what its effect was computed from (NULL where nothing is known of it), and the facts that choose formulas. */
struct tsq__place {
    struct tsq__chain *chain;
    size_t study;
    const tsq_effect *effect;
    const struct tsq__trace *trace;
    char facts[TSQ__FACTS];
};

struct tsq__place tsq__place_of(struct tsq__chain *chain, size_t study);

/** The node of this study with that key, or TSQ_WHY_NONE. */
size_t tsq__place_find(const struct tsq__place *place, const char *key);
/** Adds one; its texts but for formula and source are copied. */
tsq_status tsq__place_add(const struct tsq__place *place, const char *key, tsq_why_node node, double value,
                          size_t *out);

/** The cell with that role, as far as the effect rests on it; NULL. */
const struct tsq__cell *tsq__place_cell(const struct tsq__place *place, const char *role);
/** The node of a cell. */
tsq_status tsq__place_add_cell(const struct tsq__place *place, const struct tsq__cell *cell, size_t *out);
/** All cells of the study, or those with the `roles`, as inputs of a node. */
tsq_status tsq__place_use_cells(const struct tsq__place *place, size_t node, const char *roles);
/** The cells that a formula names, as inputs of its node; E_OPTION if one is not there. */
tsq_status tsq__place_name_cells(const struct tsq__place *place, size_t node, const char *formula);

/** The node of yi, vi or another number on the way to the effect, with all that it comes from; E_OPTION if no formula and
 * no cell leads to it. */
tsq_status tsq__place_number(const struct tsq__place *place, const char *name, size_t *out);

/** The node of a number that was asked for by an option, or its default, or that all studies make together. */
tsq_status tsq__place_option(const struct tsq__place *place, const char *name, size_t *out);

/** The same of the cells as they stand, before any step. */
tsq_status tsq__place_reported(const struct tsq__place *place, const char *name, size_t *out);

/** Checks a node of yi or vi: the measure run again on the cells of the chain alone, which become its inputs. */
tsq_status tsq__place_by_measure(const struct tsq__place *place, const char *name, size_t node);
/** What a conversion searched for, by its name in formulas; NaN if it is no such name. `fitted`, which may be NULL: the distribution chosen. */
double tsq__place_parameter(const struct tsq__place *place, const struct tsq__step *step, const char *name,
                            const char **fitted);
/** The same of a number that a conversion gave. */
tsq_status tsq__place_by_conversion(const struct tsq__place *place, const struct tsq__step *step, size_t node);

/** Room for a formula of combined arms. */
#define TSQ__COMBINED 2000
/** Way number `way`, from 0 on, in which the number of a role may follow from those of the arms; false after the last. */
bool tsq__combined_formula(const struct tsq__place *place, const char *role, int way, char formula[TSQ__COMBINED]);
/** The formula of a conversion with the names of that arm, "n1i" as "n1i.2"; as it is for arm 0. NULL when memory is out. */
const char *tsq__of_arm(struct tsq__chain *chain, const char *formula, int arm);
/** The cell that "n1i.2" names: of the second arm; NULL. */
const struct tsq__cell *tsq__combined_cell(const struct tsq__place *place, const char *name);

#endif
