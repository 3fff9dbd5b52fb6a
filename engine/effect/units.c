/* The list of units, from units.def, and the comparison of their spellings. */
#include "effect/rescale.h"

#include <tausq/units.h>

#include <stdbool.h>
#include <string.h>

static const tsq_unit units[] = {
#define TSQ_UNIT(analyte, unit, factor, source) {analyte, unit, factor, source},
#include "effect/units.def"
#undef TSQ_UNIT
};

size_t tsq_unit_count(void)
{
    return sizeof units / sizeof units[0];
}

const tsq_unit *tsq_unit_at(size_t i)
{
    return i < tsq_unit_count() ? &units[i] : NULL;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool tsq__outcome_same(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

/* The micro sign and the Greek mu in UTF-8 become u, IU becomes U. False if the text is longer than any unit. */
static bool plain(const char *unit, char *out, size_t room)
{
    size_t length = 0;
    while (*unit != '\0' && length + 1 < room) {
        const bool micro = strncmp(unit, "\xc2\xb5", 2) == 0 || strncmp(unit, "\xce\xbc", 2) == 0;
        const bool international = length == 0 && lower(unit[0]) == 'i' && lower(unit[1]) == 'u';
        out[length++] = micro ? 'u' : international ? 'U' : *unit;
        unit += micro || international ? 2 : 1;
    }
    out[length] = '\0';
    return *unit == '\0';
}

bool tsq__unit_same(const char *a, const char *b)
{
    char one[32], other[32];
    return plain(a, one, sizeof one) && plain(b, other, sizeof other) && tsq__outcome_same(one, other);
}

const tsq_unit *tsq_unit_find(const char *analyte, const char *unit)
{
    for (size_t i = 0; i < tsq_unit_count(); i++) {
        if (tsq__outcome_same(units[i].analyte, analyte) && tsq__unit_same(units[i].unit, unit)) {
            return &units[i];
        }
    }
    return NULL;
}
