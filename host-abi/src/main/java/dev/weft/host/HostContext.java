package dev.weft.host;

import dev.weft.runtime.Caller;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Store;
import dev.weft.runtime.memory.MemoryInstance;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One guest as its host functions see it: its store, rights, console, clocks, random numbers, what each ABI keeps for
 * it, and its memory with every access checked.
 *
 * <p>Pointers and lengths of guests are i32 and mean unsigned numbers. What lies outside the memory is told by a null
 * or false, never by a trap: the code that the guest gets is the ABI's business.
 *
 * <p>Threads: belongs to the guest's thread; {@link #usage()} may be called by any.
 */
public final class HostContext implements AutoCloseable {
    private static final RandomGenerator SECURE = new SecureRandom();

    private final GuestModule module;
    private final GuestOptions options;
    private final Store store;
    private final Object[] states;
    private final Object owner;
    private Instance instance;
    private MemoryInstance imported;
    private MemoryInstance memory;
    private int begun;
    private boolean closed;
    private Usage last;

    /** How often the guest called the host. */
    long hostCalls;

    private HostContext(GuestModule module, GuestOptions options, Object owner) {
        this.module = module;
        this.options = options;
        this.owner = owner;
        this.store = options.limits() == null ? Store.of(module.layer().engine())
                : Store.of(module.layer().engine(), options.limits());
        this.states = new Object[module.layer().abis().size()];
        store.setData(this);
    }

    /**
     * A guest that is not instantiated yet, in a new store.
     *
     * @param owner who runs it, for ABIs to find: a worker of the kernel, or null
     */
    public static HostContext of(GuestModule module, GuestOptions options, Object owner) {
        return new HostContext(module, options, owner);
    }

    /** The guest that calls a host function. */
    public static HostContext of(Caller caller) {
        return (HostContext) caller.data();
    }

    /**
     * Begins with each ABI, makes the instance, and tells the ABIs.
     *
     * @throws Exception what an ABI threw; traps of the start function; limits that were too low
     */
    public Instance instantiate() throws Exception {
        if (begun > 0 || closed) {
            throw new IllegalStateException("the guest was instantiated before");
        }
        List<HostAbi> abis = module.layer().abis();
        for (HostAbi abi : abis) {
            states[begun] = abi.begin(this);
            begun++;
        }
        instance = module.instantiate(this);
        for (HostAbi abi : abis) {
            abi.started(this, instance);
        }
        return instance;
    }

    /** Ends the guest as if it had returned. */
    @Override
    public void close() {
        close(ExitReason.NORMAL);
    }

    /** Tells the ABIs that the guest has ended, and gives its memory back. A second call does nothing. */
    public void close(ExitReason reason) {
        if (closed) {
            return;
        }
        closed = true;
        last = usage();
        List<HostAbi> abis = module.layer().abis();
        for (int i = begun - 1; i >= 0; i--) {
            abis.get(i).ended(this, reason);
        }
        store.close();
    }

    /** What it is a guest of. */
    public GuestModule module() {
        return module;
    }

    /** The store. */
    public Store store() {
        return store;
    }

    /** The instance; null while its start function runs, and before. */
    public Instance instance() {
        return instance;
    }

    /** The export of a name if it is a function, of exactly this type, in letters, or null. */
    public FunctionInstance export(String name, String signature) {
        return GuestModule.function(instance, name, signature);
    }

    /** Who runs the guest: what {@link #of(GuestModule, GuestOptions, Object)} was given. */
    public Object owner() {
        return owner;
    }

    /** What an ABI keeps for this guest. */
    public <T> T state(Class<T> type) {
        for (Object state : states) {
            if (state != null && state.getClass() == type) {
                return type.cast(state);
            }
        }
        throw new IllegalStateException("no ABI of this guest keeps a " + type.getName());
    }

    /** What it was given. */
    public GuestOptions options() {
        return options;
    }

    /** Its name. */
    public String name() {
        return options.name();
    }

    /** Whether it may do something. */
    public boolean allows(Capability capability) {
        return options.capabilities().allows(capability);
    }

    /** Writes a line on the guest's console. */
    public void console(ConsoleSink.Level level, String text) {
        options.console().line(level, options.name(), text);
    }

    /** Its random numbers. */
    public RandomGenerator random() {
        return options.random() != null ? options.random() : SECURE;
    }

    /** Takes the guest's account, without messages. */
    public Usage usage() {
        if (last != null) {
            return last;
        }
        long fuel = store.engine().fuelCosts() == null ? 0 : store.fuelUsed();
        return new Usage(fuel, store.memoryBytes(), store.peakMemoryBytes(), hostCalls, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0);
    }

    // Memory

    /** The shared memory among the settings. */
    MemoryInstance sharedMemory() {
        MemoryInstance shared = options.setting(MemoryInstance.class);
        if (shared == null) {
            throw new IllegalStateException("the guest imports a shared memory and has none among its options");
        }
        return shared;
    }

    void takeImportedMemory(MemoryInstance made) {
        imported = made;
    }

    /** The memory that pointers mean: the one exported as {@code memory}, or else the one an ABI gave it; or null. */
    public MemoryInstance memory(Caller caller) {
        MemoryInstance known = memory;
        return known != null ? known : findMemory(caller);
    }

    private MemoryInstance findMemory(Caller caller) {
        Instance of = instance != null ? instance : caller.instance();
        memory = of != null && of.find("memory") instanceof MemoryInstance exported ? exported : imported;
        return memory;
    }

    /** Whether {@code length} bytes are there. */
    public boolean hasRange(Caller caller, int pointer, int length) {
        MemoryInstance bytes = memory(caller);
        return bytes != null && (pointer & 0xFFFF_FFFFL) + (length & 0xFFFF_FFFFL) <= bytes.byteLength();
    }

    /** A copy of bytes of the guest; null if they are not all there, or more than an array can hold. */
    public byte[] read(Caller caller, int pointer, int length) {
        if (length < 0 || !hasRange(caller, pointer, length)) {
            return null;
        }
        byte[] bytes = new byte[length];
        memory.read(pointer & 0xFFFF_FFFFL, bytes, 0, length);
        return bytes;
    }

    /** Text of the guest; null if it is not all there, or no UTF-8. */
    public String readText(Caller caller, int pointer, int length) {
        byte[] bytes = read(caller, pointer, length);
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Gives the guest the first {@code count} bytes of an array; false, and nothing written, if there is no room. */
    public boolean write(Caller caller, int pointer, byte[] bytes, int count) {
        if (!hasRange(caller, pointer, count)) {
            return false;
        }
        memory.write(pointer & 0xFFFF_FFFFL, bytes, 0, count);
        return true;
    }

    /** Gives the guest as many bytes as it has room for, and tells how many; -1 if the room is not its own. */
    public int writeTruncated(Caller caller, int pointer, int capacity, byte[] bytes) {
        int count = (int) Math.min(capacity & 0xFFFF_FFFFL, bytes.length);
        return write(caller, pointer, bytes, count) ? count : -1;
    }
}
