/* Conversions on the rows of a table: what is missing is filled, and what was filled and used is said. */
#include "base/text.h"
#include "effect/convert_choice.h"
#include "effect/design.h"
#include "effect/trace.h"

#include <stdio.h>
#include <string.h>

const char *const tsq__conversion_roles =
    "se1i lb1i ub1i min1i q11i med1i q31i max1i se2i lb2i ub2i min2i q12i med2i q32i max2i ti fi zi pi";

/* One group of a row: where its mean and SD stand, and the conversions that filled them. */
struct group {
    double *mean, *sd;
    const tsq_conversion *mean_by, *sd_by;
    const char *fitted; /* the distribution that one of them chose */
    bool skewed;
    double skewness, critical;
};

bool tsq__converts(const tsq_effect_measure *measure)
{
    const char *inputs = measure->inputs;
    return tsq__is_word_of(inputs, "n1i") && (tsq__is_word_of(inputs, "m1i") || tsq__is_word_of(inputs, "sd1i"));
}

/* What the group says by itself. */
static tsq_reported group_of(const struct tsq_effect_row *row, int which)
{
    const tsq_reported groups[2] = {
        {.n = row->n1i,
         .mean = row->m1i,
         .sd = row->sd1i,
         .se = row->se1i,
         .lb = row->lb1i,
         .ub = row->ub1i,
         .min = row->min1i,
         .q1 = row->q11i,
         .median = row->med1i,
         .q3 = row->q31i,
         .max = row->max1i},
        {.n = row->n2i,
         .mean = row->m2i,
         .sd = row->sd2i,
         .se = row->se2i,
         .lb = row->lb2i,
         .ub = row->ub2i,
         .min = row->min2i,
         .q1 = row->q12i,
         .median = row->med2i,
         .q3 = row->q32i,
         .max = row->max2i},
    };
    return groups[which];
}

static bool has_spread(const tsq_reported *group)
{
    return !isnan(group->sd) || !isnan(group->se) || !isnan(group->ub - group->lb) || !isnan(group->q3 - group->q1) ||
           !isnan(group->max - group->min) || !isnan(group->lb) || !isnan(group->ub);
}

tsq_reported tsq__reported_of(const struct tsq_effect_row *row, int which)
{
    const tsq_reported other = group_of(row, 1 - which);
    tsq_reported reported = group_of(row, which);
    reported.n_other = other.n;
    reported.mean_other = other.mean;
    reported.other_spread = has_spread(&other);
    reported.t = row->ti;
    reported.p = row->pi;
    reported.f = row->fi;
    reported.z = row->zi;
    return reported;
}

/* The role of a member of tsq_reported. */
static const char *role_of(const char *member, int which)
{
    static const struct {
        const char *member, *role[2];
    } names[] = {{"lb", {"lb1i", "lb2i"}}, {"ub", {"ub1i", "ub2i"}},       {"q1", {"q11i", "q12i"}},
                 {"q3", {"q31i", "q32i"}}, {"median", {"med1i", "med2i"}}, {"max", {"max1i", "max2i"}}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].member, member) == 0) {
            return names[i].role[which];
        }
    }
    return which == 0 ? "n1i" : "n2i";
}

static void take(struct group *group, const tsq_conversion *by, const tsq_converted *converted)
{
    bool taken = false;
    if (isnan(*group->mean) && !isnan(converted->mean)) {
        *group->mean = converted->mean;
        group->mean_by = by;
        taken = true;
    }
    if (isnan(*group->sd) && !isnan(converted->sd)) {
        *group->sd = converted->sd;
        group->sd_by = by;
        taken = true;
    }
    if (taken) {
        group->fitted = converted->fitted;
    }
    if (taken && converted->skewness >= converted->critical) {
        group->skewed = true;
        group->skewness = converted->skewness;
        group->critical = converted->critical;
    }
}

/* Tries the conversions in their order until mean and SD are there. E_VALUE for a value that cannot be. */
static tsq_status fill(const struct tsq_effect_row *row, const tsq_convert_options *options, int which,
                       struct group *group, const char **refused, struct tsq_effect_value *value)
{
    const tsq_reported reported = tsq__reported_of(row, which);
    const tsq_conversion *by;
    for (size_t i = 0; (isnan(*group->mean) || isnan(*group->sd)) && (by = tsq_conversion_at(i)) != NULL; i++) {
        tsq_converted converted = {NAN, NAN, NAN, NAN, NULL, NULL, NULL, {NAN, NAN, NAN}};
        if (by->convert == NULL || !tsq__conversion_allowed(by, options)) {
            continue;
        }
        if (by->convert(&reported, options, &converted) != TSQ_OK) {
            return tsq__effect_impossible(value, role_of(converted.impossible, which), converted.refused);
        }
        *refused = converted.refused != NULL ? converted.refused : *refused;
        take(group, by, &converted);
    }
    return TSQ_OK;
}

/* Forgets the conversions that made no difference to the value: a measure may read only one of mean and SD. */
static void forget_unused(const tsq_effect_measure *measure, const tsq_effect_options *options,
                          struct tsq_effect_row *row, struct group group[2], const struct tsq_effect_value *value)
{
    for (int i = 0; i < 4; i++) {
        struct group *at = &group[i / 2];
        double *number = i % 2 == 0 ? at->mean : at->sd;
        const tsq_conversion **by = i % 2 == 0 ? &at->mean_by : &at->sd_by;
        if (*by != NULL) {
            const double kept = *number;
            struct tsq_effect_value without = TSQ__EFFECT_VALUE_INIT;
            *number = NAN;
            if (tsq__design_compute(measure, row, options, &without) == TSQ_OK && without.yi == value->yi &&
                without.vi == value->vi) {
                *by = NULL;
            }
            *number = kept;
        }
        at->skewed = at->skewed && (at->mean_by != NULL || at->sd_by != NULL);
    }
}

static void add(char *text, const char *separator, const char *addition, const char *after)
{
    const size_t length = strlen(text);
    snprintf(text + length, TSQ__EFFECT_TEXT - length, "%s%s%s", length == 0 ? "" : separator, addition, after);
}

static void describe_one(const tsq_conversion *by, const char *derived, const char *fitted, const char *after,
                         char *text)
{
    const bool chosen = fitted != NULL && by->medians != TSQ_MEDIANS_ANY;
    add(text, "; ", derived, "");
    if (chosen) {
        add(text, ", ", fitted, " fits best");
    }
    add(text, "", after, "");
}

static void describe_group(const struct group *group, const char *after, char *text)
{
    if (group->mean_by != NULL && group->mean_by == group->sd_by) {
        describe_one(group->mean_by, group->mean_by->both_derived, group->fitted, after, text);
        return;
    }
    if (group->mean_by != NULL) {
        describe_one(group->mean_by, group->mean_by->mean_derived, group->fitted, after, text);
    }
    if (group->sd_by != NULL) {
        describe_one(group->sd_by, group->sd_by->sd_derived, group->fitted, after, text);
    }
}

/* Whether the same can be said of both groups. */
static bool converted_alike(const struct group group[2])
{
    const bool same_fit = group[0].fitted == group[1].fitted;
    return group[0].mean_by == group[1].mean_by && group[0].sd_by == group[1].sd_by && same_fit;
}

static void describe(const struct group group[2], struct tsq_effect_value *value)
{
    if (converted_alike(group)) {
        describe_group(&group[0], "", value->derived);
    } else {
        describe_group(&group[0], " in group 1", value->derived);
        describe_group(&group[1], " in group 2", value->derived);
    }
    for (int which = 0; which < 2; which++) {
        if (group[which].skewed) {
            char text[TSQ__EFFECT_TEXT];
            snprintf(text, sizeof text,
                     "group %d looks skewed (%.2f, critical value %.2f; Shi 2023), its mean and SD may be far off",
                     which + 1, group[which].skewness, group[which].critical);
            add(value->warning, "; ", text, "");
        }
    }
}

/* The conversions that were used, and then the effect's own steps. */
static void note_steps(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                       const tsq_effect_options *options, const struct tsq_effect_row *filled,
                       const struct group group[2])
{
    static const char *const names[2][2] = {{"m1i", "sd1i"}, {"m2i", "sd2i"}};
    if (row->steps == NULL) {
        return;
    }
    for (int which = 0; which < 2; which++) {
        if (group[which].mean_by != NULL) {
            tsq__step_converted(row, names[which][0], *group[which].mean, group[which].mean_by, which + 1);
        }
        if (group[which].sd_by != NULL) {
            tsq__step_converted(row, names[which][1], *group[which].sd, group[which].sd_by, which + 1);
        }
    }
    struct tsq_effect_row again = *filled;
    struct tsq_effect_value same = TSQ__EFFECT_VALUE_INIT;
    again.steps = row->steps;
    (void)tsq__design_compute(measure, &again, options, &same);
}

tsq_status tsq__convert_means(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                              const tsq_effect_options *options, struct tsq_effect_value *value)
{
    if (row->reports_change && !tsq__is_word_of(measure->optional, "mc1i")) {
        return tsq__effect_omit(value, "changes are reported, and the measure compares final values");
    }
    tsq_status status = tsq__design_compute(measure, row, options, value);
    if (status != TSQ_E_MISSING || value->n_missing == 0 || !tsq__converts(measure)) {
        return status;
    }
    struct tsq_effect_row filled = *row;
    struct group group[2] = {{.mean = &filled.m1i, .sd = &filled.sd1i}, {.mean = &filled.m2i, .sd = &filled.sd2i}};
    const char *refused = NULL;
    filled.steps = NULL;
    for (int which = 0; which < 2; which++) {
        if (fill(row, &options->convert, which, &group[which], &refused, value) != TSQ_OK) {
            return TSQ_E_VALUE;
        }
    }
    if (group[0].mean_by != NULL || group[0].sd_by != NULL || group[1].mean_by != NULL || group[1].sd_by != NULL) {
        *value = (struct tsq_effect_value)TSQ__EFFECT_VALUE_INIT;
        status = tsq__design_compute(measure, &filled, options, value);
    }
    if (status == TSQ_OK) {
        forget_unused(measure, options, &filled, group, value);
        describe(group, value);
        note_steps(measure, row, options, &filled, group);
    } else if (status == TSQ_E_MISSING && value->n_missing > 0 && refused != NULL && !options->na_fail) {
        value->n_missing = 0;
        value->reason = refused;
    }
    return status;
}

void tsq__fill(const tsq_effect_measure *measure, const tsq_effect_options *options, struct tsq_effect_row *row)
{
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    if (tsq__design_compute(measure, row, options, &value) != TSQ_E_MISSING || value.n_missing == 0) {
        return;
    }
    if (!tsq__converts(measure)) {
        struct tsq_effect_value note = TSQ__EFFECT_VALUE_INIT;
        (void)tsq__fill_counts(measure, options, row, &note);
        return;
    }
    const struct tsq_effect_row reported = *row;
    struct group group[2] = {{.mean = &row->m1i, .sd = &row->sd1i}, {.mean = &row->m2i, .sd = &row->sd2i}};
    const char *refused = NULL;
    for (int which = 0; which < 2; which++) {
        (void)fill(&reported, &options->convert, which, &group[which], &refused, &value);
    }
}
