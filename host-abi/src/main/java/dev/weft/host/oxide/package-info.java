/** Oxide: apps with frames, a canvas, a database, and background workers. */
package dev.weft.host.oxide;
