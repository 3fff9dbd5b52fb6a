/* The inputs of measures as a table, and the few things that every measure says about a row. */
#include "effect/row.h"

#include <stdio.h>
#include <string.h>

static bool possible_any(double value)
{
    (void)value;
    return true;
}

static bool possible_size(double value)
{
    return value > 0.0;
}

static bool possible_count(double value)
{
    return value >= 0.0;
}

static bool possible_spread(double value)
{
    return value >= 0.0;
}

static bool possible_corr(double value)
{
    return value >= -1.0 && value <= 1.0;
}

static bool possible_probability(double value)
{
    return value >= 0.0 && value <= 1.0;
}

static bool possible_level(double value)
{
    return value > 0.0 && value < 100.0;
}

static bool possible_sides(double value)
{
    return value == 1.0 || value == 2.0;
}

static bool possible_switch(double value)
{
    return value == 0.0 || value == 1.0;
}

static bool possible_percent(double value)
{
    return value >= 0.0 && value <= 100.0;
}

static bool possible_cluster(double value)
{
    return value >= 1.0;
}

/* What the rules of inputs.def stand for: an example, the test, and the complaint. */
#define RULE_ANY 1.0, possible_any, ""
#define RULE_SIZE 10.0, possible_count, "negative sample size"
#define RULE_SD 1.0, possible_spread, "negative standard deviation"
#define RULE_VARIANCE 1.0, possible_spread, "negative variance"
#define RULE_SE 1.0, possible_spread, "negative standard error"
#define RULE_BELOW 0.5, possible_any, ""
#define RULE_ABOVE 1.5, possible_any, ""
#define RULE_COUNT 5.0, possible_count, "negative count"
#define RULE_TIME 10.0, possible_size, "person-time is not positive"
#define RULE_CORR 0.5, possible_corr, "correlation outside [-1, 1]"
#define RULE_RATIO 1.5, possible_size, "ratio is not positive"
#define RULE_PROBABILITY 0.5, possible_probability, "not between 0 and 1"
#define RULE_DF 10.0, possible_size, "degrees of freedom are not positive"
#define RULE_LEVEL 95.0, possible_level, "level is not between 0 and 100"
#define RULE_SIDES 2.0, possible_sides, "neither 1 nor 2"
#define RULE_SWITCH 1.0, possible_switch, "neither 0 nor 1"
#define RULE_PERCENT 50.0, possible_percent, "percentage not between 0 and 100"
#define RULE_CLUSTER 2.0, possible_cluster, "below 1"
#define RULE_DEFF 2.0, possible_size, "design effect is not positive"
#define RULE_P 0.5, possible_corr, "p-value, signed like its effect, outside [-1, 1]"

static const struct tsq__effect_input inputs[] = {
#define TSQ_INPUT(role, rule) {#role, offsetof(struct tsq_effect_row, role), RULE_##rule},
#include "effect/inputs.def"
#undef TSQ_INPUT
};

static const size_t n_inputs = sizeof inputs / sizeof inputs[0];

void tsq__effect_row_clear(struct tsq_effect_row *row)
{
    row->steps = NULL;
    row->design = TSQ__DESIGN_PARALLEL;
    row->reports_change = false;
    for (size_t i = 0; i < n_inputs; i++) {
        *tsq__effect_input_at(row, &inputs[i]) = NAN;
    }
    row->bound = (struct tsq__bound){0};
}

const struct tsq__effect_input *tsq__effect_input_find(const char *role, size_t length)
{
    for (size_t i = 0; i < n_inputs; i++) {
        /* the first letters tell most apart, without a call */
        if (inputs[i].role[0] == role[0] && (length < 2 || inputs[i].role[1] == role[1]) &&
            strncmp(inputs[i].role, role, length) == 0 && inputs[i].role[length] == '\0') {
            return &inputs[i];
        }
    }
    return NULL;
}

const struct tsq__effect_input *tsq__effect_input_nth(size_t i)
{
    return i < n_inputs ? &inputs[i] : NULL;
}

double *tsq__effect_input_at(struct tsq_effect_row *row, const struct tsq__effect_input *input)
{
    return (double *)(void *)((char *)row + input->offset);
}

void tsq__effect_need(struct tsq_effect_value *value, double number, const char *role)
{
    if (isnan(number) && value->n_missing < TSQ__EFFECT_MISSING) {
        value->missing[value->n_missing++] = role;
    }
}

tsq_status tsq__effect_omit(struct tsq_effect_value *value, const char *reason)
{
    value->reason = reason;
    return TSQ_E_MISSING;
}

tsq_status tsq__effect_impossible(struct tsq_effect_value *value, const char *role, const char *complaint)
{
    value->role = role;
    value->reason = complaint;
    return TSQ_E_VALUE;
}

tsq_status tsq__effect_set(struct tsq_effect_value *value, double yi, double vi)
{
    if (!isfinite(yi) || !isfinite(vi)) {
        return tsq__effect_omit(value, "the effect or its variance is too large for double precision");
    }
    if (vi <= 0.0) {
        return tsq__effect_omit(value, vi < 0.0 ? "the sampling variance is negative" : "the sampling variance is 0");
    }
    value->yi = yi;
    value->vi = vi;
    value->sei = sqrt(vi);
    return TSQ_OK;
}

void tsq__effect_derived(struct tsq_effect_value *value, const char *text)
{
    snprintf(value->derived, sizeof value->derived, "%s", text);
}

bool tsq__effect_vtype(const tsq_effect_options *options, const char *vtype, const char *default_vtype)
{
    return strcmp(options->vtype != NULL ? options->vtype : default_vtype, vtype) == 0;
}

double tsq__effect_average(const struct tsq_effect_row *row, int which, double quantity, double weight,
                           struct tsq_effect_value *value)
{
    if (isfinite(quantity) && weight > 0.0) {
        value->noted[which].quantity = quantity;
        value->noted[which].weight = weight;
    }
    return which == 0 ? row->average1 : row->average2;
}

bool tsq__effect_adds(const tsq_effect_options *options, bool zero)
{
    return options->to == TSQ_TO_ALL || (zero && options->to != TSQ_TO_NONE);
}
