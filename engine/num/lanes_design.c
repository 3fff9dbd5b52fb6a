/* Models with few moderators, one problem and tiles, from one source; see lanes_design.h and lanes_design_kernel.h. */
#include "num/lanes_design.h"

#include "num/lanes_targets.h"
#include "num/sum.h"

#include <stdint.h>

#define TSQ__WIDTH 1
#define TSQ__STRIDE 1
#define TSQ__LANE(name) one_##name
#define TSQ__TARGET TSQ__TARGET_1
#include "num/lanes_design_kernel.h"

bool tsq__design_usable(const tsq__model *model)
{
    return model->intercept && model->m > 0 && model->m <= TSQ__DESIGN_MOST && model->ones == NULL &&
           model->k > model->p && !model->exact_fit;
}

static void take_one(const one_design *d, size_t m, tsq__design_fit *fit)
{
    *fit = (tsq__design_fit){.sum_w = d->sum, .mean_y = d->mean_y, .rss = d->rss, .trace = d->trace};
    for (size_t j = 0; j < m; j++) {
        fit->mean[j] = d->mean[j];
        fit->pivot[j] = d->pivot[j];
        fit->part[j] = d->part[j];
        fit->b[j] = d->b[j];
        for (size_t c = 0; c < j; c++) {
            fit->lower[j][c] = d->lower[j][c];
        }
    }
}

bool tsq__design_at(const tsq__model *model, double t, double *room, tsq__design_fit *fit)
{
    if (!tsq__design_usable(model)) {
        return false;
    }
    const one_designed p = {model->k, model->m, model->y, model->v, model->x, room, room + model->k};
    one_design d;
    one_design_at(&p, &t, false, &d);
    take_one(&d, model->m, fit);
    return d.sound != 0;
}

/* Rows of W^1/2 X R^-1. */
static void adopt_q(const tsq__design_fit *fit, tsq__wls *wls)
{
    const size_t k = wls->model->k, m = wls->model->m;
    for (size_t i = 0; i < k; i++) {
        const double root = sqrt(wls->w[i]);
        double z[TSQ__DESIGN_MOST];
        wls->q[i] = root / sqrt(fit->sum_w);
        for (size_t j = 0; j < m; j++) {
            z[j] = wls->model->x[j * k + i] - fit->mean[j];
            for (size_t c = 0; c < j; c++) {
                z[j] -= fit->lower[j][c] * z[c];
            }
            wls->q[(j + 1) * k + i] = root * z[j] / sqrt(fit->pivot[j]);
        }
    }
}

/* In the place of what was found by QR. */
static void adopt(const tsq__design_fit *fit, tsq__wls *wls)
{
    const size_t m = wls->model->m, stride = wls->full.k;
    const double root = sqrt(fit->sum_w);
    tsq__sum intercept = {.high = fit->mean_y};
    wls->full.a[0] = root;
    wls->full.column[0] = 0;
    wls->z[0] = root * fit->mean_y;
    for (size_t j = 0; j < m; j++) {
        const double scale = sqrt(fit->pivot[j]), product = fit->b[j] * fit->mean[j];
        wls->full.column[j + 1] = j + 1;
        wls->full.a[(j + 1) * stride] = root * fit->mean[j];
        for (size_t c = 0; c < j; c++) {
            wls->full.a[(j + 1) * stride + c + 1] = sqrt(fit->pivot[c]) * fit->lower[j][c];
        }
        wls->full.a[(j + 1) * stride + j + 1] = scale;
        wls->z[j + 1] = scale * fit->part[j];
        wls->b[j + 1] = fit->b[j];
        tsq__sum_add(&intercept, -product);
        tsq__sum_add(&intercept, -fma(fit->b[j], fit->mean[j], -product));
    }
    wls->b[0] = tsq__sum_value(intercept);
    wls->sum_w = fit->sum_w;
    wls->lane_rss = fit->rss;
    wls->lane_trace = fit->trace;
    adopt_q(fit, wls);
}

void tsq__wls_settle(tsq__wls *wls, double t)
{
    tsq__design_fit fit;
    tsq__wls_at(wls, t);
    if (wls->q != NULL && tsq__design_at(wls->model, t, wls->scratch, &fit)) {
        adopt(&fit, wls);
    }
}

#undef TSQ__WIDTH
#undef TSQ__STRIDE
#undef TSQ__LANE
#undef TSQ__TARGET

#define TSQ__KERNEL "num/lanes_design_tile.h"
#define TSQ__STRIDE TSQ__LANES
#include "num/lanes_widths.h"

void tsq__designs_prepare(tsq__design_tile *d)
{
    double n[TSQ__LANES], usable[TSQ__LANES];
    tsq__lanes_prepare(&d->tile);
    for (size_t l = 0; l < TSQ__LANES; l++) {
        n[l] = (double)d->tile.n[l];
    }
    TSQ__BY_WIDTH(&d->tile, design_prepare, d, n, usable);
    for (size_t l = 0; l < TSQ__LANES; l++) {
        d->tile.n[l] &= usable[l] > 0.0 ? SIZE_MAX : 0;
    }
}

void tsq__designs_at(const tsq__design_tile *d, const double *t, tsq__design_fits *fits)
{
    TSQ__BY_WIDTH(&d->tile, design_fits, d, t, fits);
}

void tsq__designs_tell(const tsq__design_tile *d, const tsq__design_fits *fits, tsq__designs_told *told)
{
    TSQ__BY_WIDTH(&d->tile, design_told, d, fits, told);
}
