/** Other engines, as contenders in duels; compiled by the profile {@code peers} only. */
package dev.weft.bench.peers;
