/** The only package that touches the incubating Vector API, behind an interface. */
package dev.weft.jit.vector;
