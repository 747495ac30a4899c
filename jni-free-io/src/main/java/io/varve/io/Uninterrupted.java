package io.varve.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Calls to a channel by threads that may be interrupted. A channel closes itself under a thread whose interrupt flag is
 * set, also in the middle of a file that must be whole, so the flag is taken away during the call and given back. An
 * interrupt that comes during the call, which is short, still closes the channel.
 */
final class Uninterrupted {

    private Uninterrupted() {
    }

    /** A call to a channel. */
    @FunctionalInterface
    interface Call<T> {

        T run() throws IOException;
    }

    /** A call to a channel that returns nothing. */
    @FunctionalInterface
    interface Action {

        void run() throws IOException;
    }

    static <T> T call(final Call<T> call) throws IOException {
        final boolean interrupted = Thread.interrupted();
        try {
            return call.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void run(final Action action) throws IOException {
        call(() -> {
            action.run();
            return null;
        });
    }

    /** Make the entries of a directory durable. */
    static void forceDirectory(final Path directory) throws IOException {
        run(() -> {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        });
    }
}
