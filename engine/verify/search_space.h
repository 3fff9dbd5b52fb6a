/* Between the conventions of effects that there are (search_choices.c) and their effects (search_space.c). */
#ifndef TSQ_VERIFY_SEARCH_SPACE_H
#define TSQ_VERIFY_SEARCH_SPACE_H

#include "verify/search.h"

/** What is enumerated for one measure. */
typedef struct tsq__building {
    const tsq__choice *choice;
    tsq__space *space;
    const tsq_effect_measure *measure;
    size_t first; /**< the measure's first variant */
    bool unusual, shared, failed;
    tsq__unit *unit; /**< scratch */
} tsq__building;

/** Keeps the effects under these options: with a variant that has the same, or as a variant of their own. */
void tsq__space_try(tsq__building *b, const tsq_effect_options *options);

/** Tries all conventions that the columns and the measure allow, from these options on. */
void tsq__space_try_all(tsq__building *b, tsq_effect_options options);

#endif
