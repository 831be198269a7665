// The guest matrix.wat in C.
#include <stdint.h>

static double left[100 * 100], right[100 * 100];

static void fill(double *to, int32_t count, int32_t seed) {
  for (int32_t i = 0; i < count; i++) {
    to[i] = (seed & 15) - 7;
    seed = (int32_t) ((uint32_t) seed * 13 + 5);
  }
}

int64_t run(int32_t n) {
  double sum = 0;
  fill(left, n * n, 1);
  fill(right, n * n, 3);
  for (int32_t i = 0; i < n; i++) {
    for (int32_t j = 0; j < n; j++) {
      double dot = 0;
      for (int32_t k = 0; k < n; k++) {
        dot += left[i * n + k] * right[k * n + j];
      }
      sum += dot * i;
    }
  }
  return (int64_t) sum;
}
