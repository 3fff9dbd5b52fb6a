/* The data sets of tests/golden/fit_data.csv, and lines of CSV without quotes. */
#ifndef TSQ_TEST_FIT_DATA_H
#define TSQ_TEST_FIT_DATA_H

#include "check.h"

#include <tausq/fit.h>

#include <stdlib.h>
#include <string.h>

enum { FIT_DATA_MAX_K = 200, FIT_DATA_MAX_M = 3, FIT_DATA_MAX_SETS = 80 };

/** One data set; the moderators one column after the other, as tsq_fit takes them. */
typedef struct fit_data {
    char name[64];
    size_t k, m;
    double yi[FIT_DATA_MAX_K], vi[FIT_DATA_MAX_K], weight[FIT_DATA_MAX_K];
    double x[FIT_DATA_MAX_M][FIT_DATA_MAX_K];
    double X[FIT_DATA_MAX_M * FIT_DATA_MAX_K];
} fit_data;

/** Splits a line in place at its commas; the number of cells. */
static inline size_t split_line(char *line, char **cell, size_t max)
{
    line[strcspn(line, "\r\n")] = '\0';
    size_t n = 0;
    for (char *at = line; at != NULL && n < max; n++) {
        cell[n] = at;
        at = strchr(at, ',');
        if (at != NULL) {
            *at++ = '\0';
        }
    }
    return n;
}

static inline FILE *open_golden(const char *name)
{
    char path[1024], header[1024];
    snprintf(path, sizeof path, "%s/%s", TAUSQ_GOLDEN_DIR, name);
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(header, sizeof header, file) == NULL) {
        fail_msg("cannot read %s", path);
    }
    return file;
}

/** All data sets, to be freed with free(); *n says how many. */
static inline fit_data *fit_data_read(size_t *n)
{
    fit_data *sets = calloc(FIT_DATA_MAX_SETS, sizeof *sets);
    assert_non_null(sets);
    FILE *file = open_golden("fit_data.csv");
    char line[1024];
    char *cell[8];
    *n = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        assert_int_equal(split_line(line, cell, 8), 8);
        if (*n == 0 || strcmp(sets[*n - 1].name, cell[0]) != 0) {
            assert_true(*n < FIT_DATA_MAX_SETS);
            assert_true(snprintf(sets[(*n)++].name, sizeof sets->name, "%s", cell[0]) < (int)sizeof sets->name);
        }
        fit_data *set = &sets[*n - 1];
        assert_true(set->k < FIT_DATA_MAX_K);
        set->yi[set->k] = strtod(cell[2], NULL);
        set->vi[set->k] = strtod(cell[3], NULL);
        set->weight[set->k] = strtod(cell[4], NULL);
        for (set->m = 0; set->m < FIT_DATA_MAX_M && cell[5 + set->m][0] != '\0'; set->m++) {
            set->x[set->m][set->k] = strtod(cell[5 + set->m], NULL);
        }
        set->k++;
    }
    fclose(file);
    for (size_t s = 0; s < *n; s++) {
        for (size_t j = 0; j < sets[s].m; j++) {
            memcpy(sets[s].X + j * sets[s].k, sets[s].x[j], sets[s].k * sizeof(double));
        }
    }
    return sets;
}

static inline const fit_data *fit_data_find(const fit_data *sets, size_t n, const char *name)
{
    for (size_t s = 0; s < n; s++) {
        if (strcmp(sets[s].name, name) == 0) {
            return &sets[s];
        }
    }
    return NULL;
}

static inline tsq_studies fit_data_studies(const fit_data *set)
{
    return (tsq_studies){.k = set->k, .yi = set->yi, .vi = set->vi, .weights = set->weight, .m = set->m, .X = set->X};
}

#endif
