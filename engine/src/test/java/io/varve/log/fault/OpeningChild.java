package io.varve.log.fault;

import io.varve.StoreLockedException;
import io.varve.VarveException;
import io.varve.log.LogConfig;
import io.varve.log.RecordLog;
import java.nio.file.Path;

/** A process that opens a log for writing and says by its exit code what came of it. */
final class OpeningChild {

    static final int OPENED = 0;
    static final int LOCKED = 10;
    static final int REFUSED = 11;

    private OpeningChild() {
    }

    public static void main(final String[] args) {
        int code = OPENED;
        try {
            RecordLog.open(LogConfig.at(Path.of(args[0])).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).build()).close();
        } catch (final StoreLockedException ex) {
            code = LOCKED;
        } catch (final VarveException ex) {
            System.out.println(ex.getMessage());
            code = REFUSED;
        }
        Runtime.getRuntime().halt(code);
    }
}
