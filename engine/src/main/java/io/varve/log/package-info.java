/**
 * The record log: one writer appends records, any number of readers poll them, a crash leaves a prefix.
 *
 * <p>Begin with {@link io.varve.log.RecordLog#open(java.nio.file.Path)}.
 */
package io.varve.log;
