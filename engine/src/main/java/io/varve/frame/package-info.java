/**
 * The bytes of one record: header layout, types, flags and checksum. Described in {@code docs/FORMAT.md}.
 *
 * <p>Shared by the packages of the engine; no API for applications.
 */
package io.varve.frame;
