/* For which processors the lanes are compiled, and which code this one takes: vectors of 8 (AVX-512), 4 (AVX2) or 2
 * numbers, 2 on all machines but x86. All of them give the same bits. */
#ifndef TSQ_NUM_LANES_TARGETS_H
#define TSQ_NUM_LANES_TARGETS_H

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define TSQ__LANES_X86 1
#define TSQ__TARGET_8 __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2")))
#define TSQ__TARGET_4 __attribute__((target("avx2")))

static inline int tsq__lane_width(void)
{
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw")) {
        return 8;
    }
    return __builtin_cpu_supports("avx2") ? 4 : 2;
}

/* Calls the function for the width that the tile is worked with. */
#define TSQ__BY_WIDTH(tile, name, ...)                                                                                 \
    do {                                                                                                               \
        const int width = (tile)->width != 0 ? (tile)->width : tsq__lane_width();                                      \
        if (width == 8) {                                                                                              \
            name##_8(__VA_ARGS__);                                                                                     \
        } else if (width == 4) {                                                                                       \
            name##_4(__VA_ARGS__);                                                                                     \
        } else {                                                                                                       \
            name##_2(__VA_ARGS__);                                                                                     \
        }                                                                                                              \
    } while (0)

#else
#define TSQ__LANES_X86 0

static inline int tsq__lane_width(void)
{
    return 2;
}

#define TSQ__BY_WIDTH(tile, name, ...)                                                                                 \
    do {                                                                                                               \
        (void)(tile);                                                                                                  \
        name##_2(__VA_ARGS__);                                                                                         \
    } while (0)
#endif
#define TSQ__TARGET_2
#define TSQ__TARGET_1

#endif
