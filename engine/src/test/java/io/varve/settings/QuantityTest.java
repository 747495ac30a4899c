package io.varve.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @Test
    void shouldReadBackTheSizesThatItWrites() {
        for (final long bytes : new long[] {0, 1, 1000, 1024, 1536, 64 << 10, 1 << 20, 3L << 30, 1L << 40}) {
            assertEquals(bytes, Quantity.bytes(Quantity.ofBytes(bytes)));
        }
        assertEquals("64k", Quantity.ofBytes(64 << 10));
    }

    @ParameterizedTest
    @CsvSource({"7ns,NANOSECONDS", "7us,MICROSECONDS", "7 ms,MILLISECONDS", "7S,SECONDS", "7min,MINUTES", "7h,HOURS",
        "7d,DAYS"})
    void shouldReadATimeInEveryUnit(final String text, final TimeUnit unit) {
        assertEquals(unit.toNanos(7), Quantity.ns(text));
    }

    @Test
    void shouldSayHowMuchFits() {
        assertEquals(Long.MAX_VALUE / TimeUnit.DAYS.toNanos(1), Quantity.ns("106751d") / TimeUnit.DAYS.toNanos(1));
        assertEquals(Quantity.DURATION_RULE + ", at most 106751d",
            assertThrows(IllegalArgumentException.class, () -> Quantity.ns("106752d")).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.5", "0x10", "1 2", "1234567890123456789"})
    void shouldRefuseWhatIsNoWholeNumber(final String text) {
        assertEquals(Quantity.COUNT_RULE,
            assertThrows(IllegalArgumentException.class, () -> Quantity.count(text)).getMessage());
    }
}
