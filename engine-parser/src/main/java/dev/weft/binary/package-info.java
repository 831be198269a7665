/** The binary format: bytes to a module and back. */
package dev.weft.binary;
