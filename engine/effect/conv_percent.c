/*
 * counts-percent: events of a group from its size and the percentage or risk that is printed: n times the risk, rounded to a
 * whole number. A warning tells where that number cannot have given what is printed, by as many decimals as it has:
 * another size, or the percentage of something else.
 */
#include "effect/conversions.h"
#include "effect/counts_from.h"
#include "effect/design.h"

#include <stdio.h>

/* What is printed of one group; as a risk, and as it is printed. */
struct printed {
    double n, events, risk, shown, percent;
    const char *role;
};

static struct printed printed_of(const struct tsq_effect_row *row, int which)
{
    struct printed out = {.n = which == 0 ? row->n1i : row->n2i, .events = which == 0 ? row->ai : row->ci};
    const double percent = which == 0 ? row->pct1i : row->pct2i, risk = which == 0 ? row->risk1i : row->risk2i;
    out.percent = isnan(percent) ? 1.0 : 100.0;
    out.shown = isnan(percent) ? risk : percent;
    out.risk = out.shown / out.percent;
    out.role = isnan(percent) ? (which == 0 ? "risk1i" : "risk2i") : (which == 0 ? "pct1i" : "pct2i");
    return out;
}

/* Whether `events` of the group round to what is printed. */
static bool fits(const struct printed *group, double events)
{
    return !(fabs(events / group->n * group->percent - group->shown) > tsq__half_decimal(group->shown));
}

static void describe(const struct printed *group, char *text, size_t room)
{
    char shown[TSQ_NUMBER_TEXT];
    snprintf(text, room, "%s%s of %g is %.4g", tsq_number_print(group->shown, shown),
             group->percent == 100.0 ? " %" : "", group->n, group->n * group->risk);
}

void tsq__percent_check(const struct tsq_effect_row *row, struct tsq_effect_value *value)
{
    for (int which = 0; which < 2; which++) {
        const struct printed group = printed_of(row, which);
        if (!isnan(group.events + group.n + group.shown) && !fits(&group, group.events)) {
            char text[TSQ__EFFECT_TEXT], whole[TSQ__EFFECT_TEXT + 40];
            describe(&group, text, sizeof text);
            snprintf(whole, sizeof whole, "%s, printed %g", text, group.events);
            tsq__effect_add(value->warning, whole);
        }
    }
}

/* Fills the events of a group that has none; false if it has too little. */
static bool fill(const tsq_effect_options *options, const struct printed *group, double *events,
                 struct tsq_effect_value *value)
{
    if (!isnan(*events)) {
        return true;
    }
    const double exact = group->n * group->risk;
    *events = options->convert.exact_counts ? exact : nearbyint(exact);
    if (!isnan(*events) && !options->convert.exact_counts && !fits(group, *events)) {
        char text[TSQ__EFFECT_TEXT], whole[TSQ__EFFECT_TEXT + 60];
        describe(group, text, sizeof text);
        snprintf(whole, sizeof whole, "%s, and no number of participants", text);
        tsq__effect_add(value->warning, whole);
    }
    return !isnan(*events);
}

static tsq_status convert(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    (void)measure;
    const struct printed groups[2] = {printed_of(row, 0), printed_of(row, 1)};
    const bool lacks1 = isnan(row->ai), lacks2 = isnan(row->ci);
    if (!fill(options, &groups[0], &row->ai, value) || !fill(options, &groups[1], &row->ci, value)) {
        value->warning[0] = '\0';
        return TSQ_E_MISSING;
    }
    snprintf(value->derived, sizeof value->derived, "counts from the %s%s",
             (lacks1 ? groups[0] : groups[1]).percent == 100.0 ? "percentage" : "risk",
             lacks1 && lacks2 ? "s"
             : lacks1         ? " in group 1"
                              : " in group 2");
    return TSQ_OK;
}

const tsq_conversion tsq__conversion_counts_percent = {
    .id = "counts-percent",
    .title = "2x2 counts from percentages or risks",
    .inputs = "n1i n2i ai ci pct1i pct2i risk1i risk2i",
    .source = "by definition",
    .measures = TSQ__COUNTS_MEASURES,
    .gives_counts = true,
    .convert_row = convert,
};
