package io.varve.perf.bench;

import java.nio.file.Path;

/**
 * Get keys at random, each timed by itself; in turns with the floor, so that both see the same moments of the machine.
 */
final class KeyValueGetTrial implements Trial {

    static final String GET = "get";
    static final String FLOOR = "floor";
    static final String COPYING = "floor.copy";
    private static final int SLICE = 20_000;
    private static final int SLICES = 50;
    private static final int WARM_UP_SLICES = 20;
    /** After so many gets for each key nearly every page has been looked at. */
    private static final int WARM_UP_SHARE = 4;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final ServiceTimes gets = new ServiceTimes();
        final ServiceTimes floors = new ServiceTimes();
        final ServiceTimes copies = new ServiceTimes();
        try (LoadedStore store = LoadedStore.full(values);
            KeyValueFloor floor = new KeyValueFloor(Path.of(values.text("dir")).resolve("floor"), store.keys());
            KeyValueFloor copying = floor.copying()) {
            final long warmUp = Math.max(WARM_UP_SLICES, store.keys() / WARM_UP_SHARE / SLICE);
            for (long i = -warmUp; i < SLICES; i++) {
                if (i == 0) {
                    gets.reset();
                    floors.reset();
                    copies.reset();
                }
                gets.run(store.target(), store.random(), store.keys(), SLICE);
                floors.run(floor, store.random(), store.keys(), SLICE);
                copies.run(copying, store.random(), store.keys(), SLICE);
            }
            store.check();
            final TrialValues result = new TrialValues().put("bytes", store.bytesOnDisk())
                .put("clock", ServiceTimes.clockNs()).put("tick", ClockTick.measureNs());
            gets.put(result, GET);
            floors.put(result, FLOOR);
            copies.put(result, COPYING);
            return result;
        }
    }
}
