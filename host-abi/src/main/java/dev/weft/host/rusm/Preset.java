package dev.weft.host.rusm;

import dev.weft.host.Capabilities;
import dev.weft.host.Capability;
import dev.weft.host.GuestOptions;
import dev.weft.runtime.StoreLimits;

/** What a process may do, in three steps. */
public enum Preset {
    /** 64 MiB of memory, and nothing else. */
    SANDBOXED(Capabilities.NONE, 64),
    /** That, and any host of the network. */
    NETWORK_CLIENT(Capabilities.NONE.withHost("*"), 64),
    /** 1 GiB of memory, network, console, other processes, starting some, a database. */
    TRUSTED(Capabilities.NONE.withHost("*").with(Capability.PROCESS_CONTROL, Capability.SPAWN, Capability.CONSOLE,
            Capability.STORAGE, Capability.CLOCK, Capability.RANDOM), 1024);

    private final Capabilities capabilities;
    private final GuestOptions options;

    Preset(Capabilities capabilities, long mebibytes) {
        this.capabilities = capabilities;
        this.options = GuestOptions.DEFAULT.named("process").capabilities(capabilities)
                .limits(StoreLimits.DEFAULT.withMemoryBytes(mebibytes << 20));
    }

    /** The rights. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /** Options with these rights and limits, to start from. */
    public GuestOptions options() {
        return options;
    }
}
