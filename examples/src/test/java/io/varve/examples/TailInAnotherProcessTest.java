package io.varve.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailInAnotherProcessTest {

    private static final int RECORDS = 5_000;

    @TempDir
    Path directory;

    @Test
    @Tag("slow")
    void shouldSeeEveryRecordOnceWithTwoProcessesOneAfterTheOther() throws Exception {
        assertEquals(LongStream.rangeClosed(1, 2 * RECORDS).boxed().collect(Collectors.toList()),
            TailInAnotherProcess.run(directory.resolve("log"), directory.resolve("cursors"), RECORDS));
    }
}
