/** Random modules, and oracles that say whether what became of them is right. */
package dev.weft.fuzz;
