package io.logc.server.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Finds the name in a certificate. Stateless; any thread. */
final class CommonName {
    private static final String ATTRIBUTE = "CN";

    private CommonName() {}

    /** The common name of the other end's verified certificate; null when it has none, or more than one to choose from. */
    static String of(final SSLSession session) {
        try {
            final Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? of(certificate.getSubjectX500Principal().getName())
                    : null;
        } catch (final SSLPeerUnverifiedException none) {
            return null;
        }
    }

    static String of(final String distinguishedName) {
        String name = null;
        try {
            for (final Rdn part : new LdapName(distinguishedName).getRdns()) {
                final Attribute names = part.toAttributes().get(ATTRIBUTE);
                if (names == null) {
                    continue;
                }
                for (final NamingEnumeration<?> all = names.getAll(); all.hasMore(); ) {
                    if (name != null || !(all.next() instanceof String text)) {
                        return null;
                    }
                    name = text;
                }
            }
        } catch (final NamingException e) {
            return null;
        }
        return name;
    }
}
