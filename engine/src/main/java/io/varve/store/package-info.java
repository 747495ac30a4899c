/**
 * The files of one store: lock, mark, list of live segments, segments and how they are prepared ahead. Described in
 * {@code docs/FORMAT.md}.
 *
 * <p>Shared by the packages of the engine; no API for applications.
 */
package io.varve.store;
