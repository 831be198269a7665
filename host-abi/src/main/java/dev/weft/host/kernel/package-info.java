/** Workers, mailboxes, supervision: what all worker systems are made of. */
package dev.weft.host.kernel;
