/* tausq simulate: how methods fare where the truth is known. */
#include "cli/watch.h"

#include <string.h>

static bool says_k(const struct settings *settings)
{
    for (size_t i = 0; i < settings->n_truth; i++) {
        if (strcmp(settings->truth[i].column, "k") == 0) {
            return true;
        }
    }
    return false;
}

static tsq_status write(const struct settings *settings, const tsq_simulation *simulation, bool partial,
                        const tsq_table *table, const char *sha256, FILE *stream, tsq_error *err)
{
    const tsq_write_options options = writing_options(settings, table != NULL ? tsq_table_source(table) : "", sha256);
    const tsq_status status = settings->format == FORMAT_CSV
                                  ? tsq_write_simulation_csv(stream, simulation)
                                  : (settings->format == FORMAT_JSON ? tsq_write_simulation_json
                                     : settings->format == FORMAT_TEXT
                                         ? tsq_write_simulation_text
                                         : tsq_write_simulation_markdown)(stream, simulation, partial, &options);
    return cli_fail_plainly(err, status);
}

/* Opens the output first, so that hours are not spent in vain. A stop gives what there is, and its status. */
static tsq_status simulate(const struct settings *settings, const tsq_scenarios *scenarios, const tsq_table *table,
                           const char *sha256, tsq_error *err)
{
    tsq_output *output;
    struct watch watch;
    tsq_simulation simulation = {0};
    tsq_status status = open_output(settings, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    watch_begin(&watch, settings, "replicates");
    tsq_run run = settings->run;
    run.progress = watch_progress;
    run.context = &watch;
    status = tsq_simulate(scenarios, settings->pool.fit.level, &run, &simulation, err);
    watch_end(&watch);
    if (status == TSQ_OK || status == TSQ_E_STOPPED) {
        const bool partial = status != TSQ_OK;
        const tsq_status written = write(settings, &simulation, partial, table, sha256, tsq_output_stream(output), err);
        status = written != TSQ_OK ? written : status;
    }
    status = close_output(output, status, err);
    tsq_simulation_free(&simulation);
    return status;
}

int cmd_simulate(struct settings *settings)
{
    tsq_error err;
    tsq_table *table = NULL;
    tsq_scenarios scenarios = {0};
    char sha256[65] = "";
    tsq_status status = TSQ_OK;
    if (settings->file == NULL && settings->n_truth > 0 && !says_k(settings)) {
        status = cli_fail(&err, TSQ_E_USAGE, "which scenarios? Name a grid (FILE, - for standard input), or give --k");
    } else if (settings->file != NULL || settings->n_truth == 0) {
        status = read_input(settings, sha256, &table, &err);
    }
    if (status == TSQ_OK) {
        status = tsq_scenarios_read(table, settings->truth, settings->n_truth, &scenarios, &err);
    }
    if (status == TSQ_OK) {
        status = simulate(settings, &scenarios, table, sha256, &err);
    }
    const int exit_code = finish_command(settings, status, &err);
    tsq_scenarios_free(&scenarios);
    close_input(settings, table);
    return exit_code;
}
