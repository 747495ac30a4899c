package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class HugePagesTest {

    @Test
    void shouldRefuseARangeThatIsNotMadeOfHugePages() {
        assertThrows(IllegalArgumentException.class, () -> HugePages.advise(4096, HugePages.LENGTH));
        assertThrows(IllegalArgumentException.class, () -> HugePages.advise(HugePages.LENGTH, 4096));
        assertThrows(IllegalArgumentException.class, () -> HugePages.advise(HugePages.LENGTH, 0));
    }
}
