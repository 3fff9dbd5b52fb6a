/* Effects of a whole table from text, for tests. Include after check.h. */
#ifndef TSQ_TEST_EFFECTS_OF_H
#define TSQ_TEST_EFFECTS_OF_H

#include "tables.h"

#include <tausq/effect.h>

static const tsq_effect_options defaults = TSQ_EFFECT_OPTIONS_INIT;

/* The effects of all rows of a table. */
struct effects_of {
    tsq_table *table;
    tsq_roles *roles;
    tsq_effects effects;
};

static inline void done(struct effects_of *all)
{
    tsq_effects_free(&all->effects);
    tsq_roles_free(all->roles);
    tsq_table_free(all->table);
    *all = (struct effects_of){.table = NULL};
}

/* Whether it works; the caller ends with done() either way. `measure` may be NULL; so may `map`. */
static inline tsq_status try_compute(const char *csv, const char *measure, const char *map,
                                     const tsq_effect_options *options, struct effects_of *all, tsq_error *err)
{
    enum { ROWS = 64 };
    *all = (struct effects_of){.table = table_of(csv)};
    size_t row[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        row[i] = i;
    }
    const tsq_rows rows = {.n = tsq_table_rows(all->table), .row = row};
    assert_true(rows.n <= ROWS);
    const tsq_status status = tsq_roles_new(all->table, &map, map == NULL ? 0 : 1, &all->roles, err);
    if (status != TSQ_OK) {
        return status;
    }
    return tsq_effects_compute(all->roles, &rows, measure == NULL ? NULL : tsq_effect_find(measure), options,
                               &all->effects, err);
}

static inline struct effects_of compute(const char *csv, const char *measure, tsq_effect_options options)
{
    struct effects_of all;
    tsq_error err = {.text = ""};
    if (try_compute(csv, measure, NULL, &options, &all, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return all;
}

#endif
