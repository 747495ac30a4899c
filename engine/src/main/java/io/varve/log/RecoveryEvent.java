package io.varve.log;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Begun and committed by who opens a log for writing. */
@Name("io.varve.Recovery")
@Label("Recovery")
@Category("Varve")
@Description("A log was opened for writing and its end was found.")
@StackTrace(false)
final class RecoveryEvent extends Event {

    @Label("Directory")
    String directory;

    @Label("Outcome")
    String outcome;

    @Label("Scanned Records")
    long scannedRecords;

    @Label("Cut Bytes")
    @DataAmount
    long cutBytes;

    void commitIfWanted(final String path, final RecoveryResult result) {
        end();
        if (shouldCommit()) {
            directory = path;
            outcome = result.outcome().name();
            scannedRecords = result.scannedRecords();
            cutBytes = result.cutBytes();
            commit();
        }
    }
}
