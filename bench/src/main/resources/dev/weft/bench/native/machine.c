// The guest machine.wat in C.
#include <stdint.h>
#include <string.h>

int64_t run(int32_t steps) {
  uint8_t program[256];
  uint32_t cells[256], seed = 12345, pc = 0, a = 1;
  memset(cells, 0, sizeof cells);
  for (int i = 0; i < 256; i++) {
    seed = seed * 1103515245 + 12345;
    program[i] = (uint8_t) (seed >> 16);
  }
  do {
    uint32_t op = program[pc++ & 255];
    switch (op & 7) {
      case 0: a += op; break;
      case 1: a *= op | 1; break;
      case 2: a ^= op << 9; break;
      case 3: a -= op; break;
      case 4: a = a << (op & 31) | a >> (-op & 31); break;
      case 5: a += cells[op]; break;
      case 6: cells[op] = a; break;
      default: pc += a & 31; break;
    }
  } while (--steps);
  return a;
}
