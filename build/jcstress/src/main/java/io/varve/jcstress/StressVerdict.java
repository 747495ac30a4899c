package io.varve.jcstress;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.runners.TestList;

/** What the runs of one test say together. */
final class StressVerdict {

    private final String name;
    /** Whether this is the twin of a test: one with an outcome that must be seen. */
    private final boolean twin;
    private final Map<Expect, Long> samples = new EnumMap<>(Expect.class);
    private int runs;
    private int broken;
    private int runsThatShow;
    private int runsThatFail;

    private StressVerdict(final String name) {
        this.name = name;
        twin = TestList.getInfo(name).cases().stream()
            .anyMatch(outcome -> outcome.expect() == Expect.ACCEPTABLE_INTERESTING);
    }

    static StressVerdict of(final String name, final Collection<TestResult> results) {
        final StressVerdict verdict = new StressVerdict(name);
        results.stream().filter(result -> name.equals(result.getName())).forEach(verdict::add);
        return verdict;
    }

    private void add(final TestResult result) {
        runs++;
        broken += result.status() == Status.NORMAL && !result.isEmpty() ? 0 : 1;
        for (final GradingResult outcome : result.grading().gradingResults.values()) {
            samples.merge(outcome.expect, outcome.count, Long::sum);
        }
        runsThatShow += result.grading().hasInteresting ? 1 : 0;
        runsThatFail += result.grading().isPassed ? 0 : 1;
    }

    private long samples(final Expect expect) {
        return samples.getOrDefault(expect, 0L);
    }

    boolean isPassed() {
        final boolean clean = runs > 0 && broken == 0 && samples(Expect.FORBIDDEN) == 0 && samples(Expect.UNKNOWN) == 0;
        return clean && (!twin || samples(Expect.ACCEPTABLE_INTERESTING) > 0);
    }

    @Override
    public String toString() {
        final long total = samples.values().stream().mapToLong(Long::longValue).sum();
        final String shown = twin
            ? String.format("shows what it must %,d times, in %d", samples(Expect.ACCEPTABLE_INTERESTING), runsThatShow)
            : String.format("shows what is forbidden %,d times, in %d", samples(Expect.FORBIDDEN), runsThatFail);
        return String.format("%-6s %-38s %,13d samples; %s of %d runs; %d runs broken", isPassed() ? "ok" : "FAILED",
            name.substring(name.indexOf("varve.") + "varve.".length()), total, shown, runs, broken);
    }
}
