// How many steps each point of a grid takes to leave the Mandelbrot set, at most 200.
#include <stdint.h>

int64_t run(int32_t n) {
  int64_t sum = 0;
  for (int32_t y = 0; y < n; y++) {
    for (int32_t x = 0; x < n; x++) {
      double cr = 2.5 * x / n - 2, ci = 2.0 * y / n - 1, zr = 0, zi = 0, r2 = 0, i2 = 0;
      int32_t k = 0;
      while (k < 200 && !(r2 + i2 > 4)) {
        zi = 2 * zr * zi + ci;
        zr = r2 - i2 + cr;
        r2 = zr * zr;
        i2 = zi * zi;
        k++;
      }
      sum += k;
    }
  }
  return sum;
}
