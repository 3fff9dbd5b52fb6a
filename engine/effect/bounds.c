/* P-values that are printed as bounds; see bounds.h. */
#include "effect/bounds.h"

#include "base/error.h"
#include "effect/conversions.h"

#include <stdio.h>
#include <string.h>

const char *const tsq__reason_in_derived = "p is only known by a bound";

static bool is_p(const struct tsq__effect_input *input)
{
    return strcmp(input->role, "pi") == 0 || strcmp(input->role, "est_p") == 0;
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* The sign of a bound; NULL if there is none. */
static const char *read_sign(const char *at, bool *above)
{
    static const struct {
        const char *sign;
        bool above;
    } signs[] = {{"<=", false},           {">=", true},          {"<", false}, {">", true},
                 {"\xe2\x89\xa4", false}, {"\xe2\x89\xa5", true}}; /* less-than or equal to, and greater, in UTF-8 */
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        const size_t length = strlen(signs[i].sign);
        if (strncmp(at, signs[i].sign, length) == 0) {
            *above = signs[i].above;
            return at + length;
        }
    }
    return NULL;
}

bool tsq__bound_read(const char *cell, char decimal, const struct tsq__effect_input *input, struct tsq__bound *out)
{
    struct tsq__bound bound = {.input = input};
    const char *at = skip_blanks(cell);
    if (*at == 'p' || *at == 'P') {
        at = skip_blanks(at + 1);
    }
    at = is_p(input) ? read_sign(at, &bound.above) : NULL;
    if (at == NULL || tsq_number_read(at, decimal, &bound.value) != TSQ_NUMBER ||
        !(bound.value > 0.0 && bound.value < 1.0)) {
        return false;
    }
    *out = bound;
    return true;
}

static void add(char *text, const char *addition)
{
    const size_t length = strlen(text);
    snprintf(text + length, TSQ__EFFECT_TEXT - length, "%s%s", length == 0 ? "" : "; ", addition);
}

/* Whether the estimate itself rests on p, as a correlation does, and not its standard error alone. */
static bool moves_estimate(const tsq_effect_measure *measure, const struct tsq_effect_row *filled,
                           const tsq_effect_options *options, double yi)
{
    struct tsq_effect_row other = *filled;
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    *tsq__effect_input_at(&other, filled->bound.input) = filled->bound.value / 2.0;
    return tsq__effect_compute(measure, &other, options, &value) == TSQ_OK && value.yi != yi;
}

/* What rests on the bound, and which way that errs: the t of a smaller p is larger, and so is a correlation that follows
 * from it, or the standard error of a difference smaller. */
static void say_taken(const struct tsq__bound *bound, const char *number, bool estimate, struct tsq_effect_value *value)
{
    char text[TSQ__EFFECT_TEXT];
    snprintf(text, sizeof text, "p taken as its bound %s", number);
    add(value->derived, text);
    snprintf(text, sizeof text, "p is only known to be %s %s, which is used: with the exact p the %s",
             bound->above ? "above" : "below", number,
             estimate && bound->above ? "effect would be weaker"
             : estimate               ? "effect would be stronger"
             : bound->above           ? "standard error would be larger"
                                      : "standard error would be smaller");
    add(value->warning, text);
}

tsq_status tsq__bounded_compute(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                                const tsq_effect_options *options, struct tsq_effect_value *value)
{
    const tsq_status status = tsq__effect_compute(measure, row, options, value);
    if (status != TSQ_E_MISSING || row->bound.input == NULL) {
        return status;
    }
    struct tsq_effect_row filled = *row;
    struct tsq_effect_value taken = TSQ__EFFECT_VALUE_INIT;
    *tsq__effect_input_at(&filled, row->bound.input) = row->bound.value;
    if (tsq__effect_compute(measure, &filled, options, &taken) != TSQ_OK) {
        return status;
    }
    char number[TSQ_NUMBER_TEXT];
    tsq_number_print(row->bound.value, number);
    if (options->convert.p_bounds) {
        *value = taken;
        say_taken(&row->bound, number, moves_estimate(measure, &filled, options, taken.yi), value);
        return TSQ_OK;
    }
    if (!options->na_fail) {
        snprintf(value->derived, sizeof value->derived, "p is only known to be %s %s",
                 row->bound.above ? "above" : "below", number);
        value->n_missing = 0;
        value->reason = tsq__reason_in_derived;
    }
    return status;
}

tsq_status tsq__bounds_check(const struct tsq__effect_plan *plan, const tsq_effect_options *options, tsq_error *err)
{
    for (size_t i = 0; i < plan->n; i++) {
        if (is_p(plan->read[i].input)) {
            return TSQ_OK;
        }
    }
    return options->convert.p_bounds
               ? tsq__fail(err, TSQ_E_OPTION,
                           "to take bounds of p for p would change nothing: %s reads no column of p-values here",
                           plan->measure->id)
               : TSQ_OK;
}
