/**
 * Records what the tests of a module cost: the wall time and the peak memory of each test JVM.
 */
package io.varve.budget;
