package dev.weft.runtime.tier;

import java.lang.reflect.Method;

/**
 * A host function that is an object of a functional interface, whose method takes and returns what the guest does: all
 * of it int, long, float and double.
 *
 * @param type   the interface
 * @param method its method
 */
public record HostLambda(Class<?> type, Method method, Object body) {
}
