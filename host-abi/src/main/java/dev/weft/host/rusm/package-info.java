/** RUSM's actors: very many short guests with mailboxes, streams, names, links and supervisors. */
package dev.weft.host.rusm;
