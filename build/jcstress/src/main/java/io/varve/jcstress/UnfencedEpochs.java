package io.varve.jcstress;

import io.varve.agent.PaddedLong;
import io.varve.agent.ReaderEpochs;
import java.lang.invoke.VarHandle;

/** The steps of {@link ReaderEpochs} for one reader, with the fences of one side or the other taken out. */
final class UnfencedEpochs {

    private static final long OFFLINE = Long.MAX_VALUE;

    private final PaddedLong epoch = new PaddedLong(1);
    private final PaddedLong word = new PaddedLong(OFFLINE);

    void enter() {
        word.setRelease(epoch.getAcquire());
        VarHandle.fullFence();
    }

    void enterWithoutFence() {
        word.setRelease(epoch.getAcquire());
    }

    long advance() {
        VarHandle.fullFence();
        final long next = epoch.getPlain() + 1;
        epoch.setRelease(next);
        VarHandle.fullFence();
        return next;
    }

    long advanceWithoutFence() {
        final long next = epoch.getPlain() + 1;
        epoch.setRelease(next);
        return next;
    }

    boolean isQuiet(final long since) {
        return word.getAcquire() >= since;
    }
}
