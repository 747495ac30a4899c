/**
 * Tests of memory order on real processors and compilers.
 *
 * <p>A test that cannot fail proves nothing. So most tests have a twin: the same steps with the order taken out, in
 * which the outcome that the test forbids is graded as interesting. {@link io.varve.jcstress.StressMain} fails when a
 * test shows what it forbids, and also when a twin does not show it.
 *
 * <p>Tests of what is package-private in the engine lie in packages of the same names.
 */
package io.varve.jcstress;
