/* The data sets of tests/golden/covariance_data.csv with the covariances of covariance_pairs.csv. */
#ifndef TSQ_TEST_COVARIANCE_DATA_H
#define TSQ_TEST_COVARIANCE_DATA_H

#include "fit_rows.h"

enum { COVARIANCE_MAX_PAIRS = 400, COVARIANCE_MAX_SETS = 16 };

/* A data set with its covariances. */
typedef struct correlated {
    fit_data data;
    size_t n_cov;
    tsq_covariance cov[COVARIANCE_MAX_PAIRS];
} correlated;

static correlated *sets;
static size_t n_sets;

static inline correlated *find_set(const char *name)
{
    for (size_t i = 0; i < n_sets; i++) {
        if (strcmp(sets[i].data.name, name) == 0) {
            return &sets[i];
        }
    }
    assert_true(n_sets < COVARIANCE_MAX_SETS);
    snprintf(sets[n_sets].data.name, sizeof sets->data.name, "%s", name);
    return &sets[n_sets++];
}

static inline int read_sets(void **state)
{
    (void)state;
    sets = calloc(COVARIANCE_MAX_SETS, sizeof *sets);
    assert_non_null(sets);
    char line[512], *cell[6];
    FILE *file = open_golden("covariance_data.csv");
    while (fgets(line, sizeof line, file) != NULL) {
        assert_int_equal(split_line(line, cell, 6), 6);
        fit_data *data = &find_set(cell[0])->data;
        data->yi[data->k] = strtod(cell[2], NULL);
        data->vi[data->k] = strtod(cell[3], NULL);
        for (data->m = 0; data->m < 2 && cell[4 + data->m][0] != '\0'; data->m++) {
            data->x[data->m][data->k] = strtod(cell[4 + data->m], NULL);
        }
        data->k++;
    }
    fclose(file);
    file = open_golden("covariance_pairs.csv");
    while (fgets(line, sizeof line, file) != NULL) {
        assert_int_equal(split_line(line, cell, 4), 4);
        correlated *set = find_set(cell[0]);
        assert_true(set->n_cov < COVARIANCE_MAX_PAIRS);
        set->cov[set->n_cov++] =
            (tsq_covariance){strtoul(cell[1], NULL, 10), strtoul(cell[2], NULL, 10), strtod(cell[3], NULL)};
    }
    fclose(file);
    for (size_t s = 0; s < n_sets; s++) {
        fit_data *data = &sets[s].data;
        for (size_t j = 0; j < data->m; j++) {
            memcpy(data->X + j * data->k, data->x[j], data->k * sizeof(double));
        }
    }
    return 0;
}

static inline int free_sets(void **state)
{
    (void)state;
    free(sets);
    return 0;
}

static inline tsq_studies studies_of(const correlated *set)
{
    tsq_studies studies = fit_data_studies(&set->data);
    studies.weights = NULL;
    studies.n_cov = set->n_cov;
    studies.cov = set->cov;
    return studies;
}

static inline tsq_fit_options options_of(const char *method, const char *test, const char *variant)
{
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find(method);
    options.test = tsq_test_find(strcmp(test, "-") == 0 ? "z" : test);
    assert_non_null(options.method);
    assert_non_null(options.test);
    options.prediction = tsq_prediction_find(variant);
    options.tau2_interval = tsq_tau2_interval_find(variant);
    options.no_prediction = options.prediction == NULL;
    options.no_tau2_interval = options.tau2_interval == NULL;
    return options;
}

static inline tsq_fit_result must_fit(const tsq_studies *studies, const tsq_fit_options *options)
{
    tsq_fit_result out;
    tsq_error err;
    if (tsq_fit(studies, options, &out, &err) != TSQ_OK) {
        fail_msg("%s: %s", options == NULL ? "defaults" : options->method->id, err.text);
    }
    return out;
}

#endif
