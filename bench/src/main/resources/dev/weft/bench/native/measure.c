// Measures one workload as native code, as dev.weft.bench.Measurement does it on engines of the JVM: the same arguments
// (without the engine's name), the same phases, the same line of results. The guest is linked to it.
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { LEAST_RUNS = 3, MOST_RUNS = 100000, PATIENCE = 4, MOST_POINTS = 240 };

int64_t run(int32_t argument);

static int64_t nanoseconds(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int64_t clock_time(void) { return nanoseconds(CLOCK_MONOTONIC); }

static int64_t cpu_time(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

static int32_t argument;
static int64_t check, wall, cpu;

static void measured_run(void) {
  int64_t cpu_from = cpu_time(), from = clock_time();
  int64_t result = run(argument);
  wall = clock_time() - from;
  cpu = cpu_time() - cpu_from;
  if (check != result) {
    fprintf(stderr, "first %" PRId64 ", then %" PRId64 "\n", check, result);
    exit(1);
  }
}

static void print(const int64_t *values, int count) {
  for (int i = 0; i < count; i++) {
    printf(i == 0 ? "\t%" PRId64 : ",%" PRId64, values[i]);
  }
}

int main(int count, char **words) {
  static int64_t walls[MOST_RUNS], cpus[MOST_RUNS], curve[MOST_POINTS];
  if (count < 8) return 2;
  argument = atoi(words[3]);
  int64_t warm_up = atoll(words[5]) * 1000000, budget = atoll(words[6]) * 1000000, launched = atoll(words[7]);
  int64_t from = clock_time(), first_cpu = cpu_time();
  check = run(argument);
  int64_t first = clock_time() - from;
  first_cpu = cpu_time() - first_cpu;
  int64_t cold = nanoseconds(CLOCK_REALTIME) - launched * 1000, since = clock_time();
  int points = 0, runs = 0;
  curve[points++] = cold;
  curve[points++] = first_cpu;
  int64_t cpu_from = cpu_time();
  from = clock_time();
  for (int i = 0; i < MOST_RUNS && cpu_time() - cpu_from < warm_up && clock_time() - from < PATIENCE * warm_up; i++) {
    measured_run();
    int64_t time = cold + clock_time() - since;
    if (points < MOST_POINTS && time > curve[points - 2] * 1.06) {
      curve[points++] = time;
      curve[points++] = cpu;
    }
  }
  cpu_from = cpu_time();
  from = clock_time();
  while (runs < LEAST_RUNS
         || (runs < MOST_RUNS && cpu_time() - cpu_from < budget && clock_time() - from < PATIENCE * budget)) {
    measured_run();
    walls[runs] = wall;
    cpus[runs++] = cpu;
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
#ifdef __clang__
  printf("RESULT\tclang %d.%d -O2", __clang_major__, __clang_minor__);
#else
  printf("RESULT\tgcc %d.%d -O2", __GNUC__, __GNUC_MINOR__);
#endif
  printf("\t%" PRId64 "\t%" PRId64, check, first);
  print(walls, runs);
  print(cpus, runs);
  printf("\t%ld\t%" PRId64, usage.ru_maxrss, cold);
  print(curve, points);
  printf("\n");
  return 0;
}
