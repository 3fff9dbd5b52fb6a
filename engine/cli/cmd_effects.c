/* tausq effects: the effect size of each row. */
#include "cli/cli.h"

static tsq_status write_effects(const struct settings *settings, const tsq_table *table, const tsq_effects *effects,
                                const char *sha256, tsq_error *err)
{
    const tsq_write_options options = {.digits = settings->digits,
                                       .utf8 = terminal_is_utf8(),
                                       .transform = "none",
                                       .input = tsq_table_source(table),
                                       .sha256 = sha256,
                                       .version = tsq_version()};
    static tsq_status (*const writers[])(FILE *, const tsq_table *, const tsq_effects *, const tsq_write_options *) = {
        tsq_write_effects_text, tsq_write_effects_json, tsq_write_effects_csv};
    tsq_output *output;
    tsq_status status = tsq_output_open(settings->output, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = writers[settings->format](tsq_output_stream(output), table, effects, &options);
    if (status != TSQ_OK) {
        tsq_output_abandon(output);
        return cli_fail(err, status, "%s", tsq_status_text(status));
    }
    return tsq_output_commit(output, err);
}

int cmd_effects(struct settings *settings)
{
    tsq_error err;
    tsq_table *table;
    tsq_effects effects = {0};
    char sha256[65] = "";
    tsq_status status = read_input(settings, sha256, &table, &err);
    if (status == TSQ_OK) {
        status = tsq_pool_effects(table, &settings->pool, &effects, &err);
    }
    if (status == TSQ_OK) {
        for (size_t i = 0; i < effects.n_omitted; i++) {
            const tsq_omitted *row = &effects.omitted[i];
            warn(settings, "%s: line %zu (%s) is omitted: %s", tsq_table_source(table), row->line, row->study,
                 row->reason);
        }
        if (effects.warning != NULL) {
            warn(settings, "%s: %s", tsq_table_source(table), effects.warning);
        }
        for (size_t i = 0; i < effects.k; i++) {
            const tsq_effect *row = &effects.effect[i];
            if (row->warning != NULL) {
                warn(settings, "%s: line %zu (%s): %s", tsq_table_source(table), row->line, row->study, row->warning);
            }
        }
        status = write_effects(settings, table, &effects, sha256, &err);
    }
    const int exit_code = status == TSQ_OK ? 0 : cli_report(settings->command, status, &err);
    tsq_effects_free(&effects);
    tsq_table_free(table);
    return exit_code;
}
