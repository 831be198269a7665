/** WASI preview 1. */
package dev.weft.host.wasi;
