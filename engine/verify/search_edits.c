/* Which edits of a study are tried, and what they are in words. */
#include "verify/search.h"

#include "base/text.h"

#include <tausq/units.h>

#include <math.h>
#include <string.h>

/* ---- which edits there are ----------------------------------------------------------------------------------- */

static void add_arm_edit(tsq_edit *edit, size_t *n, tsq_edit_kind kind, double factor, size_t arm, size_t row)
{
    for (size_t i = 0; i < *n; i++) {
        if (edit[i].kind == kind && edit[i].arm == arm && fabs(edit[i].factor - factor) <= 1e-9 * fabs(factor)) {
            return;
        }
    }
    if (*n < TSQ__EDITS_MOST) {
        edit[(*n)++] = (tsq_edit){.kind = kind, .factor = factor, .arm = arm, .n = 1, .row = {row}};
    }
}

static void add_edit(tsq_edit *edit, size_t *n, tsq_edit_kind kind, double factor, size_t row)
{
    add_arm_edit(edit, n, kind, factor, 0, row);
}

/* What may have been done to both groups may have been done to one: the SDs, and the unit by powers of ten and by what the
 * outcome allows. */
static void add_arms(tsq_edit *edit, size_t *n, size_t row, bool units_known)
{
    const size_t both = *n;
    for (size_t i = 0; i < both; i++) {
        const double tens = log10(edit[i].factor);
        const bool unit = edit[i].kind == TSQ_EDIT_UNIT && (units_known || fabs(tens - round(tens)) < 1e-9);
        if (unit || edit[i].kind == TSQ_EDIT_SE_AS_SD || edit[i].kind == TSQ_EDIT_SD_AS_SE) {
            add_arm_edit(edit, n, edit[i].kind, edit[i].factor, 1, row);
            add_arm_edit(edit, n, edit[i].kind, edit[i].factor, 2, row);
        }
    }
}

/* Powers of ten, and the ratios of the units of the outcome's analyte; of all analytes where it is none of them (false). */
static bool add_units(const tsq_roles *roles, size_t row, tsq_edit *edit, size_t *n)
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
    return known;
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
        const bool known = add_units(roles, row, edit, &n);
        add_arms(edit, &n, row, known);
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
    if (edit->arm != 0) { /* "SDs are SEs, so multiplied by the root of n: in the first group of Li 2019" */
        tsq__text_printf(&text, "in the %s group of ", edit->arm == 1 ? "first" : "second");
    }
    for (size_t i = 0; i < edit->n; i++) {
        tsq__text_add_string(&text, i > 0 ? " and " : "");
        name_row(&text, table, roles, edit->row[i]);
    }
    return tsq__text_take(&text);
}
