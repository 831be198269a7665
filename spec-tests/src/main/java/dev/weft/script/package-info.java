/** Runs the official suites on every tier. */
package dev.weft.script;
