/* What has an enclosure, and the refusal of what has none. */
#include "base/error.h"
#include "base/text.h"
#include "verify/rounding_work.h"

#include <string.h>

const char *tsq_rounding_measure_at(size_t i)
{
    return tsq__enclosure_at(i) != NULL ? tsq__enclosure_at(i)->measure : NULL;
}

const char *tsq_rounding_method_at(size_t i)
{
    return tsq__equation_at(i) != NULL ? tsq__equation_at(i)->method : NULL;
}

static tsq_status refuse(const char *what, const char *name, const char *(*at)(size_t i), tsq_error *err)
{
    tsq__text names = {0};
    for (size_t i = 0; at(i) != NULL; i++) {
        tsq__text_printf(&names, "%s%s", i > 0 ? ", " : "", at(i));
    }
    const tsq_status status = tsq__fail(err, TSQ_E_OPTION, "--rounding: no enclosure for %s %s yet, only for %s", what,
                                        name, names.bytes != NULL ? names.bytes : "");
    tsq__text_free(&names);
    return status;
}

static tsq_status check_effects(const tsq_pool_options *pool, const struct tsq__enclosure *enclosure, tsq_error *err)
{
    const tsq_effect_options *effect = &pool->effect;
    if (effect->vtype != NULL && enclosure->vtypes[0] != '\0' && !tsq__is_word_of(enclosure->vtypes, effect->vtype)) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "--rounding: no enclosure for the variance formula %s of %s yet, only for %s", effect->vtype,
                         enclosure->measure, enclosure->vtypes);
    }
    return TSQ_OK;
}

static tsq_status check_fit(const tsq_pool_options *pool, const tsq_fit_options *fit, tsq_error *err)
{
    const bool common = (fit->method->flags & TSQ_TAU2_COMMON) != 0;
    if ((fit->method->flags & TSQ_TAU2_COUNTS) != 0) {
        return TSQ_OK;
    }
    if (!common && tsq__equation_of(fit->method->id) == NULL && (fit->method->flags & TSQ_TAU2_USER_WEIGHTS) == 0) {
        return refuse("the method", fit->method->id, tsq_rounding_method_at, err);
    }
    if (pool->mods != NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "--rounding: there are no guaranteed ranges for models with moderators");
    }
    if (!isnan(fit->threshold) || !isnan(fit->tol)) {
        return tsq__fail(err, TSQ_E_OPTION, "--rounding: a solution that stops early (--control) has no enclosure");
    }
    return TSQ_OK;
}

/* Whether the enclosure takes a role that has this column. */
static bool is_taken(const struct tsq__sheet *sheet, const struct tsq__enclosure *enclosure, long column)
{
    const tsq_role *role;
    for (size_t i = 0; (role = tsq_role_at(i)) != NULL; i++) {
        if (tsq__is_word_of(enclosure->roles, role->id) && tsq__cells_column(sheet, role->id) == column) {
            return true;
        }
    }
    return false;
}

/* Every step has to mean something, and something has to be rounded. */
tsq_status tsq__rounding_check_roles(const struct tsq__sheet *sheet, const struct tsq__enclosure *enclosure,
                                     tsq_error *err)
{
    bool any = false;
    const tsq_role *role;
    for (size_t i = 0; (role = tsq__cells_step_role(sheet->rounding, i)) != NULL; i++) {
        const long column = tsq_roles_column(sheet->report->roles, role->id);
        if (column < 0 || !is_taken(sheet, enclosure, column)) {
            return tsq__fail(err, TSQ_E_OPTION, "--rounding: %s is nothing that %s is computed from here", role->id,
                             enclosure->measure);
        }
    }
    for (size_t i = 0; (role = tsq_role_at(i)) != NULL; i++) {
        any = any || (tsq__is_word_of(enclosure->roles, role->id) && tsq__cells_is_rounded(sheet, role->id));
    }
    return any ? TSQ_OK
               : tsq__fail(err, TSQ_E_OPTION,
                           "--rounding: nothing that %s is computed from is rounded: counts and sizes "
                           "are exact unless a step says otherwise (such as ai=5)",
                           enclosure->measure);
}

tsq_status tsq__rounding_check(const tsq_pool_report *report, const tsq_effect_measure *measure, tsq_fit_options *fit,
                               tsq_error *err)
{
    const struct tsq__enclosure *enclosure = tsq__enclosure_of(measure->id);
    if (enclosure == NULL) {
        return refuse("the measure", measure->id, tsq_rounding_measure_at, err);
    }
    tsq_status status = check_effects(&report->options, enclosure, err);
    status = status == TSQ_OK ? tsq_pool_fit_options(&report->options, fit, err) : status;
    return status == TSQ_OK ? check_fit(&report->options, fit, err) : status;
}
