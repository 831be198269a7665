/** Objects and results of caos in a git repository; the only room that needs JGit. */
package dev.weft.host.caos.git;
