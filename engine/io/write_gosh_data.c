/* All subsets of the studies as JSON, and subsets as rows of CSV. */
#include "io/csv.h"
#include "io/frame.h"

#include <math.h>
#include <string.h>

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

static void write_spread(tsq__json *json, const char *key, const tsq_spread *s)
{
    static const char *const keys[] = {"q2.5", "q25", "median", "q75", "q97.5"};
    tsq__json_open(json, key, '{', true);
    tsq__json_count(json, "n", (size_t)s->n);
    tsq__json_number(json, "mean", s->mean);
    tsq__json_number(json, "sd", s->sd);
    tsq__json_number(json, "min", s->least);
    for (size_t i = 0; i < 5; i++) {
        tsq__json_number(json, keys[i], s->quantile[i]);
    }
    tsq__json_number(json, "max", s->greatest);
    tsq__json_bool(json, "exact", s->exact);
    tsq__json_close(json, '}');
}

static void write_studies(tsq__json *json, const tsq_gosh *gosh, const tsq_gosh_study *studies,
                          const tsq_effects *effects)
{
    tsq__json_open(json, "studies", '[', false);
    for (size_t i = 0; i < gosh->k; i++) {
        const tsq_gosh_study *study = &studies[i];
        tsq__json_open(json, NULL, '{', true);
        tsq__json_text(json, "study", effects->effect[i].study);
        tsq__json_count(json, "line", effects->effect[i].line);
        tsq__json_count(json, "subsets", (size_t)study->with);
        tsq__json_number(json, "mean_with", study->mean_with);
        tsq__json_number(json, "mean_without", study->mean_without);
        tsq__json_number(json, "share", study->share);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
}

static void write_json_coefficients(tsq__json *json, const tsq_gosh *gosh, const tsq_pool_result *result)
{
    tsq__json_open(json, "coefficients", '[', false);
    for (size_t c = 0; c < gosh->p; c++) {
        const tsq_gosh_coefficient *one = &gosh->coefficient[c];
        tsq__json_open(json, NULL, '{', false);
        tsq__json_text(json, "name", result->design.name[c]);
        write_spread(json, "estimate", &one->estimate);
        tsq__json_count(json, "positive", (size_t)one->positive);
        tsq__json_count(json, "positive_significant", (size_t)one->positive_significant);
        tsq__json_count(json, "negative", (size_t)one->negative);
        tsq__json_count(json, "negative_significant", (size_t)one->negative_significant);
        write_studies(json, gosh, one->study, &result->effects);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
}

static void write_json_group(tsq__json *json, const tsq_pool_report *report, size_t i, const tsq_gosh *gosh,
                             bool partial)
{
    const tsq_pool_result *result = &report->result[i];
    tsq__json_open(json, NULL, '{', false);
    tsq__frame_json_group(json, result);
    tsq__frame_json_model(json, report, result);
    tsq__json_count(json, "k", gosh->k);
    tsq__json_bool(json, "random", gosh->random);
    tsq__frame_json_seed(json, gosh->random, gosh->seed);
    tsq__json_bool(json, "partial", partial);
    tsq__json_count(json, "subsets", (size_t)gosh->n);
    tsq__json_count(json, "failed", (size_t)gosh->failed);
    const bool mods = report->options.mods != NULL;
    if (mods) {
        tsq__json_text(json, "mods", report->options.mods);
    } else {
        tsq__json_count(json, "positive", (size_t)gosh->positive);
        tsq__json_count(json, "positive_significant", (size_t)gosh->positive_significant);
        tsq__json_count(json, "negative", (size_t)gosh->negative);
        tsq__json_count(json, "negative_significant", (size_t)gosh->negative_significant);
    }
    const struct {
        const char *key;
        const tsq_spread *spread;
    } spreads[] = {{"estimate", &gosh->estimate}, {"tau2", &gosh->tau2}, {"I2", &gosh->I2}, {"QE", &gosh->QE}};
    for (size_t q = mods ? 1 : 0; q < sizeof spreads / sizeof *spreads && gosh->n > 0; q++) {
        write_spread(json, spreads[q].key, spreads[q].spread);
    }
    if (mods) {
        write_json_coefficients(json, gosh, result);
    } else {
        write_studies(json, gosh, gosh->study, &result->effects);
    }
    tsq__json_text(json, "error", result->estimated ? NULL : result->error.text);
    tsq__json_close(json, '}');
}

tsq_status tsq_write_gosh_json(FILE *stream, const tsq_pool_report *report, const tsq_gosh *gosh, bool partial,
                               const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__frame_json(&json, "tausq.gosh/1", options, tsq_table_rows(report->table));
    tsq__json_open(&json, "results", '[', false);
    for (size_t i = 0; i < report->n; i++) {
        const bool last = i + 1 == report->n || gosh[i + 1].n == 0;
        write_json_group(&json, report, i, &gosh[i], partial && last);
    }
    return tsq__frame_json_end(&json);
}

/* ---- CSV ------------------------------------------------------------------------------------------------------- */

void tsq_write_subset_head(FILE *stream, const tsq_pool_report *report)
{
    static const char *const keys[] = {"estimate", "se", "ci_lb", "ci_ub"};
    tsq__frame_csv_head(stream, report);
    if (report->options.mods != NULL) {
        fputs("k,tau2,I2,QE,QM,studies", stream);
        for (size_t i = 0; i < report->n_names; i++) {
            for (size_t j = 0; j < sizeof keys / sizeof *keys; j++) {
                tsq__frame_csv_coefficient(stream, report->name[i], keys[j]);
            }
        }
        fputc('\n', stream);
        return;
    }
    fputs("k,estimate,se,ci_lb,ci_ub,tau2,I2,QE,studies\n", stream);
}

static void write_members(FILE *stream, const tsq_subset *subset, size_t k)
{
    fputc(',', stream);
    for (size_t i = 0; i < k; i++) {
        fputc((subset->in[i / 64] >> (i % 64) & 1) != 0 ? '1' : '0', stream);
    }
}

/* A row with the coefficients of all groups, of which this one may not have all. */
static void write_fitted(FILE *stream, const tsq_pool_report *report, const tsq_pool_result *pooled,
                         const tsq_subset *subset)
{
    const double numbers[] = {subset->tau2, subset->I2, subset->QE, subset->QM};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        tsq__csv_number(stream, numbers[i]);
    }
    write_members(stream, subset, pooled->effects.k);
    for (size_t i = 0; i < report->n_names; i++) {
        size_t c = 0;
        while (c < subset->p && strcmp(pooled->design.name[c], report->name[i]) != 0) {
            c++;
        }
        const bool there = c < subset->p;
        tsq__csv_number(stream, there ? subset->coefficient[c] : (double)NAN);
        tsq__csv_number(stream, there ? subset->coefficient_se[c] : (double)NAN);
        tsq__csv_number(stream, there ? subset->coefficient_lb[c] : (double)NAN);
        tsq__csv_number(stream, there ? subset->coefficient_ub[c] : (double)NAN);
    }
    fputc('\n', stream);
}

void tsq_write_subset(FILE *stream, const tsq_pool_report *report, size_t result, const tsq_subset *subset)
{
    const tsq_pool_result *pooled = &report->result[result];
    const double numbers[] = {subset->estimate, subset->se, subset->ci_lb, subset->ci_ub,
                              subset->tau2,     subset->I2, subset->QE};
    tsq__frame_csv_group(stream, pooled);
    fprintf(stream, "%zu", subset->k);
    if (report->options.mods != NULL) {
        write_fitted(stream, report, pooled, subset);
        return;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[TSQ_NUMBER_TEXT];
        fputc(',', stream);
        fputs(tsq_number_print(numbers[i], text), stream);
    }
    write_members(stream, subset, pooled->effects.k);
    fputc('\n', stream);
}
