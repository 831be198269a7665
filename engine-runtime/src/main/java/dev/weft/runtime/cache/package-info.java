/** Emitted code that outlives the process. */
package dev.weft.runtime.cache;
