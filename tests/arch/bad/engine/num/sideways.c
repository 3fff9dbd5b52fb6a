#include "data/table.h"
#include <csv.h>
#define TSQ__KERNEL "tau2/lanes_tile.h"
