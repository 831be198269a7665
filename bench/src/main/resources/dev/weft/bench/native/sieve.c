// The guest sieve.wat in C. The module has a fresh memory for each run, so this clears its own.
#include <stdint.h>
#include <string.h>

static uint8_t crossed[1 << 20];

int64_t run(int32_t n) {
  int64_t count = 0;
  memset(crossed, 0, sizeof crossed);
  for (uint32_t i = 2; i < (uint32_t) n; i++) {
    if (!crossed[i]) {
      count++;
      for (uint32_t j = i << 1; j < (uint32_t) n; j += i) {
        crossed[j] = 1;
      }
    }
  }
  return count;
}
