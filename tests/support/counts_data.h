/* The tables of tests/golden/mh_data.csv. Include after check.h. */
#ifndef TSQ_TEST_COUNTS_DATA_H
#define TSQ_TEST_COUNTS_DATA_H

#include "golden_table.h"

#include <tausq/counts.h>

#include <string.h>

enum { COUNTS_MAX = 64 };

/** The studies of one set as one measure sees them: a b c d are the cells, or events and time of both groups. */
typedef struct counts_data {
    size_t k;
    double a[COUNTS_MAX], b[COUNTS_MAX], c[COUNTS_MAX], d[COUNTS_MAX], yi[COUNTS_MAX], vi[COUNTS_MAX];
} counts_data;

static inline tsq_counts counts_view(const counts_data *data)
{
    return (tsq_counts){.k = data->k,
                        .ai = data->a,
                        .bi = data->b,
                        .ci = data->c,
                        .di = data->d,
                        .x1i = data->a,
                        .t1i = data->b,
                        .x2i = data->c,
                        .t2i = data->d,
                        .yi = data->yi,
                        .vi = data->vi};
}

static inline void counts_load(const struct golden *table, const char *set, const char *measure, counts_data *out)
{
    out->k = 0;
    for (size_t i = 0; i < golden_rows(table); i++) {
        if (strcmp(golden_text(table, "dataset", i), set) == 0 &&
            strcmp(golden_text(table, "measure", i), measure) == 0) {
            assert_true(out->k < COUNTS_MAX);
            const size_t k = out->k++;
            out->a[k] = golden_number(table, "a", i);
            out->b[k] = golden_number(table, "b", i);
            out->c[k] = golden_number(table, "c", i);
            out->d[k] = golden_number(table, "d", i);
            out->yi[k] = golden_number(table, "yi", i);
            out->vi[k] = golden_number(table, "vi", i);
        }
    }
    assert_true(out->k > 0);
}

#endif
