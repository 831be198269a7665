package dev.weft.runtime.tier;

import java.lang.reflect.Method;

/**
 * A host function that is an object of a functional interface, whose method takes and returns what the guest does: all
 * of it int, long, float and double.
 *
 * @param method the interface's method, which another that it extends may declare
 */
public record HostLambda(Method method, Object body) {
}
