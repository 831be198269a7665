/** The compiling tier: emits JVM bytecode for hot functions. */
package dev.weft.jit;
