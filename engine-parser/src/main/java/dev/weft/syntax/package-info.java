/** The module model of the WebAssembly specification: types, module records and the instruction table. */
package dev.weft.syntax;
