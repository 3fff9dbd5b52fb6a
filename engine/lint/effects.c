/* Effects row by row, and whether one would fit the others with the opposite sign. */
#include "lint/effects.h"

#include "base/memory.h"
#include "lint/predict.h"

#include <math.h>
#include <stdlib.h>

double *tsq__lint_row_effects(tsq__lint *lint)
{
    static const char *const usual[] = {"GEN", "MD", "OR", "IRR", "ZCOR"};
    const tsq_effect_measure *measure = lint->options->pool.measure;
    for (size_t i = 0; i < sizeof usual / sizeof usual[0] && measure == NULL; i++) {
        const tsq_effect_measure *one = tsq_effect_find(usual[i]);
        measure = one != NULL && one->allowed(lint->roles) ? one : NULL;
    }
    const size_t rows = tsq_table_rows(lint->table);
    double *effects = measure == NULL ? NULL : tsq__array(rows, 2 * sizeof *effects);
    if (effects == NULL) {
        lint->failed |= measure != NULL;
        return NULL;
    }
    for (size_t i = 0; i < 2 * rows; i++) {
        effects[i] = NAN;
    }
    tsq_effect_options options = lint->options->pool.effect;
    options.na_fail = false;
    for (size_t i = 0; i < lint->rows.n; i++) {
        tsq_effects one;
        tsq_rows row = {1, &lint->rows.row[i]};
        const tsq_status status = tsq_effects_compute(lint->roles, &row, measure, &options, &one, NULL);
        lint->failed |= status == TSQ_E_MEMORY;
        if (status == TSQ_OK) {
            if (one.k == 1) {
                effects[row.row[0]] = one.effect[0].yi;
                effects[rows + row.row[0]] = one.effect[0].sei;
            }
            tsq_effects_free(&one);
        }
    }
    return effects;
}

double tsq__lint_sign_score(const tsq__lint *lint, const double *effects, size_t row)
{
    const double *sei = effects + tsq_table_rows(lint->table);
    const tsq_rows *rows = &lint->pooled.rows[lint->pooled_of[row]];
    const size_t step = rows->n / TSQ__NEIGHBOURS + 1;
    double other[TSQ__NEIGHBOURS], off[TSQ__NEIGHBOURS];
    size_t n = 0;
    for (size_t i = 0; i < rows->n && n < TSQ__NEIGHBOURS; i += step) {
        const size_t at = rows->row[i];
        if (lint->study_of[at] != lint->study_of[row] && !isnan(effects[at])) {
            other[n++] = effects[at];
        }
    }
    if (n < 3 || isnan(effects[row]) || !(sei[row] > 0.0)) {
        return NAN;
    }
    const double centre = tsq__lint_median(other, n);
    for (size_t i = 0; i < n; i++) {
        off[i] = fabs(other[i] - centre);
    }
    const double mad = 1.4826 * tsq__lint_median(off, n);
    const double scale = sqrt(sei[row] * sei[row] + mad * mad * (1.0 + 2.0 / (double)n));
    return tsq__log_t((-effects[row] - centre) / scale, 6.0, scale) -
           tsq__log_t((effects[row] - centre) / scale, 6.0, scale);
}
