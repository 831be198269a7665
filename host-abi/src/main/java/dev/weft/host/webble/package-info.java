/** Webble: instances of one module over one shared memory, parked and woken by the host; and the same for Java. */
package dev.weft.host.webble;
