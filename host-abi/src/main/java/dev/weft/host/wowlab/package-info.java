/** Wowlab: a pool of simulation workers with progress, a watchdog, and a resolver for data. */
package dev.weft.host.wowlab;
