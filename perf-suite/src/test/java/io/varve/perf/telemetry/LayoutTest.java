package io.varve.perf.telemetry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.agrona.ExpandableDirectByteBuffer;
import org.junit.jupiter.api.Test;

class LayoutTest {

    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(2048);

    @Test
    void shouldReadBackTheTimesOfATick() {
        MarketTick.encode(buffer, 8, 77, 1_000);
        MarketTick.startedNs(buffer, 8, 1_234);
        assertEquals(1_000, MarketTick.intendedNs(buffer, 8));
        assertEquals(1_234, MarketTick.startedNs(buffer, 8));
        assertTrue(MarketTick.isTick(buffer, 8, MarketTick.LENGTH, 77));
    }

    @Test
    void shouldTellATickFromEveryOtherBody() {
        MarketTick.encode(buffer, 0, 77, 1_000);
        assertFalse(MarketTick.isTick(buffer, 0, MarketTick.LENGTH, 78));
        assertFalse(MarketTick.isTick(buffer, 0, MarketTick.LENGTH - 1, 77));
        for (int at = 16; at < MarketTick.LENGTH; at++) {
            buffer.putByte(at, (byte) (buffer.getByte(at) ^ 1));
            assertFalse(MarketTick.isTick(buffer, 0, MarketTick.LENGTH, 77), "byte " + at);
            buffer.putByte(at, (byte) (buffer.getByte(at) ^ 1));
        }
    }

    @Test
    void shouldReadBackCounters() {
        final int length = CounterSample.encode(buffer, 4, CounterSample.Kind.DISK, 253 << 20, 99, 1, -2, 3);
        assertEquals(16 + 3 * 8, length);
        assertEquals(CounterSample.Kind.DISK, CounterSample.kind(buffer, 4));
        assertEquals(253 << 20, CounterSample.subject(buffer, 4));
        assertArrayEquals(new long[] {1, -2, 3}, CounterSample.values(buffer, 4));
    }

    @Test
    void shouldReadBackEventsByTheDescriptionOfTheirType() {
        final EventSchema schema = new EventSchema(3, "jdk.GarbageCollection", List.of(
            new EventSchema.Field("gcId", EventSchema.Kind.LONG),
            new EventSchema.Field("cause", EventSchema.Kind.TEXT),
            new EventSchema.Field("share", EventSchema.Kind.DOUBLE),
            new EventSchema.Field("forced", EventSchema.Kind.LONG)));
        EventLayout.encodeType(buffer, schema);
        final EventSchema read = EventLayout.decodeType(buffer, 0);
        assertEquals(schema, read);

        final int length = EventLayout.encode(buffer, schema, 5, 6, 7, 42, "Syst\u00e8me", 0.25f, true);
        assertEquals(32 + 8 + 2 + 8 + 8 + 8, length);
        assertEquals(3, EventLayout.number(buffer, 0));
        assertArrayEquals(new Object[] {42L, "Syst\u00e8me", 0.25, 1L}, EventLayout.decodeValues(buffer, 0, read));
    }

    @Test
    void shouldCutLongTextsAndTakeMissingValuesForEmptyOnes() {
        final EventSchema schema = new EventSchema(1, "a.B", List.of(
            new EventSchema.Field("text", EventSchema.Kind.TEXT), new EventSchema.Field("n", EventSchema.Kind.LONG)));
        EventLayout.encode(buffer, schema, 0, 0, 0, "x".repeat(1_000), null);
        assertArrayEquals(new Object[] {"x".repeat(EventLayout.MAX_TEXT), 0L},
            EventLayout.decodeValues(buffer, 0, schema));
        EventLayout.encode(buffer, schema, 0, 0, 0, null, 9);
        assertArrayEquals(new Object[] {"", 9L}, EventLayout.decodeValues(buffer, 0, schema));
    }
}
