/* --unit: means and SDs of one outcome in one unit. Factors from publications, values by hand. */
#include "check.h"

#include "effects_of.h"

#include <tausq/units.h>

#include <string.h>

static void factors_are_those_of_the_books(void **state)
{
    (void)state;
    /* What one of the first unit is in the second: JAMA's table to its digits; the katal by its definition. */
    static const struct {
        const char *analyte, *from, *to;
        double factor, rtol;
    } books[] = {
        {"albumin", "g/dL", "g/L", 10.0, 0.0},
        {"bilirubin", "mg/dL", "umol/L", 17.104, 0.0},
        {"creatinine", "mg/dL", "umol/L", 88.4, 0.0},
        {"ammonia", "ug/dL", "umol/L", 0.587, 1e-3},
        {"haemoglobin", "g/dL", "g/L", 10.0, 0.0},
        {"ALT", "ukat/L", "U/L", 60.0, 0.0},
        {"AST", "U/L", "ukat/L", 0.01667, 1e-3},
        {"GGT", "nkat/L", "U/L", 0.06, 1e-15},
        {"ALP", "ukat/L", "nkat/L", 1000.0, 1e-15},
        {"bilirubin", "umol/L", "mg/dL", 0.0585, 1e-3},
        {"haemoglobin", "mmol/L", "g/dL", 1.6114, 1e-14},
        {"hemoglobin", "g/dL", "mmol/L", 0.6206, 1e-4},
        {"glucose", "mg/dL", "mmol/L", 0.0555, 1e-3},
        {"cholesterol", "mg/dL", "mmol/L", 0.0259, 2e-3},
        {"triglycerides", "mg/dL", "mmol/L", 0.0113, 1e-3},
        {"sodium", "mEq/L", "mmol/L", 1.0, 0.0},
        {"platelets", "10^3/uL", "10^9/L", 1.0, 0.0},
        {"platelets", "/uL", "10^9/L", 1e-3, 0.0},
        {"AFP", "ng/mL", "ug/L", 1.0, 0.0},
    };
    for (size_t i = 0; i < sizeof books / sizeof books[0]; i++) {
        const tsq_unit *from = tsq_unit_find(books[i].analyte, books[i].from);
        const tsq_unit *to = tsq_unit_find(books[i].analyte, books[i].to);
        assert_non_null(from);
        assert_non_null(to);
        check_close(from->factor / to->factor, books[i].factor, books[i].rtol, 0.0);
    }
    /* By molar mass: 10^4/M umol/L in 1 mg/dL, 10/M in 1 ug/dL. */
    check_close(tsq_unit_find("bilirubin", "mg/dL")->factor, 1e4 / 584.67, 1e-4, 0.0);
    check_close(tsq_unit_find("creatinine", "mg/dL")->factor, 1e4 / 113.12, 1e-4, 0.0);
    check_close(tsq_unit_find("ammonia", "ug/dL")->factor, 10.0 / 17.031, 1e-4, 0.0);
    check_close(tsq_unit_find("glucose", "mg/dL")->factor, 10.0 / 180.156, 1e-4, 0.0);
    check_close(tsq_unit_find("cholesterol", "mg/dL")->factor, 10.0 / 386.66, 2e-4, 0.0);
    check_close(tsq_unit_find("triglycerides", "mg/dL")->factor, 10.0 / 885.45, 4e-4, 0.0);
}

static void spellings(void **state)
{
    (void)state;
    const tsq_unit *unit = tsq_unit_find("bilirubin", "umol/L");
    assert_ptr_equal(tsq_unit_find("Bilirubin", "\xc2\xb5mol/l"), unit);
    assert_ptr_equal(tsq_unit_find("BILIRUBIN", "\xce\xbcmol/L"), unit);
    assert_ptr_equal(tsq_unit_find("alt", "IU/L"), tsq_unit_find("ALT", "U/l"));
    assert_null(tsq_unit_find("bilirubin", "g/L"));
    assert_null(tsq_unit_find("bilirubin", ""));
    assert_null(tsq_unit_find("bilirubin", "umol/L and much more than a unit"));
    assert_null(tsq_unit_find("urea", "mg/dL"));
    assert_null(tsq_unit_at(tsq_unit_count()));
    /* The first unit of each outcome is the one of reference. */
    for (size_t i = 0; i < tsq_unit_count(); i++) {
        const tsq_unit *at = tsq_unit_at(i);
        assert_ptr_equal(tsq_unit_find(at->analyte, at->unit), at);
        if (i == 0 || strcmp(tsq_unit_at(i - 1)->analyte, at->analyte) != 0) {
            assert_true(at->factor == 1.0);
        }
    }
}

static tsq_effect_options with(const char *const *unit, size_t n)
{
    tsq_effect_options options = defaults;
    options.unit = unit;
    options.n_unit = n;
    return options;
}

#define HEAD "outcome,unit,n_t,mean_t,sd_t,se_t,median_t,q1_t,q3_t,n_c,mean_c,sd_c\n"

static void rows_are_put_into_the_unit(void **state)
{
    (void)state;
    static const char *const units[] = {"albumin=g/dL:g/L", "ALT=ukat/L:U/L"};
    struct effects_of all = compute(HEAD "albumin,g/dL,9,3.5,0.3,,,,,16,3.25,0.4\n"
                                         "Albumin,g/L,9,35,3,,,,,16,32.5,4\n"
                                         "albumin,g/dL,9,3.5,,0.1,,,,16,3.25,0.4\n"
                                         "ALT,\xc2\xb5kat/L,9,2,0.05,,,,,16,1,0.1\n"
                                         "MELD,points,9,2,3,,,,,16,1,4\n",
                                    "MD", with(units, 2));
    assert_int_equal(all.effects.k, 5);
    const tsq_effect *effect = all.effects.effect;
    for (size_t i = 0; i < 3; i++) {
        check_close(effect[i].yi, 2.5, 1e-14, 0.0);
        check_close(effect[i].vi, 2.0, 1e-14, 0.0);
    }
    check_close(effect[3].yi, 60.0, 1e-14, 0.0);
    check_close(effect[3].vi, 9.0 / 9.0 + 36.0 / 16.0, 1e-14, 0.0);
    check_close(effect[4].yi, 1.0, 1e-15, 0.0);
    assert_string_equal(effect[0].derived, "final values; g/dL to g/L");
    assert_string_equal(effect[1].derived, "final values");
    assert_string_equal(effect[2].derived, "final values; SD from the standard error in group 1; g/dL to g/L");
    assert_string_equal(effect[3].derived, "final values; ukat/L to U/L");
    assert_string_equal(effect[4].derived, "final values");
    done(&all);
}

static void changes_and_quartiles_too(void **state)
{
    (void)state;
    static const char *const units[] = {"bilirubin=umol/L:mg/dL"};
    struct effects_of all =
        compute("n1i,mc1i,sdc1i,n2i,mc2i,sdc2i\n9,-17.104,51.312,16,-34.208,68.416\n", "MD", with(units, 1));
    check_close(all.effects.effect[0].yi, 1.0, 1e-14, 0.0);
    check_close(all.effects.effect[0].vi, 2.0, 1e-14, 0.0);
    assert_string_equal(all.effects.effect[0].derived, "reported changes; umol/L to mg/dL");
    done(&all);
    const char *csv = HEAD "albumin,g/L,26,,,,30,28,34,27,31,2\n";
    all = compute(csv, "MD", defaults);
    const double yi = all.effects.effect[0].yi, vi = all.effects.effect[0].vi;
    done(&all);
    static const char *const to_dl[] = {"albumin=g/L:g/dL"};
    all = compute(csv, "MD", with(to_dl, 1));
    check_close(all.effects.effect[0].yi, yi / 10.0, 1e-12, 0.0);
    check_close(all.effects.effect[0].vi, vi / 100.0, 1e-13, 0.0);
    done(&all);
}

static tsq_status run(const char *csv, const char *measure, const char *const *unit, size_t n, tsq_error *err)
{
    struct effects_of all;
    const tsq_effect_options options = with(unit, n);
    const tsq_status status = try_compute(csv, measure, NULL, &options, &all, err);
    done(&all);
    return status;
}

static void own_factors(void **state)
{
    (void)state;
    static const char *const units[] = {"Ferritin=ug/L:pmol/L:2.5", "albumin=g/dL:g/L:10"};
    struct effects_of all = compute(HEAD "ferritin,\xc2\xb5g/l,9,3.5,1.2,,,,,16,2.5,1.6\n"
                                         "ferritin,pmol/L,9,3.5,3,,,,,16,2.5,4\n"
                                         "albumin,g/dL,9,3.5,0.3,,,,,16,3.25,0.4\n",
                                    "MD", with(units, 2));
    assert_int_equal(all.effects.k, 3);
    check_close(all.effects.effect[0].yi, 2.5, 1e-14, 0.0);
    check_close(all.effects.effect[1].yi, 1.0, 1e-14, 0.0);
    check_close(all.effects.effect[2].yi, 2.5, 1e-14, 0.0);
    for (size_t i = 0; i < 3; i++) {
        check_close(all.effects.effect[i].vi, 2.0, 1e-14, 0.0);
    }
    assert_string_equal(all.effects.effect[0].derived, "final values; ug/L to pmol/L times 2.5");
    assert_string_equal(all.effects.effect[1].derived, "final values");
    done(&all);
    static const char *const upside_down[] = {"albumin=g/dL:g/L:0.1"}, *const negative[] = {"ferritin=ug/L:pmol/L:-2"},
                             *const rounded[] = {"bilirubin=mg/dL:umol/L:17.1"},
                             *const none[] = {"ferritin=ug/L:pmol/L:"};
    const char *csv = "n_t,mean_t,sd_t,n_c,mean_c,sd_c\n9,3.5,0.3,16,3.25,0.4\n";
    check_error(run(csv, "MD", upside_down, 1, &err), TSQ_E_OPTION, "1 g/dL of albumin is 10 g/L, not 0.1");
    check_error(run(csv, "MD", negative, 1, &err), TSQ_E_OPTION, "the factor of a unit is a positive number, not '-2'");
    check_error(run(csv, "MD", none, 1, &err), TSQ_E_OPTION, "the factor of a unit is a positive number, not ''");
    assert_int_equal(run(csv, "MD", rounded, 1, NULL), TSQ_OK);
}

static void requests_that_cannot_be_met(void **state)
{
    (void)state;
    static const char *const good[] = {"albumin=g/dL:g/L", "Albumin=g/dL:g/L"}, *const bad[] = {"albumin=g/dL"},
                             *const unknown[] = {"urea=mg/dL:mmol/L"};
    const char *csv = HEAD "albumin,mg/dL,9,3.5,0.3,,,,,16,3.25,0.4\n";
    check_error(run(csv, "MD", good, 1, &err), TSQ_E_VALUE,
                "t.csv:2: unit: neither of the units that --unit names 'mg/dL'");
    check_error(run(csv, "MD", good, 2, &err), TSQ_E_OPTION, "two units are asked for Albumin");
    check_error(run(csv, "MD", bad, 1, &err), TSQ_E_OPTION,
                "units are OUTCOME=FROM:TO or OUTCOME=FROM:TO:FACTOR, not 'albumin=g/dL'");
    tsq_error cause;
    assert_int_equal(run(csv, "MD", unknown, 1, &cause), TSQ_E_OPTION);
    assert_int_equal(strncmp(cause.text,
                             "no factor for urea in mg/dL; add it as in OUTCOME=FROM:TO:FACTOR; known are albumin g/L",
                             80),
                     0);
    check_error(run("yi,vi\n1,1\n", "GEN", good, 1, &err), TSQ_E_OPTION,
                "GEN has no means and SDs to put into another unit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_are_those_of_the_books), cmocka_unit_test(spellings),
        cmocka_unit_test(rows_are_put_into_the_unit),     cmocka_unit_test(changes_and_quartiles_too),
        cmocka_unit_test(requests_that_cannot_be_met),    cmocka_unit_test(own_factors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
