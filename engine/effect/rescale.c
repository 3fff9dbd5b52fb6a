/* Means and SDs of some rows in another unit. */
#include "effect/rescale.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What carries the unit of the outcome. */
static const size_t scaled[] = {
#define FIELD(role) offsetof(struct tsq_effect_row, role)
    FIELD(m1i),  FIELD(m2i),  FIELD(sd1i),  FIELD(sd2i),  FIELD(m1i0), FIELD(m2i0), FIELD(sd1i0),   FIELD(sd2i0),
    FIELD(mc1i), FIELD(mc2i), FIELD(sdc1i), FIELD(sdc2i), FIELD(se1i), FIELD(se2i), FIELD(lb1i),    FIELD(lb2i),
    FIELD(ub1i), FIELD(ub2i), FIELD(min1i), FIELD(min2i), FIELD(q11i), FIELD(q12i), FIELD(med1i),   FIELD(med2i),
    FIELD(q31i), FIELD(q32i), FIELD(max1i), FIELD(max2i), FIELD(mi),   FIELD(sdi),  FIELD(sd_diff), FIELD(se_diff),
#undef FIELD
};

/* The same of printed effects that have it: differences and means. */
static const size_t scaled_effects[] = {offsetof(struct tsq_effect_row, est), offsetof(struct tsq_effect_row, est_lb),
                                        offsetof(struct tsq_effect_row, est_ub),
                                        offsetof(struct tsq_effect_row, est_se)};

static bool takes_means(const tsq_effect_measure *measure)
{
    return strstr(measure->inputs, "sd1i") != NULL || strstr(measure->inputs, "m1i") != NULL ||
           strstr(measure->inputs, "sdi") != NULL;
}

/* Copies `length` characters; false if they do not fit. */
static bool copy(char *to, size_t room, const char *from, size_t length)
{
    if (length == 0 || length >= room) {
        return false;
    }
    memcpy(to, from, length);
    to[length] = '\0';
    return true;
}

static tsq_status fail_unknown(const char *outcome, const char *unit, tsq_error *err)
{
    tsq__text text = {0};
    for (size_t i = 0; i < tsq_unit_count(); i++) {
        const tsq_unit *known = tsq_unit_at(i);
        tsq__text_printf(&text, "%s%s %s", i == 0 ? "" : ", ", known->analyte, known->unit);
    }
    char shown_outcome[TSQ__SHOWN], shown_unit[TSQ__SHOWN];
    char *list = tsq__text_take(&text);
    if (list == NULL) {
        return tsq__fail_memory(err);
    }
    const tsq_status status = tsq__fail(err, TSQ_E_OPTION, "no factor for %s in %s; known are %s",
                                        tsq__shown(outcome, strlen(outcome), shown_outcome),
                                        tsq__shown(unit, strlen(unit), shown_unit), list);
    free(list);
    return status;
}

static tsq_status parse(const char *text, struct tsq__rescaling *out, tsq_error *err)
{
    char from[16], to[16], shown[TSQ__SHOWN];
    const char *equals = strchr(text, '=');
    const char *colon = equals == NULL ? NULL : strchr(equals, ':');
    if (colon == NULL || !copy(out->outcome, sizeof out->outcome, text, (size_t)(equals - text)) ||
        !copy(from, sizeof from, equals + 1, (size_t)(colon - equals - 1)) ||
        !copy(to, sizeof to, colon + 1, strlen(colon + 1))) {
        return tsq__fail(err, TSQ_E_OPTION, "units are OUTCOME=FROM:TO, not '%s'",
                         tsq__shown(text, strlen(text), shown));
    }
    out->from = tsq_unit_find(out->outcome, from);
    out->to = tsq_unit_find(out->outcome, to);
    if (out->from == NULL || out->to == NULL) {
        return fail_unknown(out->outcome, out->from == NULL ? from : to, err);
    }
    return TSQ_OK;
}

tsq_status tsq__rescalings_new(const tsq_effect_measure *measure, const tsq_effect_options *options,
                               struct tsq__rescaling **out, tsq_error *err)
{
    *out = NULL;
    if (options->n_unit == 0) {
        return TSQ_OK;
    }
    if (!takes_means(measure)) {
        return tsq__fail(err, TSQ_E_OPTION, "%s has no means and SDs to put into another unit", measure->id);
    }
    struct tsq__rescaling *all = tsq__array(options->n_unit, sizeof *all);
    if (all == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < options->n_unit && status == TSQ_OK; i++) {
        status = parse(options->unit[i], &all[i], err);
        all[i].of_effect =
            strcmp(measure->id, "MD") == 0 || strcmp(measure->id, "MN") == 0 || strcmp(measure->id, "MC") == 0;
        for (size_t j = 0; j < i && status == TSQ_OK; j++) {
            if (strcmp(all[j].from->analyte, all[i].from->analyte) == 0) {
                status = tsq__fail(err, TSQ_E_OPTION, "two units are asked for %s", all[i].outcome);
            }
        }
    }
    if (status != TSQ_OK) {
        free(all);
        return status;
    }
    *out = all;
    return TSQ_OK;
}

static void scale(struct tsq_effect_row *numbers, const size_t *offsets, size_t n, const struct tsq__rescaling *by)
{
    for (size_t i = 0; i < n; i++) {
        double *number = (double *)(void *)((char *)numbers + offsets[i]);
        *number = *number * by->from->factor / by->to->factor;
    }
}

tsq_status tsq__rescale(const struct tsq__rescaling *all, size_t n, const tsq_roles *roles, size_t row,
                        struct tsq_effect_row *numbers, const struct tsq__rescaling **used, tsq_error *err)
{
    const char *outcome = tsq_roles_text(roles, "outcome", row), *unit = tsq_roles_text(roles, "unit", row);
    *used = NULL;
    for (size_t i = 0; i < n; i++) {
        /* The outcome of the row is compared as an analyte is: case not regarded. */
        if (outcome != NULL && tsq_unit_find(outcome, all[i].from->unit) != all[i].from) {
            continue;
        }
        const tsq_unit *is = unit == NULL ? all[i].from : tsq_unit_find(all[i].from->analyte, unit);
        if (is == all[i].from) {
            *used = &all[i];
        } else if (is != all[i].to) {
            return tsq_roles_fail(roles, "unit", row, TSQ_E_VALUE, "neither of the units that --unit names", err);
        }
    }
    if (*used != NULL) {
        scale(numbers, scaled, sizeof scaled / sizeof scaled[0], *used);
    }
    if (*used != NULL && (*used)->of_effect) {
        scale(numbers, scaled_effects, sizeof scaled_effects / sizeof scaled_effects[0], *used);
    }
    return TSQ_OK;
}

void tsq__rescaled_describe(const struct tsq__rescaling *used, struct tsq_effect_value *value)
{
    if (used != NULL) {
        const size_t length = strlen(value->derived);
        snprintf(value->derived + length, sizeof value->derived - length, "; %s to %s", used->from->unit,
                 used->to->unit);
    }
}
