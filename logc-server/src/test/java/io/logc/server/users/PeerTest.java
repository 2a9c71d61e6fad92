package io.logc.server.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerTest {
    private static final User ALICE = new User("alice", null, List.of(), null);

    private static String holder(final User user, final String address, final String certificate)
            throws UnknownHostException {
        return new Peer(InetAddress.getByName(address), certificate).holder(user);
    }

    @Test
    void shouldCountForTheUserWhereverItComesFrom() throws UnknownHostException {
        assertThat(holder(ALICE, "127.0.0.1", null)).isEqualTo("user alice");
        assertThat(holder(ALICE, "192.0.2.7", "alice")).isEqualTo("user alice");
    }

    @Test
    void shouldCountForTheCertificateWhenThereAreNoUsers() throws UnknownHostException {
        assertThat(holder(User.ANYONE, "127.0.0.1", "gate\n7")).isEqualTo("certificate gate\n7");
        assertThat(Peer.shown("certificate gate\n7")).isEqualTo("certificate gate?7");
    }

    @Test
    void shouldTellNamesApartThatLookAlikeInTheLog() throws UnknownHostException {
        final User anna = new User("анна", null, List.of(), null);
        final User oleg = new User("олег", null, List.of(), null);
        assertThat(holder(anna, "192.0.2.7", null)).isNotEqualTo(holder(oleg, "192.0.2.7", null));
        assertThat(Peer.shown(holder(anna, "192.0.2.7", null))).isEqualTo("user ????");
    }

    @Test
    void shouldCountForTheAddressOrTheNetworkWhenNobodyHasANameAndForNobodyOnThisMachine() throws UnknownHostException {
        assertThat(holder(User.ANYONE, "192.0.2.7", null)).isEqualTo("address 192.0.2.7");
        assertThat(holder(User.ANYONE, "::ffff:192.0.2.7", null)).isEqualTo("address 192.0.2.7");
        assertThat(holder(User.ANYONE, "2001:db8:1:2::1", null))
                .isEqualTo("network 20010db800010002/64")
                .isEqualTo(holder(User.ANYONE, "2001:db8:1:2:ffff::2", null))
                .isNotEqualTo(holder(User.ANYONE, "2001:db8:1:3::1", null));
        assertThat(holder(User.ANYONE, "127.0.0.1", null)).isNull();
        assertThat(holder(User.ANYONE, "::1", null)).isNull();
    }
}
