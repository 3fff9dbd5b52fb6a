/* Words in the columns of a scenario, the methods that they name, and what is said of those that name nothing. */
#include "resample/simulate_words.h"

#include <stdio.h>
#include <string.h>

tsq_status tsq__scenario_complain(char *complaint, const char *text)
{
    snprintf(complaint, TSQ_ERROR_TEXT, "%s", text);
    return TSQ_E_VALUE;
}

tsq_status tsq__scenario_complain_choice(char *complaint, const char *what, size_t n, const char *(*id)(size_t i))
{
    size_t at = (size_t)snprintf(complaint, TSQ_ERROR_TEXT, "unknown %s; it is one of", what);
    for (size_t i = 0; i < n && at < TSQ_ERROR_TEXT; i++) {
        at += (size_t)snprintf(complaint + at, TSQ_ERROR_TEXT - at, "%s %s", i > 0 ? "," : "", id(i));
    }
    return TSQ_E_VALUE;
}

bool tsq__scenario_next_word(const char **at, char mark, char *word, size_t room)
{
    if (*at == NULL) {
        return false;
    }
    const char *end = strchr(*at, mark), *from = *at + strspn(*at, " \t");
    size_t n = end != NULL ? (size_t)(end - from) : strlen(from);
    n = from > *at && end != NULL && from > end ? 0 : n;
    while (n > 0 && (from[n - 1] == ' ' || from[n - 1] == '\t')) {
        n--;
    }
    snprintf(word, room, "%.*s", (int)(n < room ? n : room - 1), from);
    *at = end != NULL ? end + 1 : NULL;
    return true;
}

/* ---- methods --------------------------------------------------------------------------------------------------------- */

static const char *method_id(size_t i)
{
    return tsq_tau2_at(i)->id;
}

static const char *test_id(size_t i)
{
    return tsq_test_at(i)->id;
}

static const char *tau2_interval_id(size_t i)
{
    return tsq_tau2_interval_at(i)->id;
}

static const char *prediction_id(size_t i)
{
    return tsq_prediction_at(i)->id;
}

/* Whether tsq_fit takes the combination. */
static tsq_status try_method(const tsq_simulated_method *m, char *complaint)
{
    static const double yi[] = {0.0, 1.0, 3.0, 2.0}, vi[] = {1.0, 1.0, 0.5, 0.5};
    const tsq_studies studies = {.k = 4, .yi = yi, .vi = vi};
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    tsq_fit_result result;
    tsq_error err;
    options.method = m->method;
    options.test = m->test;
    options.prediction = m->prediction;
    options.tau2_interval = m->tau2_interval;
    options.no_tau2_interval = m->tau2_interval == NULL;
    const tsq_status status = tsq_fit(&studies, &options, &result, &err);
    tsq_fit_free(&result);
    return status == TSQ_OK ? TSQ_OK : tsq__scenario_complain(complaint, err.text);
}

static void name_method(tsq_simulated_method *m)
{
    const char *prediction = m->prediction != NULL ? m->prediction->id : "";
    const char *interval = m->tau2_interval != NULL ? m->tau2_interval->id : "";
    const bool more_parts = prediction[0] != '\0' || interval[0] != '\0';
    snprintf(m->name, sizeof m->name, "%s+%s%s%s%s%s", m->method->id, m->test->id, more_parts ? "+" : "", prediction,
             interval[0] != '\0' ? "+" : "", interval);
}

static tsq_status read_method(const char *text, tsq_simulated_method *m, char *complaint)
{
    char part[4][TSQ_SCENARIO_TEXT] = {"", "", "", ""}, more[TSQ_SCENARIO_TEXT];
    const char *at = text;
    for (size_t i = 0; i < 4; i++) {
        (void)tsq__scenario_next_word(&at, '+', part[i], sizeof part[i]);
    }
    if (tsq__scenario_next_word(&at, '+', more, sizeof more)) {
        return tsq__scenario_complain(
            complaint, "a method is METHOD, METHOD+TEST, METHOD+TEST+PREDICTION or METHOD+TEST+PREDICTION+TAU2CI");
    }
    m->method = tsq_tau2_find(part[0]);
    if (m->method == NULL) {
        return tsq__scenario_complain_choice(complaint, "method", tsq_tau2_count(), method_id);
    }
    if ((m->method->flags & TSQ_TAU2_USER_WEIGHTS) != 0) {
        return tsq__scenario_complain(complaint, "a method that needs weights is not simulated");
    }
    const bool common = (m->method->flags & TSQ_TAU2_COMMON) != 0;
    m->test = tsq_test_find(part[1][0] != '\0' ? part[1] : common ? "z" : "knha");
    if (m->test == NULL) {
        return tsq__scenario_complain_choice(complaint, "test", tsq_test_count(), test_id);
    }
    m->prediction = part[2][0] != '\0' ? tsq_prediction_find(part[2]) : NULL;
    if (part[2][0] != '\0' && m->prediction == NULL) {
        return tsq__scenario_complain_choice(complaint, "prediction interval", tsq_prediction_count(), prediction_id);
    }
    if (common && m->prediction != NULL) {
        return tsq__scenario_complain(complaint, "a common-effect method has no prediction interval");
    }
    m->tau2_interval = part[3][0] != '\0' ? tsq_tau2_interval_find(part[3]) : NULL;
    if (part[3][0] != '\0' && m->tau2_interval == NULL) {
        return tsq__scenario_complain_choice(complaint, "interval of tau2", tsq_tau2_interval_count(),
                                             tau2_interval_id);
    }
    if (common && m->tau2_interval != NULL) {
        return tsq__scenario_complain(complaint, "a common-effect method has no interval of tau2");
    }
    const bool counts = (m->method->flags & TSQ_TAU2_COUNTS) != 0;
    if (counts && m->test != tsq_test_find("z")) {
        return tsq__scenario_complain(complaint, "a method that pools counts has the test z");
    }
    name_method(m);
    return counts ? TSQ_OK : try_method(m, complaint);
}

tsq_status tsq__scenario_set_methods(tsq_scenario *s, const char *text, char *complaint)
{
    char word[3 * TSQ_SCENARIO_TEXT];
    const char *at = text;
    s->n_methods = 0;
    while (tsq__scenario_next_word(&at, ';', word, sizeof word)) {
        if (s->n_methods == TSQ_SCENARIO_METHODS) {
            return tsq__scenario_complain(complaint, "more than 32 methods");
        }
        tsq_simulated_method *m = &s->method[s->n_methods];
        const tsq_status status = read_method(word, m, complaint);
        if (status != TSQ_OK) {
            return status;
        }
        for (size_t i = 0; i < s->n_methods; i++) {
            if (strcmp(s->method[i].name, m->name) == 0) {
                return tsq__scenario_complain(complaint, "a method comes twice");
            }
        }
        s->n_methods++;
    }
    return TSQ_OK;
}
