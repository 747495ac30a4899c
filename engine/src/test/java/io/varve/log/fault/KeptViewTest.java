package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The debug switch that ends views of the log; it is read once, so that each case needs a JVM. */
@Tag("slow")
class KeptViewTest {

    @Test
    void shouldThrowFromEveryViewThatHasEndedWhenPoisoned() throws Exception {
        final List<String> uses = run(ChildJvm.startWith("-Dvarve.debug.poison=true", KeepingChild.class));
        for (final String source : List.of("poll", "boundedPoll", "pollBackward", "controlledPoll", "blockPoll", "feed",
            "filter", "salvage", "claim", "session claim")) {
            assertTrue(uses.stream().anyMatch(use -> use.startsWith(source + " ")), () -> source + " in " + uses);
        }
        for (final String use : uses) {
            final boolean isBuffer = use.contains(" buffer: ");
            assertTrue(use.endsWith(isBuffer ? ": IndexOutOfBoundsException" : ": IllegalStateException"), use);
        }
    }

    @Test
    void shouldCheckNoHeaderUnlessPoisoned() throws Exception {
        final List<String> uses = run(ChildJvm.start(KeepingChild.class));
        assertEquals(List.of(), uses.stream()
            .filter(use -> !use.contains(" buffer: ") && !use.endsWith(": nothing")).collect(Collectors.toList()));
    }

    private static List<String> run(final Process child) throws IOException, InterruptedException {
        final String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), output);
        return output.lines().collect(Collectors.toList());
    }
}
