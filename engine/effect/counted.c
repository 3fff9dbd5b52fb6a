/* The continuity correction of measures that count events. */
#include "effect/counted.h"

#include <stdio.h>

double tsq__counted_added(const tsq_effect_options *options, bool zero, double add, const char *what, const char *where,
                          struct tsq_effect_value *value)
{
    const double added = tsq__effect_adds(options, zero) ? (isnan(options->add) ? add : options->add) : 0.0;
    if (added == 0.0) {
        tsq__effect_derived(value, what);
    } else {
        char text[TSQ_NUMBER_TEXT];
        snprintf(value->derived, sizeof value->derived, "%s, %s added to the %s", what, tsq_number_print(added, text),
                 where);
    }
    return added;
}
