/* Tables with studies left out or their cells changed, so that what pools them is tsq_pool itself. */
#include "verify/search.h"

#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdint.h>
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

/* Whether the role is of an edited group: its number stands before the "i", as in sd1i, m1i0, q31i. */
static bool is_of_arm(const char *role, const tsq_edit *edit)
{
    const char *i = strrchr(role, 'i');
    return edit->arm == 0 || (i != NULL && i > role && (size_t)(i[-1] - '0') == edit->arm);
}

/* The factor by which an edit multiplies a column's cell in that row; 1 where it does not. */
static double factor_of(const tsq_roles *roles, const tsq_edit *edit, size_t row, size_t column)
{
    if (edit->kind == TSQ_EDIT_SE_AS_SD || edit->kind == TSQ_EDIT_SD_AS_SE) {
        for (size_t i = 0; i < sizeof spreads / sizeof spreads[0]; i++) {
            if (plays(roles, spreads[i][0], column) && is_of_arm(spreads[i][0], edit)) {
                const double root = sqrt(number_of(roles, spreads[i][1], row));
                return edit->kind == TSQ_EDIT_SE_AS_SD ? root : 1.0 / root;
            }
        }
    } else if (edit->kind == TSQ_EDIT_UNIT) {
        for (size_t i = 0; i < sizeof scaled / sizeof scaled[0]; i++) {
            if (plays(roles, scaled[i], column) && is_of_arm(scaled[i], edit)) {
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
