package dev.gapless.control.workspace;

import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.GaplessException;

/// Rules for names as they are shown, of workspaces and people.
public final class DisplayNames {
    private static final int MAX = 200;

    private DisplayNames() {}

    /// Checks a name: 1 to 200 characters, not blank, no control characters, nothing that UTF-8 cannot hold.
    ///
    /// @throws GaplessException `invalid-field`
    public static void check(String field, String name) {
        boolean fine = !name.isBlank()
                && name.length() <= MAX
                && Texts.utf8Length(name) > 0
                && name.codePoints().noneMatch(Character::isISOControl);
        if (!fine) {
            throw GaplessException.invalidField(field, name,
                    "1 to " + MAX + " characters, none of them a control character");
        }
    }
}
