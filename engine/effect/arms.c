/* Final values or changes? The choice of the quantity that is compared between two groups. */
#include "effect/arms.h"

#include "effect/trace.h"

#include <stdio.h>

/* What a group can report, as positions in struct group and bits in sets of them. */
enum { MEAN, SD, MEAN0, SD0, CHANGE, SD_CHANGE, CORR, N_REPORTED };

enum {
    FINAL_SET = 1 << MEAN | 1 << SD,
    REPORTED_SET = 1 << CHANGE | 1 << SD_CHANGE,
    COMPUTED_SET = 1 << MEAN | 1 << SD | 1 << MEAN0 | 1 << SD0 | 1 << CORR
};

static const char *const roles[2][N_REPORTED] = {{"m1i", "sd1i", "m1i0", "sd1i0", "mc1i", "sdc1i", "r1i"},
                                                 {"m2i", "sd2i", "m2i0", "sd2i0", "mc2i", "sdc2i", "r2i"}};

struct group {
    double reported[N_REPORTED];
    unsigned lacks; /* set of what is NaN */
};

static struct group group_of(const struct tsq_effect_row *row, int which, double corr)
{
    struct group group = {.lacks = 0};
    double *to = group.reported;
    to[MEAN] = which == 0 ? row->m1i : row->m2i;
    to[SD] = which == 0 ? row->sd1i : row->sd2i;
    to[MEAN0] = which == 0 ? row->m1i0 : row->m2i0;
    to[SD0] = which == 0 ? row->sd1i0 : row->sd2i0;
    to[CHANGE] = which == 0 ? row->mc1i : row->mc2i;
    to[SD_CHANGE] = which == 0 ? row->sdc1i : row->sdc2i;
    to[CORR] = which == 0 ? row->r1i : row->r2i;
    if (isnan(to[CORR])) {
        to[CORR] = corr;
    }
    if (row->reports_change) {
        if (isnan(to[CHANGE]) || isnan(to[SD_CHANGE])) {
            to[CHANGE] = to[MEAN];
            to[SD_CHANGE] = to[SD];
        }
        to[MEAN] = to[SD] = NAN;
    }
    for (int i = 0; i < N_REPORTED; i++) {
        group.lacks |= isnan(to[i]) ? 1U << i : 0U;
    }
    return group;
}

static int size_of(unsigned set)
{
    int n = 0;
    for (; set != 0; set &= set - 1) {
        n++;
    }
    return n;
}

/* What a group lacks to have a change, by the way that lacks less. */
static unsigned lacks_change(const struct group *group)
{
    const unsigned reported = group->lacks & REPORTED_SET, computed = group->lacks & COMPUTED_SET;
    return size_of(reported) <= size_of(computed) ? reported : computed;
}

/* Where the row says that its means and SDs are of the change, these are what a change lacks. */
static void note_missing(struct tsq_effect_value *value, bool reports_change, const unsigned lacks[2])
{
    for (int which = 0; which < 2; which++) {
        for (int i = 0; i < N_REPORTED; i++) {
            const bool of_change = reports_change && (i == CHANGE || i == SD_CHANGE);
            if ((lacks[which] & 1U << i) != 0) {
                tsq__effect_need(value, NAN, roles[which][of_change ? i - CHANGE + MEAN : i]);
            }
        }
    }
}

double tsq__sd_difference(double sd_before, double sd_after, double r)
{
    const double unit = fmax(sd_before, sd_after);
    if (unit == 0.0) {
        return 0.0;
    }
    const double before = sd_before / unit, after = sd_after / unit;
    return unit * sqrt((after - before) * (after - before) + 2.0 * (1.0 - r) * before * after);
}

double tsq__pooled_sd(const struct tsq__arm arm[2])
{
    const double m = arm[0].n + arm[1].n - 2.0;
    if (!(m > 0.0)) {
        return NAN;
    }
    /* hypot, so that no square leaves the range of a double; a group below one participant gives NaN. */
    return hypot(sqrt((arm[0].n - 1.0) / m) * arm[0].sd, sqrt((arm[1].n - 1.0) / m) * arm[1].sd);
}

double tsq__mean_sd(double sd1, double sd2)
{
    return hypot(sd1, sd2) / sqrt(2.0);
}

static bool is_reported(const struct group *group)
{
    return (group->lacks & REPORTED_SET) == 0;
}

static void take_change(const struct group *group, struct tsq__arm *arm)
{
    const double *from = group->reported;
    if (is_reported(group)) {
        arm->mean = from[CHANGE];
        arm->sd = from[SD_CHANGE];
    } else {
        arm->mean = from[MEAN] - from[MEAN0];
        arm->sd = tsq__sd_difference(from[SD0], from[SD], from[CORR]);
    }
}

static void describe_change(const struct group group[2], struct tsq_effect_value *value)
{
    char first[TSQ_NUMBER_TEXT], second[TSQ_NUMBER_TEXT];
    tsq_number_print(group[0].reported[CORR], first);
    tsq_number_print(group[1].reported[CORR], second);
    const bool reported[2] = {is_reported(&group[0]), is_reported(&group[1])};
    char *to = value->derived;
    const size_t room = sizeof value->derived;
    if (reported[0] && reported[1]) {
        tsq__effect_derived(value, "reported changes");
    } else if (reported[0] || reported[1]) {
        snprintf(to, room, "reported change in group %d, change from baseline and corr %s in group %d",
                 reported[0] ? 1 : 2, reported[0] ? second : first, reported[0] ? 2 : 1);
    } else if (group[0].reported[CORR] == group[1].reported[CORR]) {
        snprintf(to, room, "change from baseline and corr %s", first);
    } else {
        snprintf(to, room, "change from baseline and corr %s in group 1, %s in group 2", first, second);
    }
}

/* What of the row became size, mean and SD of a group. */
static void note_steps(const struct tsq_effect_row *row, const struct group *group, int which, bool change,
                       const struct tsq__arm *arm)
{
    static const char *const names[2][3] = {{"n1", "m1", "sd1"}, {"n2", "m2", "sd2"}};
    static const char *const sizes[2] = {"n1i", "n2i"};
    static const char *const differences[2] = {"m1i - m1i0", "m2i - m2i0"};
    static const char *const spreads[2][2] = {
        {"sqrt(sd1i0^2 + sd1i^2 - 2*r1i*sd1i0*sd1i)", "sqrt(sd2i0^2 + sd2i^2 - 2*r2i*sd2i0*sd2i)"},
        {"sqrt(sd1i0^2 + sd1i^2 - 2*corr*sd1i0*sd1i)", "sqrt(sd2i0^2 + sd2i^2 - 2*corr*sd2i0*sd2i)"}};
    const bool own_corr = !isnan(which == 0 ? row->r1i : row->r2i);
    const bool computed = change && !is_reported(group);
    const bool from_change = change && isnan(which == 0 ? row->mc1i + row->sdc1i : row->mc2i + row->sdc2i);
    const int mean = change && !from_change ? CHANGE : MEAN, sd = change && !from_change ? SD_CHANGE : SD;
    tsq__step(row, names[which][0], arm->n, sizes[which], NULL);
    tsq__step(row, names[which][1], arm->mean, computed ? differences[which] : roles[which][mean], NULL);
    tsq__step(row, names[which][2], arm->sd, computed ? spreads[own_corr ? 0 : 1][which] : roles[which][sd], NULL);
}

tsq_status tsq__arms_choose(const struct tsq_effect_row *row, const tsq_effect_options *options, struct tsq__arm arm[2],
                            struct tsq_effect_value *value)
{
    if (row->reports_change && options->endpoint == TSQ_ENDPOINT_FINAL) {
        return tsq__effect_omit(value, "changes are reported, not final values");
    }
    const struct group group[2] = {group_of(row, 0, options->corr), group_of(row, 1, options->corr)};
    const unsigned final[2] = {group[0].lacks & FINAL_SET, group[1].lacks & FINAL_SET};
    const unsigned change[2] = {lacks_change(&group[0]), lacks_change(&group[1])};
    const int lacks_final = size_of(final[0]) + size_of(final[1]);
    const int lacks_changes = size_of(change[0]) + size_of(change[1]);
    const bool take = options->endpoint == TSQ_ENDPOINT_CHANGE ||
                      (options->endpoint == TSQ_ENDPOINT_AUTO && (lacks_changes == 0 || lacks_changes < lacks_final));
    tsq__effect_need(value, row->n1i, "n1i");
    tsq__effect_need(value, row->n2i, "n2i");
    note_missing(value, row->reports_change, take ? change : final);
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    for (int which = 0; which < 2; which++) {
        arm[which].n = which == 0 ? row->n1i : row->n2i;
        if (take) {
            take_change(&group[which], &arm[which]);
        } else {
            arm[which].mean = group[which].reported[MEAN];
            arm[which].sd = group[which].reported[SD];
        }
        note_steps(row, &group[which], which, take, &arm[which]);
    }
    value->compared = take ? TSQ_COMPARED_CHANGE : TSQ_COMPARED_FINAL;
    if (take) {
        describe_change(group, value);
    } else {
        tsq__effect_derived(value, "final values");
    }
    value->n = arm[0].n + arm[1].n;
    return TSQ_OK;
}
