/**
 * The {@code perf-suite} command.
 */
package io.varve.perf;
