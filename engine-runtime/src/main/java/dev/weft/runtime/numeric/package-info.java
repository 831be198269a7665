/** Numeric instructions, each non-trivial one once. */
package dev.weft.runtime.numeric;
