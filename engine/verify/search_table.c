/* Tables with studies left out or their cells changed, so that what pools them is tsq_pool itself. */
#include "verify/search.h"

#include "base/memory.h"
#include "base/text.h"

#include <tausq/units.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Roles of the two groups that change places. */
static const char *const pairs[][2] = {{"n1i", "n2i"},     {"m1i", "m2i"},     {"sd1i", "sd2i"},   {"m1i0", "m2i0"},
                                       {"sd1i0", "sd2i0"}, {"mc1i", "mc2i"},   {"sdc1i", "sdc2i"}, {"ai", "ci"},
                                       {"bi", "di"},       {"x1i", "x2i"},     {"t1i", "t2i"},     {"se1i", "se2i"},
                                       {"lb1i", "lb2i"},   {"ub1i", "ub2i"},   {"med1i", "med2i"}, {"q11i", "q12i"},
                                       {"q31i", "q32i"},   {"min1i", "min2i"}, {"max1i", "max2i"}, {"r1i", "r2i"}};
enum { PAIRS = sizeof pairs / sizeof pairs[0] };

/* SDs, with the sizes that they belong to. */
static const char *const spreads[][2] = {{"sd1i", "n1i"}, {"sd2i", "n2i"}, {"sdc1i", "n1i"}, {"sdc2i", "n2i"}};

/* What has the unit of the outcome. */
static const char *const scaled[] = {"m1i",   "sd1i", "m2i",   "sd2i",  "m1i0",  "sd1i0", "m2i0",
                                     "sd2i0", "mc1i", "sdc1i", "mc2i",  "sdc2i", "se1i",  "se2i",
                                     "lb1i",  "ub1i", "lb2i",  "ub2i",  "med1i", "q11i",  "q31i",
                                     "med2i", "q12i", "q32i",  "min1i", "max1i", "min2i", "max2i"};

/* ---- cells --------------------------------------------------------------------------------------------------- */

/* A number in the notation of the table; the text of the cell where it is none. */
static const char *number_text(const tsq_table *table, double value, const char *cell, char text[TSQ_NUMBER_TEXT])
{
    if (!isfinite(value)) {
        return cell;
    }
    tsq_number_print(value, text);
    for (char *at = text; *at != '\0'; at++) {
        *at = *at == '.' ? tsq_table_decimal(table) : *at;
    }
    return text;
}

static double number_of(const tsq_roles *roles, const char *role, size_t row)
{
    double value;
    return tsq_roles_number(roles, role, row, &value, NULL) == TSQ_OK ? value : (double)NAN;
}

static bool plays(const tsq_roles *roles, const char *role, size_t column)
{
    return tsq_roles_column(roles, role) == (long)column;
}

static const char *swapped(const tsq_roles *roles, size_t row, size_t column)
{
    const tsq_table *table = tsq_roles_table(roles);
    for (size_t i = 0; i < PAIRS; i++) {
        const long a = tsq_roles_column(roles, pairs[i][0]), b = tsq_roles_column(roles, pairs[i][1]);
        if (a >= 0 && b >= 0 && ((size_t)a == column || (size_t)b == column)) {
            return tsq_table_cell(table, row, (size_t)a == column ? (size_t)b : (size_t)a);
        }
    }
    return tsq_table_cell(table, row, column);
}

/* The factor by which an edit multiplies a column's cell in that row; 1 where it does not. */
static double factor_of(const tsq_roles *roles, const tsq_edit *edit, size_t row, size_t column)
{
    if (edit->kind == TSQ_EDIT_SE_AS_SD || edit->kind == TSQ_EDIT_SD_AS_SE) {
        for (size_t i = 0; i < sizeof spreads / sizeof spreads[0]; i++) {
            if (plays(roles, spreads[i][0], column)) {
                const double root = sqrt(number_of(roles, spreads[i][1], row));
                return edit->kind == TSQ_EDIT_SE_AS_SD ? root : 1.0 / root;
            }
        }
    } else if (edit->kind == TSQ_EDIT_UNIT) {
        for (size_t i = 0; i < sizeof scaled / sizeof scaled[0]; i++) {
            if (plays(roles, scaled[i], column)) {
                return edit->factor;
            }
        }
    } else if (edit->kind == TSQ_EDIT_SIGN && plays(roles, "yi", column)) {
        return -1.0;
    }
    return 1.0;
}

static const char *edited_cell(const tsq_roles *roles, const tsq_edit *edit, size_t row, size_t column,
                               char text[TSQ_NUMBER_TEXT])
{
    const tsq_table *table = tsq_roles_table(roles);
    const char *cell = tsq_table_cell(table, row, column);
    double value;
    if (edit->kind == TSQ_EDIT_SWAP || edit->kind == TSQ_EDIT_REVERSE_ALL) {
        if (edit->kind == TSQ_EDIT_REVERSE_ALL && plays(roles, "yi", column)) {
            return number_text(table, -number_of(roles, "yi", row), cell, text);
        }
        return swapped(roles, row, column);
    }
    if (edit->kind == TSQ_EDIT_VI_AS_SE && plays(roles, "vi", column)) {
        value = number_of(roles, "vi", row);
        return number_text(table, value * value, cell, text);
    }
    if (edit->kind == TSQ_EDIT_SE_AS_VI && plays(roles, "sei", column)) {
        return number_text(table, sqrt(number_of(roles, "sei", row)), cell, text);
    }
    const double factor = factor_of(roles, edit, row, column);
    if (factor == 1.0 || tsq_number_read(cell, tsq_table_decimal(table), &value) != TSQ_NUMBER) {
        return cell;
    }
    return number_text(table, value * factor, cell, text);
}

/* ---- tables -------------------------------------------------------------------------------------------------- */

static bool concerns(const tsq_edit *edit, size_t row)
{
    if (edit->kind == TSQ_EDIT_NONE || edit->kind == TSQ_EDIT_REVERSE_ALL) {
        return edit->kind == TSQ_EDIT_REVERSE_ALL;
    }
    for (size_t i = 0; i < edit->n; i++) {
        if (edit->row[i] == row || edit->row[i] == SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static tsq_status add_row(const tsq_roles *roles, size_t row, const tsq_edit *edit, bool concerned, tsq_table *out,
                          tsq_error *err)
{
    const tsq_table *table = tsq_roles_table(roles);
    tsq_status status = TSQ_OK;
    for (size_t j = 0; j < tsq_table_columns(table) && status == TSQ_OK; j++) {
        char number[TSQ_NUMBER_TEXT];
        const char *text = concerned ? edited_cell(roles, edit, row, j, number) : tsq_table_cell(table, row, j);
        status = tsq_table_add_cell(out, text, strlen(text), err);
    }
    return status == TSQ_OK ? tsq_table_end_row(out, tsq_table_line(table, row), err) : status;
}

tsq_status tsq__search_table(const tsq_table *table, const tsq_rows *rows, const tsq_edit *edit,
                             const tsq_pool_options *options, tsq_table **out, tsq_error *err)
{
    tsq_roles *roles = NULL;
    *out = NULL;
    tsq_status status = tsq_roles_new(table, options->map, options->n_map, &roles, err);
    if (status == TSQ_OK) {
        status = tsq_table_new(tsq_table_source(table), tsq_table_decimal(table), out, err);
    }
    for (size_t j = 0; j < tsq_table_columns(table) && status == TSQ_OK; j++) {
        const char *name = tsq_table_column_name(table, j);
        status = tsq_table_add_column(*out, name, strlen(name), err);
    }
    for (size_t i = 0; i < rows->n && status == TSQ_OK; i++) {
        const bool concerned = concerns(edit, i);
        if (!concerned || edit->kind != TSQ_EDIT_LEAVE_OUT) {
            status = add_row(roles, rows->row[i], edit, concerned, *out, err);
        }
    }
    tsq_roles_free(roles);
    if (status != TSQ_OK) {
        tsq_table_free(*out);
        *out = NULL;
    }
    return status;
}

/* ---- which edits there are ----------------------------------------------------------------------------------- */

static void add_edit(tsq_edit *edit, size_t *n, tsq_edit_kind kind, double factor, size_t row)
{
    for (size_t i = 0; i < *n; i++) {
        if (edit[i].kind == kind && fabs(edit[i].factor - factor) <= 1e-9 * fabs(factor)) {
            return;
        }
    }
    if (*n < TSQ__EDITS_MOST) {
        edit[(*n)++] = (tsq_edit){.kind = kind, .factor = factor, .n = 1, .row = {row}};
    }
}

/* Powers of ten, and the ratios of the units of the outcome's analyte; of all analytes where it is none of them. */
static void add_units(const tsq_roles *roles, size_t row, tsq_edit *edit, size_t *n)
{
    static const double tens[] = {10.0, 0.1, 100.0, 0.01, 1000.0, 0.001};
    const char *outcome = tsq_roles_text(roles, "outcome", row);
    bool known = false;
    for (size_t i = 0; i < sizeof tens / sizeof tens[0]; i++) {
        add_edit(edit, n, TSQ_EDIT_UNIT, tens[i], row);
    }
    for (int pass = 0; pass < 2 && !known; pass++) {
        for (size_t i = 0; i < tsq_unit_count(); i++) {
            const tsq_unit *unit = tsq_unit_at(i);
            const bool of_outcome = outcome != NULL && tsq_unit_find(outcome, unit->unit) == unit;
            if ((pass == 1 || of_outcome) && unit->factor != 1.0) {
                add_edit(edit, n, TSQ_EDIT_UNIT, unit->factor, row);
                add_edit(edit, n, TSQ_EDIT_UNIT, 1.0 / unit->factor, row);
            }
            known = known || of_outcome;
        }
    }
}

size_t tsq__search_edits(const tsq_roles *roles, size_t row, tsq_edit *edit)
{
    size_t n = 0;
    const bool final = tsq_roles_has(roles, "m1i") && tsq_roles_has(roles, "m2i");
    const bool means = final || (tsq_roles_has(roles, "mc1i") && tsq_roles_has(roles, "mc2i"));
    const bool counts = tsq_roles_has(roles, "ai") && tsq_roles_has(roles, "ci");
    const bool rates = tsq_roles_has(roles, "x1i") && tsq_roles_has(roles, "x2i");
    if (means || counts || rates) {
        add_edit(edit, &n, TSQ_EDIT_SWAP, 1.0, row);
    }
    if (means && tsq_roles_has(roles, "n1i") && tsq_roles_has(roles, "n2i")) {
        add_edit(edit, &n, TSQ_EDIT_SE_AS_SD, 1.0, row);
        add_edit(edit, &n, TSQ_EDIT_SD_AS_SE, 1.0, row);
    }
    if (means) {
        add_units(roles, row, edit, &n);
    }
    if (tsq_roles_has(roles, "yi")) {
        add_edit(edit, &n, TSQ_EDIT_SIGN, 1.0, row);
        if (tsq_roles_has(roles, "vi")) {
            add_edit(edit, &n, TSQ_EDIT_VI_AS_SE, 1.0, row);
        }
        if (tsq_roles_has(roles, "sei")) {
            add_edit(edit, &n, TSQ_EDIT_SE_AS_VI, 1.0, row);
        }
    }
    return n;
}

/* ---- in words ------------------------------------------------------------------------------------------------ */

static void name_row(tsq__text *text, const tsq_table *table, const tsq_roles *roles, size_t row)
{
    char shown[TSQ__SHOWN];
    const char *label = tsq_roles_text(roles, "study", row);
    if (label != NULL && label[0] != '\0') {
        tsq__text_printf(text, "%s (line %zu)", tsq__shown(label, strlen(label), shown), tsq_table_line(table, row));
    } else {
        tsq__text_printf(text, "line %zu", tsq_table_line(table, row));
    }
}

char *tsq__search_edited(const tsq_table *table, const tsq_roles *roles, const tsq_edit *edit)
{
    static const char *const words[] = {[TSQ_EDIT_LEAVE_OUT] = "without ",
                                        [TSQ_EDIT_SE_AS_SD] = "SDs are SEs, so multiplied by the root of n: ",
                                        [TSQ_EDIT_SD_AS_SE] = "SDs divided by the root of n, as if SEs: ",
                                        [TSQ_EDIT_SWAP] = "arms swapped: ",
                                        [TSQ_EDIT_SIGN] = "sign changed: ",
                                        [TSQ_EDIT_VI_AS_SE] = "vi is the SE, so squared: ",
                                        [TSQ_EDIT_SE_AS_VI] = "sei is the variance, so its root: "};
    tsq__text text = {0};
    if (edit->kind == TSQ_EDIT_REVERSE_ALL) {
        tsq__text_add_string(&text, "groups compared the other way around");
    } else if (edit->kind == TSQ_EDIT_UNIT) {
        char factor[TSQ_NUMBER_TEXT];
        const bool times = edit->factor >= 1.0;
        const double shown = times ? edit->factor : 1.0 / edit->factor;
        tsq__text_printf(&text, "means and SDs %s %s: ", times ? "times" : "divided by",
                         tsq_number_print(round(shown * 1e9) / 1e9, factor));
    } else {
        tsq__text_add_string(&text, words[edit->kind]);
    }
    for (size_t i = 0; i < edit->n; i++) {
        tsq__text_add_string(&text, i > 0 ? " and " : "");
        name_row(&text, table, roles, edit->row[i]);
    }
    return tsq__text_take(&text);
}
