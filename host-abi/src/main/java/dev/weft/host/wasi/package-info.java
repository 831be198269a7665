/**
 * WASI preview 1: {@link dev.weft.host.wasi.Wasi} gives a guest its arguments, streams and folders; {@link
 * dev.weft.host.wasi.Directory} is what a file system has to offer, {@link dev.weft.host.wasi.MemoryDirectory} one that
 * needs no disk.
 *
 * <p>A path goes from a function ({@code PathFunctions}) through {@code PathWalk}, which takes it apart and expands
 * links inside the sandbox, to a {@code Directory}, whose operations take a single name and follow nothing.
 *
 * <p>A guest may have threads (wasi-threads): {@code WasiThreads} makes an instance for each and ends them together.
 *
 * @see <a href="https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md">The functions of preview 1</a>
 */
package dev.weft.host.wasi;
