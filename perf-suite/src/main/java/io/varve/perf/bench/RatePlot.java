package io.varve.perf.bench;

import io.varve.hdr.LatencySummary;
import io.varve.hdr.PercentilePlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What the trials of a fixed rate found, as a picture: times of every append, all trials of a kind together. */
final class RatePlot {

    private RatePlot() {
    }

    /**
     * Draw.
     *
     * @param rate     of appends, in a second.
     * @param options  by which the trials ran.
     * @param none     trials at {@code NONE}, and those of the peer when there are some.
     * @param interval trials at {@code INTERVAL}.
     * @return the picture, without a caption that names the machine.
     */
    static PercentilePlot of(final int rate, final BenchOptions options, final Map<Targets, List<TrialValues>> none,
        final List<TrialValues> interval) {
        final List<TrialValues> varve = none.get(Targets.VARVE);
        final List<TrialValues> both = new ArrayList<>(varve);
        both.addAll(interval);
        final PercentilePlot plot = new PercentilePlot(String.format(Locale.ROOT,
            "Append latency, %d-byte records at %,d a second", RateTrial.LENGTH, rate))
            .add("Varve INTERVAL", together(interval, RateTrial.VARVE))
            .add("Varve NONE", together(varve, RateTrial.VARVE));
        final List<TrialValues> peer = none.get(Targets.CHRONICLE);
        if (peer != null) {
            plot.add("Chronicle Queue", together(peer, RateTrial.PEER));
        }
        plot.reference("floor", together(both, RateTrial.FLOOR))
            .caption("Service time of every append, " + options.trials() + " x " + options.seconds()
                + " s. Floor: copy, CRC32C, one release store.");
        if (peer != null) {
            plot.caption(Targets.CHRONICLE.title() + " was not asked to sync, which is what NONE means.");
        }
        return plot;
    }

    private static LatencySummary together(final List<TrialValues> trials, final String name) {
        final Histogram sum = RateLoop.newHistogram();
        trials.forEach(trial -> sum.add(trial.histogram(name)));
        return LatencySummary.of(sum);
    }
}
