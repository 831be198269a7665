/** Benchmarks of the engine and its peers. */
package dev.weft.bench;
