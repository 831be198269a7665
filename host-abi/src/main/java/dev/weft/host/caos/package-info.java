/** caos: content-addressed jobs whose results are git objects, memoized by what was asked for. */
package dev.weft.host.caos;
