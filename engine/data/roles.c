/* Column roles: the list, and which column of a table plays which. */
#include "data/table.h"

#include "base/error.h"
#include "base/index.h"
#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const tsq_role roles_known[] = {
#define TSQ_ROLE(id, alias, kind, meaning) {id, alias, TSQ_ROLE_##kind, meaning},
#include "data/roles.def"
#undef TSQ_ROLE
};

enum { ROLES = sizeof roles_known / sizeof roles_known[0] };

/* What follows mean0_t, sd0_t in tables that number the times: final values, if their baseline stands beside them. */
static const struct numbered {
    const char *id, *name, *baseline;
} numbered[] = {{"m1i", "mean1_t", "mean0_t"},
                {"sd1i", "sd1_t", "sd0_t"},
                {"m2i", "mean1_c", "mean0_c"},
                {"sd2i", "sd1_c", "sd0_c"}};

struct tsq_roles {
    const tsq_table *table;
    long column[ROLES]; /* -1: none */
    tsq__index index;   /* role by id: cells are asked for by name, row after row */
};

size_t tsq_role_count(void)
{
    return ROLES;
}

const tsq_role *tsq_role_at(size_t i)
{
    return i < ROLES ? &roles_known[i] : NULL;
}

const tsq_role *tsq_role_find(const char *name)
{
    for (size_t i = 0; i < ROLES && name[0] != '\0'; i++) {
        if (strcmp(roles_known[i].id, name) == 0 || strcmp(roles_known[i].alias, name) == 0) {
            return &roles_known[i];
        }
    }
    return NULL;
}

/* One map, "ROLE=COLUMN". */
static tsq_status apply_map(tsq_roles *roles, const char *map, tsq_error *err)
{
    char shown[TSQ__SHOWN];
    const char *equals = strchr(map, '=');
    if (equals == NULL || equals[1] == '\0') {
        return tsq__fail(err, TSQ_E_OPTION, "--map takes ROLE=COLUMN, not '%s'", tsq__shown(map, strlen(map), shown));
    }
    const size_t length = (size_t)(equals - map);
    char name[TSQ__SHOWN];
    const tsq_role *role = NULL;
    if (length < sizeof name) {
        memcpy(name, map, length);
        name[length] = '\0';
        role = tsq_role_find(name);
    }
    if (role == NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "--map %s: there is no role of that name", tsq__shown(map, length, shown));
    }
    if (roles->column[role - roles_known] >= 0) {
        return tsq__fail(err, TSQ_E_OPTION, "--map gives the role %s twice", role->id);
    }
    size_t column;
    if (!tsq_table_find(roles->table, equals + 1, &column)) {
        return tsq__fail_no_column(roles->table, equals + 1, strlen(equals + 1), err);
    }
    roles->column[role - roles_known] = (long)column;
    return TSQ_OK;
}

/* The column of a role that is named by number, where it has none yet. */
static void apply_numbered(tsq_roles *roles)
{
    for (size_t i = 0; i < sizeof numbered / sizeof numbered[0]; i++) {
        long *column = &roles->column[tsq_role_find(numbered[i].id) - roles_known];
        size_t baseline, found;
        if (*column < 0 && tsq_table_find(roles->table, numbered[i].baseline, &baseline) &&
            tsq_table_find(roles->table, numbered[i].name, &found)) {
            *column = (long)found;
        }
    }
}

/* Columns named as a role, where no map says otherwise. */
static tsq_status apply_names(tsq_roles *roles, tsq_error *err)
{
    for (size_t i = 0; i < ROLES; i++) {
        const tsq_role *role = &roles_known[i];
        size_t by_id = 0;
        size_t by_alias = 0;
        const bool has_id = tsq_table_find(roles->table, role->id, &by_id);
        const bool has_alias = role->alias[0] != '\0' && tsq_table_find(roles->table, role->alias, &by_alias);
        if (roles->column[i] >= 0 || (!has_id && !has_alias)) {
            continue;
        }
        if (has_id && has_alias) {
            return tsq__fail(err, TSQ_E_COLUMN,
                             "%s: the columns '%s' and '%s' are the same role; choose one with --map %s=COLUMN",
                             tsq_table_source(roles->table), role->id, role->alias, role->id);
        }
        roles->column[i] = (long)(has_id ? by_id : by_alias);
    }
    return TSQ_OK;
}

tsq_status tsq_roles_new(const tsq_table *table, const char *const *maps, size_t n, tsq_roles **out, tsq_error *err)
{
    *out = NULL;
    tsq_roles *roles = tsq__array(1, sizeof *roles);
    if (roles == NULL) {
        return tsq__fail_memory(err);
    }
    roles->table = table;
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < ROLES && status == TSQ_OK; i++) {
        roles->column[i] = -1;
        if (!tsq__index_add(&roles->index, tsq__hash_string(TSQ__HASH_START, roles_known[i].id))) {
            status = tsq__fail_memory(err);
        }
    }
    for (size_t i = 0; i < n && status == TSQ_OK; i++) {
        status = apply_map(roles, maps[i], err);
    }
    if (status == TSQ_OK) {
        status = apply_names(roles, err);
    }
    if (status == TSQ_OK) {
        apply_numbered(roles);
    }
    if (status != TSQ_OK) {
        tsq_roles_free(roles);
        return status;
    }
    *out = roles;
    return TSQ_OK;
}

void tsq_roles_free(tsq_roles *roles)
{
    if (roles != NULL) {
        tsq__index_free(&roles->index);
        free(roles);
    }
}

static bool is_role(const void *name, size_t role)
{
    return strcmp(roles_known[role].id, name) == 0;
}

long tsq_roles_column(const tsq_roles *roles, const char *role)
{
    size_t i;
    const uint64_t hash = tsq__hash_string(TSQ__HASH_START, role);
    return tsq__index_find(&roles->index, hash, is_role, role, &i) ? roles->column[i] : -1;
}

bool tsq_roles_has(const tsq_roles *roles, const char *role)
{
    return tsq_roles_column(roles, role) >= 0;
}

const tsq_table *tsq_roles_table(const tsq_roles *roles)
{
    return roles->table;
}

tsq_status tsq_roles_number(const tsq_roles *roles, const char *role, size_t row, double *value, tsq_error *err)
{
    const long column = tsq_roles_column(roles, role);
    *value = (double)NAN;
    return column < 0 ? TSQ_OK : tsq__table_number(roles->table, row, (size_t)column, value, err);
}

const char *tsq_roles_text(const tsq_roles *roles, const char *role, size_t row)
{
    const long column = tsq_roles_column(roles, role);
    return column < 0 ? NULL : tsq_table_cell(roles->table, row, (size_t)column);
}

tsq_status tsq_roles_fail(const tsq_roles *roles, const char *role, size_t row, tsq_status code, const char *message,
                          tsq_error *err)
{
    const long column = tsq_roles_column(roles, role);
    if (column >= 0) {
        return tsq__fail_cell(roles->table, row, (size_t)column, code, message, err);
    }
    const size_t line = tsq_table_line(roles->table, row);
    tsq__fail(err, code, "%s:%zu: %s: %s", tsq_table_source(roles->table), line, role, message);
    if (err != NULL) {
        err->line = line;
    }
    return code;
}
