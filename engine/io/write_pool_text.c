/* Pooled results for a reader at a terminal. */
#include "io/frame.h"
#include "io/number.h"
#include "io/rounding.h"
#include "io/show.h"

#include <stdlib.h>

static void put_line(FILE *stream, const char *character, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fputs(character, stream);
    }
    fputc('\n', stream);
}

/* "outcome = MELD, weeks = 13", underlined; nothing without groups. */
static void write_heading(FILE *stream, const tsq__show *show)
{
    const tsq_pool_result *pooled = show->result.pooled;
    size_t width = 0;
    tsq__frame_group(stream, pooled);
    for (size_t i = 0; i < pooled->n_group; i++) {
        width += (i == 0 ? 3 : 5) + tsq__width(pooled->group_column[i]) + tsq__width(pooled->group_value[i]);
    }
    if (pooled->n_group > 0) {
        fputc('\n', stream);
        put_line(stream, show->symbols->double_rule, width);
    }
}

static tsq_status write_rounding(FILE *stream, const tsq__show *show, const tsq_rounding *rounding)
{
    tsq__grid grid = {.align = TSQ__ROUNDING_COLUMNS};
    fputs("\nRounding of the inputs\n", stream);
    tsq__rounding_rows(show, rounding, rounding->ranged, &grid);
    const tsq_status status = tsq__grid_text(&grid, stream, "  ", show->symbols->rule);
    fputs("  ", stream);
    tsq__rounding_sentence(rounding, stream);
    fputc('\n', stream);
    return status;
}

/* The mean, or the coefficients and their joint test. */
static tsq_status write_estimates(FILE *stream, const tsq__show *show)
{
    tsq__grid grid = {.align = TSQ__SHOW_NUMBERS};
    if (show->result.mods == NULL) {
        tsq__show_mean(show, &grid);
        return tsq__grid_text(&grid, stream, "  ", show->symbols->rule);
    }
    grid.align = TSQ__SHOW_COEFFICIENTS;
    tsq__show_coefficients(show, &grid);
    const tsq_status status = tsq__grid_text(&grid, stream, "  ", show->symbols->rule);
    grid = (tsq__grid){.align = TSQ__SHOW_NUMBERS};
    tsq__show_moderators(show, &grid);
    fputs(grid.n > 0 ? "\nModerators\n" : "", stream);
    const tsq_status second = tsq__grid_text(&grid, stream, "  ", show->symbols->rule);
    return status == TSQ_OK ? second : status;
}

static tsq_status write_result(FILE *stream, const tsq__show *show, const tsq_rounding *rounding)
{
    char title[512], align[16];
    tsq__grid grid;
    write_heading(stream, show);
    fprintf(stream, "%s\n\n", tsq__show_title(show, title, sizeof title));
    tsq_status status = TSQ_OK;
    if (!show->result.pooled->estimated) {
        fprintf(stream, "  Not estimated: %s.\n", show->result.pooled->error.text);
    } else {
        status = write_estimates(stream, show);
        grid = (tsq__grid){.align = TSQ__SHOW_NUMBERS};
        tsq__show_heterogeneity(show, &grid);
        const char *heading = show->result.mods != NULL ? "\nResidual heterogeneity\n" : "\nHeterogeneity\n";
        fputs(grid.n > 0 ? heading : "", stream);
        const tsq_status second = tsq__grid_text(&grid, stream, "  ", show->symbols->rule);
        status = status == TSQ_OK ? second : status;
    }
    if (status == TSQ_OK && rounding != NULL && show->result.pooled->estimated) {
        status = write_rounding(stream, show, rounding);
    }
    if (status == TSQ_OK && show->result.k > 0) {
        fputc('\n', stream);
        status = tsq__show_studies(show, show->options->forest, align, &grid);
        const tsq_status second = tsq__grid_text(&grid, stream, "  ", show->symbols->rule);
        status = status == TSQ_OK ? second : status;
    }
    if (status == TSQ_OK && show->result.pooled->estimated) {
        fputs("\nMethods\n", stream);
        grid = (tsq__grid){.align = TSQ__SHOW_METHODS};
        tsq__show_methods(show, &grid);
        status = tsq__grid_text(&grid, stream, "  ", show->symbols->rule);
    }
    tsq__show_notes(show, stream, "\nNotes\n", "  ");
    return status;
}

static tsq_status write_groups(FILE *stream, const tsq_pool_report *report, const tsq_write_options *options)
{
    char *align = malloc(report->result[0].n_group + 16);
    if (align == NULL) {
        return TSQ_E_MEMORY;
    }
    tsq__grid grid;
    tsq__show_groups(report, options, align, &grid);
    const tsq_status status = tsq__grid_text(&grid, stream, "", options->utf8 ? "─" : "-");
    fputc('\n', stream);
    free(align);
    return status;
}

tsq_status tsq_write_pool_text(FILE *stream, const tsq_pool_report *report, const tsq_write_options *options)
{
    tsq_status status = report->n > 1 ? write_groups(stream, report, options) : TSQ_OK;
    for (size_t i = 0; i < report->n && status == TSQ_OK; i++) {
        tsq__show show;
        tsq__show_init(report, options, i, &show);
        fputs(i == 0 ? "" : "\n", stream);
        status = write_result(stream, &show, options->rounding != NULL ? &options->rounding[i] : NULL);
    }
    tsq__frame_foot(stream, options);
    return status;
}
