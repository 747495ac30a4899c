/** Tests of the memory order of sessions. */
package io.varve.session;
