/* Pooled results as markdown: a table of all results, then one of the studies of each. */
#include "io/frame.h"
#include "io/rounding.h"
#include "io/show.h"

#include <stdlib.h>

static tsq_status write_groups(FILE *stream, const tsq_pool_report *report, const tsq_write_options *options)
{
    char *align = malloc(report->result[0].n_group + 16);
    if (align == NULL) {
        return TSQ_E_MEMORY;
    }
    tsq__grid grid;
    tsq__show_groups(report, options, align, &grid);
    const tsq_status status = tsq__grid_markdown(&grid, stream);
    free(align);
    return status;
}

static void write_heading(FILE *stream, const tsq__show *show)
{
    const tsq_pool_result *pooled = show->result.pooled;
    char title[512];
    fputs("\n## ", stream);
    tsq__frame_group(stream, pooled);
    fprintf(stream, "%s%s\n\n", pooled->n_group > 0 ? ". " : "", tsq__show_title(show, title, sizeof title));
}

static void add_head(tsq__grid *grid, const char *const *head)
{
    for (size_t i = 0; grid->align[i] != '\0'; i++) {
        // NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): as many heads as the grid has columns
        tsq__grid_add(grid, head[i]);
    }
}

static tsq_status write_numbers(FILE *stream, const tsq__show *show)
{
    static const char *const numbers[] = {"Quantity", "Value", "Interval", "", "", "", "Test"};
    static const char *const methods[] = {"Convention", "Here"};
    tsq__grid grid = {.align = TSQ__SHOW_COEFFICIENTS};
    tsq_status status = TSQ_OK;
    if (show->result.mods != NULL) {
        tsq__show_coefficients(show, &grid);
        status = tsq__grid_markdown(&grid, stream);
        fputc('\n', stream);
    }
    grid = (tsq__grid){.align = TSQ__SHOW_NUMBERS};
    add_head(&grid, numbers);
    if (show->result.mods == NULL) {
        tsq__show_mean(show, &grid);
    } else {
        tsq__show_moderators(show, &grid);
    }
    tsq__show_heterogeneity(show, &grid);
    const tsq_status first = tsq__grid_markdown(&grid, stream);
    status = status == TSQ_OK ? first : status;
    fputc('\n', stream);
    grid = (tsq__grid){.align = TSQ__SHOW_METHODS};
    add_head(&grid, methods);
    tsq__show_methods(show, &grid);
    const tsq_status second = tsq__grid_markdown(&grid, stream);
    return status == TSQ_OK ? second : status;
}

static tsq_status write_rounding(FILE *stream, const tsq__show *show, const tsq_rounding *rounding)
{
    tsq__grid grid = {.align = TSQ__ROUNDING_COLUMNS};
    fputc('\n', stream);
    tsq__rounding_rows(show, rounding, rounding->ranged, &grid);
    const tsq_status status = rounding->ranged ? tsq__grid_markdown(&grid, stream) : TSQ_OK;
    fputs(rounding->ranged ? "\n" : "", stream);
    tsq__rounding_sentence(rounding, stream);
    fputc('\n', stream);
    return status;
}

static tsq_status write_result(FILE *stream, const tsq__show *show, const tsq_rounding *rounding)
{
    char align[16];
    tsq_status status = TSQ_OK;
    write_heading(stream, show);
    if (show->result.pooled->estimated) {
        status = write_numbers(stream, show);
    } else {
        fprintf(stream, "Not estimated: %s.\n", show->result.pooled->error.text);
    }
    if (status == TSQ_OK && rounding != NULL && show->result.pooled->estimated) {
        status = write_rounding(stream, show, rounding);
    }
    if (status == TSQ_OK && show->result.k > 0) {
        tsq__grid grid;
        fputc('\n', stream);
        status = tsq__show_studies(show, false, align, &grid);
        const tsq_status second = tsq__grid_markdown(&grid, stream);
        status = status == TSQ_OK ? second : status;
    }
    tsq__show_notes(show, stream, "\n", "- ");
    return status;
}

tsq_status tsq_write_pool_markdown(FILE *stream, const tsq_pool_report *report, const tsq_write_options *options)
{
    fprintf(stream, "# %s\n\n", options->input);
    tsq_status status = report->n > 0 ? write_groups(stream, report, options) : TSQ_OK;
    for (size_t i = 0; i < report->n && status == TSQ_OK; i++) {
        tsq__show show;
        tsq__show_init(report, options, i, &show);
        status = write_result(stream, &show, options->rounding != NULL ? &options->rounding[i] : NULL);
    }
    fprintf(stream, "\ntausq %s", options->version);
    fprintf(stream, options->sha256[0] == '\0' ? "\n" : ", SHA-256 of the input %s\n", options->sha256);
    return status;
}
