#include <stddef.h>
#include <gsl/gsl_math.h>
