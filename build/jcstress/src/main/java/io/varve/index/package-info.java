/** Tests of the memory order of the index. */
package io.varve.index;
