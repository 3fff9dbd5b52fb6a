/* What a scenario says, as the texts of its columns. */
#include "base/text.h"
#include "resample/simulate.h"

#include <math.h>
#include <string.h>

static void add_number(tsq__text *out, double x)
{
    char text[TSQ_NUMBER_TEXT];
    (void)tsq__text_add_string(out, tsq_number_print(x, text));
}

static void add_list(tsq__text *out, const double *list, size_t n)
{
    for (size_t i = 0; list != NULL && i < n; i++) {
        (void)tsq__text_add_string(out, i > 0 ? ";" : "");
        add_number(out, list[i]);
    }
}

static void add_methods(tsq__text *out, const tsq_scenario *s)
{
    for (size_t i = 0; i < s->n_methods; i++) {
        (void)tsq__text_printf(out, "%s%s", i > 0 ? ";" : "", s->method[i].name);
    }
}

/* The number of a column that holds one; NaN prints as nothing. */
static double number_of(const tsq_scenario *s, const char *id)
{
    const bool one_risk = !isnan(s->risk);
    const struct {
        const char *id;
        double number;
    } numbers[] = {{"k", (double)s->k},
                   {"mu", s->mu},
                   {"tau2", s->tau2},
                   {"I2", s->I2},
                   {"shape", s->shape},
                   {"shape2", s->shape2},
                   {"n_min", s->n_min},
                   {"n_max", s->n_max},
                   {"vi_min", s->vi_min},
                   {"vi_max", s->vi_max},
                   {"ratio", s->ratio},
                   {"sd", s->sd},
                   {"risk", s->risk},
                   {"risk_min", one_risk ? (double)NAN : s->risk_min},
                   {"risk_max", one_risk ? (double)NAN : s->risk_max},
                   {"publish", s->publish},
                   {"reps", (double)s->reps}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(numbers[i].id, id) == 0) {
            return numbers[i].number;
        }
    }
    return NAN;
}

/* The word of a column that holds one; NULL for the others. */
static const char *word_of(const tsq_scenario *s, const char *id)
{
    const bool drawn = s->n == NULL && s->vi == NULL;
    const struct {
        const char *id, *word;
    } words[] = {{"scenario", s->label},
                 {"effects", s->effects->id},
                 {"measure", s->measure->id},
                 {"spread", drawn ? s->spread->id : ""},
                 {"select", s->selection->sure != NULL ? s->selection->id : ""}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].id, id) == 0) {
            return words[i].word;
        }
    }
    return NULL;
}

char *tsq_scenario_text(const tsq_scenario *s, size_t i)
{
    const char *id = tsq_scenario_column_at(i)->id, *word = word_of(s, id);
    tsq__text out = {0};
    if (word != NULL) {
        (void)tsq__text_add_string(&out, word);
    } else if (strcmp(id, "n") == 0) {
        add_list(&out, s->n, s->n_list);
    } else if (strcmp(id, "vi") == 0) {
        add_list(&out, s->vi, s->n_list);
    } else if (strcmp(id, "methods") == 0) {
        add_methods(&out, s);
    } else {
        add_number(&out, number_of(s, id));
    }
    return tsq__text_take(&out);
}
