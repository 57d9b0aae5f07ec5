package io.rxpath.kit.streams;

import io.rxpath.skb.StateWriter;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A store in front of which live objects stand. Streams tells stores that cache ({@link CachedStateStore}) to write
 * their caches out in the first step of every commit, before it flushes the producer; that is the moment at which the
 * objects that changed are serialised, once, however many segments touched them. The interface is Streams' own and not
 * part of its public API; a test with a killed service guards it.
 */
public final class WriteBehindStore implements StateStore, CachedStateStore<byte[], byte[]> {
    private final KeyValueStore<byte[], byte[]> inner;
    private @Nullable Runnable beforeCommit;

    WriteBehindStore(KeyValueStore<byte[], byte[]> inner) {
        this.inner = inner;
    }

    /** Builds stores in memory with a changelog topic. */
    public static StoreBuilder<WriteBehindStore> builder(String name, Map<String, String> changelogSettings) {
        StoreBuilder<KeyValueStore<byte[], byte[]>> inner = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(changelogSettings);
        return new Builder(inner);
    }

    /** Whom to ask for changes when a commit begins. */
    void beforeCommit(@Nullable Runnable hook) {
        beforeCommit = hook;
    }

    /** Where the changes go. */
    StateWriter writer() {
        return new StateWriter() {
            @Override
            public void put(byte[] key, byte[] value) {
                inner.put(key, value);
            }

            @Override
            public void delete(byte[] key) {
                inner.delete(key);
            }
        };
    }

    /** Calls {@code part} for everything stored. */
    void forEach(BiConsumer<byte[], byte[]> part) {
        try (KeyValueIterator<byte[], byte[]> all = inner.all()) {
            while (all.hasNext()) {
                KeyValue<byte[], byte[]> next = all.next();
                part.accept(next.key, next.value);
            }
        }
    }

    @Override
    public void flushCache() {
        if (beforeCommit != null) {
            beforeCommit.run();
        }
    }

    @Override
    public void clearCache() {
        // The objects belong to the processor, which is closed and made anew with its task.
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<byte[], byte[]> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        inner.init(context, root);
    }

    @Override
    public void flush() {
        inner.flush();
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public boolean persistent() {
        return inner.persistent();
    }

    @Override
    public boolean isOpen() {
        return inner.isOpen();
    }

    private static final class Builder implements StoreBuilder<WriteBehindStore> {
        private final StoreBuilder<KeyValueStore<byte[], byte[]>> inner;

        Builder(StoreBuilder<KeyValueStore<byte[], byte[]>> inner) {
            this.inner = inner;
        }

        @Override
        public StoreBuilder<WriteBehindStore> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<WriteBehindStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<WriteBehindStore> withLoggingEnabled(Map<String, String> config) {
            inner.withLoggingEnabled(config);
            return this;
        }

        @Override
        public StoreBuilder<WriteBehindStore> withLoggingDisabled() {
            throw new UnsupportedOperationException("the state would not survive a restart");
        }

        @Override
        public WriteBehindStore build() {
            return new WriteBehindStore(inner.build());
        }

        @Override
        public Map<String, String> logConfig() {
            return inner.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return inner.loggingEnabled();
        }

        @Override
        public String name() {
            return inner.name();
        }
    }
}
