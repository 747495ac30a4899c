package io.varve.perf.telemetry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcTextTest {

    private static final String STAT = """
        cpu  10132153 290696 3084719 46828483 16683 7 25195 175628 3 0
        cpu0 1393280 32966 572056 13343292 6130 1 17875 2 0 0
        intr 1462898 34 0 0 9
        ctxt 115315
        btime 769041601
        processes 86031
        procs_running 6
        procs_blocked 1
        softirq 229245889 94 60001584
        something new 1 2 3
        """;

    @Test
    void shouldReadTheTimeOfTheMachineAndOfEachCpu() {
        final List<ProcText.Counters> cpus = ProcText.cpus(STAT);
        assertEquals(2, cpus.size());
        assertEquals(CounterSample.MACHINE, cpus.get(0).subject());
        assertArrayEquals(new long[] {10132153, 290696, 3084719, 46828483, 16683, 7, 25195, 175628},
            cpus.get(0).values());
        assertEquals(0, cpus.get(1).subject());
        assertEquals(13343292, cpus.get(1).values()[3]);
    }

    @Test
    void shouldReadInterrupts() {
        assertArrayEquals(new long[] {1462898, 115315, 86031, 6, 1, 229245889}, ProcText.interrupts(STAT));
    }

    @Test
    void shouldReadMemoryAndTakeWhatIsMissingForZero() {
        final String meminfo = "MemTotal:     24576000 kB\nMemFree:  1200 kB\nHugePages_Total:   0\nDirty:    12 kB\n";
        assertArrayEquals(new long[] {24576000, 1200, 0, 0, 0, 12, 0}, ProcText.memory(meminfo));
    }

    @Test
    void shouldReadDisksThatAreUsed() {
        final String diskstats = """
               7       0 loop0 55 0 2172 25 0 0 0 0 0 44 25 0 0 0 0 0 0
             254       0 vda 9001 17 400002 51 8003 204 90005 66 1 5007 7008 0 0 0 0 0 0
             254      16 vdb 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
            """;
        final List<ProcText.Counters> disks = ProcText.disks(diskstats);
        assertEquals(1, disks.size());
        assertEquals(254 << 20, disks.get(0).subject());
        assertArrayEquals(new long[] {9001, 400002, 51, 8003, 90005, 66, 1, 5007}, disks.get(0).values());
    }

    @Test
    void shouldReadAProcessWhoseNameHoldsBracketsAndSpaces() {
        final String stat = "42 (a) b (c)) S 1 42 42 0 -1 4194560 1010 2020 12 3030 1414 1515 16 17 20 0 2121 0 "
            + "99999 1048576 2424 18446744073709551615 1 1 0 0 0 0 0\n";
        assertArrayEquals(new long[] {1010, 12, 1414, 1515, 2121, 2424}, ProcText.process(stat));
    }

    @Test
    void shouldReadTheInputAndOutputOfAProcess() {
        assertArrayEquals(new long[] {100, 200, 4096, 8192}, ProcText.io(
            "rchar: 100\nwchar: 200\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled: 0\n"));
    }
}
