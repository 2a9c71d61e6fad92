package io.logc.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ExposureTest {
    @Test
    void shouldBeSafeOnThisMachineWhateverElse() throws UnknownHostException {
        for (final String address : new String[] {"127.0.0.1", "127.3.2.1", "::1"}) {
            assertThat(exposure(address, false, false, false).isSafe()).isTrue();
        }
    }

    @Test
    void shouldBeSafeBeyondItOnlyWithTlsAndProof() throws UnknownHostException {
        for (final String address : new String[] {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1"}) {
            assertThat(exposure(address, true, true, false).isSafe()).isTrue();
            assertThat(exposure(address, true, true, true).isSafe()).isTrue();
            assertThat(exposure(address, true, false, true).isSafe())
                    .as("users without secrets")
                    .isFalse();
            assertThat(exposure(address, true, false, false).isSafe()).isFalse();
            assertThat(exposure(address, false, true, true).isSafe()).isFalse();
            assertThat(exposure(address, false, false, false).isSafe()).isFalse();
        }
    }

    @Test
    void shouldNameWhatIsMissingAndWhatIsOpen() throws UnknownHostException {
        final Exposure nothing = exposure("0.0.0.0", false, false, false);
        assertThat(nothing.remedy())
                .contains("TLS must be on (tls-certificate, tls-key), and clients must prove who they are")
                .contains("127.0.0.1")
                .contains("insecure");
        assertThat(nothing.dangers())
                .isEqualTo("whoever is on the way can read and change messages (no TLS); whoever reaches it can write"
                        + " messages, as any client (no users, no client certificates)");

        final Exposure secretsInTheClear = exposure("0.0.0.0", false, true, true);
        assertThat(secretsInTheClear.remedy())
                .contains("TLS must be on (tls-certificate, tls-key);")
                .doesNotContain("prove");
        assertThat(secretsInTheClear.dangers())
                .isEqualTo("whoever is on the way can read and change messages, and read secrets (no TLS)");

        assertThat(exposure("0.0.0.0", true, false, true).dangers())
                .isEqualTo("no user can send from another machine (no secrets, no client certificates)");
    }

    private static Exposure exposure(
            final String address,
            final boolean isEncrypted,
            final boolean isProofNeeded,
            final boolean areUsersRequired)
            throws UnknownHostException {
        return new Exposure(InetAddress.getByName(address), isEncrypted, isProofNeeded, areUsersRequired);
    }
}
