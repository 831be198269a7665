/** The host ABI layer: lends Java code to guests. */
package dev.weft.host;
