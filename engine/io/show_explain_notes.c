/* A walk between conventions as a table for readers: labels of steps, and what is said beside the table. */
#include "io/number.h"
#include "io/show_explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROOM TSQ__EXPLAIN_ROOM
#define LABEL_COLUMNS 48

/* ---- texts --------------------------------------------------------------------------------------------------- */

static void append(char *text, const char *more)
{
    const size_t length = strlen(text);
    snprintf(text + length, ROOM - length, "%s", more);
}

void tsq__explain_from_to(const tsq_explanation *explanation, size_t step, char *from, char *to)
{
    const tsq_explain_step *s = &explanation->step[step];
    from[0] = to[0] = '\0';
    for (size_t i = 0; i < s->n; i++) {
        char text[TSQ_CONVENTION_TEXT];
        append(from, i > 0 ? ", " : "");
        append(from, s->convention[i]->describe(&explanation->point[0].options, text));
        append(to, i > 0 ? ", " : "");
        append(to, s->convention[i]->describe(&explanation->point[explanation->n].options, text));
    }
}

char *tsq__explain_label(const tsq_explanation *explanation, size_t step, bool utf8, char *text)
{
    const tsq_explain_step *s = &explanation->step[step];
    char from[ROOM], to[ROOM];
    text[0] = '\0';
    for (size_t i = 0; i < s->n; i++) {
        append(text, i > 0 ? ", " : "");
        append(text, s->convention[i]->title);
    }
    tsq__explain_from_to(explanation, step, from, to);
    append(text, ": ");
    append(text, from);
    append(text, utf8 ? " → " : " -> ");
    append(text, to);
    return text;
}

/* Labels that are too long for the table are cut to their titles there, and whole in a note. */
static bool is_long(const char *label)
{
    return tsq__width(label) > LABEL_COLUMNS;
}

char *tsq__explain_row_label(const tsq_explanation *explanation, size_t step, bool utf8, char *text)
{
    if (is_long(tsq__explain_label(explanation, step, utf8, text))) {
        *strchr(text, ':') = '\0';
    }
    return text;
}

static const tsq_pool_result *result_at(const tsq_explanation *explanation, size_t group, size_t point)
{
    return &explanation->point[point].result[group];
}

char *tsq__explain_title(const tsq_explanation *explanation, size_t group, char *text)
{
    const tsq_pool_result *a = result_at(explanation, group, 0), *b = result_at(explanation, group, explanation->n);
    const tsq_effect_measure *from = a->effects.measure, *to = b->effects.measure;
    const bool given = strcmp(from->id, "GEN") == 0;
    int n = snprintf(text, ROOM, "%s (%s)", given ? "estimates as given" : from->title, from->id);
    if (from != to) {
        n += snprintf(text + n, ROOM - (size_t)n, " to %s (%s)", to->title, to->id);
    }
    n += snprintf(text + n, ROOM - (size_t)n, ": %zu", a->effects.k);
    if (a->effects.k != b->effects.k) {
        n += snprintf(text + n, ROOM - (size_t)n, " to %zu", b->effects.k);
    }
    snprintf(text + n, ROOM - (size_t)n, b->effects.k == 1 ? " study" : " studies");
    if (text[0] >= 'a' && text[0] <= 'z') {
        text[0] = (char)(text[0] - 'a' + 'A');
    }
    return text;
}

/* ---- notes --------------------------------------------------------------------------------------------------- */

/* "exp(Estimate) under NAME: 0.489, 95% CI 0.344 to 0.696". */
static void note_transformed(const tsq_explanation *e, size_t group, size_t point, FILE *stream, const char *bullet)
{
    const tsq_pool_result *result = result_at(e, group, point);
    const tsq_transform *transform = tsq_transform_find(result->effects.measure->transform);
    if (transform == NULL || !result->estimated) {
        return;
    }
    double shown[3];
    char text[3][TSQ__NUMBER_ROOM];
    static const tsq_explained which[3] = {TSQ_EXPLAINED_ESTIMATE, TSQ_EXPLAINED_CI_LB, TSQ_EXPLAINED_CI_UB};
    for (size_t i = 0; i < 3; i++) {
        shown[i] = transform->apply(tsq_explained_value(result, which[i]));
    }
    const int decimals = tsq__decimals((shown[2] - shown[1]) / 4.0, 3);
    for (size_t i = 0; i < 3; i++) {
        tsq__fixed(shown[i], decimals, text[i]);
    }
    fprintf(stream, "%s%s(Estimate) under %s: %s, %g%% CI %s to %s\n", bullet, transform->id,
            point == 0 ? e->name_a : e->name_b, text[0], result->fit.level, text[1], text[2]);
}

/* Words in lines of about 100 columns; the first begins after `bullet`, the others below its text. */
static void write_filled(FILE *stream, const char *bullet, const char *text)
{
    const size_t indent = tsq__width(bullet) + 2;
    size_t column = indent;
    fputs(bullet, stream);
    while (*text != '\0') {
        const size_t length = strcspn(text, " ");
        if (column > indent && column + 1 + length > 100) {
            fprintf(stream, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', stream);
            column++;
        }
        fprintf(stream, "%.*s", (int)length, text);
        column += length;
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', stream);
}

/* Steps of one kind in one sentence; of those in the table only the ones that stand there under their title alone. */
static void note_steps(const tsq_explanation *e, size_t group, tsq__explain_kind kind, const char *words, bool utf8,
                       FILE *stream, const char *bullet)
{
    char *text = malloc((e->n + 1) * (ROOM + 2) + 64);
    size_t length = 0;
    if (text == NULL) {
        return;
    }
    for (size_t i = 0; i < e->n; i++) {
        char label[ROOM];
        tsq__explain_label(e, i, utf8, label);
        if (tsq__explain_kind_of(e, group, i) == kind && (kind != TSQ__EXPLAIN_ROW || is_long(label))) {
            length += (size_t)sprintf(text + length, "%s%s", length == 0 ? words : "; ", label);
        }
    }
    if (length > 0) {
        strcpy(text + length, ".");
        write_filled(stream, bullet, text);
    }
    free(text);
}

static void note_missing(const tsq_explanation *e, size_t group, bool utf8, FILE *stream, const char *bullet)
{
    for (size_t i = 0; i <= e->n; i++) {
        const tsq_pool_result *result = result_at(e, group, i);
        char label[ROOM];
        if (!result->estimated && (i == 0 || i == e->n)) {
            fprintf(stream, "%sNot estimated under %s: %s.\n", bullet, i == 0 ? e->name_a : e->name_b,
                    result->error.text);
        } else if (!result->estimated) {
            fprintf(stream, "%sNot estimated after the step %s: %s.\n", bullet,
                    tsq__explain_label(e, i - 1, utf8, label), result->error.text);
        }
    }
}

void tsq__explain_notes(const tsq_explanation *explanation, size_t group, const tsq_write_options *options,
                        FILE *stream, const char *bullet)
{
    const bool utf8 = options->utf8;
    note_missing(explanation, group, utf8, stream, bullet);
    note_transformed(explanation, group, 0, stream, bullet);
    if (explanation->n > 0) {
        note_transformed(explanation, group, explanation->n, stream, bullet);
    }
    note_steps(explanation, group, TSQ__EXPLAIN_ROW, "In full: ", utf8, stream, bullet);
    note_steps(explanation, group, TSQ__EXPLAIN_HIDDEN, "Change only what is not in the table: ", utf8, stream, bullet);
    note_steps(explanation, group, TSQ__EXPLAIN_NOTHING, "Differ, but change nothing here: ", utf8, stream, bullet);
    if (explanation->n == 0) {
        fprintf(stream, "%sNo convention differs.\n", bullet);
    }
}
