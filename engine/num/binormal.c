/* Integrals of the bivariate normal density over the correlation, by Gauss and Legendre's rule on panels. */
#include "num/binormal.h"

#include <math.h>

static const double half_pi = 1.5707963267948966192, two_pi = 6.2831853071795864769;

/* The rule with 20 nodes: those above 0, and their weights. */
static const double rule[][2] = {
    {0.076526521133497333755, 0.1527533871307258507},  {0.22778585114164507808, 0.14917298647260374679},
    {0.37370608871541956067, 0.14209610931838205133},  {0.510867001950827098, 0.1316886384491766269},
    {0.63605368072651502545, 0.11819453196151841731},  {0.74633190646015079261, 0.10193011981724043504},
    {0.83911697182221882339, 0.083276741576704748725}, {0.91223442825132590587, 0.06267204833410906357},
    {0.96397192727791379127, 0.040601429800386941331}, {0.99312859918509492479, 0.017614007139152118312},
};

double tsq__binormal_kernel(double h, double k, double phi)
{
    const double part = (h - k) / sin(phi);
    return exp(-(h == k ? 0.0 : 0.5 * part * part) - h * k / (1.0 + cos(phi)));
}

/* The width of a panel that ends at `to`: the kernel has an essential singularity at angle 0, and neither its scale nor its
 * logarithm may change too much within a panel. */
static double width(double h, double k, double to)
{
    const double s = sin(to), slope = (h - k) / s * ((h - k) / s) * cos(to) / s;
    return fmin(to / 3.0, 8.0 / slope);
}

/* The integral over the angles middle - half to middle + half. */
static double panel(double h, double k, double middle, double half)
{
    double sum = 0.0;
    for (unsigned i = 0; i < sizeof rule / sizeof rule[0]; i++) {
        const double step = half * rule[i][0];
        sum += rule[i][1] * (tsq__binormal_kernel(h, k, middle - step) + tsq__binormal_kernel(h, k, middle + step));
    }
    return half * sum;
}

/* The integral of the kernel over angles; panels from the upper end down, until no more comes. */
static double integral(double h, double k, double from, double to)
{
    if (h == k && to < 0.5) {
        return panel(h, k, 0.5 * (from + to), 0.5 * (to - from)); /* no singularity */
    }
    double sum = 0.0;
    while (to > from) {
        const double next = to - width(h, k, to);
        const double start = next > from ? next : from;
        const double more = panel(h, k, 0.5 * (start + to), 0.5 * (to - start));
        sum += more;
        if (start > from && more < 1e-20 * sum) {
            break;
        }
        to = start;
        if (h == k && to < 0.5) {
            return sum + panel(h, k, 0.5 * (from + to), 0.5 * (to - from));
        }
    }
    return sum;
}

double tsq__binormal_gain(double h, double k, double theta)
{
    if (theta < 0.25 && theta * fabs(h - k) < 2.0) {
        return panel(h, k, half_pi - 0.5 * theta, 0.5 * theta) / two_pi; /* a difference of angles would lose digits */
    }
    return integral(h, k, half_pi - theta, half_pi) / two_pi;
}

double tsq__binormal_loss(double h, double k, double phi)
{
    return integral(h, k, 0.0, phi) / two_pi;
}
