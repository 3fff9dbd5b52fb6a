/* Compiles a kernel once for each width of vectors, under names of their own:
 *
 *     #define TSQ__KERNEL "num/lanes_tile.h"
 *     #define TSQ__STRIDE TSQ__LANES
 *     #include "num/lanes_widths.h"
 *
 * What lanes_kernel.h asks for is defined for the kernel, and TSQ__TILE(name), the name that TSQ__BY_WIDTH calls, and
 * TSQ__GROUPS, the vectors of a tile. Behind it none of these is defined, nor TSQ__KERNEL and TSQ__STRIDE. */
#include "num/lanes_targets.h"

#define TSQ__GROUPS (TSQ__LANES / TSQ__WIDTH)

#if TSQ__LANES_X86
#define TSQ__WIDTH 8
#define TSQ__LANE(name) wide_##name
#define TSQ__TILE(name) name##_8
#define TSQ__TARGET TSQ__TARGET_8
#include TSQ__KERNEL
#undef TSQ__WIDTH
#undef TSQ__LANE
#undef TSQ__TILE
#undef TSQ__TARGET

#define TSQ__WIDTH 4
#define TSQ__LANE(name) middle_##name
#define TSQ__TILE(name) name##_4
#define TSQ__TARGET TSQ__TARGET_4
#include TSQ__KERNEL
#undef TSQ__WIDTH
#undef TSQ__LANE
#undef TSQ__TILE
#undef TSQ__TARGET
#endif

#define TSQ__WIDTH 2
#define TSQ__LANE(name) narrow_##name
#define TSQ__TILE(name) name##_2
#define TSQ__TARGET TSQ__TARGET_2
#include TSQ__KERNEL
#undef TSQ__WIDTH
#undef TSQ__LANE
#undef TSQ__TILE
#undef TSQ__TARGET

#undef TSQ__GROUPS
#undef TSQ__STRIDE
#undef TSQ__KERNEL
