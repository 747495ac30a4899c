package io.varve.io.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class HexDumpTest {

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(4096));

    @Test
    void shouldShowOffsetsBytesAndLetters() {
        buffer.putStringWithoutLengthAscii(32, "sediment, layer by layer");
        assertEquals("""
            00000020 73 65 64 69 6d 65 6e 74  2c 20 6c 61 79 65 72 20 sediment , layer\s
            00000030 62 79 20 6c 61 79 65 72                          by layer         \n""",
            HexDump.of(buffer, 32, 24));
    }

    @Test
    void shouldDumpNothingForAnEmptyRange() {
        assertEquals("", HexDump.of(buffer, 4096, 0));
    }

    @Test
    void shouldRefuseARangeOutsideOfTheBuffer() {
        assertThrows(IndexOutOfBoundsException.class, () -> HexDump.of(buffer, 4095, 2));
    }
}
