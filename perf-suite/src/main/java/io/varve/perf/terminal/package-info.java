/**
 * What a person sees: results on standard output, progress on standard error, in 80 columns.
 */
package io.varve.perf.terminal;
