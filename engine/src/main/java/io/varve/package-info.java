/**
 * What all stores have in common: durability levels and the family of exceptions.
 *
 * <p>Begin with {@link io.varve.log.RecordLog}.
 */
package io.varve;
