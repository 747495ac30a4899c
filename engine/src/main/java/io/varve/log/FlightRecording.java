package io.varve.log;

import jdk.jfr.FlightRecorder;

/**
 * Begins events when Flight Recorder may be on. Before it has been initialised no event class is loaded: the first one
 * takes as long as the rest of opening a log.
 */
final class FlightRecording {

    private FlightRecording() {
    }

    /** An event that has begun, or null when nobody can want it. */
    static RecoveryEvent recovery() {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        final RecoveryEvent event = new RecoveryEvent();
        event.begin();
        return event;
    }

    /** An event that has begun, or null when nobody can want it. */
    static ForceEvent force() {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        final ForceEvent event = new ForceEvent();
        event.begin();
        return event;
    }

    /** An event that has begun, or null when nobody wants it. */
    static LatePreparationEvent latePreparation() {
        return FlightRecorder.isInitialized() ? LatePreparationEvent.beginIfWanted() : null;
    }

    /** Begin again the event that was returned last; null when nobody can want it. */
    static StallEvent stall(final StallEvent last) {
        StallEvent event = last;
        if (event == null && FlightRecorder.isInitialized()) {
            event = new StallEvent();
        }
        if (event != null) {
            event.begin();
        }
        return event;
    }

    static void roll(final long basePosition) {
        if (FlightRecorder.isInitialized()) {
            RollEvent.emit(basePosition);
        }
    }
}
