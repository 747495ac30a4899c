package io.varve.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.settings.ConfigurationDocument;
import io.varve.settings.SettingKey;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;

class SessionPoolKeyTest {

    private static final Supplier<IdleStrategy> WAIT = () -> NoOpIdleStrategy.INSTANCE;
    private static final Consumer<SessionLeak> LISTENER = leak -> { };

    @Test
    void shouldDocumentEveryKeyAsItIs() throws IOException {
        ConfigurationDocument.assertShows(SessionPoolKey.TABLE);
    }

    @Test
    void shouldDocumentTheDefaultThatHolds() {
        assertEquals(builder().build(),
            ConfigurationDocument.withDefaults(SessionPoolKey.TABLE, builder()).build());
    }

    @Test
    void shouldHaveAKeyForEverySettingThatIsAValue() {
        final List<String> known = SessionPoolKey.TABLE.keys().stream().map(SettingKey::name)
            .map(name -> name.substring(SessionPoolKey.TABLE.prefix().length()).replace(".", ""))
            .collect(Collectors.toList());
        final List<RecordComponent> values = Arrays.stream(SessionPoolConfig.class.getRecordComponents())
            .filter(component -> component.getType().isPrimitive()).collect(Collectors.toList());
        assertEquals(known.size(), values.size());
        for (final RecordComponent value : values) {
            final String name = value.getName().replaceFirst("Ns$", "").toLowerCase(Locale.ROOT);
            assertTrue(known.contains(name), () -> "no key for " + value.getName());
        }
    }

    private static SessionPoolConfig.Builder builder() {
        return SessionPoolConfig.builder().waitStrategy(WAIT).leakListener(LISTENER);
    }
}
