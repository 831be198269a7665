package dev.weft.host.wowlab;

/**
 * What came of a chunk: errors inside of it are results, too.
 *
 * @param isSuccess whether it went well
 * @param bytes     what the engine returned; null if it did not go well
 * @param error     why it did not; null if it did
 * @param chunk     which piece it is
 */
public record ChunkResult(boolean isSuccess, byte[] bytes, String error, int chunk) {

    static ChunkResult success(byte[] bytes, int chunk) {
        return new ChunkResult(true, bytes, null, chunk);
    }

    static ChunkResult failure(String error, int chunk) {
        return new ChunkResult(false, null, error, chunk);
    }
}
