package dev.gapless.checks;

import dev.gapless.protocol.error.ErrorCode;

/// docs/reference/errors.md, made from [ErrorCode].
final class ErrorsPage {
    private ErrorsPage() {}

    static String text() {
        StringBuilder page = new StringBuilder(
                """
                # Errors

                Made from `ErrorCode`; do not edit by hand. The same codes come as `application/problem+json` on HTTP and as
                `error` frames on the WebSocket.

                *Definite* says that what was asked for was surely not done. An error that is not definite leaves a send in doubt: send it
                again with the same idempotency key, and the key decides.

                | code | number | HTTP | whose turn | definite | what is wrong | what to do next |
                |---|---|---|---|---|---|---|
                """);
        for (ErrorCode code : ErrorCode.values()) {
            String turn = switch (code.kind()) {
                case USER -> "the caller";
                case OVERLOAD -> "wait, then repeat";
                case INTERNAL -> "the operator";
            };
            page.append("| `%s` | %d | %d | %s | %s | %s | %s |%n"
                    .formatted(
                            code.text(),
                            code.number(),
                            code.httpStatus(),
                            turn,
                            code.definite() ? "yes" : "no",
                            code.doc(),
                            code.next()));
        }
        return page.toString();
    }
}
