package io.varve.perf.bench.peers;

/** An Aeron Archive that records without checksums. */
public final class AeronUncheckedTarget extends AeronTarget {

    /** For the trials. */
    public AeronUncheckedTarget() {
        super(null);
    }
}
