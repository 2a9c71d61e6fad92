package io.logc.buffer.mapped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logc.buffer.mapped.MappedAtomicBufferArguments.IndexChoice;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls each operation on our buffer and on an {@code UnsafeBuffer} over memory of the same content, and compares what
 * it answers or throws and every byte of the memory, some bytes before and behind the region included.
 */
public class MappedAtomicBufferParityTest {

    private static final long SEED = 20_261_121L;
    private static final int ROUNDS = 300;
    /** Where the region begins in the memory. */
    protected static final int OFFSET = 64;
    /** The region's length. */
    protected static final int CAPACITY = 256;

    private static final int MEMORY = OFFSET + CAPACITY + 64;

    /** What {@code UnsafeBuffer} offers and ours cannot. */
    private static final Set<String> REFUSED = Set.of("wrap(long,int)", "addressOffset()");

    /** The operations that take no index; all others are tried out of bounds. */
    private static final Set<String> WITHOUT_INDEX = Set.of(
            "capacity()",
            "isExpandable()",
            "wrapAdjustment()",
            "byteArray()",
            "byteBuffer()",
            "verifyAlignment()",
            "checkLimit(int)",
            "compareTo(Object)",
            "wrap(byte[])",
            "wrap(byte[],int,int)",
            "wrap(ByteBuffer)",
            "wrap(ByteBuffer,int,int)",
            "wrap(DirectBuffer)",
            "wrap(DirectBuffer,int,int)");

    @BeforeAll
    static void parityIsDefinedWhereNativeOrderIsLittleEndian() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The buffer that is compared.
     *
     * @param memory to cover from {@link #OFFSET} on with {@link #CAPACITY} bytes
     * @return a new one
     */
    protected AtomicBuffer over(final ByteBuffer memory) {
        return new MappedAtomicBuffer(memory, OFFSET, CAPACITY);
    }

    @ParameterizedTest(name = "{0}, seed " + SEED)
    @MethodSource("io.logc.buffer.mapped.MappedAtomicBufferOperation#all")
    void shouldDoTheSameAsUnsafeBufferWhenInBounds(final MappedAtomicBufferOperation operation) {
        for (int round = 0; round < ROUNDS; round++) {
            compare(operation, SEED + round, IndexChoice.IN_BOUNDS);
        }
    }

    @ParameterizedTest(name = "{0}, seed " + SEED)
    @MethodSource("io.logc.buffer.mapped.MappedAtomicBufferOperation#all")
    void shouldThrowAndWriteNothingWhenOutOfBounds(final MappedAtomicBufferOperation operation) {
        for (final IndexChoice choice : EnumSet.complementOf(EnumSet.of(IndexChoice.IN_BOUNDS))) {
            for (int round = 0; round < ROUNDS / 10; round++) {
                final long seed = SEED + round;
                final ByteBuffer memory = memory(seed);
                final MappedAtomicBufferArguments args = new MappedAtomicBufferArguments(seed, CAPACITY, choice);
                final Object outcome = outcome(operation, over(memory), args);
                assertThat(args.indexDrawn()).isNotEqualTo(WITHOUT_INDEX.contains(operation.signature()));
                if (args.indexDrawn()) {
                    assertThat(outcome)
                            .as("%s index=%s seed=%d", operation, choice, seed)
                            .isEqualTo(IndexOutOfBoundsException.class);
                    assertThat(memory).isEqualTo(memory(seed));
                    compare(operation, seed, choice);
                }
            }
        }
    }

    @Test
    void shouldCoverEveryMethodOfTheInterfaces() {
        final Set<String> declared = Arrays.stream(AtomicBuffer.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(MappedAtomicBufferParityTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
        final Set<String> exercised = MappedAtomicBufferOperation.all()
                .map(MappedAtomicBufferOperation::signature)
                .collect(Collectors.toCollection(TreeSet::new));
        exercised.addAll(REFUSED);
        assertThat(exercised).isEqualTo(declared);
    }

    @ParameterizedTest
    @MethodSource("io.logc.buffer.mapped.MappedAtomicBufferOperation#all")
    void shouldCallTheMethodThatTheOperationNames(final MappedAtomicBufferOperation operation) {
        final Set<String> called = new TreeSet<>();
        final UnsafeBuffer target = new UnsafeBuffer(memory(SEED), OFFSET, CAPACITY);
        final AtomicBuffer recorder = (AtomicBuffer) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {AtomicBuffer.class}, (proxy, method, arguments) -> {
                    called.add(signature(method));
                    try {
                        return method.invoke(target, arguments);
                    } catch (final InvocationTargetException ex) {
                        throw ex.getCause();
                    }
                });
        outcome(operation, recorder, new MappedAtomicBufferArguments(SEED, CAPACITY, IndexChoice.IN_BOUNDS));
        assertThat(called).contains(operation.signature());
    }

    @Test
    void shouldRefuseAddressesWhenAskedForThem() {
        final AtomicBuffer buffer = over(memory(SEED));
        assertThatThrownBy(() -> buffer.wrap(4096L, 64))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("address=4096 length=64")
                .hasMessageContaining("wrap a ByteBuffer");
        assertThatThrownBy(buffer::addressOffset)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("byteBuffer()");
        assertThat(buffer.capacity()).isEqualTo(CAPACITY);
    }

    private void compare(final MappedAtomicBufferOperation operation, final long seed, final IndexChoice choice) {
        final ByteBuffer expectedMemory = memory(seed);
        final ByteBuffer memory = memory(seed);
        final Object expected = outcome(
                operation,
                new UnsafeBuffer(expectedMemory, OFFSET, CAPACITY),
                new MappedAtomicBufferArguments(seed, CAPACITY, choice));
        final Object actual = outcome(operation, over(memory), new MappedAtomicBufferArguments(seed, CAPACITY, choice));
        assertThat(actual).as("%s index=%s seed=%d", operation, choice, seed).isEqualTo(expected);
        assertThat(memory)
                .as("memory after %s index=%s seed=%d", operation, choice, seed)
                .isEqualTo(expectedMemory);
    }

    private static Object outcome(
            final MappedAtomicBufferOperation operation,
            final AtomicBuffer buffer,
            final MappedAtomicBufferArguments args) {
        try {
            return operation.call().on(buffer, args);
        } catch (final RuntimeException ex) {
            return ex.getClass();
        }
    }

    private static ByteBuffer memory(final long seed) {
        final byte[] content = new byte[MEMORY];
        new Random(seed).nextBytes(content);
        return ByteBuffer.allocateDirect(MEMORY).put(0, content);
    }

    private static String signature(final Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
    }
}
