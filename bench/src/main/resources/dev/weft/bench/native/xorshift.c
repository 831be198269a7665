// A pseudo-random sequence of 64-bit numbers.
#include <stdint.h>

int64_t run(int32_t n) {
  uint64_t x = UINT64_C(88172645463325252);
  do {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
  } while (--n);
  return (int64_t) x;
}
