/* A walk between conventions for a reader at a terminal, and as markdown. */
#include "io/frame.h"
#include "io/show_explain.h"

#include <stdlib.h>

/* The notes after an empty line, if there are any. */
static tsq_status write_notes(FILE *stream, const tsq_explanation *explanation, size_t group,
                              const tsq_write_options *options, const char *bullet)
{
    char *text = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&text, &length);
    if (memory == NULL) {
        return TSQ_E_MEMORY;
    }
    tsq__explain_notes(explanation, group, options, memory, bullet);
    const bool failed = fclose(memory) != 0;
    if (!failed && length > 0) {
        fprintf(stream, "\n%s", text);
    }
    free(text);
    return failed ? TSQ_E_MEMORY : TSQ_OK;
}

tsq_status tsq_write_explain_text(FILE *stream, const tsq_explanation *explanation, const tsq_write_options *options)
{
    tsq_status status = TSQ_OK;
    for (size_t g = 0; g < explanation->point[0].n && status == TSQ_OK; g++) {
        char title[TSQ__EXPLAIN_ROOM], align[TSQ__EXPLAIN_ALIGN];
        tsq__grid grid;
        fputs(g == 0 ? "" : "\n", stream);
        if (explanation->point[0].result[g].n_group > 0) {
            tsq__frame_group(stream, &explanation->point[0].result[g]);
            fputc('\n', stream);
        }
        fprintf(stream, "%s, from %s to %s\n\n", tsq__explain_title(explanation, g, title), explanation->name_a,
                explanation->name_b);
        tsq__explain_grid(explanation, g, options, align, &grid);
        status = tsq__grid_text(&grid, stream, "  ", options->utf8 ? "─" : "-");
        const tsq_status second = write_notes(stream, explanation, g, options, "  ");
        status = status == TSQ_OK ? second : status;
    }
    tsq__frame_foot(stream, options);
    return status;
}

tsq_status tsq_write_explain_markdown(FILE *stream, const tsq_explanation *explanation,
                                      const tsq_write_options *options)
{
    tsq_status status = TSQ_OK;
    fprintf(stream, "# %s: from %s to %s\n", options->input, explanation->name_a, explanation->name_b);
    for (size_t g = 0; g < explanation->point[0].n && status == TSQ_OK; g++) {
        char title[TSQ__EXPLAIN_ROOM], align[TSQ__EXPLAIN_ALIGN];
        tsq__grid grid;
        fputs("\n## ", stream);
        tsq__frame_group(stream, &explanation->point[0].result[g]);
        fprintf(stream, "%s%s\n\n", explanation->point[0].result[g].n_group > 0 ? ". " : "",
                tsq__explain_title(explanation, g, title));
        tsq__explain_grid(explanation, g, options, align, &grid);
        status = tsq__grid_markdown(&grid, stream);
        const tsq_status second = write_notes(stream, explanation, g, options, "- ");
        status = status == TSQ_OK ? second : status;
    }
    return status;
}
