/* The uncorrected standardised difference of two groups. */
#include "effect/cohen.h"

#include "effect/correlation.h"

/* d as reported, or of a test of two groups or of a point-biserial correlation; the group sizes are there. */
static tsq_status take_reported(const struct tsq_effect_row *row, struct tsq__cohen *out,
                                struct tsq_effect_value *value)
{
    const double df = row->n1i + row->n2i - 2.0;
    if (df <= 0.0) {
        return tsq__effect_omit(value, "too few participants for a pooled standard deviation");
    }
    value->n = row->n1i + row->n2i;
    if (!isnan(row->cohen_d)) {
        tsq__effect_derived(value, "standardised difference");
        *out = (struct tsq__cohen){row->n1i, row->n2i, row->cohen_d};
        return TSQ_OK;
    }
    double scale = sqrt(1.0 / row->n1i + 1.0 / row->n2i), t = tsq__t_statistic(row, df, value);
    if (isnan(t)) {
        tsq__effect_derived(value, "point-biserial correlation");
        scale = sqrt(df / row->n1i + df / row->n2i);
        t = row->ri / sqrt((1.0 - row->ri) * (1.0 + row->ri));
    }
    *out = (struct tsq__cohen){row->n1i, row->n2i, t * scale};
    return isfinite(out->d) ? TSQ_OK : tsq__effect_omit(value, "the standardised difference that follows is infinite");
}

tsq_status tsq__cohen_take(const struct tsq_effect_row *row, const tsq_effect_options *options, struct tsq__cohen *out,
                           struct tsq_effect_value *value)
{
    struct tsq__arm arm[2];
    const tsq_status status = tsq__arms_choose(row, options, arm, value);
    if (status == TSQ_E_MISSING && !(isnan(row->cohen_d) && isnan(row->ti) && isnan(row->pi) && isnan(row->ri))) {
        value->n_missing = 0;
        tsq__effect_need(value, row->n1i, "n1i");
        tsq__effect_need(value, row->n2i, "n2i");
        return value->n_missing > 0 ? status : take_reported(row, out, value);
    }
    if (status != TSQ_OK) {
        return status;
    }
    const double sp = tsq__pooled_sd(arm);
    if (isnan(sp)) {
        return tsq__effect_omit(value, "too few participants for a pooled standard deviation");
    }
    if (sp == 0.0) {
        return tsq__effect_omit(value, "the pooled standard deviation is 0");
    }
    *out = (struct tsq__cohen){arm[0].n, arm[1].n, (arm[0].mean - arm[1].mean) / sp};
    return TSQ_OK;
}
