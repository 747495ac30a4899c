/**
 * Latency histograms and the reports made of them. Knows nothing of the storage engine.
 */
package io.varve.hdr;
