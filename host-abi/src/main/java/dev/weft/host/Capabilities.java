package dev.weft.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a guest may use. Immutable; by default nothing.
 *
 * <pre>{@code
 * Capabilities.NONE.with(Capability.SPAWN).withFolder(Path.of("apps")).withHost("example.org")
 * }</pre>
 */
public final class Capabilities {
    /** Nothing but the guest's own memory and what it computes. */
    public static final Capabilities NONE = new Capabilities(Set.of(), List.of(), Set.of(), Set.of());

    private final Set<Capability> granted;
    private final List<Path> folders;
    private final Set<String> hosts;
    private final Set<String> custom;

    private Capabilities(Set<Capability> granted, List<Path> folders, Set<String> hosts, Set<String> custom) {
        this.granted = granted;
        this.folders = folders;
        this.hosts = hosts;
        this.custom = custom;
    }

    /** These and more. */
    public Capabilities with(Capability... more) {
        EnumSet<Capability> all = EnumSet.noneOf(Capability.class);
        all.addAll(granted);
        all.addAll(List.of(more));
        return new Capabilities(all, folders, hosts, custom);
    }

    /** These but for one; without NETWORK or FILES no host and no folder either. */
    public Capabilities without(Capability capability) {
        Set<Capability> fewer = new HashSet<>(granted);
        fewer.remove(capability);
        return new Capabilities(fewer, capability == Capability.FILES ? List.of() : folders,
                capability == Capability.NETWORK ? Set.of() : hosts, custom);
    }

    /** These, and reading files under a folder. */
    public Capabilities withFolder(Path folder) {
        List<Path> more = new ArrayList<>(folders);
        more.add(folder.toAbsolutePath().normalize());
        return new Capabilities(with(Capability.FILES).granted, List.copyOf(more), hosts, custom);
    }

    /** These, and fetching from a host: a name, {@code name:port}, or {@code *} for every host. */
    public Capabilities withHost(String host) {
        Set<String> more = new HashSet<>(hosts);
        more.add(host.toLowerCase(Locale.ROOT));
        return new Capabilities(with(Capability.NETWORK).granted, folders, Set.copyOf(more), custom);
    }

    /** These, and one that only some ABI knows. */
    public Capabilities with(String name) {
        Set<String> more = new HashSet<>(custom);
        more.add(name);
        return new Capabilities(granted, folders, hosts, Set.copyOf(more));
    }

    /** Whether something is allowed. */
    public boolean allows(Capability capability) {
        return granted.contains(capability);
    }

    /** Whether something is allowed that only some ABI knows. */
    public boolean allows(String name) {
        return custom.contains(name);
    }

    /** The folders under which files may be read. */
    public List<Path> folders() {
        return folders;
    }

    /** The hosts that may be fetched from. */
    public Set<String> hosts() {
        return hosts;
    }

    /** Whether a host may be fetched from; {@code port} is the one really used. */
    public boolean allowsHost(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        return allows(Capability.NETWORK)
                && (hosts.contains("*") || hosts.contains(name) || hosts.contains(name + ":" + port));
    }

    /** The real path of a file if it may be read; null if not, also when a symbolic link leads out. */
    public Path readable(Path file) throws IOException {
        if (!allows(Capability.FILES)) {
            return null;
        }
        Path real = file.toRealPath();
        for (Path folder : folders) {
            if (real.startsWith(folder.toRealPath())) {
                return real;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return granted + (folders.isEmpty() ? "" : " folders " + folders) + (hosts.isEmpty() ? "" : " hosts " + hosts)
                + (custom.isEmpty() ? "" : " " + custom);
    }
}
