/* Counts of a row: reported or converted, and divided by the design effect. */
#include "effect/cells.h"

#include "effect/conversions.h"
#include "effect/design.h"

void tsq__effect_cells(const tsq_effect_measure *measure, const tsq_effect_options *options, bool rates,
                       const struct tsq_effect_row *row, double cell[4])
{
    struct tsq_effect_row at = *row;
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    struct tsq__clustering clustering;
    if (row->design == TSQ__DESIGN_CROSSOVER || tsq__clustering_find(row, options, &clustering, &value) != TSQ_OK) {
        cell[0] = cell[1] = cell[2] = cell[3] = NAN;
        return;
    }
    if (rates) {
        cell[0] = at.x1i;
        cell[1] = at.t1i;
        cell[2] = at.x2i;
        cell[3] = at.t2i;
    } else {
        if (isnan(at.ai) || isnan(at.ci)) {
            (void)tsq__fill_counts(measure, options, &at, &value);
        }
        cell[0] = at.ai;
        cell[1] = isnan(at.bi) ? at.n1i - at.ai : at.bi;
        cell[2] = at.ci;
        cell[3] = isnan(at.di) ? at.n2i - at.ci : at.di;
    }
    for (int i = 0; i < 4; i++) {
        cell[i] /= clustering.deff;
    }
}
