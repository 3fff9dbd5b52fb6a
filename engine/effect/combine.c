/* Groups of participants taken together, and a group divided. */
#include "effect/combine.h"

struct tsq__arm tsq__combine_groups(const struct tsq__arm *group, size_t n)
{
    struct tsq__arm all = {0.0, 0.0, 0.0};
    double unit = 0.0, sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        all.n += group[i].n;
    }
    /* About the first mean, so that a large common level costs no digits. */
    for (size_t i = 0; i < n; i++) {
        all.mean += group[i].n / all.n * (group[i].mean - group[0].mean);
    }
    all.mean += group[0].mean;
    for (size_t i = 0; i < n; i++) {
        unit = fmax(unit, fmax(group[i].sd, fabs(group[i].mean - all.mean)));
    }
    /* In units of the largest deviation, so that no square leaves the range of a double. */
    for (size_t i = 0; i < n && unit > 0.0; i++) {
        const double sd = group[i].sd / unit, deviation = (group[i].mean - all.mean) / unit;
        sum += (group[i].n - 1.0) * sd * sd + group[i].n * deviation * deviation;
    }
    all.sd = all.n > 1.0 ? unit * sqrt(sum / (all.n - 1.0)) : (double)NAN;
    for (size_t i = 0; i < n; i++) {
        all.sd = isnan(group[i].sd) ? (double)NAN : all.sd;
    }
    return all;
}

/* What both groups of a row are compared by, as if they were final values. */
static const char *take_means(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              tsq_compared compared, struct tsq__arm arm[2])
{
    arm[0] = (struct tsq__arm){row->n1i, row->m1i, row->sd1i};
    arm[1] = (struct tsq__arm){row->n2i, row->m2i, row->sd2i};
    if (compared == TSQ_COMPARED_CHANGE) {
        tsq_effect_options change = *options;
        struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
        change.endpoint = TSQ_ENDPOINT_CHANGE;
        if (tsq__arms_choose(row, &change, arm, &value) != TSQ_OK) {
            return "the arms have no changes to combine";
        }
    }
    return isnan(arm[0].mean) ? "the arms have no means, which combining them needs" : NULL;
}

static const char *combine_means(const struct tsq_effect_row *row, size_t n, const tsq_effect_options *options,
                                 tsq_compared compared, struct tsq_effect_row *out)
{
    struct tsq__arm all = {0.0, 0.0, 0.0}, control = {0.0, 0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        struct tsq__arm arm[2];
        const char *refused = take_means(&row[i], options, compared, arm);
        if (refused != NULL) {
            return refused;
        }
        if (i == 0) {
            all = arm[0];
            control = arm[1];
            continue;
        }
        /* An SD that follows from a test of each treatment against the control need not be one and the same. */
        if (control.mean != arm[1].mean || (control.sd != arm[1].sd && !(isnan(control.sd) && isnan(arm[1].sd)))) {
            return "the arms imply different means or SDs of the control";
        }
        const struct tsq__arm both[2] = {all, arm[0]};
        all = tsq__combine_groups(both, 2);
    }
    tsq__effect_row_clear(out);
    out->n1i = all.n;
    out->m1i = all.mean;
    out->sd1i = all.sd;
    out->n2i = control.n;
    out->m2i = control.mean;
    out->sd2i = control.sd;
    return NULL;
}

/* Each row has those with and without the event, or those with it and all. */
static void combine_counts(const struct tsq_effect_row *row, size_t n, struct tsq_effect_row *out)
{
    out->ai = out->bi = out->n1i = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double all = isnan(row[i].n1i) ? row[i].ai + row[i].bi : row[i].n1i;
        out->ai += row[i].ai;
        out->n1i += all;
        out->bi += isnan(row[i].bi) ? all - row[i].ai : row[i].bi;
    }
}

static void combine_rates(const struct tsq_effect_row *row, size_t n, struct tsq_effect_row *out)
{
    out->x1i = out->t1i = 0.0;
    for (size_t i = 0; i < n; i++) {
        out->x1i += row[i].x1i;
        out->t1i += row[i].t1i;
    }
}

const char *tsq__combine_rows(enum tsq__compared_by by, const struct tsq_effect_row *row, size_t n,
                              const tsq_effect_options *options, tsq_compared compared, struct tsq_effect_row *out)
{
    *out = row[0];
    if (by == TSQ__COMPARES_MEANS) {
        return combine_means(row, n, options, compared, out);
    }
    if (by == TSQ__COMPARES_COUNTS) {
        combine_counts(row, n, out);
    } else {
        combine_rates(row, n, out);
    }
    return NULL;
}

void tsq__split_control(enum tsq__compared_by by, double n, struct tsq_effect_row *row)
{
    if (by == TSQ__COMPARES_RATES) {
        row->x2i /= n;
        row->t2i /= n;
        return;
    }
    row->n2i /= n;
    if (by == TSQ__COMPARES_COUNTS) {
        row->ci /= n;
        row->di /= n;
    } else {
        row->ti = row->pi = row->zi = row->fi = NAN;
    }
}
