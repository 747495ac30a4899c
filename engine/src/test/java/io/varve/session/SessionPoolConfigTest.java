package io.varve.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionPoolConfigTest {

    @Test
    void shouldHaveTenLanesAndFiveOverflowUnlessToldOtherwise() {
        final SessionPoolConfig config = SessionPoolConfig.builder().build();
        assertEquals(10, config.max());
        assertEquals(5, config.overflow());
        assertEquals(15, config.permits());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "max|0|must be from 1 to 1000",
        "max|1001|must be from 1 to 1000",
        "overflow|-1|must be from 0 to 1000",
        "overflow|1001|must be from 0 to 1000",
        "min|-1|must be from 0 to max, which is 10",
        "min|11|must be from 0 to max, which is 10",
        "acquireTimeoutNs|-1|must be 0 or more",
        "idleTimeoutNs|-1|must be 0 or more",
        "maxLifetimeNs|-1|must be 0 or more",
        "heldLimitNs|-1|must be 0 or more",
        "laneCapacity|2048|must be a power of two from 4096 to 67108864",
        "laneCapacity|5000|must be a power of two from 4096 to 67108864",
        "laneCapacity|134217728|must be a power of two from 4096 to 67108864",
        "clock||must be given",
        "waitStrategy||must be given",
        "leakListener||must be given"})
    void shouldNameTheValueAndTheRule(final String key, final Integer value, final String rule) {
        final SessionPoolConfig.Builder builder = SessionPoolConfig.builder();
        switch (key) {
            case "max" -> builder.max(value);
            case "overflow" -> builder.overflow(value);
            case "min" -> builder.min(value);
            case "acquireTimeoutNs" -> builder.acquireTimeoutNs(value);
            case "idleTimeoutNs" -> builder.idleTimeoutNs(value);
            case "maxLifetimeNs" -> builder.maxLifetimeNs(value);
            case "heldLimitNs" -> builder.heldLimitNs(value);
            case "laneCapacity" -> builder.laneCapacity(value);
            case "clock" -> builder.clock(null);
            case "waitStrategy" -> builder.waitStrategy(null);
            default -> builder.leakListener(null);
        }
        assertEquals(key + " is " + value + "; it " + rule,
            assertThrows(ConfigurationException.class, builder::build).getMessage());
    }
}
