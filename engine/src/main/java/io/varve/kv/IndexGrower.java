package io.varve.kv;

import org.agrona.concurrent.Agent;

/** Touches the memory into which the index grows next, so that no insert waits for it. */
final class IndexGrower implements Agent {

    private final KeyValueStore store;

    IndexGrower(final KeyValueStore store) {
        this.store = store;
    }

    @Override
    public String roleName() {
        return "index-grower";
    }

    @Override
    public int doWork() {
        final KeyIndex index = store.index();
        return index == null ? 0 : index.table().prepareGrowth();
    }
}
