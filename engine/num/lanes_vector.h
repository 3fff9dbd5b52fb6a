/* Vectors of TSQ__WIDTH numbers and masks of as many conditions; included by lanes_kernel.h.
 *
 * GCC's vector extension is used, of which Clang has as much as is needed: operators work on all lanes. Comparisons of 8
 * lanes alone are written with AVX-512's own functions: made of the extension they are taken apart into single numbers,
 * and a search for tau2 takes 1.5 to 2 times as long. */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#undef TSQ__VEC
#undef TSQ__LOAD
#undef TSQ__STORE
#undef TSQ__INLINE
#define TSQ__INLINE static inline __attribute__((always_inline)) TSQ__TARGET
#define TSQ__VEC TSQ__LANE(vec)
#define TSQ__LOAD(p) ((TSQ__LANE(vec)) * (const TSQ__LANE(loose) *)(p))
#define TSQ__STORE(p, x) (*(TSQ__LANE(loose) *)(p) = (TSQ__LANE(loose))(x))

/* Vectors are passed between inlined functions only, so that how a call would pass them does not matter. */
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wpsabi"
#else
#pragma GCC diagnostic ignored "-Wpsabi"
#endif

#if TSQ__WIDTH == 1
typedef double TSQ__LANE(vec);
typedef double TSQ__LANE(loose);
#else
/* in memory aligned as single numbers are, so that they may be loaded from anywhere */
typedef double TSQ__LANE(vec) __attribute__((vector_size(TSQ__WIDTH * 8)));
typedef double TSQ__LANE(loose) __attribute__((vector_size(TSQ__WIDTH * 8), aligned(8)));
typedef int64_t TSQ__LANE(bits) __attribute__((vector_size(TSQ__WIDTH * 8)));
#endif

TSQ__INLINE TSQ__VEC TSQ__LANE(all)(double x)
{
    TSQ__VEC filled = {0};
    return filled + x;
}

#if TSQ__WIDTH == 1
typedef int64_t TSQ__LANE(mask);
TSQ__INLINE int64_t TSQ__LANE(less)(double a, double b)
{
    return -(int64_t)(a < b);
}
TSQ__INLINE int64_t TSQ__LANE(at_most)(double a, double b)
{
    return -(int64_t)(a <= b);
}
TSQ__INLINE double TSQ__LANE(pick)(int64_t mask, double yes, double no)
{
    return mask != 0 ? yes : no;
}
TSQ__INLINE double TSQ__LANE(root)(double x)
{
    return sqrt(x);
}
TSQ__INLINE bool TSQ__LANE(any)(int64_t mask)
{
    return mask != 0;
}

#elif TSQ__WIDTH == 8
typedef unsigned TSQ__LANE(mask); /* a bit for each lane; what stands above the eighth means nothing */
TSQ__INLINE unsigned TSQ__LANE(less)(TSQ__VEC a, TSQ__VEC b)
{
    return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_LT_OQ);
}
TSQ__INLINE unsigned TSQ__LANE(at_most)(TSQ__VEC a, TSQ__VEC b)
{
    return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_LE_OQ);
}
TSQ__INLINE TSQ__VEC TSQ__LANE(pick)(unsigned mask, TSQ__VEC yes, TSQ__VEC no)
{
    return (TSQ__VEC)_mm512_mask_blend_pd((__mmask8)mask, (__m512d)no, (__m512d)yes);
}
TSQ__INLINE TSQ__VEC TSQ__LANE(root)(TSQ__VEC x)
{
    return (TSQ__VEC)_mm512_sqrt_pd((__m512d)x);
}
/* The less of two numbers, and the other one; of equal ones b twice. */
TSQ__INLINE TSQ__VEC TSQ__LANE(least)(TSQ__VEC a, TSQ__VEC b)
{
    return (TSQ__VEC)_mm512_min_pd((__m512d)a, (__m512d)b);
}
TSQ__INLINE TSQ__VEC TSQ__LANE(most)(TSQ__VEC a, TSQ__VEC b)
{
    return (TSQ__VEC)_mm512_max_pd((__m512d)a, (__m512d)b);
}
/* Without optimisation the intrinsic is a macro, which gives its mask to a char. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"
/* from[at] where there is one. */
TSQ__INLINE TSQ__VEC TSQ__LANE(fetch)(const double *from, TSQ__LANE(bits) at, unsigned there, double otherwise)
{
    return (TSQ__VEC)_mm512_mask_i64gather_pd(_mm512_set1_pd(otherwise), (__mmask8)there, (__m512i)at, from, 8);
}
#pragma GCC diagnostic pop
TSQ__INLINE bool TSQ__LANE(any)(unsigned mask)
{
    return (mask & 0xff) != 0;
}
TSQ__INLINE bool TSQ__LANE(has)(unsigned mask, size_t lane)
{
    return (mask >> lane & 1) != 0;
}

#else
typedef TSQ__LANE(bits) TSQ__LANE(mask); /* all ones or all zeros */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(less)(TSQ__VEC a, TSQ__VEC b)
{
    return a < b;
}
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(at_most)(TSQ__VEC a, TSQ__VEC b)
{
    return a <= b;
}
TSQ__INLINE TSQ__VEC TSQ__LANE(pick)(TSQ__LANE(mask) mask, TSQ__VEC yes, TSQ__VEC no)
{
    return (TSQ__VEC)(((TSQ__LANE(mask))yes & mask) | ((TSQ__LANE(mask))no & ~mask));
}
TSQ__INLINE TSQ__VEC TSQ__LANE(root)(TSQ__VEC x)
{
    TSQ__VEC root = x;
    for (int l = 0; l < TSQ__WIDTH; l++) {
        root[l] = sqrt(x[l]);
    }
    return root;
}
TSQ__INLINE bool TSQ__LANE(any)(TSQ__LANE(mask) mask)
{
    int64_t all = 0;
    for (int l = 0; l < TSQ__WIDTH; l++) {
        all |= mask[l];
    }
    return all != 0;
}
TSQ__INLINE bool TSQ__LANE(has)(TSQ__LANE(mask) mask, size_t lane)
{
    return mask[lane] != 0;
}
#endif

/* Turns TSQ__WIDTH vectors so that number j of vector i becomes number i of vector j: pairs of vectors exchange numbers
 * that lie 1 apart, then 2; of 8 vectors those that lie 4 apart have been exchanged before, and four are turned. */
#if TSQ__WIDTH == 8
#define TSQ__STAGES(apply)                                                                                             \
    apply(2, (0, 1, 8, 9, 4, 5, 12, 13), (2, 3, 10, 11, 6, 7, 14, 15))                                                 \
        apply(1, (0, 8, 2, 10, 4, 12, 6, 14), (1, 9, 3, 11, 5, 13, 7, 15))
#elif TSQ__WIDTH == 4
#define TSQ__STAGES(apply) apply(2, (0, 1, 4, 5), (2, 3, 6, 7)) apply(1, (0, 4, 2, 6), (1, 5, 3, 7))
#elif TSQ__WIDTH == 2
#define TSQ__STAGES(apply) apply(1, (0, 2), (1, 3))
#endif
#if TSQ__WIDTH > 1
#define TSQ__TURNED (TSQ__WIDTH == 2 ? 2 : 4)
#define TSQ__LIST(...) __VA_ARGS__
#define TSQ__STAGE(apart, low, high)                                                                                   \
    _Pragma("GCC unroll 4") for (size_t i = 0; i < TSQ__TURNED; i++)                                                   \
    {                                                                                                                  \
        if ((i & (apart)) == 0) {                                                                                      \
            const TSQ__VEC a = x[i], b = x[i + (apart)];                                                               \
            x[i] = __builtin_shufflevector(a, b, TSQ__LIST low);                                                       \
            x[i + (apart)] = __builtin_shufflevector(a, b, TSQ__LIST high);                                            \
        }                                                                                                              \
    }
TSQ__INLINE void TSQ__LANE(turn)(TSQ__VEC *x)
{
    TSQ__STAGES(TSQ__STAGE)
}
#undef TSQ__TURNED
#undef TSQ__STAGES
#undef TSQ__STAGE
#undef TSQ__LIST
#endif
