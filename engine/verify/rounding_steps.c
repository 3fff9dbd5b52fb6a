/* What is rounded how: the text that --rounding takes. */
#include "verify/rounding_cells.h"

#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* What a role is to a measure that has it for something else. */
static const struct {
    const char *measures, *role;
    enum tsq__cell_kind kind;
} otherwise[] = {{"ARAW AHW ABT", "ai", TSQ__CELL_FREE},
                 {"ARAW AHW ABT", "mi", TSQ__CELL_COUNT},
                 {"PR PLN PLO PAS PFT", "mi", TSQ__CELL_COUNT},
                 {"IR IRLN IRS IRFT", "ti", TSQ__CELL_POSITIVE}};

/* Roles that are not here are no counts and have no limits. */
enum tsq__cell_kind tsq__cell_kind(const struct tsq__sheet *sheet, const char *role)
{
    static const struct {
        const char *role;
        enum tsq__cell_kind kind;
    } kinds[] = {{"n1i", TSQ__CELL_COUNT},
                 {"n2i", TSQ__CELL_COUNT},
                 {"ni", TSQ__CELL_COUNT},
                 {"ai", TSQ__CELL_COUNT},
                 {"bi", TSQ__CELL_COUNT},
                 {"ci", TSQ__CELL_COUNT},
                 {"di", TSQ__CELL_COUNT},
                 {"xi", TSQ__CELL_COUNT},
                 {"x1i", TSQ__CELL_COUNT},
                 {"x2i", TSQ__CELL_COUNT},
                 {"vi", TSQ__CELL_POSITIVE},
                 {"sei", TSQ__CELL_POSITIVE},
                 {"sd1i", TSQ__CELL_POSITIVE},
                 {"sd2i", TSQ__CELL_POSITIVE},
                 {"sd1i0", TSQ__CELL_POSITIVE},
                 {"sd2i0", TSQ__CELL_POSITIVE},
                 {"sdc1i", TSQ__CELL_POSITIVE},
                 {"sdc2i", TSQ__CELL_POSITIVE},
                 {"se1i", TSQ__CELL_POSITIVE},
                 {"se2i", TSQ__CELL_POSITIVE},
                 {"sdi", TSQ__CELL_POSITIVE},
                 {"hr", TSQ__CELL_POSITIVE},
                 {"hr_lb", TSQ__CELL_POSITIVE},
                 {"hr_ub", TSQ__CELL_POSITIVE},
                 {"t1i", TSQ__CELL_POSITIVE},
                 {"t2i", TSQ__CELL_POSITIVE},
                 {"pct1i", TSQ__CELL_POSITIVE},
                 {"pct2i", TSQ__CELL_POSITIVE},
                 {"risk1i", TSQ__CELL_POSITIVE},
                 {"risk2i", TSQ__CELL_POSITIVE},
                 {"clusters", TSQ__CELL_COUNT},
                 {"est_df", TSQ__CELL_COUNT},
                 {"est_level", TSQ__CELL_COUNT},
                 {"est_sides", TSQ__CELL_COUNT},
                 {"cluster_size", TSQ__CELL_POSITIVE},
                 {"deff", TSQ__CELL_POSITIVE},
                 {"est_se", TSQ__CELL_POSITIVE},
                 {"est_p", TSQ__CELL_POSITIVE},
                 {"or", TSQ__CELL_POSITIVE},
                 {"or_lb", TSQ__CELL_POSITIVE},
                 {"or_ub", TSQ__CELL_POSITIVE},
                 {"rr", TSQ__CELL_POSITIVE},
                 {"rr_lb", TSQ__CELL_POSITIVE},
                 {"rr_ub", TSQ__CELL_POSITIVE},
                 {"events_total", TSQ__CELL_COUNT},
                 {"yates", TSQ__CELL_COUNT},
                 {"voe", TSQ__CELL_POSITIVE},
                 {"phi", TSQ__CELL_CORRELATION},
                 {"yule_q", TSQ__CELL_CORRELATION},
                 {"yule_y", TSQ__CELL_CORRELATION},
                 {"sd_diff", TSQ__CELL_POSITIVE},
                 {"se_diff", TSQ__CELL_POSITIVE},
                 {"icc", TSQ__CELL_CORRELATION},
                 {"ri", TSQ__CELL_CORRELATION},
                 {"r1i", TSQ__CELL_CORRELATION},
                 {"r2i", TSQ__CELL_CORRELATION}};
    for (size_t i = 0; i < sizeof otherwise / sizeof otherwise[0]; i++) {
        if (strcmp(otherwise[i].role, role) == 0 && tsq__is_word_of(otherwise[i].measures, sheet->measure->id)) {
            return otherwise[i].kind;
        }
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].role, role) == 0) {
            return kinds[i].kind;
        }
    }
    return TSQ__CELL_FREE;
}

/* One entry: "auto", or a role and its step. */
struct entry {
    char text[TSQ__SHOWN];
    bool automatic;
    const tsq_role *role; /* NULL: none of numbers */
    bool has_step;
    double step;
};

/* Reads the entry at *at and moves behind it; false at the end. */
static bool next_entry(const char **at, struct entry *out)
{
    if (*at == NULL) {
        return false;
    }
    const size_t length = strcspn(*at, ",");
    snprintf(out->text, sizeof out->text, "%.*s", (int)length, *at);
    *at = (*at)[length] == ',' ? *at + length + 1 : NULL;
    out->automatic = strcmp(out->text, "auto") == 0;
    out->role = NULL;
    out->has_step = false;
    char name[TSQ__SHOWN];
    const size_t before = strcspn(out->text, "=");
    if (length < sizeof out->text && out->text[before] == '=') {
        snprintf(name, sizeof name, "%.*s", (int)before, out->text);
        out->role = tsq_role_find(name);
        out->role = out->role != NULL && out->role->kind == TSQ_ROLE_NUMBER ? out->role : NULL;
        out->has_step = tsq_number_read(out->text + before + 1, '.', &out->step) == TSQ_NUMBER && out->step >= 0.0 &&
                        isfinite(out->step);
    }
    return true;
}

bool tsq__cells_step(const struct tsq__sheet *sheet, long column, double *step, bool *automatic)
{
    struct entry entry;
    bool found = false;
    *automatic = false;
    for (const char *rounding = sheet->rounding; next_entry(&rounding, &entry);) {
        *automatic = *automatic || entry.automatic;
        if (entry.role != NULL && entry.has_step && tsq_roles_column(sheet->report->roles, entry.role->id) == column) {
            *step = entry.step;
            found = true;
        }
    }
    return found;
}

tsq_status tsq_rounding_check(const char *rounding, tsq_error *err)
{
    struct entry entry, other;
    for (const char *at = rounding; next_entry(&at, &entry);) {
        char shown[TSQ__SHOWN];
        tsq__shown(entry.text, strlen(entry.text), shown);
        if (!entry.automatic && entry.role == NULL) {
            return tsq__fail(err, TSQ_E_OPTION, "--rounding: neither auto nor ROLE=STEP with a role of numbers: '%s'",
                             shown);
        }
        if (!entry.automatic && !entry.has_step) {
            return tsq__fail(err, TSQ_E_OPTION, "--rounding: a step is a number from 0 on: '%s'", shown);
        }
        for (const char *rest = at; next_entry(&rest, &other);) {
            if (other.automatic == entry.automatic && other.role == entry.role) {
                return tsq__fail(err, TSQ_E_OPTION, "--rounding: %s is there twice",
                                 entry.automatic ? "auto" : entry.role->id);
            }
        }
    }
    return TSQ_OK;
}

const tsq_role *tsq__cells_step_role(const char *rounding, size_t i)
{
    struct entry entry;
    while (next_entry(&rounding, &entry)) {
        if (entry.role != NULL && i-- == 0) {
            return entry.role;
        }
    }
    return NULL;
}

bool tsq__cells_is_rounded(const struct tsq__sheet *sheet, const char *role)
{
    double step = 0.0;
    bool automatic;
    const long column = tsq__cells_column(sheet, role);
    if (column < 0) {
        return false;
    }
    return tsq__cells_step(sheet, column, &step, &automatic)
               ? step > 0.0
               : automatic && tsq__cell_kind(sheet, role) != TSQ__CELL_COUNT;
}
