package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.agent.EngineAgents;
import io.varve.io.MappedStorage;
import io.varve.settings.ConfigurationDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;

class LogKeyTest {

    private static final EpochNanoClock CLOCK = new SystemEpochNanoClock();
    private static final LongSupplier IDS = () -> 0;

    @Test
    void shouldDocumentEveryKeyAsItIs() throws IOException {
        ConfigurationDocument.assertShows(LogKey.TABLE);
    }

    @Test
    void shouldDocumentTheDefaultThatHolds() {
        assertEquals(builder().build(), ConfigurationDocument.withDefaults(LogKey.TABLE, builder()).build());
    }

    private static LogConfig.Builder builder() {
        return LogConfig.at(Path.of("store")).storage(MappedStorage.instance()).clock(CLOCK)
            .monotonicClock(SystemNanoClock.INSTANCE).agents(EngineAgents.shared()).ids(IDS);
    }
}
