package dev.weft.runtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a Java method that stands for a function at a guest's border.
 *
 * <p>On a method of an object given to {@link Linker#defineMethods}: the method is defined as a function that guests
 * may import. On a method of an interface given to {@link Instance#as}: the method calls the export of this name.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface WasmFunction {

    /** The function's name; empty: the method's own. */
    String value() default "";
}
