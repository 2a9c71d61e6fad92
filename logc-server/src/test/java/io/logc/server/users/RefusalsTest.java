package io.logc.server.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final AtomicLong nowNs = new AtomicLong(17);
    private final Refusals refusals = new Refusals(nowNs::get);

    @Test
    void shouldDoubleTheDelayUpToSixteenSecondsWhenAnAddressIsRefusedAgain() throws UnknownHostException {
        final InetAddress address = InetAddress.getByName("192.0.2.1");

        for (final long seconds : new long[] {1, 2, 4, 8, 16, 16, 16}) {
            assertThat(refusals.delayNs(address)).isEqualTo(seconds * SECOND_NS);
        }
        assertThat(refusals.delayNs(InetAddress.getByName("192.0.2.2")))
                .as("nobody else waits")
                .isEqualTo(SECOND_NS);
    }

    @Test
    void shouldForgetAnAddressThatWasNotRefusedForAWhile() throws UnknownHostException {
        final InetAddress address = InetAddress.getByName("192.0.2.1");
        refusals.delayNs(address);
        refusals.delayNs(address);
        nowNs.addAndGet(Refusals.MEMORY_NS + 1);

        assertThat(refusals.delayNs(address)).isEqualTo(SECOND_NS);
    }

    @Test
    void shouldTakeANetworkOfIpv6AddressesForOne() throws UnknownHostException {
        refusals.delayNs(InetAddress.getByName("2001:db8:0:1::1"));

        assertThat(refusals.delayNs(InetAddress.getByName("2001:db8:0:1:ffff::2")))
                .isEqualTo(2 * SECOND_NS);
        assertThat(refusals.delayNs(InetAddress.getByName("2001:db8:0:2::1"))).isEqualTo(SECOND_NS);
    }

    @Test
    void shouldRememberABoundedNumberAndLetTheNextWaitLongest() throws UnknownHostException {
        for (int i = 0; i < Refusals.MAX_ADDRESSES; i++) {
            refusals.delayNs(address(i));
        }
        assertThat(refusals.delayNs(address(Refusals.MAX_ADDRESSES))).isEqualTo(16 * SECOND_NS);
        assertThat(refusals.delayNs(address(0))).as("one that is known").isEqualTo(2 * SECOND_NS);
        assertThat(refusals.size()).isEqualTo(Refusals.MAX_ADDRESSES);

        nowNs.addAndGet(Refusals.MEMORY_NS + 1);

        assertThat(refusals.delayNs(address(Refusals.MAX_ADDRESSES))).isEqualTo(SECOND_NS);
        assertThat(refusals.size()).isOne();
    }

    private static InetAddress address(final int number) throws UnknownHostException {
        return InetAddress.getByAddress(
                ByteBuffer.allocate(4).putInt(0x0A00_0000 + number).array());
    }
}
