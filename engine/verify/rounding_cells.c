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

/* ---- steps --------------------------------------------------------------------------------------------------------- */

/* The role of "ROLE=STEP"; NULL if it is none. */
static const tsq_role *step_role(const char *text)
{
    char name[64];
    const size_t length = strcspn(text, "=");
    if (text[length] != '=' || length >= sizeof name) {
        return NULL;
    }
    memcpy(name, text, length);
    name[length] = '\0';
    return tsq_role_find(name);
}

/* The step of a role; false if none is given. */
static bool find_step(const tsq_rounding_options *options, const char *role, double *step)
{
    for (size_t i = 0; i < options->n_steps; i++) {
        const tsq_role *named = step_role(options->step[i]);
        if (named != NULL && strcmp(named->id, role) == 0) {
            return tsq_number_read(strchr(options->step[i], '=') + 1, '.', step) == TSQ_NUMBER;
        }
    }
    return false;
}

tsq_status tsq__cells_check(const tsq_rounding_options *options, tsq_error *err)
{
    for (size_t i = 0; i < options->n_steps; i++) {
        const char *text = options->step[i];
        const tsq_role *role = step_role(text);
        double step;
        char shown[TSQ__SHOWN];
        tsq__shown(text, strlen(text), shown);
        if (role == NULL || role->kind != TSQ_ROLE_NUMBER) {
            return tsq__fail(err, TSQ_E_OPTION, "--rounding: neither 'auto' nor ROLE=STEP with a role of numbers: '%s'",
                             shown);
        }
        if (tsq_number_read(strchr(text, '=') + 1, '.', &step) != TSQ_NUMBER || !(step >= 0.0) || isinf(step)) {
            return tsq__fail(err, TSQ_E_OPTION, "--rounding: a step is a number from 0 on, not '%s'", shown);
        }
        for (size_t j = 0; j < i; j++) {
            if (step_role(options->step[j]) == role) {
                return tsq__fail(err, TSQ_E_OPTION, "--rounding: two steps for %s", role->id);
            }
        }
    }
    return TSQ_OK;
}

bool tsq__cells_is_rounded(const tsq_rounding_options *options, const char *role)
{
    double step;
    return find_step(options, role, &step) ? step > 0.0 : options->automatic && kind_of(role) != COUNT;
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
    double step;
    tsq_status status = TSQ_OK;
    *out = tsq__range_point(value);
    if (find_step(cells->options, role, &step)) {
        status = step > 0.0 ? by_step(cells, role, value, step, out) : TSQ_OK;
    } else if (cells->options->automatic && kind_of(role) != COUNT) {
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
