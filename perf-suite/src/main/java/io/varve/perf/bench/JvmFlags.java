package io.varve.perf.bench;

import java.util.ArrayList;
import java.util.List;

/** The flags of a trial's JVM: the same heap for all, and what each library needs to reach memory. */
final class JvmFlags {

    private static final List<String> CHRONICLE = List.of(
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-exports=java.base/jdk.internal.util=ALL-UNNAMED",
        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
        "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
        "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "-Dchronicle.analytics.disable=true",
        "-Dchronicle.announcer.disable=true",
        "-Djvm.resource.tracing=false",
        "-Dslf4j.internal.verbosity=ERROR");
    private static final List<String> AERON = List.of("--add-opens=java.base/java.util.zip=ALL-UNNAMED");
    private static final List<String> LMDB = List.of(
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "-Dlmdbjava.disable.checks=true");
    private static final int NATIVE_ACCESS_SINCE = 22;

    private JvmFlags() {
    }

    static List<String> of(final String trial, final Targets target) {
        final List<String> flags = new ArrayList<>(
            trial.equals("large") ? List.of(LargeTrial.HEAP) : List.of("-Xms1g", "-Xmx1g"));
        flags.add("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
        if (Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        if (target == Targets.CHRONICLE || target == Targets.CHRONICLE_MAP) {
            flags.addAll(CHRONICLE);
        } else if (target == Targets.AERON || target == Targets.AERON_UNCHECKED) {
            flags.addAll(AERON);
        } else if (target == Targets.LMDB) {
            flags.addAll(LMDB);
        }
        return flags;
    }
}
