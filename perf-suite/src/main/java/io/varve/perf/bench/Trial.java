package io.varve.perf.bench;

/** One measurement, which runs in a JVM of its own. */
@FunctionalInterface
interface Trial {

    /**
     * Measure.
     *
     * @param values what the trial is told.
     * @return what it found.
     * @throws Exception when it could not measure.
     */
    TrialValues run(TrialValues values) throws Exception;
}
