package dev.weft.host.wowlab;

/** What a pool does about slots that are stuck or have panicked. */
public enum PoolMode {
    /** As the original: a stuck slot restarts the whole pool; a panicked one waits for the watchdog. */
    LEGACY,
    /** A stuck slot is replaced alone, a panicked one at once; queue and other chunks go on. */
    IMPROVED
}
