/* Pools three estimates through the installed library: what a stranger's first program looks like. */
#include <tausq/tausq.h>

#include <stdio.h>

int main(void)
{
    tsq_start();
    const double yi[] = {-1.5, -0.8, -2.1};
    const double vi[] = {0.25, 0.16, 0.49};
    const tsq_studies studies = {.k = 3, .yi = yi, .vi = vi};
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find("EE");

    tsq_fit_result result;
    tsq_error error;
    if (tsq_fit(&studies, &options, &result, &error) != TSQ_OK) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    printf("tausq %s: %.4f\n", tsq_version(), result.coefficients[0].estimate);
    tsq_fit_free(&result);
    return 0;
}
