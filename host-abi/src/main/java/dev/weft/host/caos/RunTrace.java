package dev.weft.host.caos;

/**
 * What became of one request, and what it took; times are in nanoseconds.
 *
 * @param request  its hash
 * @param parent   the request that asked for it; empty if none did
 * @param depth    how many requests were waiting for it
 * @param image    what was to run
 * @param outcome  how it came to its result
 * @param error    why there is none; empty if there is
 * @param start    since the host began
 * @param resolve  for finding the image and writing the request
 * @param cache    for looking whether the result is known
 * @param dispatch for computing it, or waiting for who did
 */
public record RunTrace(String request, String parent, int depth, String image, Outcome outcome, String error,
        long start, long resolve, long cache, long dispatch) {

    /** The ways to a result. */
    public enum Outcome {
        /** It was known. */
        HIT("hit"),
        /** Somebody else was computing it. */
        JOINED("joined"),
        /** A guest computed it. */
        ISOLATE("isolate"),
        /** An image written in Java did. */
        JAVA("java"),
        /** It would have waited for itself. */
        CYCLE("cycle");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** From its start to its end. */
    public long total() {
        return resolve + cache + dispatch;
    }

    /** One line of JSON; times in milliseconds. */
    public String toJson() {
        return Json.line(json -> {
            json.writeStringField("req", request);
            json.writeStringField("parent", parent);
            json.writeNumberField("depth", depth);
            json.writeStringField("image", image);
            json.writeStringField("outcome", outcome.toString());
            if (!error.isEmpty()) {
                json.writeStringField("error", error);
            }
            json.writeNumberField("cache_ms", cache / 1e6);
            json.writeNumberField("resolve_ms", resolve / 1e6);
            json.writeNumberField("dispatch_ms", dispatch / 1e6);
            json.writeNumberField("total_ms", total() / 1e6);
            json.writeNumberField("t", start / 1e6);
        });
    }
}
