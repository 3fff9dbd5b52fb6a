/* Standard errors beside those of the other studies. Without sizes log SEs scatter as the roots of the sizes do, and
 * half of them lie below SD sqrt(2/45): trials of 10 to 200 in each group. With sizes the SDs alone make them differ. */
#include "lint/standard_errors.h"

#include "base/memory.h"
#include "lint/predict.h"

#include <math.h>

/* The spread of log SEs before the others are seen, and the number of studies that this is worth. */
#define PRIOR_STUDIES 6.0
#define SPREAD_BY_SIZES 0.25
#define SPREAD_WITHOUT 0.5
/* log sqrt(n/2) of the size that a usual study of an unknown table has in each group, and how it differs by table. */
#define USUAL_SIZE 1.55
#define SIZE_SPREAD 0.5
#define SIZE_DF 8.0

double tsq__lint_participants(const tsq__lint *lint, size_t row)
{
    const double n1 = tsq__lint_number(lint, row, "n1i"), n2 = tsq__lint_number(lint, row, "n2i");
    return isnan(n1 + n2) ? tsq__lint_number(lint, row, "ni") : n1 + n2;
}

double tsq__lint_se_of_one(const tsq__lint *lint, size_t row)
{
    const double n1 = tsq__lint_number(lint, row, "n1i"), n2 = tsq__lint_number(lint, row, "n2i");
    return isnan(n1 + n2) ? 1.0 / sqrt(tsq__lint_participants(lint, row)) : sqrt(1.0 / n1 + 1.0 / n2);
}

const char *tsq__lint_se_role(const tsq__lint *lint)
{
    const bool printed = tsq__lint_role(lint, "est") >= 0 && tsq__lint_role(lint, "est_se") >= 0;
    return tsq__lint_role(lint, "sei") >= 0 ? "sei" : printed ? "est_se" : NULL;
}

double tsq__lint_standard_error(const tsq__lint *lint, size_t row)
{
    const char *role = tsq__lint_se_role(lint);
    const double sei = role == NULL ? (double)NAN : tsq__lint_number(lint, row, role);
    return isnan(sei) ? sqrt(tsq__lint_number(lint, row, "vi")) : sei;
}

double *tsq__lint_estimates(tsq__lint *lint)
{
    const size_t rows = tsq_table_rows(lint->table);
    double *estimates = tsq__array(rows, 2 * sizeof *estimates);
    lint->failed |= estimates == NULL;
    for (size_t i = 0; i < rows && estimates != NULL; i++) {
        estimates[i] = tsq__lint_number(lint, i, "yi");
        estimates[rows + i] = tsq__lint_standard_error(lint, i);
    }
    return estimates;
}

/* The logarithm that is predicted; NaN where the row has none. */
static double point_of(const tsq__lint *lint, const double *estimates, size_t row, bool by_sizes)
{
    const double log_se = log(estimates[tsq_table_rows(lint->table) + row]);
    const double point = by_sizes ? log_se - log(tsq__lint_se_of_one(lint, row)) : log_se;
    return isfinite(point) ? point : (double)NAN;
}

bool tsq__se_context_make(const tsq__lint *lint, const double *estimates, size_t row, tsq__se_context *out)
{
    const tsq_rows *rows = &lint->alike.rows[lint->alike_of[row]];
    const size_t step = rows->n / TSQ__NEIGHBOURS + 1;
    double other[TSQ__NEIGHBOURS] = {0.0}, sum = 0.0, squares = 0.0;
    *out = (tsq__se_context){.by_sizes = tsq__lint_participants(lint, row) > 0.0, .estimate = NAN};
    out->se_of_one = out->by_sizes ? tsq__lint_se_of_one(lint, row) : 1.0;
    for (size_t i = 0; i < rows->n && out->n < TSQ__NEIGHBOURS; i += step) {
        const bool other_measure = !tsq__lint_same_measure(lint, rows->row[i], row);
        const double point = lint->study_of[rows->row[i]] == lint->study_of[row] || other_measure
                                 ? (double)NAN
                                 : point_of(lint, estimates, rows->row[i], out->by_sizes);
        if (!isnan(point)) {
            other[out->n++] = point;
            sum += point;
        }
    }
    if (out->n < 3 || isnan(point_of(lint, estimates, row, out->by_sizes))) {
        return false;
    }
    const double n = (double)out->n, prior = out->by_sizes ? SPREAD_BY_SIZES : SPREAD_WITHOUT;
    out->centre = sum / n;
    for (size_t i = 0; i < out->n; i++) {
        squares += (other[i] - out->centre) * (other[i] - out->centre);
    }
    out->df = PRIOR_STUDIES + n - 1.0;
    out->scale = sqrt((PRIOR_STUDIES * prior * prior + squares) / out->df * (1.0 + 1.0 / n));
    if (tsq__lint_predict_effect(lint, estimates, row, &out->others)) {
        out->estimate = estimates[row];
    }
    return true;
}

/* Log density of the estimate with that standard error; 0 where nothing is known. */
static double of_estimate(const tsq__se_context *context, double se)
{
    const double scale = sqrt(se * se + context->others.variance);
    return isnan(context->estimate)
               ? 0.0
               : tsq__log_t((context->estimate - context->others.centre) / scale, context->others.df, scale);
}

double tsq__se_likelihood(const tsq__se_context *context, double se)
{
    const double off = log(se / context->se_of_one) - context->centre;
    return tsq__log_t(off / context->scale, context->df, context->scale) + of_estimate(context, se);
}

double tsq__se_likelihood_of_sd(const tsq__se_context *context, double sd)
{
    if (context->by_sizes) {
        return tsq__se_likelihood(context, sd * context->se_of_one);
    }
    const double scale = sqrt(SIZE_SPREAD * SIZE_SPREAD + context->scale * context->scale / (double)context->n);
    return tsq__log_t((log(sd) - context->centre - USUAL_SIZE) / scale, SIZE_DF, scale) +
           of_estimate(context, exp(context->centre));
}
