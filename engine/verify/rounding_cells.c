/* Which numbers a cell may stand for. */
#include "verify/rounding_cells.h"

#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* What the values of a role are. Roles that are not here are no counts and have no limits. */
enum kind { FREE, COUNT, POSITIVE, CORRELATION };

static enum kind kind_of(const char *role)
{
    static const struct {
        const char *role;
        enum kind kind;
    } kinds[] = {
        {"n1i", COUNT},      {"n2i", COUNT},      {"ni", COUNT},       {"ai", COUNT},        {"bi", COUNT},
        {"ci", COUNT},       {"di", COUNT},       {"xi", COUNT},       {"x1i", COUNT},       {"x2i", COUNT},
        {"vi", POSITIVE},    {"sei", POSITIVE},   {"sd1i", POSITIVE},  {"sd2i", POSITIVE},   {"sd1i0", POSITIVE},
        {"sd2i0", POSITIVE}, {"sdc1i", POSITIVE}, {"sdc2i", POSITIVE}, {"se1i", POSITIVE},   {"se2i", POSITIVE},
        {"sdi", POSITIVE},   {"hr", POSITIVE},    {"hr_lb", POSITIVE}, {"hr_ub", POSITIVE},  {"t1i", POSITIVE},
        {"t2i", POSITIVE},   {"ti", POSITIVE},    {"ri", CORRELATION}, {"r1i", CORRELATION}, {"r2i", CORRELATION}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].role, role) == 0) {
            return kinds[i].kind;
        }
    }
    return FREE;
}

/* ---- what is rounded how --------------------------------------------------------------------------------------------- */

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

/* The step of a role; false if none is given. *automatic: what else is rounded as it is printed. */
static bool find_step(const char *rounding, const char *role, double *step, bool *automatic)
{
    struct entry entry;
    bool found = false;
    *automatic = false;
    while (next_entry(&rounding, &entry)) {
        *automatic = *automatic || entry.automatic;
        if (entry.role != NULL && entry.has_step && strcmp(entry.role->id, role) == 0) {
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

bool tsq__cells_is_rounded(const char *rounding, const char *role)
{
    double step = 0.0;
    bool automatic;
    return find_step(rounding, role, &step, &automatic) ? step > 0.0 : automatic && kind_of(role) != COUNT;
}

/* ---- cells --------------------------------------------------------------------------------------------------------- */

static tsq_status by_step(struct tsq__cells *cells, const char *role, double value, double step, tsq__range *out)
{
    const double units = step > 0.0 ? value / step : 0.0;
    if (fabs(units - round(units)) > 1e-6 * fmax(1.0, fabs(units) * 1e-6)) {
        char message[96];
        snprintf(message, sizeof message, "not a multiple of its step of rounding, %g:", step);
        return tsq_roles_fail(cells->report->roles, role, cells->effect->row, TSQ_E_VALUE, message, &cells->error);
    }
    *out = tsq__range_out(value - step / 2.0, value + step / 2.0);
    return TSQ_OK;
}

/* What rounds to the cell as it is printed. */
static tsq_status by_text(struct tsq__cells *cells, const char *role, tsq__range *out)
{
    tsq_figure figure;
    const char *text = tsq_roles_text(cells->report->roles, role, cells->effect->row);
    const char decimal = tsq_table_decimal(cells->report->table);
    if (tsq_figure_read(text, decimal, &figure, NULL) != TSQ_OK || figure.kind != TSQ_FIGURE_ROUNDED ||
        figure.percent) {
        return tsq_roles_fail(cells->report->roles, role, cells->effect->row, TSQ_E_VALUE,
                              "no number whose rounding can be seen", &cells->error);
    }
    *out = (tsq__range){figure.lb, figure.ub};
    return TSQ_OK;
}

static tsq_status read_range(struct tsq__cells *cells, const char *role, double value, tsq__range *out)
{
    double step = 0.0;
    bool automatic;
    tsq_status status = TSQ_OK;
    *out = tsq__range_point(value);
    if (find_step(cells->rounding, role, &step, &automatic)) {
        status = step > 0.0 ? by_step(cells, role, value, step, out) : TSQ_OK;
    } else if (automatic && kind_of(role) != COUNT) {
        status = by_text(cells, role, out);
    }
    const enum kind kind = kind_of(role);
    if (kind == COUNT || kind == POSITIVE) {
        out->lb = fmax(out->lb, 0.0);
    } else if (kind == CORRELATION) {
        *out = (tsq__range){fmax(out->lb, -1.0), fmin(out->ub, 1.0)};
    }
    return status;
}

static bool set_dual(const struct tsq__cells *cells, size_t i, struct tsq__dual *out)
{
    *out = tsq__dual_constant(cells->range[i]);
    out->by[i] = tsq__range_point(1.0);
    return true;
}

bool tsq__cells_take(struct tsq__cells *cells, const char *role, struct tsq__dual *out)
{
    double value;
    for (size_t i = 0; i < cells->n; i++) {
        if (strcmp(cells->role[i], role) == 0) {
            return set_dual(cells, i, out);
        }
    }
    *out = tsq__dual_constant(tsq__range_point(0.0));
    if (cells->status != TSQ_OK || cells->n == TSQ__CELLS) {
        return false;
    }
    cells->status = tsq_roles_number(cells->report->roles, role, cells->effect->row, &value, &cells->error);
    if (cells->status != TSQ_OK || isnan(value)) {
        return false;
    }
    cells->status = read_range(cells, role, value, &cells->range[cells->n]);
    if (cells->status != TSQ_OK) {
        return false;
    }
    cells->role[cells->n] = role;
    cells->printed[cells->n] = value;
    return set_dual(cells, cells->n++, out);
}
