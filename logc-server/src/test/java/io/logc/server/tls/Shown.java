package io.logc.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;

/** Shows one certificate whatever the server asks for, as a client that means harm may. */
final class Shown extends X509ExtendedKeyManager {
    private static final String ALIAS = "shown";

    private final PrivateKey key;
    private final X509Certificate certificate;

    Shown(final PrivateKey key, final X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    @Override
    public String chooseClientAlias(final String[] types, final Principal[] issuers, final Socket socket) {
        return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(final String ignored) {
        return new X509Certificate[] {certificate};
    }

    @Override
    public PrivateKey getPrivateKey(final String ignored) {
        return key;
    }

    @Override
    public String[] getClientAliases(final String type, final Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(final String type, final Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(final String type, final Principal[] issuers, final Socket socket) {
        return null;
    }
}
