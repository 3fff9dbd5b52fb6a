/* The statement that claims of a file make together; see reproduce_claims.h. */
#include "cli/reproduce_claims.h"

#include <stdlib.h>
#include <string.h>

enum { QUANTITY = 64 };

/* The key of a quantity, "estimate" of "exp(coef.intrcpt.estimate)"; false where it is of no such form. */
static bool key_of(const char *quantity, char key[QUANTITY], bool *transformed)
{
    static const char coefficient[] = "coef.intrcpt.";
    const size_t length = strlen(quantity), before = strcspn(quantity, "(");
    *transformed = before < length && quantity[length - 1] == ')';
    const char *from = *transformed ? quantity + before + 1 : quantity;
    size_t n = (size_t)(quantity + length - from) - (*transformed ? 1 : 0);
    if (strncmp(from, coefficient, sizeof coefficient - 1) == 0) {
        from += sizeof coefficient - 1;
        n -= sizeof coefficient - 1;
    }
    if (n >= QUANTITY) {
        return false;
    }
    snprintf(key, QUANTITY, "%.*s", (int)n, from);
    return true;
}

/* Which number of a statement it is; COUNT: none. */
static size_t stated_of(const char *key, const tsq_pool_options *pool)
{
    size_t i = 0;
    if (strcmp(key, "statistic") == 0) { /* without --test a common effect has z, else the t of knha */
        const tsq_test *test = pool->fit.test;
        const tsq_tau2_method *method = pool->fit.method;
        const bool common = method != NULL && (method->flags & (TSQ_TAU2_COMMON | TSQ_TAU2_COUNTS)) != 0;
        return (test != NULL ? strcmp(test->id, "z") == 0 : common) ? TSQ_STATED_Z : TSQ_STATED_T;
    }
    while (i < TSQ_STATED_COUNT && strcmp(tsq_stated_id(i), key) != 0) {
        i++;
    }
    return i;
}

static bool is_of_mean(size_t which)
{
    return which == TSQ_STATED_ESTIMATE || which == TSQ_STATED_CI_LB || which == TSQ_STATED_CI_UB ||
           which == TSQ_STATED_PI_LB || which == TSQ_STATED_PI_UB;
}

/* What has been taken, and on which scale the first number of the mean stands: all others have to stand on it. */
struct taking {
    size_t n, left_out;
    bool scale_known, transformed;
};

static tsq_status take(const struct claimed *claimed, const tsq_claim *claim, tsq_statement *statement,
                       struct taking *taking, tsq_error *err)
{
    char key[QUANTITY];
    bool transformed;
    tsq_error cause;
    const bool read = key_of(claim->quantity, key, &transformed);
    const size_t which = read ? stated_of(key, &claimed->line.settings.pool) : TSQ_STATED_COUNT;
    const bool mean = is_of_mean(which);
    if (which == TSQ_STATED_COUNT || statement->has[which] || strcmp(claim->expected, "NA") == 0 ||
        (transformed && !mean) || (mean && taking->scale_known && transformed != taking->transformed)) {
        taking->left_out++;
        return TSQ_OK;
    }
    if (tsq_statement_add_within(statement, (tsq_stated)which, claim->expected, claim->tolerance, '.', &cause) !=
        TSQ_OK) {
        const bool expected = strncmp(cause.text, "tolerance: ", 11) != 0;
        return cli_fail(err, TSQ_E_VALUE, "%s:%zu: %s%.400s", claimed->file.path, claim->line,
                        expected ? "expected: " : "", cause.text);
    }
    taking->transformed = mean ? transformed : taking->transformed;
    taking->scale_known = taking->scale_known || mean;
    taking->n++;
    return TSQ_OK;
}

static const tsq_claim *find(const tsq_claims *claims, const char *id)
{
    for (size_t i = 0; i < claims->n; i++) {
        if (strcmp(claims->claim[i].id, id) == 0) {
            return &claims->claim[i];
        }
    }
    return NULL;
}

static tsq_status take_all(const struct settings *settings, const struct claimed *claimed, const tsq_claim *first,
                           tsq_statement *statement, tsq_error *err)
{
    const tsq_pool_options *pool = &claimed->line.settings.pool;
    struct taking taking = {0};
    tsq_status status = TSQ_OK;
    *statement =
        (tsq_statement){.measure = pool->measure, .level = pool->fit.level, .level_stated = pool->fit.level != 95.0};
    for (size_t i = 0; i < claimed->file.claims.n && status == TSQ_OK; i++) {
        const tsq_claim *claim = &claimed->file.claims.claim[i];
        if (strcmp(claim->data, first->data) == 0 && strcmp(claim->where, first->where) == 0 &&
            strcmp(claim->args, first->args) == 0) {
            status = take(claimed, claim, statement, &taking, err);
        }
    }
    if (status == TSQ_OK && taking.n == 0) {
        return cli_fail(err, TSQ_E_USAGE, "--id: '%.200s' claims no number that a search could look for", first->id);
    }
    if (status == TSQ_OK && taking.left_out > 0 && !settings->quiet) {
        fprintf(stderr, "tausq: warning: %zu of %zu claims of this analysis are no part of the statement\n",
                taking.left_out, taking.left_out + taking.n);
    }
    return status;
}

/* What was given beside --claims of the data and how they are read, which is the claim's to say; NULL: nothing. */
static const char *given_of_data(const struct settings *settings)
{
    static const char *const options[] = {"--where", "--delim", "--decimal"};
    for (size_t i = 0; i < settings->n_given; i++) {
        for (size_t j = 0; j < sizeof options / sizeof options[0]; j++) {
            if (strcmp(settings->given[i].row->name, options[j] + 2) == 0) {
                return options[j];
            }
        }
    }
    return settings->file;
}

/* The claim's data, rows and columns are those of the search. */
static tsq_status apply(struct settings *settings, const struct claimed *claimed, tsq_error *err)
{
    const struct settings *own = &claimed->line.settings;
    tsq_pool_options *pool = &settings->pool;
    if (own->command->bit != CMD_POOL) {
        return cli_fail(err, TSQ_E_USAGE, "--id: the claim is of '%s'; results of pool are reproduced",
                        own->command->name);
    }
    if (own->pool.mods != NULL) {
        return cli_fail(err, TSQ_E_USAGE, "--id: the claim is of a model with moderators, which are not searched for");
    }
    const char *beside = given_of_data(settings);
    if (beside != NULL) {
        return cli_fail(err, TSQ_E_USAGE, "%s: --claims takes the data and rows that the claim names", beside);
    }
    settings->file = claimed->path;
    settings->csv = own->csv;
    pool->where = own->pool.where;
    pool->n_where = own->pool.n_where;
    if (pool->n_map == 0) {
        pool->map = own->pool.map;
        pool->n_map = own->pool.n_map;
    }
    if (pool->effect.n_unit == 0) {
        pool->effect.unit = own->pool.effect.unit;
        pool->effect.n_unit = own->pool.effect.n_unit;
    }
    return TSQ_OK;
}

/* The claim's own command line; what is wrong with it is so in the claims file. */
static tsq_status read_line(struct claimed *out, const tsq_claim *claim, tsq_error *err)
{
    tsq_error cause;
    tsq_status status = claim_line_read(claim->args, claim->where, NULL, &out->line, &cause);
    status = status == TSQ_OK ? claim_line_check(&out->line, &cause) : status;
    if (status == TSQ_OK || status == TSQ_E_MEMORY) {
        return status == TSQ_OK ? TSQ_OK : cli_fail(err, status, "%s", cause.text);
    }
    return cli_fail(err, TSQ_E_VALUE, "%s:%zu: %s%.400s", out->file.path, claim->line,
                    strncmp(cause.text, "args: ", 6) != 0 ? "args: " : "", cause.text);
}

/* What is wrong with the claim's conditions is so in the claims file; what is in the data's cells, there. */
static tsq_status tell_where(const struct claimed *claimed, tsq_status status, const tsq_error *cause, tsq_error *err)
{
    static const char option[] = "--where ";
    if (status != TSQ_E_OPTION && status != TSQ_E_COLUMN) {
        *err = *cause;
        return status;
    }
    const bool named = strncmp(cause->text, option, sizeof option - 1) == 0;
    return cli_fail(err, TSQ_E_VALUE, "%s:%zu: where: %.400s", claimed->file.path, claimed->line_number,
                    cause->text + (named ? sizeof option - 1 : 0));
}

tsq_status claimed_check(const struct claimed *claimed, const tsq_table *table, tsq_error *err)
{
    const tsq_pool_options *pool = &claimed->line.settings.pool;
    tsq_rows rows = {0};
    tsq_groups groups = {0};
    tsq_error cause;
    tsq_status status = tsq_table_where(table, pool->where, pool->n_where, &rows, &cause);
    if (status != TSQ_OK) {
        return tell_where(claimed, status, &cause, err);
    }
    status = tsq_table_group(table, &rows, pool->by, &groups, &cause);
    if (status == TSQ_OK && groups.n > 1) {
        status = cli_fail(err, TSQ_E_VALUE,
                          "%s:%zu: where: --by %.200s makes %zu analyses of these rows; it has to leave one",
                          claimed->file.path, claimed->line_number, pool->by, groups.n);
    } else if (status != TSQ_OK) {
        status = cli_fail(err, status == TSQ_E_MEMORY ? status : TSQ_E_VALUE, "%s:%zu: args: --by: %.400s",
                          claimed->file.path, claimed->line_number, cause.text);
    }
    tsq_groups_free(&groups);
    tsq_rows_free(&rows);
    return status;
}

tsq_status claimed_read(struct settings *settings, struct claimed *out, tsq_statement *statement, tsq_error *err)
{
    const tsq_csv_options csv = TSQ_CSV_OPTIONS_INIT;
    bool ok = true;
    *out = (struct claimed){0};
    tsq_status status = claims_file_read(settings->claims, &csv, &out->file, err);
    const tsq_claim *first = status == TSQ_OK ? find(&out->file.claims, settings->claim_id) : NULL;
    if (status == TSQ_OK && first == NULL) {
        return cli_fail(err, TSQ_E_USAGE, "--id: no claim of %s has the id '%.200s'", settings->claims,
                        settings->claim_id);
    }
    if (first == NULL) {
        return status;
    }
    out->line_number = first->line;
    status = read_line(out, first, err);
    out->path = claim_data_path(out->file.path, first->data, &ok);
    if (status == TSQ_OK && out->path == NULL) {
        status = ok ? cli_fail(err, TSQ_E_MISSING, "%s:%zu: the claim names no data", out->file.path, first->line)
                    : cli_fail_memory(err);
    }
    status = status == TSQ_OK ? apply(settings, out, err) : status;
    return status == TSQ_OK ? take_all(settings, out, first, statement, err) : status;
}

void claimed_free(struct claimed *claimed)
{
    claim_line_free(&claimed->line);
    claims_file_free(&claimed->file);
    free(claimed->path);
    *claimed = (struct claimed){0};
}
