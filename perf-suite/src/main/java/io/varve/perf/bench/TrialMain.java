package io.varve.perf.bench;

import java.util.Map;

/** Where the JVM of a trial begins: {@code TrialMain <trial> <name>=<value> ...}. */
final class TrialMain {

    private static final Map<String, Trial> TRIALS = Map.of(
        "burst", new BurstTrial(),
        "sustained", new SustainedTrial(),
        "rate", new RateTrial(),
        "force", new ForceTrial(),
        "replay", new ReplayTrial(),
        "tail", new TailTrial(),
        "allocation", new AllocationTrial(),
        "fill", new FillTrial(),
        "reopen", new ReopenTrial());

    private TrialMain() {
    }

    public static void main(final String[] args) throws Exception {
        final TrialValues result = TRIALS.get(args[0]).run(TrialValues.ofArguments(args, 1));
        System.out.println(result.toLine());
        System.out.flush();
        // Peers leave threads behind.
        System.exit(0);
    }
}
