/* Permutation tests as JSON, and arrangements as rows of CSV. */
#include "io/csv.h"
#include "io/frame.h"

#include <math.h>
#include <string.h>

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

/* The standard error of a p-value that comes from the drawing of arrangements. */
static double drawing_error(const tsq_permute *permute, double pval)
{
    return permute->exact ? (double)NAN : sqrt(pval * (1.0 - pval) / (double)permute->n);
}

static void write_p_values(tsq__json *json, const tsq_permute *permute, const tsq_permuted *test)
{
    tsq__json_number(json, "pval", test->pval);
    tsq__json_number(json, "pval_mcse", drawing_error(permute, test->pval));
    tsq__json_number(json, "p_greater", test->p_greater);
    tsq__json_number(json, "p_less", test->p_less);
}

static void write_test(tsq__json *json, const tsq_permute *permute, const tsq_fit_result *fit)
{
    const tsq_permuted *test = permute->coefficient;
    tsq__json_number(json, "estimate", test->estimate);
    tsq__json_number(json, "se", test->se);
    tsq__json_number(json, "statistic", test->statistic);
    tsq__json_number(json, "tau2", fit->tau2);
    write_p_values(json, permute, test);
    tsq__json_number(json, "ci_lb", test->ci_lb);
    tsq__json_number(json, "ci_ub", test->ci_ub);
    tsq__json_open(json, "model", '{', true);
    tsq__json_number(json, "pval", fit->coefficients[0].pval);
    tsq__json_number(json, "ci_lb", fit->coefficients[0].ci_lb);
    tsq__json_number(json, "ci_ub", fit->coefficients[0].ci_ub);
    tsq__json_close(json, '}');
}

static void write_coefficients(tsq__json *json, const tsq_permute *permute, const tsq_pool_result *result)
{
    const tsq_fit_result *fit = &result->fit;
    tsq__json_number(json, "tau2", fit->tau2);
    tsq__json_open(json, "coefficients", '[', false);
    for (size_t j = 0; j < permute->p; j++) {
        const tsq_permuted *test = &permute->coefficient[j];
        tsq__json_open(json, NULL, '{', true);
        tsq__json_text(json, "name", result->design.name[j]);
        tsq__json_number(json, "estimate", test->estimate);
        tsq__json_number(json, "se", test->se);
        tsq__json_number(json, "statistic", test->statistic);
        write_p_values(json, permute, test);
        tsq__json_number(json, "model_pval", fit->coefficients[j].pval);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
    tsq__json_number(json, "QM", permute->QM);
    tsq__json_number(json, "QM_p", permute->QM_p);
    tsq__json_open(json, "model", '{', true);
    tsq__json_number(json, "QM_p", fit->QM_p);
    tsq__json_close(json, '}');
}

static void write_json_group(tsq__json *json, const tsq_pool_report *report, size_t i, const tsq_permute *permute)
{
    const tsq_pool_result *result = &report->result[i];
    tsq__json_open(json, NULL, '{', false);
    tsq__frame_json_group(json, result);
    tsq__frame_json_model(json, report, result);
    tsq__json_count(json, "k", result->effects.k);
    tsq__json_bool(json, "exact", permute->exact);
    tsq__frame_json_seed(json, !permute->exact, permute->seed);
    tsq__json_bool(json, "partial", permute->partial);
    tsq__json_count(json, "permutations", (size_t)permute->n);
    tsq__json_count(json, "failed", (size_t)permute->failed);
    if (report->options.mods != NULL) {
        tsq__json_text(json, "mods", report->options.mods);
    }
    if (permute->coefficient != NULL && report->options.mods != NULL) {
        write_coefficients(json, permute, result);
    } else if (permute->coefficient != NULL) {
        write_test(json, permute, &result->fit);
    }
    tsq__json_text(json, "error", result->estimated ? NULL : result->error.text);
    tsq__json_close(json, '}');
}

tsq_status tsq_write_permute_json(FILE *stream, const tsq_pool_report *report, const tsq_permute *permute,
                                  const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__frame_json(&json, "tausq.permute/1", options, tsq_table_rows(report->table));
    tsq__json_open(&json, "results", '[', false);
    for (size_t i = 0; i < report->n; i++) {
        write_json_group(&json, report, i, &permute[i]);
    }
    return tsq__frame_json_end(&json);
}

/* ---- CSV ------------------------------------------------------------------------------------------------------- */

void tsq_write_arrangement_head(FILE *stream, const tsq_pool_report *report)
{
    tsq__frame_csv_head(stream, report);
    if (report->options.mods == NULL) {
        fputs("number,estimate,statistic,tau2,flipped\n", stream);
        return;
    }
    fputs("number,tau2,QM,from", stream);
    for (size_t i = 0; i < report->n_names; i++) {
        tsq__frame_csv_coefficient(stream, report->name[i], "estimate");
        tsq__frame_csv_coefficient(stream, report->name[i], "statistic");
    }
    fputc('\n', stream);
}

/* Which study's moderators each study has, counted from 1; then the coefficients. */
static void write_dealt(FILE *stream, const tsq_pool_report *report, const tsq_pool_result *pooled,
                        const tsq_arrangement *arrangement)
{
    tsq__csv_number(stream, arrangement->tau2);
    tsq__csv_number(stream, arrangement->QM);
    for (size_t i = 0; i < pooled->effects.k; i++) {
        fprintf(stream, "%c%zu", i == 0 ? ',' : ' ', arrangement->from[i] + 1);
    }
    for (size_t i = 0; i < report->n_names; i++) {
        size_t j = 0;
        while (j < arrangement->p && strcmp(pooled->design.name[j], report->name[i]) != 0) {
            j++;
        }
        tsq__csv_number(stream, j < arrangement->p ? arrangement->estimate[j] : (double)NAN);
        tsq__csv_number(stream, j < arrangement->p ? arrangement->statistic[j] : (double)NAN);
    }
    fputc('\n', stream);
}

void tsq_write_arrangement(FILE *stream, const tsq_pool_report *report, size_t result,
                           const tsq_arrangement *arrangement)
{
    const tsq_pool_result *pooled = &report->result[result];
    tsq__frame_csv_group(stream, pooled);
    fprintf(stream, "%llu", (unsigned long long)arrangement->number);
    if (report->options.mods != NULL) {
        write_dealt(stream, report, pooled, arrangement);
        return;
    }
    tsq__csv_number(stream, arrangement->estimate[0]);
    tsq__csv_number(stream, arrangement->statistic[0]);
    tsq__csv_number(stream, arrangement->tau2);
    fputc(',', stream);
    for (size_t i = 0; i < pooled->effects.k; i++) {
        fputc((arrangement->flipped[i / 64] >> (i % 64) & 1) != 0 ? '1' : '0', stream);
    }
    fputc('\n', stream);
}
