/* Rows of the reference tables of fits: dataset,method,test,quantity,value,rtol,atol,source. */
#ifndef TSQ_TEST_FIT_ROWS_H
#define TSQ_TEST_FIT_ROWS_H

#include "fit_data.h"

/* A row: which fit, which quantity, its value, and how far off it may be. */
typedef struct row {
    char *dataset, *method, *test, *quantity;
    double value, rtol, atol;
} row;

/* "pi_lb_HK" names a prediction, "tau2_lb_QP" an interval; "" for other quantities. */
static inline const char *variant_of(const char *quantity)
{
    static const char *const prefixes[] = {"pi_lb_", "pi_ub_", "tau2_lb_", "tau2_ub_",
                                           "I2_lb_", "I2_ub_", "H2_lb_",   "H2_ub_"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (strncmp(quantity, prefixes[i], strlen(prefixes[i])) == 0) {
            return quantity + strlen(prefixes[i]);
        }
    }
    return "";
}

typedef struct field {
    const char *name;
    size_t offset;
} field;

#define FIELD(type, name)                                                                                              \
    {                                                                                                                  \
#name, offsetof(type, name)                                                                                    \
    }
static const field RESULT_FIELDS[] = {
    FIELD(tsq_fit_result, tau2),     FIELD(tsq_fit_result, se_tau2),   FIELD(tsq_fit_result, I2),
    FIELD(tsq_fit_result, H2),       FIELD(tsq_fit_result, vt),        FIELD(tsq_fit_result, s2w),
    FIELD(tsq_fit_result, QE),       FIELD(tsq_fit_result, QE_p),      FIELD(tsq_fit_result, QM),
    FIELD(tsq_fit_result, QM_p),     FIELD(tsq_fit_result, QM_df2),    FIELD(tsq_fit_result, ll_ml),
    FIELD(tsq_fit_result, ll_reml),  FIELD(tsq_fit_result, dev_ml),    FIELD(tsq_fit_result, aic_ml),
    FIELD(tsq_fit_result, bic_ml),   FIELD(tsq_fit_result, aicc_ml),   FIELD(tsq_fit_result, aic_reml),
    FIELD(tsq_fit_result, bic_reml), FIELD(tsq_fit_result, aicc_reml), FIELD(tsq_fit_result, logLik),
    FIELD(tsq_fit_result, pi_lb),    FIELD(tsq_fit_result, pi_ub),     FIELD(tsq_fit_result, tau2_lb),
    FIELD(tsq_fit_result, tau2_ub),  FIELD(tsq_fit_result, I2_lb),     FIELD(tsq_fit_result, I2_ub),
    FIELD(tsq_fit_result, H2_lb),    FIELD(tsq_fit_result, H2_ub),
};
/* Followed by the number of the coefficient: "ci_lb0". */
static const field COEFFICIENT_FIELDS[] = {
    {"b", offsetof(tsq_coefficient, estimate)},
    FIELD(tsq_coefficient, se),
    FIELD(tsq_coefficient, statistic),
    FIELD(tsq_coefficient, df),
    FIELD(tsq_coefficient, pval),
    FIELD(tsq_coefficient, ci_lb),
    FIELD(tsq_coefficient, ci_ub),
};

static inline double value_at(const void *base, size_t offset)
{
    double value;
    memcpy(&value, (const char *)base + offset, sizeof value);
    return value;
}

static inline double quantity_of(const tsq_fit_result *fit, const char *quantity)
{
    const char *variant = variant_of(quantity);
    const size_t length = strlen(quantity) - (variant[0] == '\0' ? 0 : strlen(variant) + 1);
    for (size_t i = 0; i < sizeof RESULT_FIELDS / sizeof *RESULT_FIELDS; i++) {
        if (strlen(RESULT_FIELDS[i].name) == length && strncmp(quantity, RESULT_FIELDS[i].name, length) == 0) {
            return value_at(fit, RESULT_FIELDS[i].offset);
        }
    }
    const size_t letters = strcspn(quantity, "0123456789");
    if (letters == strlen("weight") && strncmp(quantity, "weight", letters) == 0) {
        const size_t i = strtoul(quantity + letters, NULL, 10);
        assert_true(i < fit->k);
        return fit->weight[i];
    }
    const size_t j = (size_t)(quantity[length - 1] - '0');
    assert_true(j < fit->p);
    for (size_t i = 0; i < sizeof COEFFICIENT_FIELDS / sizeof *COEFFICIENT_FIELDS; i++) {
        const char *name = COEFFICIENT_FIELDS[i].name;
        if (strlen(name) == length - 1 && strncmp(quantity, name, length - 1) == 0) {
            return value_at(&fit->coefficients[j], COEFFICIENT_FIELDS[i].offset);
        }
    }
    fail_msg("unknown quantity %s", quantity);
    return NAN;
}

static inline bool read_row(FILE *file, char *line, int room, row *out)
{
    char *cell[8];
    if (fgets(line, room, file) == NULL) {
        return false;
    }
    assert_int_equal(split_line(line, cell, 8), 8);
    *out =
        (row){cell[0], cell[1], cell[2], cell[3], strtod(cell[4], NULL), strtod(cell[5], NULL), strtod(cell[6], NULL)};
    return true;
}

#endif
