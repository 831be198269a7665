// Calls one of four functions through a table.
#include <stdint.h>

static uint32_t plus(uint32_t x) { return x + 7; }
static uint32_t flip(uint32_t x) { return x ^ 0x5bd1e995; }
static uint32_t times(uint32_t x) { return x * 33; }
static uint32_t turn(uint32_t x) { return x << 5 | x >> 27; }

static uint32_t (*volatile const table[4])(uint32_t) = {plus, flip, times, turn};

int64_t run(int32_t n) {
  uint32_t x = 0;
  do {
    x = table[(uint32_t) n * UINT32_C(0x9E3779B1) >> 20 & 3](x);
  } while (--n);
  return (int32_t) x;
}
