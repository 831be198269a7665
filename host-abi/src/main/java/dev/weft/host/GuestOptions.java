package dev.weft.host;

import dev.weft.runtime.StoreLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * What a guest is given: rights, limits, console, clocks, random numbers, and settings that its ABIs read. Immutable;
 * by default the guest has no rights, writes to nowhere and has the engine's limits.
 */
public final class GuestOptions {
    /** Nothing. */
    public static final GuestOptions DEFAULT = new GuestOptions("guest", Capabilities.NONE, null, ConsoleSink.NONE,
            HostClock.SYSTEM, null, List.of());

    private final String name;
    private final Capabilities capabilities;
    private final StoreLimits limits;
    private final ConsoleSink console;
    private final HostClock clock;
    private final RandomGenerator random;
    private final List<Object> settings;

    private GuestOptions(String name, Capabilities capabilities, StoreLimits limits, ConsoleSink console,
            HostClock clock, RandomGenerator random, List<Object> settings) {
        this.name = Objects.requireNonNull(name);
        this.capabilities = Objects.requireNonNull(capabilities);
        this.limits = limits;
        this.console = Objects.requireNonNull(console);
        this.clock = Objects.requireNonNull(clock);
        this.random = random;
        this.settings = settings;
    }

    /** The same under another name, by which lines of the console and exit reasons tell the guest from others. */
    public GuestOptions named(String newName) {
        return new GuestOptions(newName, capabilities, limits, console, clock, random, settings);
    }

    /** The same with other rights. */
    public GuestOptions capabilities(Capabilities allowed) {
        return new GuestOptions(name, allowed, limits, console, clock, random, settings);
    }

    /** The same with limits of the guest's store; null: the engine's. */
    public GuestOptions limits(StoreLimits newLimits) {
        return new GuestOptions(name, capabilities, newLimits, console, clock, random, settings);
    }

    /** The same with another console. */
    public GuestOptions console(ConsoleSink sink) {
        return new GuestOptions(name, capabilities, limits, sink, clock, random, settings);
    }

    /** The same with other clocks. */
    public GuestOptions clock(HostClock newClock) {
        return new GuestOptions(name, capabilities, limits, console, newClock, random, settings);
    }

    /** The same with another source of random numbers; null: a secure one. It must be safe for the guests' threads. */
    public GuestOptions random(RandomGenerator generator) {
        return new GuestOptions(name, capabilities, limits, console, clock, generator, settings);
    }

    /** The same with an object for an ABI to find by its class; replaces an earlier one of the same class. */
    public GuestOptions with(Object setting) {
        List<Object> more = new ArrayList<>(settings);
        more.removeIf(known -> known.getClass() == setting.getClass());
        more.add(setting);
        return new GuestOptions(name, capabilities, limits, console, clock, random, List.copyOf(more));
    }

    /** The guest's name. */
    public String name() {
        return name;
    }

    /** The guest's rights. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /** The limits of its store, or null for the engine's. */
    public StoreLimits limits() {
        return limits;
    }

    /** Its console. */
    public ConsoleSink console() {
        return console;
    }

    /** Its clocks. */
    public HostClock clock() {
        return clock;
    }

    /** Its random numbers; null: a secure source. */
    public RandomGenerator random() {
        return random;
    }

    /** The setting of a class or interface, or null. */
    public <T> T setting(Class<T> type) {
        for (Object setting : settings) {
            if (type.isInstance(setting)) {
                return type.cast(setting);
            }
        }
        return null;
    }
}
