package dev.weft.host.caos;

/**
 * What one guest took; times are in nanoseconds.
 *
 * @param request     what it ran for; empty if that has no hash
 * @param module      hash of its module
 * @param start       since the host began
 * @param compile     for getting the module ready; next to nothing if it was
 * @param instantiate for making its instance
 * @param guest       for running it, with all that it waited for
 * @param total       all together
 */
public record JobTrace(String request, String module, long start, long compile, long instantiate, long guest,
        long total) {

    /** One line of JSON; times in milliseconds, the instantiation in microseconds. */
    public String toJson() {
        return Json.line(json -> {
            json.writeStringField("req", request);
            json.writeStringField("module", module.substring(0, 12));
            json.writeNumberField("compile_ms", compile / 1e6);
            json.writeNumberField("instantiate_us", instantiate / 1e3);
            json.writeNumberField("guest_ms", guest / 1e6);
            json.writeNumberField("total_ms", total / 1e6);
            json.writeNumberField("t", start / 1e6);
        });
    }
}
