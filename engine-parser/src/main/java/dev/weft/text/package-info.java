/** The text format: WAT to a module and back. */
package dev.weft.text;
