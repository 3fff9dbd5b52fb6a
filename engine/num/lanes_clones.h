/* TSQ__CLONES before a function: it is compiled for several kinds of x86 processors and the right one is taken at run
 * time. GCC can do that; elsewhere the function is compiled once. For static functions: others would be exported. */
#ifndef TSQ_NUM_LANES_CLONES_H
#define TSQ_NUM_LANES_CLONES_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&               \
    !defined(__SANITIZE_THREAD__)
#define TSQ__CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TSQ__CLONES
#endif

#endif
