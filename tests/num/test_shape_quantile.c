/* Quantiles of gamma and beta and how they move with the shapes. */
#include "check.h"

#include "num/shape_quantile.h"

/* 40 digits by mpmath: Newton's method on the regularised incomplete functions, slopes by central differences of 1e-12. */
static void gamma_quantiles(void **state)
{
    (void)state;
    static const struct {
        double tail;
        bool upper;
        double shape, x, slope;
    } rows[] = {
        {0.25, false, 0.5, 0.050765522133810772603, 0.15963462874834894537},
        {0.5, false, 0.0625, 9.0056354292185835665e-6, 0.00010031295278415134636},
        {0.001, false, 2, 0.045402017769489557301, 0.18531232853192404648},
        {0.02, true, 3.5, 8.311210935555436902, 5.4804874865516059449},
        {0.25, true, 20, 22.808006809471071965, 21.521226604019281952},
        {0.5, false, 2500, 2499.6666745690551074, 2499.9999920964576448},
        {0.001, true, 0.25, 4.3764442578866871762, 1.2820667741867521187},
        {0.25, false, 40000, 39864.920975614758327, 39932.550718035050052},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double slope;
        check_close(tsq__gamma_quantile(rows[i].tail, rows[i].upper, rows[i].shape, &slope), rows[i].x, 2e-14, 0.0);
        check_close(slope, rows[i].slope, 1e-12, 0.0);
    }
}

static void beta_quantiles(void **state)
{
    (void)state;
    static const struct {
        double tail;
        bool upper;
        double a, b, x, slope_a, slope_b;
    } rows[] = {
        {0.25, false, 2, 3, 0.24302208375607630235, 0.26849754829667926634, -0.18563477848974203661},
        {0.5, false, 0.5, 0.5, 0.5, 0.45798279708860950753, -0.45798279708860950753},
        {0.001, false, 1.5, 40, 0.00030179756502619754756, 0.0015455908342307420743, -0.0002998971584864328309},
        {0.02, true, 3.5, 0.75, 0.99856198096622115633, 0.0014855283542609184544, -0.0078799296152885662707},
        {0.25, true, 120, 80, 0.62355879617169508799, 0.23095060178000872975, -0.2428327723297251564},
        {0.25, false, 0.25, 8, 0.00034622253428499918591, 0.0019752673000240771425, -0.00036270075541876238024},
        {0.01, true, 600, 400, 0.6357056502336082892, 0.2250935962989831626, -0.24275960069002691134},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double slope[2];
        check_close(tsq__beta_quantile(rows[i].tail, rows[i].upper, rows[i].a, rows[i].b, slope), rows[i].x, 1e-12,
                    0.0);
        check_close(slope[0], rows[i].slope_a, 1e-12, 0.0);
        check_close(slope[1], rows[i].slope_b, 1e-12, 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gamma_quantiles),
        cmocka_unit_test(beta_quantiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
