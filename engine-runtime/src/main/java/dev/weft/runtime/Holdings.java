package dev.weft.runtime;

import java.lang.ref.Cleaner;

/**
 * One store's part of what its engine limits. Closing gives it back; so does the cleaner, when nobody has closed it and
 * the store is gone.
 */
final class Holdings {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Part memory;
    private final Part elements;
    private final Part instances;
    private final Part objects;
    private final Cleaner.Cleanable cleanable;

    /** What a store took of one quota. */
    static final class Part {
        private final Quota quota;
        private long held;
        private boolean returned;

        Part(Quota quota) {
            this.quota = quota;
        }

        /** Takes so much, or nothing and tells so; gives back if that is negative. */
        synchronized boolean take(long count) {
            if (returned || !quota.take(count)) {
                return false;
            }
            held += count;
            return true;
        }

        private synchronized void giveBack() {
            returned = true;
            quota.take(-held);
            held = 0;
        }
    }

    Holdings(Store store, Engine engine) {
        Part memoryPart = new Part(engine.memoryQuota());
        Part elementsPart = new Part(engine.elementsQuota());
        Part instancesPart = new Part(engine.instancesQuota());
        Part objectsPart = new Part(engine.objectsQuota());
        memory = memoryPart;
        elements = elementsPart;
        instances = instancesPart;
        objects = objectsPart;
        cleanable = CLEANER.register(store, () -> {
            memoryPart.giveBack();
            elementsPart.giveBack();
            instancesPart.giveBack();
            objectsPart.giveBack();
        });
    }

    Part memory() {
        return memory;
    }

    Part elements() {
        return elements;
    }

    Part instances() {
        return instances;
    }

    Part objects() {
        return objects;
    }

    void close() {
        cleanable.clean();
    }
}
