/** Linear memories. */
package dev.weft.runtime.memory;
