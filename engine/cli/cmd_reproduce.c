/* tausq reproduce: the analysis that a printed result came from. */
#include "cli/reproduce_claims.h"
#include "cli/watch.h"

static tsq_status write_reproduction(const struct settings *settings, const tsq_reproduction *reproduction,
                                     const char *sha256, tsq_error *err)
{
    const tsq_write_options options = writing_options(settings, tsq_table_source(reproduction->table), sha256);
    static tsq_status (*const writers[])(FILE *, const tsq_reproduction *, const tsq_write_options *) = {
        tsq_write_reproduce_text, tsq_write_reproduce_json, tsq_write_reproduce_csv};
    tsq_output *output;
    tsq_status status = open_output(settings, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = writers[settings->format](tsq_output_stream(output), reproduction, &options);
    return close_output(output, cli_fail_plainly(err, status), err);
}

static tsq_status read_claim(struct settings *settings, struct claimed *claimed, tsq_statement *statement,
                             tsq_error *err)
{
    if ((settings->claims == NULL) != (settings->claim_id == NULL)) {
        return cli_fail(err, TSQ_E_USAGE, "--claims FILE and --id ID belong together: which claim of which file");
    }
    if (settings->claims != NULL && settings->claim != NULL) {
        return cli_fail(err, TSQ_E_USAGE, "--claim and --claims are two claims: one at a time");
    }
    if (settings->claims != NULL) {
        return claimed_read(settings, claimed, statement, err);
    }
    if (settings->claim == NULL && settings->printed_weights == NULL) {
        return cli_fail(err, TSQ_E_USAGE,
                        "reproduce what? Give the printed result with --claim, or a column with the "
                        "studies' weights with --weights, or a claims file with --claims");
    }
    if (settings->claim == NULL) {
        return settings->rounding == NULL
                   ? TSQ_OK
                   : cli_fail(err, TSQ_E_USAGE,
                              "--rounding is for the numbers of a claim (--claim); weights have no "
                              "guaranteed ranges");
    }
    tsq_error cause;
    if (tsq_statement_read(settings->claim, settings->csv.decimal, statement, &cause) != TSQ_OK) {
        return cli_fail(err, TSQ_E_USAGE, "--claim: %s", cause.text);
    }
    return TSQ_OK;
}

int cmd_reproduce(struct settings *settings)
{
    tsq_error err;
    tsq_table *table = NULL;
    tsq_statement statement;
    tsq_reproduction reproduction = {0};
    struct watch watch;
    char sha256[65] = "";
    struct claimed claimed = {0};
    tsq_status status = read_claim(settings, &claimed, &statement, &err);
    const bool stated = settings->claim != NULL || settings->claims != NULL;
    tsq_reproduce_options options = settings->reproduce;
    options.pool = settings->pool;
    options.weights = settings->printed_weights;
    options.rounding = settings->rounding;
    options.run = settings->run;
    options.run.progress = watch_progress;
    options.run.context = &watch;
    status = status == TSQ_OK ? read_input(settings, sha256, &table, &err) : status;
    if (status == TSQ_OK && settings->claims != NULL) {
        status = claimed_check(&claimed, table, &err);
    }
    if (status == TSQ_OK) {
        watch_begin(&watch, settings, "fits");
        status = tsq_reproduce(table, stated ? &statement : NULL, &options, &reproduction, &err);
        watch_end(&watch);
    }
    if (status == TSQ_OK) {
        status = write_reproduction(settings, &reproduction, sha256, &err);
    }
    const int exit_code =
        status != TSQ_OK ? finish_command(settings, status, &err) : reproduction.n + reproduction.n_within == 0;
    tsq_reproduce_free(&reproduction);
    close_input(settings, table);
    claimed_free(&claimed);
    return exit_code;
}
