/** Benchmarks of Weft: JMH by phase, and duels between engines, each in a process of its own. */
package dev.weft.bench;
