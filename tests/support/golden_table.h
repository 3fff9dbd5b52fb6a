/* Reference tables of tests/golden, read with the product's own reader. Include after check.h. */
#ifndef TSQ_TEST_GOLDEN_TABLE_H
#define TSQ_TEST_GOLDEN_TABLE_H

#include <tausq/io.h>

#include <stdlib.h>

struct golden {
    tsq_table *table;
};

static inline struct golden golden_open(const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", TAUSQ_GOLDEN_DIR, name);
    struct golden golden;
    tsq_error err;
    if (tsq_csv_read(path, NULL, NULL, &golden.table, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return golden;
}

static inline void golden_close(struct golden *golden)
{
    tsq_table_free(golden->table);
}

static inline size_t golden_rows(const struct golden *golden)
{
    return tsq_table_rows(golden->table);
}

static inline const char *golden_text(const struct golden *golden, const char *column, size_t row)
{
    size_t at;
    if (!tsq_table_find(golden->table, column, &at)) {
        fail_msg("no column %s", column);
    }
    return tsq_table_cell(golden->table, row, at);
}

/* NaN for an empty cell; numbers below the range of double precision become 0. */
static inline double golden_number(const struct golden *golden, const char *column, size_t row)
{
    const char *text = golden_text(golden, column, row);
    return *text == '\0' ? (double)NAN : strtod(text, NULL);
}

#endif
