package dev.weft.host.webble;

/** How a pool behaves where the original system is weak. */
public enum WebbleMode {
    /**
     * As the original: 32 workers at most, always as many as the first time; a worker that traps is gone, and what it
     * had leaks; tasks that are left at shutdown are never answered; work for main must not suspend.
     */
    LEGACY,
    /**
     * Any number of workers, another one after each restart; a worker that traps is replaced, its load given back, and
     * the handles of what it ran fail, as those of tasks that are left at shutdown do; work for main may suspend.
     */
    IMPROVED
}
