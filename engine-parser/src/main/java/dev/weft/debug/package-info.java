/** What a module's own debugging information says about its code. */
package dev.weft.debug;
