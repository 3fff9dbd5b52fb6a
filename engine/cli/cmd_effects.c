/* tausq effects: the effect size of each row. */
#include "cli/cli.h"

static tsq_status write_effects(const struct settings *settings, const tsq_table *table, const tsq_effects *effects,
                                const char *sha256, tsq_error *err)
{
    const tsq_write_options options = writing_options(settings, tsq_table_source(table), sha256);
    static tsq_status (*const writers[])(FILE *, const tsq_table *, const tsq_effects *, const tsq_write_options *) = {
        tsq_write_effects_text, tsq_write_effects_json, tsq_write_effects_csv};
    tsq_output *output;
    tsq_status status = open_output(settings, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = writers[settings->format](tsq_output_stream(output), table, effects, &options);
    return close_output(output, cli_fail_plainly(err, status), err);
}

struct matrix {
    const tsq_effects *effects;
    tsq_effects_pairs pairs;
};

static tsq_status write_matrix(FILE *stream, const void *from)
{
    const struct matrix *matrix = from;
    return tsq_write_effects_covariance_csv(stream, matrix->effects, &matrix->pairs);
}

/* The effects, and with --covariance their covariance matrix. */
static tsq_status write_all(const struct settings *settings, const tsq_table *table, const tsq_effects *effects,
                            const char *sha256, tsq_error *err)
{
    struct matrix matrix = {.effects = effects};
    tsq_output *covariance = NULL;
    tsq_error cause = {.code = TSQ_OK};
    tsq_status status = settings->covariance != NULL ? tsq_effects_covariance(effects, &matrix.pairs, &cause) : TSQ_OK;
    if (status != TSQ_OK && cause.has_study) {
        const tsq_effect *effect = &effects->effect[cause.study];
        (void)cli_fail(err, status, "%s:%zu: %s: %s", tsq_table_source(table), effect->line, effect->study, cause.text);
    } else if (status != TSQ_OK) {
        *err = cause;
    } else {
        status = write_covariance(settings, matrix.pairs.n, write_matrix, &matrix, &covariance, err);
    }
    status = status == TSQ_OK ? write_effects(settings, table, effects, sha256, err) : status;
    status = finish_covariance(covariance, status, err);
    tsq_effects_pairs_free(&matrix.pairs);
    return status;
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
        status = write_all(settings, table, &effects, sha256, &err);
    }
    const int exit_code = finish_command(settings, status, &err);
    tsq_effects_free(&effects);
    close_input(settings, table);
    return exit_code;
}
