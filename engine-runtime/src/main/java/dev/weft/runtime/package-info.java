/** The embedding API: engine, store, linker, instances, traps. */
package dev.weft.runtime;
