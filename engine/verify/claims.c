/* The claims of a table: which columns they are in, and that each has a name of its own. */
#include <tausq/verify.h>

#include "base/error.h"
#include "base/index.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A column: which text of a claim it holds, and whether there are no claims without it. */
static const struct field {
    const char *name;
    size_t offset;
    bool needed;
} fields[] = {
#define FIELD(name, needed)                                                                                            \
    {                                                                                                                  \
#name, offsetof(tsq_claim, name), needed                                                                       \
    }
    FIELD(id, true),       FIELD(data, true),     FIELD(where, false),     FIELD(args, false),
    FIELD(quantity, true), FIELD(expected, true), FIELD(tolerance, false), FIELD(source, false),
    FIELD(sha256, false),  FIELD(version, false), FIELD(options, false),   FIELD(mcid, false),
#undef FIELD
};

enum { N_FIELDS = sizeof fields / sizeof fields[0] };

static bool is_field(const char *name)
{
    for (size_t i = 0; i < N_FIELDS; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* A column of another name that comes near to one that is not there is a mistake: what it says would be passed over. */
static tsq_status check_names(const tsq_table *table, tsq_error *err)
{
    char shown[TSQ__SHOWN];
    for (size_t i = 0; i < N_FIELDS; i++) {
        size_t column;
        if (tsq_table_find(table, fields[i].name, &column)) {
            continue;
        }
        for (size_t c = 0; c < tsq_table_columns(table); c++) {
            const char *name = tsq_table_column_name(table, c);
            tsq_guess guess = tsq_guess_begin(name);
            tsq_guess_offer(&guess, fields[i].name);
            if (guess.best != NULL && guess.distance <= 2 && !is_field(name) && strlen(name) > 3) {
                return tsq__fail(err, TSQ_E_COLUMN, "%s: unknown column '%s'; did you mean '%s'?",
                                 tsq_table_source(table), tsq__shown(name, strlen(name), shown), fields[i].name);
            }
        }
        if (fields[i].needed) {
            return tsq__fail(err, TSQ_E_COLUMN,
                             "%s: no column '%s'; claims have the columns id, data, where, args, quantity, expected, "
                             "tolerance, source",
                             tsq_table_source(table), fields[i].name);
        }
    }
    return TSQ_OK;
}

static void take_claim(const tsq_table *table, size_t row, tsq_claim *claim)
{
    *claim = (tsq_claim){.row = row, .line = tsq_table_line(table, row)};
    for (size_t i = 0; i < N_FIELDS; i++) {
        size_t column;
        const bool there = tsq_table_find(table, fields[i].name, &column);
        *(const char **)(void *)((char *)claim + fields[i].offset) = there ? tsq_table_cell(table, row, column) : "";
    }
}

tsq_status tsq_claims_read(const tsq_table *table, tsq_claims *out, tsq_error *err)
{
    const size_t n = tsq_table_rows(table);
    *out = (tsq_claims){.table = table};
    tsq_status status = check_names(table, err);
    if (status != TSQ_OK) {
        return status;
    }
    out->claim = tsq__array(n, sizeof *out->claim);
    if (out->claim == NULL) {
        return tsq__fail_memory(err);
    }
    while (status == TSQ_OK && out->n < n) {
        tsq_claim *claim = &out->claim[out->n++];
        take_claim(table, out->n - 1, claim);
        if (claim->id[0] == '\0') {
            status =
                tsq__fail(err, TSQ_E_VALUE, "%s:%zu: id: every claim needs one", tsq_table_source(table), claim->line);
        }
    }
    if (status != TSQ_OK) {
        tsq_claims_free(out);
    }
    return status;
}

/* ---- ids ---------------------------------------------------------------------------------------------------------------- */

struct asked {
    const tsq_claims *claims;
    const char *id;
};

static bool same_id(const void *context, size_t entry)
{
    const struct asked *asked = context;
    return strcmp(asked->claims->claim[entry].id, asked->id) == 0;
}

tsq_status tsq_claims_unique(const tsq_claims *claims, tsq_error *err)
{
    tsq__index ids = {0};
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < claims->n && status == TSQ_OK; i++) {
        const struct asked asked = {claims, claims->claim[i].id};
        const uint64_t hash = tsq__hash_string(TSQ__HASH_START, asked.id);
        char shown[TSQ__SHOWN];
        size_t other;
        if (tsq__index_find(&ids, hash, same_id, &asked, &other)) {
            status = tsq__fail(err, TSQ_E_VALUE, "%s:%zu: id: there is another claim '%s' on line %zu",
                               tsq_table_source(claims->table), claims->claim[i].line,
                               tsq__shown(asked.id, strlen(asked.id), shown), claims->claim[other].line);
        } else if (!tsq__index_add(&ids, hash)) {
            status = tsq__fail_memory(err);
        }
    }
    tsq__index_free(&ids);
    return status;
}

void tsq_claims_free(tsq_claims *claims)
{
    free(claims->claim);
    *claims = (tsq_claims){0};
}
