/** The interpreter: pre-decodes validated bodies and runs them. */
package dev.weft.interp;
