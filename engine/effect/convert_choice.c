/* The conversion that the user names; see convert_choice.h. */
#include "effect/convert_choice.h"

#include "base/error.h"

#include <string.h>

bool tsq__conversion_allowed(const tsq_conversion *conversion, const tsq_convert_options *options)
{
    if (options->only != NULL) {
        return conversion == options->only;
    }
    return conversion->medians == options->medians || conversion->medians == TSQ_MEDIANS_ANY;
}

/* Whether there is a column for a role of the first group, or with `second` for the same role of the second. */
static bool has_column(const tsq_roles *roles, const char *role, size_t length, bool second)
{
    char name[16];
    if (length >= sizeof name) {
        return false;
    }
    memcpy(name, role, length);
    name[length] = '\0';
    char *group = length > 2 && name[length - 1] == 'i' ? &name[length - 2] : NULL;
    if (second && group != NULL && (*group == '1' || *group == '2')) {
        *group = *group == '1' ? '2' : '1';
    }
    return tsq_roles_has(roles, name);
}

/* Whether a group has what the conversion makes an SD of: all roles but sizes, means and medians; of `limit` either one. */
static bool has_spread(const tsq_roles *roles, const tsq_conversion *conversion, bool second)
{
    const bool single = strcmp(conversion->id, "limit") == 0;
    for (const char *at = conversion->inputs; *(at += strspn(at, " ")) != '\0'; at += strcspn(at, " ")) {
        const bool other =
            at[0] == 'n' || strncmp(at, "med", 3) == 0 || strncmp(at, "m1i", 3) == 0 || strncmp(at, "m2i", 3) == 0;
        if (!other && !has_column(roles, at, strcspn(at, " "), second) &&
            !(single && has_column(roles, second ? "lb2i" : "lb1i", 4, false))) {
            return false;
        }
    }
    return true;
}

static bool has_any(const tsq_roles *roles, const tsq_conversion *conversion)
{
    for (const char *at = conversion->inputs; *(at += strspn(at, " ")) != '\0'; at += strcspn(at, " ")) {
        if (has_column(roles, at, strcspn(at, " "), false)) {
            return true;
        }
    }
    return false;
}

tsq_status tsq__conversion_check(const struct tsq__effect_plan *plan, const tsq_effect_options *options, tsq_error *err)
{
    const tsq_conversion *only = options->convert.only;
    const tsq_medians medians = options->convert.medians;
    if (only == NULL) {
        return TSQ_OK;
    }
    if (medians != TSQ_MEDIANS_LUO_WAN_SHI && medians != only->medians) {
        return tsq__fail(err, TSQ_E_OPTION, "the conversion %s is of another method for medians than the one asked for",
                         only->id);
    }
    const bool serves = only->convert != NULL ? tsq__converts(plan->measure) : tsq__converts_rows(only, plan->measure);
    if (!serves) {
        return tsq__fail(err, TSQ_E_OPTION, "%s takes nothing that the conversion %s gives", plan->measure->id,
                         only->id);
    }
    const bool there = only->convert == NULL
                           ? has_any(plan->roles, only)
                           : has_spread(plan->roles, only, false) || has_spread(plan->roles, only, true);
    return there ? TSQ_OK
                 : tsq__fail(err, TSQ_E_OPTION, "there are no columns for the conversion %s: it needs %s", only->id,
                             only->inputs);
}
