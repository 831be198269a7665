// The guest tak.wat in C.
#include <stdint.h>

static int32_t tak(int32_t x, int32_t y, int32_t z) {
  return y < x ? tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) : z;
}

int64_t run(int32_t n) { return tak(n, n - 6, n - 12); }
