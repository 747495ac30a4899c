/**
 * Front doors of the storage engine: the Redis protocol, JSON-RPC over messages, and the {@code varve} operator
 * command.
 */
package io.varve.server;
