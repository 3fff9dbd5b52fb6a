#include "data/table.h"
#include <gsl/gsl_math.h>
#include <nettle/sha2.h>
