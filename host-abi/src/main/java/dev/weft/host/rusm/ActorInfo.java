package dev.weft.host.rusm;

import java.util.List;

/**
 * A process as others see it, at one moment. Immutable.
 *
 * @param pid       its number
 * @param label     what it calls itself, empty if nothing
 * @param names     the names it is registered under
 * @param tags      the groups it belongs to
 * @param links     how many processes it is linked to
 * @param monitors  how many monitors there are of it
 * @param mailbox   how many pieces of mail wait for it
 * @param trapsExit whether the end of a linked process is mail for it
 */
public record ActorInfo(long pid, String label, List<String> names, List<String> tags, int links, int monitors,
        int mailbox, boolean trapsExit) {
}
