/* What commands that pool the studies of groups say about them. */
#include "cli/cli.h"

/* Of one group on standard error. */
#define MOST_WARNINGS 20

/* The group as in "outcome = MELD, weeks = 13: "; empty without groups. */
static const char *group_label(const tsq_pool_result *result, char *label, size_t room)
{
    size_t n = 0;
    label[0] = '\0';
    for (size_t i = 0; i < result->n_group && n + 1 < room; i++) {
        const int more = snprintf(label + n, room - n, "%s = %s%s", result->group_column[i], result->group_value[i],
                                  i + 1 < result->n_group ? ", " : ": ");
        n += more > 0 ? (size_t)more : 0;
    }
    return label;
}

void print_pool_warnings(const struct settings *settings, const tsq_pool_report *report)
{
    const char *source = tsq_table_source(report->table);
    for (size_t i = 0; i < report->n; i++) {
        const tsq_pool_result *result = &report->result[i];
        char label[256];
        group_label(result, label, sizeof label);
        for (size_t j = 0; j < result->n_warnings && j < MOST_WARNINGS; j++) {
            warn(settings, "%s: %s%s", source, label, result->warning[j]);
        }
        if (result->n_warnings > MOST_WARNINGS) {
            warn(settings, "%s: %sand %zu more; all are in the output of --format json", source, label,
                 result->n_warnings - MOST_WARNINGS);
        }
        if (!result->estimated && report->n_estimated > 0) {
            warn(settings, "%s: %snot estimated: %s", source, label, result->error.text);
        }
    }
}

/* No group could be estimated: the first one's reason stands for all. */
tsq_status fail_pool(const tsq_pool_report *report, tsq_error *err)
{
    char label[256];
    const tsq_pool_result *first = &report->result[0];
    return cli_fail(err, TSQ_E_MODEL, "%s: %s%s", tsq_table_source(report->table),
                    group_label(first, label, sizeof label), first->error.text);
}
