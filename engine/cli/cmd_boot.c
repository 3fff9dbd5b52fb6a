/* tausq boot: the bootstrap of the mean and of heterogeneity. */
#include "cli/resampled.h"

#include <stdlib.h>
#include <string.h>

static tsq_status check(const struct settings *settings, const tsq_pool_report *report, tsq_error *err)
{
    size_t column;
    if (settings->cluster == NULL) {
        return TSQ_OK;
    }
    if (settings->parametric) {
        return cli_fail(err, TSQ_E_USAGE, "--cluster and --parametric contradict each other");
    }
    if (!tsq_table_find(report->table, settings->cluster, &column)) {
        return cli_fail(err, TSQ_E_COLUMN, "%s: no column '%s' for --cluster", tsq_table_source(report->table),
                        settings->cluster);
    }
    return TSQ_OK;
}

static tsq_status write_row(void *context, const tsq_replicate *replicate)
{
    const struct resampled *group = context;
    tsq_write_replicate(group->rows, group->report, group->result, replicate);
    return ferror(group->rows) == 0 ? TSQ_OK : TSQ_E_FILE;
}

/* Each study's cluster: the number of the first study of the same text. */
static tsq_status find_clusters(const struct resampled *group, size_t *cluster, tsq_error *err)
{
    const tsq_effects *effects = &group->report->result[group->result].effects;
    const tsq_table *table = group->report->table;
    size_t column = 0;
    (void)tsq_table_find(table, group->settings->cluster, &column);
    for (size_t i = 0; i < effects->k; i++) {
        const char *text = tsq_table_cell(table, effects->effect[i].row, column);
        double number;
        size_t first = 0;
        if (tsq_number_read(text, '.', &number) == TSQ_NUMBER_MISSING) {
            return cli_fail(err, TSQ_E_MISSING, "%s:%zu: %s: missing: its cluster is not known",
                            tsq_table_source(table), effects->effect[i].line, group->settings->cluster);
        }
        while (strcmp(text, tsq_table_cell(table, effects->effect[first].row, column)) != 0) {
            first++;
        }
        cluster[i] = first;
    }
    return TSQ_OK;
}

static tsq_status boot_group(const struct resampled *group, void *result, tsq_error *err)
{
    const struct settings *settings = group->settings;
    struct resampled rows = *group;
    tsq_boot_options options = TSQ_BOOT_INIT;
    options.fit = group->report->options.fit;
    options.replicates = settings->replicates > 0 ? settings->replicates : options.replicates;
    options.kind = settings->parametric        ? TSQ_BOOT_PARAMETRIC
                   : settings->cluster != NULL ? TSQ_BOOT_CLUSTERS
                                               : TSQ_BOOT_STUDIES;
    if (group->rows != NULL) {
        options.row = write_row;
        options.context = &rows;
    }
    size_t *cluster = calloc(group->studies->k + 1, sizeof *cluster);
    if (cluster == NULL) {
        return cli_fail_memory(err);
    }
    options.cluster = cluster;
    tsq_status status = settings->cluster != NULL ? find_clusters(group, cluster, err) : TSQ_OK;
    if (status == TSQ_OK) {
        status = tsq_boot_run(group->studies, &options, group->run, result, err);
    }
    free(cluster);
    return status;
}

static tsq_status write_boot(FILE *stream, enum format format, const tsq_pool_report *report, const void *results,
                             bool partial, const tsq_write_options *options)
{
    (void)partial; /* each result says it */
    return (format == FORMAT_JSON   ? tsq_write_boot_json
            : format == FORMAT_TEXT ? tsq_write_boot_text
                                    : tsq_write_boot_markdown)(stream, report, results, options);
}

static void free_nothing(void *result)
{
    (void)result;
}

int cmd_boot(struct settings *settings)
{
    static const struct resampling how = {.what = "replicates",
                                          .fits = "resampling fits",
                                          .data = "new data",
                                          .size = sizeof(tsq_boot),
                                          .head = tsq_write_replicate_head,
                                          .check = check,
                                          .run = boot_group,
                                          .write = write_boot,
                                          .free = free_nothing};
    return run_resampling(settings, &how);
}
