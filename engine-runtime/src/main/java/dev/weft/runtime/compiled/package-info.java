/** What functions that became classes of the JVM touch while they run, whoever emitted the classes and when. */
package dev.weft.runtime.compiled;
