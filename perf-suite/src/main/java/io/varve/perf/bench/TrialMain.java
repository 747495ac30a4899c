package io.varve.perf.bench;

import java.util.Map;

/** Where the JVM of a trial begins: {@code TrialMain <trial> <name>=<value> ...}. */
final class TrialMain {

    private static final Map<String, Trial> TRIALS = Map.ofEntries(
        Map.entry("burst", new BurstTrial()),
        Map.entry("sustained", new SustainedTrial()),
        Map.entry("rate", new RateTrial()),
        Map.entry("force", new ForceTrial()),
        Map.entry("replay", new ReplayTrial()),
        Map.entry("tail", new TailTrial()),
        Map.entry("large", new LargeTrial()),
        Map.entry("session", new SessionTrial()),
        Map.entry("feed", new FeedTrial()),
        Map.entry("allocation", new AllocationTrial()),
        Map.entry("index", new IndexTrial()),
        Map.entry("fill", new FillTrial()),
        Map.entry("reopen", new ReopenTrial()),
        Map.entry("kv-get", new KeyValueGetTrial()),
        Map.entry("kv-load", new KeyValueLoadTrial()),
        Map.entry("kv-multiget", new KeyValueMultiGetTrial()),
        Map.entry("kv-mix", new KeyValueMixTrial()),
        Map.entry("kv-beside-writer", new KeyValueBesideWriterTrial()),
        Map.entry("kv-growth", new KeyValueGrowthTrial()),
        Map.entry("kv-open-fill", new KeyValueOpenFillTrial()),
        Map.entry("kv-open", new KeyValueOpenTrial()));

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
