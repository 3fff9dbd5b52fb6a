#include <jansson.h>
#include "data/gone.h"
