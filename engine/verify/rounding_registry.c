/* The effect measures that have an enclosure. */
#include "verify/rounding_measures.h"

#include <string.h>

#define PRINTED " est est_lb est_ub est_se est_z est_p est_df est_level est_sides icc cluster_size clusters deff"
#define ARMS "n1i m1i sd1i n2i m2i sd2i " TSQ__CONVERTED PRINTED
#define CROSSOVER " ni ri sd_diff se_diff"
#define TESTS " cohen_d ti pi fi zi"
#define CHANGES " m1i0 sd1i0 mc1i sdc1i r1i m2i0 sd2i0 mc2i sdc2i r2i"
#define TABLE "ai bi n1i ci di n2i pct1i pct2i risk1i risk2i" PRINTED
#define RECOVERED " events_total phi chi2 yule_q yule_y sens spec ppv npv"
#define CORRELATION "ri ni ti pi fi zi chi2" PRINTED
#define PAIRED "m1i sd1i m2i sd2i ni ri" PRINTED
#define PART "xi mi ni" PRINTED
#define RATE "xi ti" PRINTED
#define ALPHA "ai mi ni" PRINTED
#define RATES "x1i t1i x2i t2i" PRINTED

static const struct tsq__enclosure enclosures[] = {
    {"GEN", "", "yi vi sei" PRINTED, tsq__enclose_gen},
    {"HD", "", "yi vi sei" PRINTED, tsq__enclose_gen},
    {"HR", "", "hr hr_lb hr_ub rr rr_lb rr_ub risk2i pct2i oe voe pi events_total ai ci n1i n2i" PRINTED,
     tsq__enclose_hr},
    {"MD", "LS UB HO", ARMS CHANGES CROSSOVER, tsq__enclose_md},
    {"SMD", "LS LS2 UB RV H0", ARMS CHANGES CROSSOVER " cohen_d", tsq__enclose_smd},
    {"SMDH", "LS LS2 LS3", ARMS CHANGES, tsq__enclose_smdh},
    {"SMD1", "LS LS2 UB H0", ARMS CHANGES, tsq__enclose_smd1},
    {"SMD1H", "", ARMS CHANGES, tsq__enclose_smd1h},
    {"ROM", "LS LS2 HO", ARMS, tsq__enclose_rom},
    {"VR", "LS LS2", ARMS, tsq__enclose_vr},
    {"CVR", "LS LS2", ARMS, tsq__enclose_cvr},
    {"D2ORN", "", ARMS CHANGES " cohen_d ri", tsq__enclose_d2orn},
    {"D2ORL", "", ARMS CHANGES " cohen_d ri", tsq__enclose_d2orl},
    {"MN", "LS", "mi sdi ni" PRINTED, tsq__enclose_mn},
    {"SMN", "", "mi sdi ni" PRINTED, tsq__enclose_smn},
    {"MNLN", "LS", "mi sdi ni" PRINTED, tsq__enclose_mnln},
    {"SDLN", "", "sdi ni" PRINTED, tsq__enclose_sdln},
    {"CVLN", "", "mi sdi ni" PRINTED, tsq__enclose_cvln},
    {"MC", "", PAIRED, tsq__enclose_mc},
    {"SMCC", "LS LS2 UB H0", PAIRED TESTS, tsq__enclose_smcc},
    {"SMCR", "LS LS2 UB H0", PAIRED, tsq__enclose_smcr},
    {"SMCRH", "LS LS2", PAIRED, tsq__enclose_smcrh},
    {"SMCRP", "", PAIRED, tsq__enclose_smcrp},
    {"SMCRPH", "LS LS2", PAIRED, tsq__enclose_smcrph},
    {"ROMC", "LS LS2", PAIRED, tsq__enclose_romc},
    {"VRC", "LS LS2", PAIRED, tsq__enclose_vrc},
    {"CVRC", "LS LS2", PAIRED, tsq__enclose_cvrc},
    {"COR", "LS H0 H0a H0b", CORRELATION, tsq__enclose_cor},
    {"ZCOR", "", CORRELATION, tsq__enclose_zcor},
    {"OR", "LS H0", TABLE " or or_lb or_ub rr rr_lb rr_ub" RECOVERED, tsq__enclose_odds_ratio},
    {"RR", "LS H0", TABLE " rr rr_lb rr_ub or or_lb or_ub hr hr_lb hr_ub lb1i ub1i lb2i ub2i" RECOVERED,
     tsq__enclose_risk_ratio},
    {"RD", "LS UB H0", TABLE " rd rd_lb rd_ub or or_lb or_ub rr rr_lb rr_ub lb1i ub1i lb2i ub2i" RECOVERED,
     tsq__enclose_risk_difference},
    {"PETO", "", TABLE " or rr rd oe voe" RECOVERED, tsq__enclose_peto},
    {"PR", "LS UB", PART, tsq__enclose_pr},
    {"PLN", "LS", PART, tsq__enclose_pln},
    {"PLO", "LS", PART, tsq__enclose_plo},
    {"PAS", "", PART, tsq__enclose_pas},
    {"PFT", "", PART, tsq__enclose_pft},
    {"IR", "", RATE, tsq__enclose_ir},
    {"IRLN", "", RATE, tsq__enclose_irln},
    {"IRS", "", RATE, tsq__enclose_irs},
    {"IRFT", "", RATE, tsq__enclose_irft},
    {"ARAW", "", ALPHA, tsq__enclose_araw},
    {"AHW", "", ALPHA, tsq__enclose_ahw},
    {"ABT", "", ALPHA, tsq__enclose_abt},
    {"IRR", "", RATES, tsq__enclose_rate_ratio},
    {"IRD", "", RATES, tsq__enclose_rate_difference},
};

const struct tsq__enclosure *tsq__enclosure_at(size_t i)
{
    return i < sizeof enclosures / sizeof enclosures[0] ? &enclosures[i] : NULL;
}

const struct tsq__enclosure *tsq__enclosure_of(const char *measure)
{
    for (size_t i = 0; tsq__enclosure_at(i) != NULL; i++) {
        if (strcmp(enclosures[i].measure, measure) == 0) {
            return &enclosures[i];
        }
    }
    return NULL;
}
