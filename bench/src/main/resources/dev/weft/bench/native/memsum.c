// Sums 64 KiB of numbers, again and again.
#include <stdint.h>

static uint32_t numbers[16384];

int64_t run(int32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < 16384; i++) {
    numbers[i] = 4 * i * 1664525;
  }
  do {
    for (uint32_t i = 0; i < 16384; i++) {
      sum += numbers[i];
    }
    sum = sum << 1 | sum >> 31;
  } while (--n);
  return (int32_t) sum;
}
