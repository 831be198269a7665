/** What a tier implements and may touch. */
package dev.weft.runtime.tier;
