/** Validation, and the walk over validated bodies that feeds the tiers. */
package dev.weft.valid;
