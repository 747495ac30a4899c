/** Tests of the memory order of the record log. */
package io.varve.log;
