/// TLS from files: what a role shows at its port ([dev.gapless.protocol.tls.ServerIdentity], read again when the files change), whom a
/// client believes ([dev.gapless.protocol.tls.Trust]), and certificates for a machine of one's own
/// ([dev.gapless.protocol.tls.OwnAuthority]). The only place of this module that reads files.
@NullMarked
package dev.gapless.protocol.tls;

import org.jspecify.annotations.NullMarked;
