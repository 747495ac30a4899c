package io.varve.agent;

/** The value. */
abstract class PaddedLongValue extends PaddedLongBefore {

    long value;
}
