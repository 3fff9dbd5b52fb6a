/* A forest plot of characters. */
#include "io/forest.h"

#include "io/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct glyphs {
    const char *left, *line, *right, *mark;
};

/* By tsq__forest_kind; first ASCII, then UTF-8. */
static const struct glyphs glyphs[2][4] = {
    {{"|", "-", "|", "+"}, {"|", "-", "|", "#"}, {"|", "=", "|", "O"}, {"|", ".", "|", "."}},
    {{"├", "─", "┤", "▪"}, {"├", "─", "┤", "■"}, {"╞", "═", "╡", "◆"}, {"├", "┄", "┤", "┄"}},
};
static const char *const null_line[2] = {":", "┊"};
static const char *const cut_left[2] = {"<", "◄"};
static const char *const cut_right[2] = {">", "►"};

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void include(tsq__forest *forest, double value)
{
    if (isfinite(value)) {
        forest->lo = value < forest->lo ? value : forest->lo;
        forest->hi = value > forest->hi ? value : forest->hi;
    }
}

tsq_status tsq__forest_scale(const tsq__result *result, bool utf8, const tsq_transform *transform, double with,
                             tsq__forest *out)
{
    *out = (tsq__forest){.lo = HUGE_VAL, .hi = -HUGE_VAL, .utf8 = utf8, .transform = transform, .with = with};
    const size_t k = result->k;
    const tsq_effect *effect = result->pooled->effects.effect;
    double *half = malloc((k > 0 ? k : 1) * sizeof *half);
    if (half == NULL) {
        return TSQ_E_MEMORY;
    }
    for (size_t i = 0; i < k; i++) {
        half[i] = (effect[i].ci_ub - effect[i].ci_lb) / 2;
    }
    qsort(half, k, sizeof *half, ascending);
    const double most = k > 0 ? half[(3 * k - 1) / 4] : 0;
    free(half);
    for (size_t i = 0; i < k; i++) {
        const double own = (effect[i].ci_ub - effect[i].ci_lb) / 2;
        include(out, effect[i].yi - (own < most ? own : most));
        include(out, effect[i].yi + (own < most ? own : most));
    }
    include(out, result->mean.ci_lb);
    include(out, result->mean.ci_ub);
    const double range = out->hi - out->lo;
    /* Room for the prediction interval and for no effect, unless the studies would shrink to a spot. */
    const double limits[] = {0, result->fit.pi_lb, result->fit.pi_ub};
    for (size_t i = 0; i < 3; i++) {
        if (limits[i] > out->lo - range && limits[i] < out->hi + range) {
            include(out, limits[i]);
        }
    }
    if (!(out->hi > out->lo)) {
        const double middle = isfinite(out->lo) ? out->lo : 0;
        const double some = middle == 0 ? 1 : fabs(middle);
        out->lo = middle - some;
        out->hi = middle + some;
    }
    return TSQ_OK;
}

/* The column of a value, NaN included; -1 and TSQ__FOREST_COLUMNS for those left and right of the plot. */
static int column(const tsq__forest *forest, double value)
{
    const double at = (value - forest->lo) / (forest->hi - forest->lo) * (TSQ__FOREST_COLUMNS - 1);
    if (!(at >= -0.5)) {
        return -1; /* NaN too */
    }
    return at >= TSQ__FOREST_COLUMNS - 0.5 ? TSQ__FOREST_COLUMNS : (int)(at + 0.5);
}

/* Without the blanks at the end. */
static void join(const char *const *cells, char *line)
{
    int n = TSQ__FOREST_COLUMNS;
    while (n > 0 && cells[n - 1][0] == ' ') {
        n--;
    }
    line[0] = '\0';
    for (int j = 0; j < n; j++) {
        strcat(line, cells[j]);
    }
}

char *tsq__forest_line(const tsq__forest *forest, tsq__forest_kind kind, double lb, double estimate, double ub,
                       char *line)
{
    const char *cells[TSQ__FOREST_COLUMNS];
    const struct glyphs *glyph = &glyphs[forest->utf8][kind];
    for (int j = 0; j < TSQ__FOREST_COLUMNS; j++) {
        cells[j] = " ";
    }
    const int zero = column(forest, 0);
    if (zero >= 0 && zero < TSQ__FOREST_COLUMNS) {
        cells[zero] = null_line[forest->utf8];
    }
    if (isfinite(lb) && isfinite(ub)) {
        const int from = column(forest, lb), to = column(forest, ub);
        for (int j = from < 0 ? 0 : from; j <= to && j < TSQ__FOREST_COLUMNS; j++) {
            cells[j] = j == from ? glyph->left : j == to ? glyph->right : glyph->line;
        }
        if (from < 0) {
            cells[0] = cut_left[forest->utf8];
        }
        if (to >= TSQ__FOREST_COLUMNS) {
            cells[TSQ__FOREST_COLUMNS - 1] = cut_right[forest->utf8];
        }
        const int middle = column(forest, estimate);
        if (kind != TSQ__FOREST_PREDICTION && middle >= 0 && middle < TSQ__FOREST_COLUMNS) {
            cells[middle] = glyph->mark;
        }
    }
    join(cells, line);
    return line;
}

/* Places a number below a column, centred if the margins allow, where it has a blank on either side. */
static bool place(char *labels, int at, const char *text)
{
    const int length = (int)strlen(text);
    if (length > TSQ__FOREST_COLUMNS) {
        return false;
    }
    const int last = TSQ__FOREST_COLUMNS - length, centred = at - length / 2;
    const int from = centred < 0 ? 0 : centred > last ? last : centred;
    for (int j = from - 1; j <= from + length; j++) {
        if (j >= 0 && j < TSQ__FOREST_COLUMNS && labels[j] != ' ') {
            return false;
        }
    }
    memcpy(labels + from, text, (size_t)length);
    return true;
}

static void tick(const tsq__forest *forest, double value, int decimals, const char **cells, char *labels)
{
    const int at = column(forest, forest->transform != NULL ? forest->transform->inverse(value, forest->with) : value);
    char text[TSQ__NUMBER_ROOM];
    if (at >= 0 && at < TSQ__FOREST_COLUMNS && place(labels, at, tsq__fixed(value, decimals, text))) {
        cells[at] = forest->utf8 ? "┬" : "+";
    }
}

/* 1, 2 and 5 times powers of ten: even steps on the scale shown, ticks themselves for ratios. */
static void ticks(const tsq__forest *forest, const char **cells, char *labels)
{
    static const double factor[] = {1, 2, 5};
    const tsq_transform *transform = forest->transform;
    const bool ratio = transform != NULL && strcmp(transform->id, "exp") == 0;
    if (ratio && forest->hi - forest->lo > 1.5 && forest->hi - forest->lo < 30) {
        tick(forest, 1, 0, cells, labels);
        for (int power = -14; power <= 14; power++) {
            for (int i = 0; i < 3; i++) {
                tick(forest, factor[i] * pow(10, power), power < 0 ? -power : 0, cells, labels);
            }
        }
        return;
    }
    const double lo = transform != NULL ? transform->apply(forest->lo, forest->with) : forest->lo;
    const double hi = transform != NULL ? transform->apply(forest->hi, forest->with) : forest->hi;
    const double rough = (hi - lo) / 4, unit = pow(10, floor(log10(rough)));
    const double step = rough / unit < 1.5   ? unit
                        : rough / unit < 3.5 ? 2 * unit
                        : rough / unit < 7.5 ? 5 * unit
                                             : 10 * unit;
    const int decimals = tsq__decimals(step, 1);
    const double first = ceil(lo / step);
    for (int i = 0; isfinite(first) && i <= 10 && (first + i) * step <= hi; i++) {
        tick(forest, (first + i) * step, decimals, cells, labels);
    }
}

void tsq__forest_axis(const tsq__forest *forest, char *axis, char *labels)
{
    const char *cells[TSQ__FOREST_COLUMNS];
    for (int j = 0; j < TSQ__FOREST_COLUMNS; j++) {
        cells[j] = forest->utf8 ? "─" : "-";
        labels[j] = ' ';
    }
    labels[TSQ__FOREST_COLUMNS] = '\0';
    ticks(forest, cells, labels);
    join(cells, axis);
    for (int j = TSQ__FOREST_COLUMNS; j > 0 && labels[j - 1] == ' '; j--) {
        labels[j - 1] = '\0';
    }
}
