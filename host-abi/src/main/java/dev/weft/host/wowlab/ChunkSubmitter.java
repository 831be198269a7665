package dev.weft.host.wowlab;

/** What is done with the bytes of a chunk that went well. Called on the slot's thread; may block. */
public interface ChunkSubmitter {
    /** Keeps the bytes as they are: no signature, nobody to submit to. */
    ChunkSubmitter NONE = new ChunkSubmitter() {
        @Override
        public byte[] sign(ChunkTask task, byte[] bytes) {
            return bytes;
        }

        @Override
        public void submit(ChunkTask task, byte[] signed) {
        }
    };

    /** Signs the bytes. */
    byte[] sign(ChunkTask task, byte[] bytes) throws Exception;

    /**
     * Submits them.
     *
     * @throws Exception whose message becomes the error of the chunk, such as {@code Chunk submit 409: Conflict}
     */
    void submit(ChunkTask task, byte[] signed) throws Exception;
}
