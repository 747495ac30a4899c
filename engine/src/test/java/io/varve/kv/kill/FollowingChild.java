package io.varve.kv.kill;

import io.varve.kv.backup.BackupFollower;
import java.nio.file.Path;

/** A process that keeps a backup current until it is killed. */
final class FollowingChild {

    private FollowingChild() {
    }

    public static void main(final String[] args) {
        try (BackupFollower follower = BackupFollower.open(Path.of(args[0]), Path.of(args[1]))) {
            while (true) {
                follower.follow();
            }
        }
    }
}
