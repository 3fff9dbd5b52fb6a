/* From the result of an analysis to the claims that record it; see baseline.h. */
#include "cli/baseline.h"

#include "cli/set.h"

#include <stdlib.h>
#include <string.h>

/* Differences that another compiler or library may make are none. */
#define TOLERANCE "rel:1e-8"

/* ---- claims ------------------------------------------------------------------------------------------------------ */

enum { TEXTS = 12 };

static void list_texts(tsq_claim *claim, const char **texts[TEXTS])
{
    const char **all[TEXTS] = {&claim->id,       &claim->data,     &claim->where,     &claim->args,
                               &claim->quantity, &claim->expected, &claim->tolerance, &claim->source,
                               &claim->sha256,   &claim->version,  &claim->options,   &claim->mcid};
    memcpy(texts, all, sizeof all);
}

void baseline_add(struct baseline *baseline, const tsq_claim *claim)
{
    const char **texts[TEXTS];
    if (baseline->n == baseline->room) {
        const size_t room = baseline->room > 0 ? 2 * baseline->room : 64;
        tsq_claim *more = realloc(baseline->claim, room * sizeof *more);
        if (more == NULL) {
            baseline->failed = true;
            return;
        }
        baseline->claim = more;
        baseline->room = room;
    }
    tsq_claim *own = &baseline->claim[baseline->n++];
    *own = *claim;
    list_texts(own, texts);
    for (size_t i = 0; i < TEXTS; i++) {
        *texts[i] = strdup(*texts[i]);
        baseline->failed = baseline->failed || *texts[i] == NULL;
    }
}

void baseline_free(struct baseline *baseline)
{
    for (size_t i = 0; i < baseline->n; i++) {
        const char **texts[TEXTS];
        list_texts(&baseline->claim[i], texts);
        for (size_t j = 0; j < TEXTS; j++) {
            free((char *)(uintptr_t)*texts[j]);
        }
    }
    free(baseline->claim);
    *baseline = (struct baseline){0};
}

/* ---- texts of an analysis ------------------------------------------------------------------------------------------ */

/* A condition with a ';' in it cannot stand among others; it goes into args. */
static bool stands_in_where(const struct given_option *given)
{
    return given->row->set == set_where && strchr(given->value, ';') == NULL;
}

static void write_args(FILE *stream, const struct settings *settings)
{
    static const char *const others[] = {"by", "output", "quiet", "mcid", "update", "name"};
    const char *between = "";
    for (size_t i = 0; i < settings->n_given; i++) {
        const struct given_option *given = &settings->given[i];
        bool passed = stands_in_where(given);
        for (size_t j = 0; j < sizeof others / sizeof others[0]; j++) {
            passed = passed || strcmp(given->row->name, others[j]) == 0;
        }
        if (!passed) {
            fprintf(stream, "%s--%s", between, given->row->name);
            between = " ";
            if (given->value != NULL) {
                fputc(' ', stream);
                tsq_write_word(stream, given->value);
            }
        }
    }
}

/* A name or value of a condition. */
static void put_quoted(FILE *stream, const char *text)
{
    const size_t length = strlen(text);
    if (length > 0 && strpbrk(text, "\"=<>!,;") == NULL && text[0] != ' ' && text[length - 1] != ' ') {
        fputs(text, stream);
        return;
    }
    fputc('"', stream);
    for (; *text != '\0'; text++) {
        fputs(*text == '"' ? "\"" : "", stream);
        fputc(*text, stream);
    }
    fputc('"', stream);
}

static void write_where(FILE *stream, const struct settings *settings, const tsq_pool_result *result)
{
    const char *between = "";
    for (size_t i = 0; i < settings->n_given; i++) {
        if (stands_in_where(&settings->given[i])) {
            fprintf(stream, "%s%s", between, settings->given[i].value);
            between = "; ";
        }
    }
    for (size_t i = 0; i < result->n_group; i++) {
        fputs(between, stream);
        put_quoted(stream, result->group_column[i]);
        fputs(" = ", stream);
        put_quoted(stream, result->group_value[i]);
        between = "; ";
    }
}

/* NAME/GROUP/GROUP/ */
static void write_prefix(FILE *stream, const struct settings *settings, const tsq_pool_result *result)
{
    char name[BASELINE_NAME];
    baseline_name(settings, name);
    fprintf(stream, "%s/", name);
    for (size_t i = 0; i < result->n_group; i++) {
        baseline_put_part(stream, result->group_value[i]);
        fputc('/', stream);
    }
}

/* The texts that all claims of an analysis share. */
struct shared {
    char *prefix, *where, *args, *options;
};

static char *text_of(void (*write)(FILE *, const struct settings *, const tsq_pool_result *),
                     const struct settings *settings, const tsq_pool_result *result)
{
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (stream != NULL) {
        write(stream, settings, result);
        if (fclose(stream) != 0) {
            free(text);
            text = NULL;
        }
    }
    return text;
}

static void write_args_of(FILE *stream, const struct settings *settings, const tsq_pool_result *result)
{
    (void)result;
    write_args(stream, settings);
}

static tsq_status make_shared(const struct settings *settings, const tsq_pool_result *result, struct shared *out,
                              tsq_error *err)
{
    *out = (struct shared){.prefix = text_of(write_prefix, settings, result),
                           .where = text_of(write_where, settings, result),
                           .args = text_of(write_args_of, settings, result)};
    if (out->prefix == NULL || out->where == NULL || out->args == NULL) {
        return cli_fail_memory(err);
    }
    return claim_options(out->args, out->where, &out->options, err);
}

static void free_shared(struct shared *shared)
{
    free(shared->prefix);
    free(shared->where);
    free(shared->args);
    free(shared->options);
}

/* ---- numbers ------------------------------------------------------------------------------------------------------- */

struct recording {
    struct baseline *baseline;
    tsq_claim claim; /* but for id, quantity and expected */
    const char *prefix;
};

static void record(void *context, const char *quantity, double number)
{
    struct recording *recording = context;
    char text[TSQ_NUMBER_TEXT], *id = NULL;
    size_t length;
    FILE *stream = open_memstream(&id, &length);
    if (stream == NULL) {
        recording->baseline->failed = true;
        return;
    }
    fputs(recording->prefix, stream);
    baseline_put_quantity(stream, quantity);
    if (fclose(stream) == 0 && id != NULL) {
        recording->claim.id = id;
        recording->claim.quantity = quantity;
        recording->claim.expected = tsq_number_print(number, text);
        baseline_add(recording->baseline, &recording->claim);
    } else {
        recording->baseline->failed = true;
    }
    free(id);
}

/* The report as a check will see it. */
static tsq_status read_back(const tsq_pool_report *report, const char *sha256, tsq_document **out, tsq_error *err)
{
    const tsq_write_options options = {.digits = -1,
                                       .transform = "none",
                                       .input = tsq_table_source(report->table),
                                       .sha256 = sha256,
                                       .version = tsq_version()};
    char *bytes;
    size_t length;
    tsq_output *output;
    tsq_status status = tsq_output_open_memory(&bytes, &length, &output, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = tsq_write_pool_json(tsq_output_stream(output), report, &options);
    if (status != TSQ_OK) {
        tsq_output_abandon(output);
        return cli_fail_plainly(err, status);
    }
    status = tsq_output_commit(output, err);
    if (status == TSQ_OK) {
        status = tsq_document_read(bytes, length, out, err);
    }
    free(bytes);
    return status;
}

static tsq_status record_result(const struct settings *settings, const tsq_pool_report *report, size_t i,
                                const tsq_document *document, const tsq_claim *usual, struct baseline *out,
                                tsq_error *err)
{
    struct shared shared;
    tsq_status status = make_shared(settings, &report->result[i], &shared, err);
    if (status == TSQ_OK) {
        struct recording recording = {.baseline = out, .claim = *usual, .prefix = shared.prefix};
        recording.claim.where = shared.where;
        recording.claim.args = shared.args;
        recording.claim.options = shared.options;
        const bool whole = tsq_document_each(document, i, record, &recording);
        status = whole && !out->failed ? TSQ_OK : cli_fail_memory(err);
    }
    free_shared(&shared);
    return status;
}

tsq_status baseline_make(const struct settings *settings, const tsq_pool_report *report, const char *path,
                         const char *sha256, struct baseline *out, tsq_error *err)
{
    char source[64];
    tsq_document *document = NULL;
    snprintf(source, sizeof source, "tausq %s", tsq_version());
    const tsq_claim usual = {.data = path,
                             .tolerance = TOLERANCE,
                             .source = source,
                             .sha256 = sha256,
                             .version = tsq_version(),
                             .mcid = settings->mcid != NULL ? settings->mcid : ""};
    tsq_status status = read_back(report, sha256, &document, err);
    for (size_t i = 0; i < report->n && status == TSQ_OK; i++) {
        if (report->result[i].estimated) {
            status = record_result(settings, report, i, document, &usual, out, err);
        }
    }
    tsq_document_free(document);
    return status;
}
