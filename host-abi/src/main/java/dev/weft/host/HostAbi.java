package dev.weft.host;

import dev.weft.runtime.Instance;
import dev.weft.syntax.Feature;
import java.util.List;
import java.util.Set;

/**
 * A host ABI: a named, versioned set of imports, and what happens around the life of a guest that uses them.
 *
 * <p>Found by {@link java.util.ServiceLoader}, or given to {@link HostLayer.Builder#abi(HostAbi)}. Its functions are
 * defined once and serve every guest of the layer; what belongs to one guest is the object that {@link #begin} makes,
 * which a function finds with {@code HostContext.of(caller).state(Type.class)}.
 *
 * <p>Threads: an ABI is stateless and safe for any thread. {@link #begin}, {@link #started} and {@link #ended} are
 * called on the guest's thread.
 *
 * @see <a href="../../../../../../docs/writing-a-host-abi.md">docs/writing-a-host-abi.md</a>
 */
public interface HostAbi {

    /** The name by which it is chosen, such as {@code oxide}: lower case, without blanks. */
    String name();

    /** Its versions, newest first; at least one. */
    List<String> versions();

    /** The proposals without which its guests make no sense. */
    default Set<Feature> features() {
        return Set.of();
    }

    /** Whether its guests are meant to burn fuel: the command line gives them an engine that meters. */
    default boolean metered() {
        return false;
    }

    /** How its guests run as programs of their own; null, the default: their {@code _start} is called. */
    default GuestRunner runner() {
        return null;
    }

    /** One line that says what it is for. */
    default String summary() {
        return "";
    }

    /** Tells what it supplies in a version. Called once for each layer and version, and whenever somebody asks. */
    void define(ImportTable table, String version);

    /**
     * What it keeps for one guest, before that is instantiated; null if nothing.
     *
     * @throws Exception anything; the guest is not started then
     */
    default Object begin(HostContext context) throws Exception {
        return null;
    }

    /** The guest was instantiated, its start function has run; no export was called. */
    default void started(HostContext context, Instance instance) throws Exception {
    }

    /** The guest has ended, whether or not it ever started; called once for each {@link #begin} that returned. */
    default void ended(HostContext context, ExitReason reason) {
    }
}
