package dev.gapless.scenarios.run;

/// The text of a simulated message: the number of its send, the canary of its tenant, filling up to a length. Whoever shows it can say which send it
/// is, also if the log were wrong about it.
final class MessageText {
    private static final String START = "op ";
    private static final String FILLER = " the quick brown fox jumps over the lazy dog";

    private MessageText() {}

    static String of(long op, String canary, int bytes) {
        StringBuilder text = new StringBuilder(START).append(op).append(' ').append(canary);
        while (text.length() < bytes) {
            text.append(FILLER, 0, Math.min(FILLER.length(), bytes - text.length()));
        }
        return text.toString().stripTrailing();
    }

    /// The number of the send, or 0 if it is no such text.
    static long op(String text) {
        if (!text.startsWith(START)) {
            return 0;
        }
        long op = 0;
        for (int i = START.length(); i < text.length() && i < START.length() + 12; i++) {
            char digit = text.charAt(i);
            if (digit == ' ') {
                return op;
            }
            if (digit < '0' || digit > '9') {
                return 0;
            }
            op = op * 10 + digit - '0';
        }
        return 0;
    }
}
