package io.varve.perf.bench.peers;

import io.varve.perf.bench.KeyValueData;
import io.varve.perf.bench.KeyValueTarget;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ByteBufferGetStatus;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * RocksDB with its write-ahead log, which is not synced. For reads it gets what helps point lookups: a block cache that
 * holds everything, a Bloom filter, a hash index in each block, no compression, no checksums when a block is read, and
 * a compaction before reads are measured. Direct buffers.
 */
public final class RocksDbTarget implements KeyValueTarget {

    private static final long CACHE_PER_KEY = 200;
    private static final long LEAST_CACHE = 64 << 20;
    private static final int FILTER_BITS = 10;

    private final ByteBuffer key = ByteBuffer.allocateDirect(KeyValueData.KEY_LENGTH);
    private final ByteBuffer value = ByteBuffer.allocateDirect(KeyValueData.VALUE_LENGTH);
    private final ByteBuffer putKey = ByteBuffer.allocateDirect(KeyValueData.KEY_LENGTH);
    private final ByteBuffer putValue = ByteBuffer.allocateDirect(KeyValueData.VALUE_LENGTH);
    private final UnsafeBuffer keyBuffer = new UnsafeBuffer(key);
    private final UnsafeBuffer valueBuffer = new UnsafeBuffer(value);
    private final UnsafeBuffer putKeyBuffer = new UnsafeBuffer(putKey);
    private final UnsafeBuffer putValueBuffer = new UnsafeBuffer(putValue);
    private final List<ByteBuffer> keys = new ArrayList<>();
    private final List<ByteBuffer> values = new ArrayList<>();
    private final List<UnsafeBuffer> keyBuffers = new ArrayList<>();
    private Options options;
    private ReadOptions readOptions;
    private WriteOptions writeOptions;
    private RocksDB db;

    /** For the trials. */
    public RocksDbTarget() {
        KeyValueData.fill(putValueBuffer);
        for (int i = 0; i < MULTI; i++) {
            final ByteBuffer one = ByteBuffer.allocateDirect(KeyValueData.KEY_LENGTH);
            keys.add(one);
            keyBuffers.add(new UnsafeBuffer(one));
            values.add(ByteBuffer.allocateDirect(KeyValueData.VALUE_LENGTH));
        }
    }

    @Override
    public void open(final Path directory, final long expectedKeys) {
        RocksDB.loadLibrary();
        final BlockBasedTableConfig table = new BlockBasedTableConfig()
            .setBlockCache(new LRUCache(Math.max(LEAST_CACHE, expectedKeys * CACHE_PER_KEY)))
            .setFilterPolicy(new BloomFilter(FILTER_BITS)).setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
        options = new Options().setCreateIfMissing(true).setCompressionType(CompressionType.NO_COMPRESSION)
            .setTableFormatConfig(table);
        readOptions = new ReadOptions().setVerifyChecksums(false);
        writeOptions = new WriteOptions().setSync(false);
        try {
            db = RocksDB.open(options, directory.toString());
        } catch (final RocksDBException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public void put(final long keyNumber) {
        KeyValueData.putKey(putKeyBuffer, keyNumber);
        KeyValueData.putNumber(putValueBuffer, keyNumber);
        try {
            db.put(writeOptions, putKey.clear(), putValue.clear());
        } catch (final RocksDBException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public int get(final long keyNumber) {
        KeyValueData.putKey(keyBuffer, keyNumber);
        try {
            return db.get(readOptions, key.clear(), value.clear());
        } catch (final RocksDBException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public int multiGet(final long[] keyNumbers) {
        for (int i = 0; i < MULTI; i++) {
            KeyValueData.putKey(keyBuffers.get(i), keyNumbers[i]);
            keys.get(i).clear();
            values.get(i).clear();
        }
        try {
            int sum = 0;
            for (final ByteBufferGetStatus status : db.multiGetByteBuffers(readOptions, keys, values)) {
                sum += status.requiredSize;
            }
            return sum;
        } catch (final RocksDBException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public long lastNumber() {
        return KeyValueData.number(valueBuffer);
    }

    @Override
    public void settle() {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flush);
            db.compactRange();
        } catch (final RocksDBException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public void close() {
        CloseHelper.closeAll(db, writeOptions, readOptions, options);
    }
}
