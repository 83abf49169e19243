/// The typed client of Gapless.
///
/// [dev.gapless.client.ApiClient] asks single questions over HTTP; [dev.gapless.client.ChatClient] is one device's live
/// connection: it resumes, repairs gaps, and keeps sends until they are answered, by the rules of
/// [dev.gapless.client.session.DeviceSession]. [dev.gapless.client.AdminClient] speaks to the control plane. Used by the
/// command line, by scenarios and by benches.
@NullMarked
package dev.gapless.client;

import org.jspecify.annotations.NullMarked;
