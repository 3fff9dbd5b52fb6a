/* tausq list: what the registries hold. */
#include "cli/cli.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A row of a list: id, what it is, where it is from. NULL id: after the last. */
struct item {
    const char *id, *title, *source;
};

static const struct item end = {NULL, NULL, NULL};

static struct item methods(size_t i)
{
    const tsq_tau2_method *m = tsq_tau2_at(i);
    return i < tsq_tau2_count() ? (struct item){m->id, m->title, m->source} : end;
}

static struct item measures(size_t i)
{
    const char *name = choice_measure(i);
    if (name == NULL) {
        return end;
    }
    const tsq_effect_measure *m = tsq_effect_find(name);
    return strcmp(name, m->id) == 0 ? (struct item){name, m->title, m->inputs}
                                    : (struct item){name, "another name of:", m->id};
}

static struct item vtypes(size_t i)
{
    const tsq_vtype *v = tsq_vtype_at(i);
    return i < tsq_vtype_count() ? (struct item){v->id, v->title, ""} : end;
}

static struct item covariances(size_t i)
{
    const tsq_effect_covariance *c = tsq_effect_covariance_at(i);
    return i < tsq_effect_covariance_count() ? (struct item){c->measure, c->formula, c->source} : end;
}

static struct item tests(size_t i)
{
    const tsq_test *t = tsq_test_at(i);
    return i < tsq_test_count() ? (struct item){t->id, t->title, t->source} : end;
}

static struct item predictions(size_t i)
{
    const tsq_prediction *p = tsq_prediction_at(i);
    return i < tsq_prediction_count() ? (struct item){p->id, p->title, p->source} : end;
}

static struct item tau2_intervals(size_t i)
{
    const tsq_tau2_interval *t = tsq_tau2_interval_at(i);
    return i < tsq_tau2_interval_count() ? (struct item){t->id, t->title, t->source} : end;
}

static struct item presets(size_t i)
{
    const tsq_preset *p = tsq_preset_at(i);
    return i < tsq_preset_count() ? (struct item){p->id, p->title, p->left_out} : end;
}

static struct item transformations(size_t i)
{
    const tsq_transform *t = tsq_transform_at(i);
    return i < tsq_transform_count() ? (struct item){t->id, t->title, ""} : end;
}

static struct item roles(size_t i)
{
    if (i >= tsq_role_count()) {
        return end;
    }
    const tsq_role *r = tsq_role_at(i);
    return (struct item){r->id, r->alias, r->meaning};
}

static struct item flags(size_t i)
{
    return i < TSQ_FLAG_COUNT ? (struct item){tsq_flag_id(i), tsq_flag_sentence(i), ""} : end;
}

static struct item conversions(size_t i)
{
    const tsq_conversion *c = tsq_conversion_at(i);
    return i < tsq_conversion_count() ? (struct item){c->id, c->title, c->source} : end;
}

static struct item units(size_t i)
{
    const tsq_unit *u = tsq_unit_at(i);
    return i < tsq_unit_count() ? (struct item){u->analyte, u->unit, u->source} : end;
}

static struct item checks(size_t i)
{
    const tsq_lint_check *c = tsq_lint_check_at(i);
    return i < tsq_lint_check_count() ? (struct item){c->code, c->id, c->title} : end;
}

static struct item fields(size_t i)
{
    return tsq_batch_field(i) != NULL ? (struct item){tsq_batch_field(i), tsq_batch_field_meaning(i), ""} : end;
}

static struct item nothing(size_t i)
{
    (void)i;
    return end;
}

static const struct kind {
    const char *name;
    struct item (*at)(size_t i);
    struct item head;
} kinds[] = {
    {"methods", methods, {"method", "estimator of tau2", "source"}},
    {"measures", measures, {"measure", "effect measure", "needs the columns"}},
    {"vtypes", vtypes, {"vtype", "variance formula", ""}},
    {"covariances", covariances, {"measure", "covariance of contrasts i and j with one control", "source"}},
    {"tests", tests, {"test", "test and interval of the mean", "source"}},
    {"predictions", predictions, {"pi", "prediction interval", "source"}},
    {"tau2-intervals", tau2_intervals, {"tau2-ci", "interval of tau2", "source"}},
    {"presets", presets, {"preset", "conventions of", "left out or not confirmed"}},
    {"transformations", transformations, {"transf", "from and to", ""}},
    {"roles", roles, {"role", "alias", "meaning"}},
    {"flags", flags, {"flag", "meaning", ""}},
    {"checks", checks, {"check", "id", "what lint finds"}},
    {"fields", fields, {"field", "what batch writes", ""}},
    {"plots", nothing, {"plot", "what it shows", ""}},
    {"conversions", conversions, {"conversion", "from and to", "source"}},
    {"units", units, {"outcome", "unit", "source of the factor"}},
};

const char *choice_list(size_t i)
{
    return i < sizeof kinds / sizeof kinds[0] ? kinds[i].name : NULL;
}

static void widen(int *width, const char *text)
{
    const int needed = (int)strlen(text);
    *width = needed > *width ? needed : *width;
}

/* ---- one line each, or, where that is wider than the terminal, as many as it takes ---------------------------- */

/* Columns of the terminal; 0 where lines may be of any length, as in a pipe to another program. */
static int terminal_width(void)
{
    double columns;
    const char *text = getenv("COLUMNS");
    struct winsize size;
    if (text != NULL && tsq_number_read(text, '.', &columns) == TSQ_NUMBER && columns >= 40 && columns <= 10000) {
        return (int)columns;
    }
    if (!isatty(STDOUT_FILENO)) {
        return 0;
    }
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 100;
}

/* Text from `column` on; further lines begin at `indent`. */
static void print_wrapped(FILE *stream, const char *text, int column, int indent, int width)
{
    for (bool first = true; *text != '\0'; first = false) {
        const int length = (int)strcspn(text, " ");
        if (!first && column + 1 + length > width) {
            fprintf(stream, "\n%*s", indent, "");
            column = indent;
        } else if (!first) {
            fputc(' ', stream);
            column++;
        }
        fprintf(stream, "%.*s", length, text);
        column += length;
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', stream);
}

/* Widths of the list: of its first two columns, and of the terminal. */
struct widths {
    int id, title, terminal;
    bool folded;
};

static void print_item(FILE *stream, const struct item *item, const struct widths *w)
{
    /* A narrow title keeps its column; below a wide one the source has lines of its own. */
    const bool narrow = w->title <= w->terminal / 4;
    const int indent = w->id + 2, beside = indent + w->title + 2;
    if (item->source[0] == '\0' && item->title[0] == '\0') {
        fprintf(stream, "%s\n", item->id);
    } else if (w->folded && !narrow) {
        fprintf(stream, "%-*s  ", w->id, item->id);
        print_wrapped(stream, item->title, indent, indent, w->terminal);
        if (item->source[0] != '\0') {
            fprintf(stream, "%*s", indent + 2, "");
            print_wrapped(stream, item->source, indent + 2, indent + 2, w->terminal);
        }
    } else if (item->source[0] != '\0') {
        fprintf(stream, "%-*s  %-*s  ", w->id, item->id, w->title, item->title);
        print_wrapped(stream, item->source, beside, beside, w->folded ? w->terminal : INT_MAX);
    } else {
        fprintf(stream, "%-*s  %s\n", w->id, item->id, item->title);
    }
}

static void print_kind(FILE *stream, const struct kind *kind)
{
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): find_kind sets it unless it fails
    struct widths w = {.id = (int)strlen(kind->head.id), .title = (int)strlen(kind->head.title)};
    int source = (int)strlen(kind->head.source);
    for (size_t i = 0; kind->at(i).id != NULL; i++) {
        widen(&w.id, kind->at(i).id);
        widen(&w.title, kind->at(i).title);
        widen(&source, kind->at(i).source);
    }
    w.terminal = terminal_width();
    w.folded = w.terminal > 0 && w.id + 2 + w.title + (source > 0 ? 2 + source : 0) > w.terminal;
    print_item(stream, &kind->head, &w);
    for (size_t i = 0; kind->at(i).id != NULL; i++) {
        const struct item item = kind->at(i);
        print_item(stream, &item, &w);
    }
    if (kind->at(0).id == NULL) {
        fprintf(stream, "(this version has no %s)\n", kind->name);
    }
}

static tsq_status find_kind(const char *name, const struct kind **out, tsq_error *err)
{
    for (size_t i = 0; name != NULL && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *out = &kinds[i];
            return TSQ_OK;
        }
    }
    const char *meant = name != NULL ? nearest(name, choice_list) : NULL;
    if (meant != NULL) {
        return cli_fail(err, TSQ_E_USAGE, "unknown list '%s'; did you mean '%s'?", name, meant);
    }
    return cli_fail(err, TSQ_E_USAGE, name == NULL ? "list what?" : "unknown list '%s'", name);
}

int cmd_list(struct settings *settings)
{
    tsq_error err;
    const struct kind *kind = NULL;
    tsq_output *output = NULL;
    tsq_status status = find_kind(settings->file, &kind, &err);
    if (status == TSQ_OK) {
        status = tsq_output_open(NULL, &output, &err);
    }
    if (status == TSQ_OK) {
        print_kind(tsq_output_stream(output), kind);
        status = tsq_output_commit(output, &err);
    }
    return finish_command(settings, status, &err);
}
