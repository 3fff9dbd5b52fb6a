/* Whether the forms of an SD that a row reports agree; see convert_choice.h. */
#include "effect/convert_choice.h"

#include "effect/design.h"

#include <stdio.h>
#include <string.h>

static const char *const no_text = "";

/* Half a unit of the last printed digit of a cell; 0 where there is none. */
static double half_unit(const struct tsq__effect_plan *plan, const char *role, size_t row)
{
    const char *cell = tsq__effect_plan_cell(plan, role, row);
    const char *point = strchr(cell != NULL ? cell : no_text, tsq_table_decimal(tsq_roles_table(plan->roles)));
    const char *exponent = strpbrk(cell != NULL ? cell : no_text, "eE");
    double power = 0.0, places = 0.0;
    if (exponent != NULL && tsq_number_read(exponent + 1, '.', &power) != TSQ_NUMBER) {
        power = 0.0;
    }
    for (const char *at = point; at != NULL && at[1] >= '0' && at[1] <= '9'; at++) {
        places++;
    }
    return cell == NULL ? 0.0 : 0.5 * pow(10.0, power - places);
}

/* An SD by one conversion, and how much of it rounding can account for. */
struct form {
    const tsq_conversion *by;
    double sd, slack;
};

static struct form form_of(const char *id, const tsq_reported *reported, const tsq_convert_options *options)
{
    tsq_converted out = {NAN, NAN, NAN, NAN, NULL, NULL, NULL, {NAN, NAN, NAN}};
    struct form form = {tsq_conversion_find(id), NAN, 0.0};
    if (form.by->convert(reported, options, &out) == TSQ_OK) {
        form.sd = out.sd;
    }
    return form;
}

static tsq_reported nothing(double n)
{
    return (tsq_reported){.n = n,
                          .mean = NAN,
                          .sd = NAN,
                          .se = NAN,
                          .lb = NAN,
                          .ub = NAN,
                          .min = NAN,
                          .q1 = NAN,
                          .median = NAN,
                          .q3 = NAN,
                          .max = NAN,
                          .n_other = NAN,
                          .mean_other = NAN,
                          .t = NAN,
                          .p = NAN,
                          .f = NAN,
                          .z = NAN};
}

static bool disagree(const struct form *a, const struct form *b)
{
    return fabs(a->sd - b->sd) > a->slack + b->slack + 1e-9 * fabs(a->sd);
}

/* The form that the value rests on is said to be used, if it is one of the two. */
static void warn(const char *whose, const struct form *a, const struct form *b, struct tsq_effect_value *value)
{
    const bool first = strstr(value->derived, a->by->sd_derived) != NULL;
    const struct form *used = first ? a : b, *other = first ? b : a;
    char text[TSQ__EFFECT_TEXT];
    if (first || strstr(value->derived, b->by->sd_derived) != NULL) {
        snprintf(text, sizeof text, "%s%s is %.4g, but %.4g %s", whose, used->by->sd_derived, used->sd, other->sd,
                 strstr(other->by->sd_derived, "from "));
        tsq__effect_add(value->warning, text);
    }
}

/* Standard error against limits, of one group. */
static void compare_group(const struct tsq__effect_plan *plan, size_t row, int which,
                          const struct tsq_effect_row *numbers, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    static const char *const roles[2][4] = {{"se1i", "lb1i", "ub1i", "m1i"}, {"se2i", "lb2i", "ub2i", "m2i"}};
    const bool first = which == 0;
    const double n = first ? numbers->n1i : numbers->n2i, sd = first ? numbers->sd1i : numbers->sd2i;
    tsq_reported reported = nothing(n), rounding = nothing(n);
    reported.se = first ? numbers->se1i : numbers->se2i;
    reported.lb = first ? numbers->lb1i : numbers->lb2i;
    reported.ub = first ? numbers->ub1i : numbers->ub2i;
    reported.mean = first ? numbers->m1i : numbers->m2i;
    const bool both = !isnan(reported.lb) && !isnan(reported.ub);
    struct form by_se = form_of("se", &reported, &options->convert);
    if (!isnan(sd) || isnan(by_se.sd) || (isnan(reported.lb) && isnan(reported.ub))) {
        return;
    }
    by_se.slack = half_unit(plan, roles[which][0], row) * sqrt(n);
    /* What is linear in the limits is so in their errors. */
    rounding.mean = rounding.lb = 0.0;
    rounding.ub = half_unit(plan, roles[which][2], row) + half_unit(plan, roles[which][both ? 1 : 3], row);
    if (isnan(reported.ub)) {
        rounding.ub = half_unit(plan, roles[which][1], row) + half_unit(plan, roles[which][3], row);
    }
    rounding.lb = both ? 0.0 : NAN;
    const char *id = both ? "limits" : "limit";
    tsq_convert_options other = options->convert;
    other.limits_z = !other.limits_z;
    struct form by_limits = form_of(id, &reported, &options->convert), by_other = form_of(id, &reported, &other);
    by_limits.slack = form_of(id, &rounding, &options->convert).sd;
    by_other.slack = form_of(id, &rounding, &other).sd;
    if (disagree(&by_se, &by_limits) && disagree(&by_se, &by_other)) {
        warn(first ? "group 1: " : "group 2: ", &by_se, &by_limits, value);
    }
}

/* t against p. */
static void compare_tests(const struct tsq__effect_plan *plan, size_t row, const struct tsq_effect_row *numbers,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    tsq_reported reported = nothing(numbers->n1i);
    reported.n_other = numbers->n2i;
    reported.mean = numbers->m1i;
    reported.mean_other = numbers->m2i;
    reported.t = numbers->ti;
    reported.p = numbers->pi;
    struct form by_t = form_of("t", &reported, &options->convert), by_p = form_of("p", &reported, &options->convert);
    if (isnan(by_t.sd) || isnan(by_p.sd)) {
        return;
    }
    by_t.slack = by_t.sd * half_unit(plan, "ti", row) / fabs(numbers->ti);
    const double p = fabs(numbers->pi), half = half_unit(plan, "pi", row);
    reported.p = fmin(1.0 - 1e-9, p + half);
    const double above = form_of("p", &reported, &options->convert).sd;
    reported.p = fmax(1e-300, p - half);
    const double below = form_of("p", &reported, &options->convert).sd;
    by_p.slack = fmax(fabs(above - by_p.sd), fabs(by_p.sd - below));
    if (disagree(&by_t, &by_p)) {
        warn("", &by_t, &by_p, value);
    }
}

void tsq__conversions_compare(const struct tsq__effect_plan *plan, size_t row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    struct tsq_effect_row numbers;
    if (!tsq__converts(plan->measure) || strstr(value->derived, "SD ") == NULL ||
        tsq__effect_plan_read(plan, row, &numbers, NULL) != TSQ_OK) {
        return;
    }
    compare_group(plan, row, 0, &numbers, options, value);
    compare_group(plan, row, 1, &numbers, options, value);
    compare_tests(plan, row, &numbers, options, value);
}
