package dev.weft.host.wowlab;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Where engines get data from: methods by name, each of which answers later.
 *
 * <p>Threads: called by all slots at once. A guest waits for the answer without holding a thread.
 */
public interface Resolver {
    /** A method: arguments as text, an answer as bytes. */
    @FunctionalInterface
    interface Query {
        /** Asks; the stage may complete on any thread. */
        CompletionStage<byte[]> ask(List<String> arguments) throws Exception;
    }

    /** What has a name: a {@link Query}, or else nothing that can be called; null if nothing has. */
    Object find(String method);

    /** A resolver of the entries of a map. */
    static Resolver of(Map<String, ?> methods) {
        Map<String, Object> copy = new LinkedHashMap<>(methods);
        return copy::get;
    }

    /**
     * A resolver of the public methods of an object that take texts and return a {@link CompletionStage} of bytes; its
     * class must be public.
     */
    static Resolver ofMethods(Object target) {
        Map<String, Object> queries = new LinkedHashMap<>();
        for (Method method : target.getClass().getMethods()) {
            if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
                queries.put(method.getName(), (Query) arguments -> invoke(target, method, arguments));
            }
        }
        return of(queries);
    }

    @SuppressWarnings("unchecked")
    private static CompletionStage<byte[]> invoke(Object target, Method method, List<String> arguments)
            throws Exception {
        try {
            return (CompletionStage<byte[]>) method.invoke(target, arguments.toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
