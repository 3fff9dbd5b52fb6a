/* What the cells of all effects of an analysis have in common. */
#include "verify/rounding_cells.h"

#include "effect/conversions.h"
#include "effect/plan.h"

#include <stdlib.h>

/* Whether a row has a count of 0 that asks for a continuity correction. */
static bool has_zero(const struct tsq__sheet *sheet, const struct tsq__effect_plan *plan, size_t row)
{
    const struct tsq__kept *kept = tsq__numbers_of(sheet->numbers, row);
    struct tsq_effect_row numbers;
    struct tsq_effect_value note = TSQ__EFFECT_VALUE_INIT;
    if (kept != NULL) {
        numbers = kept->numbers;
    } else if (tsq__effect_plan_read(plan, row, &numbers, NULL) != TSQ_OK) {
        return false;
    }
    if (isnan(numbers.ai) || isnan(numbers.ci)) {
        (void)tsq__fill_counts(plan->measure, &sheet->report->options.effect, &numbers, &note);
    }
    return plan->measure->has_zero(&numbers);
}

/* IF0ALL becomes ALL or NONE, by a look at all rows. */
static void resolve_add_to(const tsq_pool_result *result, struct tsq__sheet *sheet)
{
    static const char *const counts[] = {"ai",    "bi",    "ci",     "di",     "n1i", "n2i", "x1i", "x2i",
                                         "pct1i", "pct2i", "risk1i", "risk2i", "xi",  "mi",  "ni"};
    const tsq_effects *effects = &result->effects;
    struct tsq__effect_plan plan;
    sheet->to = sheet->report->options.effect.to;
    if (sheet->to != TSQ_TO_IF0ALL || effects->measure->has_zero == NULL) {
        return;
    }
    bool any = false;
    tsq__effect_plan_make(sheet->report->roles, effects->measure, &plan);
    for (size_t i = 0; i < effects->k; i++) {
        any = any || has_zero(sheet, &plan, effects->effect[i].row);
    }
    for (size_t i = 0; i < effects->n_omitted; i++) {
        any = any || has_zero(sheet, &plan, effects->omitted[i].row);
    }
    sheet->to = any ? TSQ_TO_ALL : TSQ_TO_NONE;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        sheet->to_open = sheet->to_open || tsq__cells_is_rounded(sheet, counts[i]);
    }
}

tsq_status tsq__sheet_begin(const tsq_pool_report *report, const tsq_pool_result *result, const char *rounding,
                            struct tsq__sheet *out, tsq_error *err)
{
    const tsq_effect_measure *measure = result->effects.measure;
    *out = (struct tsq__sheet){
        .report = report, .measure = measure, .rounding = rounding, .numbers = result->effects.numbers};
    out->by_arm = tsq__by_arm(report->roles) ? tsq__compares(measure) : TSQ__COMPARES_NOTHING;
    resolve_add_to(result, out);
    return tsq__rescalings_new(measure, &report->options.effect, &out->rescalings, err);
}

void tsq__sheet_free(struct tsq__sheet *sheet)
{
    free(sheet->rescalings);
    *sheet = (struct tsq__sheet){0};
}
