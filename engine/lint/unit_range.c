/* A mean that its printed unit makes impossible, where another unit of the same analyte does not: that is seen in one
 * row alone. */
#include "lint/unit_range.h"

#include <math.h>
#include <string.h>

struct range {
    const char *analyte;
    double least, most;
};

static const struct range ranges[] = {
#define TSQ_RANGE(analyte, least, most) {analyte, least, most},
#include "lint/ranges.def"
#undef TSQ_RANGE
};

static const struct range *range_of(const tsq_unit *unit)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (strcmp(ranges[i].analyte, unit->analyte) == 0) {
            return &ranges[i];
        }
    }
    return NULL;
}

static bool is_possible(const struct range *range, const tsq_unit *unit, double mean)
{
    return mean * unit->factor >= range->least && mean * unit->factor <= range->most;
}

const tsq_unit *tsq__lint_likelier_unit(const tsq_unit *unit, double mean)
{
    const struct range *range = range_of(unit);
    if (range == NULL || !(mean > 0.0) || is_possible(range, unit, mean)) {
        return NULL;
    }
    for (size_t i = 0; i < tsq_unit_count(); i++) {
        const tsq_unit *other = tsq_unit_at(i);
        if (strcmp(other->analyte, unit->analyte) == 0 && is_possible(range, other, mean)) {
            return other;
        }
    }
    return NULL;
}
