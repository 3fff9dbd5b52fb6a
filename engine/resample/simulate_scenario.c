/* A scenario from the texts of its columns, and whether they fit together. */
#include "resample/simulate_words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** The most studies, participants in a group and replicates. */
#define MOST_STUDIES 100000.0
#define MOST_PARTICIPANTS 1e9
#define MOST_REPS 1e12

/* ---- columns that hold a number ------------------------------------------------------------------------------------ */

static bool is_k(double x)
{
    return x >= 1.0 && x <= MOST_STUDIES && x == floor(x);
}

static bool is_size(double x)
{
    return x >= 1.0 && x <= MOST_PARTICIPANTS && x == floor(x);
}

static bool is_reps(double x)
{
    return x >= 1.0 && x <= MOST_REPS && x == floor(x);
}

/* The fourth powers of what is drawn, and of its ratio to mu, stay within the range of doubles. */
static bool is_number(double x)
{
    return fabs(x) <= 1e50 && (x == 0.0 || fabs(x) >= 1e-50);
}

static bool is_sd(double x)
{
    return x >= 1e-25 && x <= 1e25;
}

static bool is_variance(double x)
{
    return x >= 1e-50 && x <= 1e50;
}

static bool is_tau2(double x)
{
    return x >= 0.0 && x <= 1e50;
}

static bool is_percent(double x)
{
    return x >= 0.0 && x < 100.0;
}

static bool is_risk(double x)
{
    return x > 0.0 && x < 1.0;
}

static bool is_ratio(double x)
{
    return x >= 0.01 && x <= 100.0;
}

static bool is_publish(double x)
{
    return x >= 0.001 && x <= 1.0;
}

struct number_rule {
    const char *column;
    size_t offset;
    bool (*possible)(double x);
    const char *complaint;
};

#define SIZE_COMPLAINT "not a whole number from 1 to 1000000000"
#define VARIANCE_COMPLAINT "not a variance from 1e-50 to 1e50"
#define RISK_COMPLAINT "not between 0 and 1"

static const struct number_rule rules[] = {
    {"mu", offsetof(tsq_scenario, mu), is_number, "neither 0 nor of a size from 1e-50 to 1e50"},
    {"tau2", offsetof(tsq_scenario, tau2), is_tau2, "not between 0 and 1e50"},
    {"I2", offsetof(tsq_scenario, I2), is_percent, "not 0 or more and below 100, in per cent"},
    {"shape", offsetof(tsq_scenario, shape), is_number, "neither 0 nor of a size from 1e-50 to 1e50"},
    {"shape2", offsetof(tsq_scenario, shape2), is_number, "neither 0 nor of a size from 1e-50 to 1e50"},
    {"n_min", offsetof(tsq_scenario, n_min), is_size, SIZE_COMPLAINT},
    {"n_max", offsetof(tsq_scenario, n_max), is_size, SIZE_COMPLAINT},
    {"vi_min", offsetof(tsq_scenario, vi_min), is_variance, VARIANCE_COMPLAINT},
    {"vi_max", offsetof(tsq_scenario, vi_max), is_variance, VARIANCE_COMPLAINT},
    {"sd", offsetof(tsq_scenario, sd), is_sd, "not between 1e-25 and 1e25"},
    {"risk", offsetof(tsq_scenario, risk), is_risk, RISK_COMPLAINT},
    {"risk_min", offsetof(tsq_scenario, risk_min), is_risk, RISK_COMPLAINT},
    {"risk_max", offsetof(tsq_scenario, risk_max), is_risk, RISK_COMPLAINT},
    {"ratio", offsetof(tsq_scenario, ratio), is_ratio, "not between 0.01 and 100"},
    {"publish", offsetof(tsq_scenario, publish), is_publish, "not between 0.001 and 1"},
};

static tsq_status read_number(const char *text, char decimal, bool (*possible)(double x), const char *wrong,
                              double *out, char *complaint)
{
    if (tsq_number_read(text, decimal, out) != TSQ_NUMBER) {
        return tsq__scenario_complain(complaint, "not a number");
    }
    return possible(*out) ? TSQ_OK : tsq__scenario_complain(complaint, wrong);
}

/* ---- lists ----------------------------------------------------------------------------------------------------------- */

static size_t count_words(const char *text, char mark)
{
    size_t n = 1;
    for (; *text != '\0'; text++) {
        n += *text == mark;
    }
    return n;
}

static tsq_status set_list(tsq_scenario *s, double **list, const char *text, char decimal, bool (*possible)(double x),
                           const char *wrong, char *complaint)
{
    const size_t n = count_words(text, ';');
    char word[TSQ_SCENARIO_TEXT];
    const char *at = text;
    double *values = calloc(n, sizeof *values);
    if (values == NULL) {
        (void)tsq__scenario_complain(complaint, tsq_status_text(TSQ_E_MEMORY));
        return TSQ_E_MEMORY;
    }
    tsq_status status = TSQ_OK;
    for (size_t i = 0; status == TSQ_OK && tsq__scenario_next_word(&at, ';', word, sizeof word); i++) {
        status = read_number(word, decimal, possible, wrong, &values[i], complaint);
    }
    double number;
    if (status == TSQ_E_VALUE && n == 1 && strpbrk(text, ",|/ ") != NULL &&
        tsq_number_read(word, decimal, &number) != TSQ_NUMBER) {
        (void)tsq__scenario_complain(complaint, "not a number; several have semicolons between them");
    }
    free(*list);
    *list = values;
    s->n_list = n;
    return status;
}

/* ---- columns that hold a word ---------------------------------------------------------------------------------------- */

#define SET_ENTRY(field, name, label)                                                                                  \
    static const char *name##_id(size_t i)                                                                             \
    {                                                                                                                  \
        return tsq_##name##_at(i)->id;                                                                                 \
    }                                                                                                                  \
    static tsq_status set_##field(tsq_scenario *s, const char *text, char *complaint)                                  \
    {                                                                                                                  \
        s->field = tsq__##name##_find(text);                                                                           \
        return s->field != NULL ? TSQ_OK                                                                               \
                                : tsq__scenario_complain_choice(complaint, label, tsq_##name##_count(), name##_id);    \
    }

SET_ENTRY(effects, true_effects, "distribution")
SET_ENTRY(measure, simulated_measure, "measure")
SET_ENTRY(spread, size_spread, "spread")
SET_ENTRY(selection, selection, "selection")

static tsq_status set_label(tsq_scenario *s, const char *text, char *complaint)
{
    if (strlen(text) >= sizeof s->label) {
        return tsq__scenario_complain(complaint, "more than 63 bytes");
    }
    snprintf(s->label, sizeof s->label, "%s", text);
    return TSQ_OK;
}

/* ---- the columns ------------------------------------------------------------------------------------------------------- */

static const tsq_scenario_column columns[] = {
    {"scenario", "NAME", "its name in the output; its number by itself"},
    {"k", "K", "studies; always needed"},
    {"mu", "X", "mean of the true effects; 0 by itself"},
    {"tau2", "X", "their variance; 0 by itself"},
    {"I2", "PERCENT", "in place of tau2: tau2 = v I2/(100 - I2), v the typical sampling variance of the sizes given"},
    {"effects", "NAME", "distribution of the true effects; normal by itself"},
    {"shape", "X", "parameter of the distribution"},
    {"shape2", "X", "its second parameter"},
    {"measure", "M", "how the data of a study come about; GEN by itself"},
    {"n", "N[;N...]", "participants in each of the two groups; several are taken by the studies in turn"},
    {"ratio", "X", "treated for each of the n controls, rounded to whole participants; 1 by itself"},
    {"n_min", "N", "fewest participants of a group, where sizes are drawn"},
    {"n_max", "N", "most participants of a group"},
    {"vi", "X[;X...]", "GEN: sampling variances in place of sizes; several are taken by the studies in turn"},
    {"vi_min", "X", "GEN: smallest variance, where variances are drawn"},
    {"vi_max", "X", "GEN: largest variance"},
    {"spread", "NAME", "how sizes or variances are drawn between their limits; uniform by itself"},
    {"sd", "X", "SD of the participants (MD, and GEN with sizes); 1 by itself"},
    {"risk", "P", "OR, RR, RD: risk of the control group"},
    {"risk_min", "P", "OR, RR, RD: smallest risk, where each study has its own, uniform between two limits"},
    {"risk_max", "P", "OR, RR, RD: largest risk"},
    {"select", "NAME", "which studies are published in any case; none by itself: all are"},
    {"publish", "P",
     "probability that another study is published, 0.001 to 1; studies are drawn until k are published"},
    {"methods", "M[;M...]",
     "what is tried, as in 'REML+knha;DL+z': METHOD, METHOD+TEST, METHOD+TEST+PREDICTION, or "
     "METHOD+TEST+PREDICTION+TAU2CI, "
     "where PREDICTION may be empty; REML+knha by itself"},
    {"reps", "N", "replicates; 10000 by itself"},
};

size_t tsq_scenario_column_count(void)
{
    return sizeof columns / sizeof *columns;
}

const tsq_scenario_column *tsq_scenario_column_at(size_t i)
{
    return i < tsq_scenario_column_count() ? &columns[i] : NULL;
}

void tsq__scenario_begin(tsq_scenario *s)
{
    *s = (tsq_scenario){.I2 = NAN};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        *(double *)(void *)((char *)s + rules[i].offset) = NAN;
    }
}

static tsq_status set_count(const char *text, char decimal, bool (*possible)(double x), const char *wrong,
                            uint64_t *out, char *complaint)
{
    double value = 0.0;
    const tsq_status status = read_number(text, decimal, possible, wrong, &value, complaint);
    *out = status == TSQ_OK ? (uint64_t)value : 0;
    return status;
}

static tsq_status set_number(tsq_scenario *s, const char *id, const char *text, char decimal, char *complaint)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(rules[i].column, id) == 0) {
            double *field = (double *)(void *)((char *)s + rules[i].offset);
            return read_number(text, decimal, rules[i].possible, rules[i].complaint, field, complaint);
        }
    }
    return tsq__scenario_complain(complaint, "no such column");
}

tsq_status tsq__scenario_set(tsq_scenario *s, size_t column, const char *text, char decimal, char *complaint)
{
    static const struct {
        const char *id;
        tsq_status (*set)(tsq_scenario *s, const char *text, char *complaint);
    } words[] = {{"scenario", set_label}, {"effects", set_effects},  {"measure", set_measure},
                 {"spread", set_spread},  {"select", set_selection}, {"methods", tsq__scenario_set_methods}};
    const char *id = columns[column].id;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].id, id) == 0) {
            return words[i].set(s, text, complaint);
        }
    }
    if (strcmp(id, "n") == 0) {
        return set_list(s, &s->n, text, decimal, is_size, SIZE_COMPLAINT, complaint);
    }
    if (strcmp(id, "vi") == 0) {
        return set_list(s, &s->vi, text, decimal, is_variance, VARIANCE_COMPLAINT, complaint);
    }
    if (strcmp(id, "reps") == 0) {
        return set_count(text, decimal, is_reps, "not a whole number from 1 to 1e12", &s->reps, complaint);
    }
    if (strcmp(id, "k") == 0) {
        uint64_t k = 0;
        const tsq_status status = set_count(text, decimal, is_k, "not a whole number from 1 to 100000", &k, complaint);
        s->k = (size_t)k;
        return status;
    }
    return set_number(s, id, text, decimal, complaint);
}
