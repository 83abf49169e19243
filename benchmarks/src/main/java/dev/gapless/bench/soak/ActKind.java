package dev.gapless.bench.soak;

/// Kinds of acts, with how often each comes, per thousand.
enum ActKind {
    POST(330),
    REPLY(60),
    EDIT(90),
    DELETE(90),
    REACT(60),
    UNREACT(20),
    PIN(10),
    READ(160),
    READ_THREAD(20),
    MARK_UNREAD(60),
    JOIN(50),
    LEAVE(25),
    SWITCH_CLASS(5),
    LOOK(20);

    private final int weight;

    ActKind(int weight) {
        this.weight = weight;
    }

    static ActKind of(int roll) {
        int rest = roll % total();
        for (ActKind kind : values()) {
            rest -= kind.weight;
            if (rest < 0) {
                return kind;
            }
        }
        throw new AssertionError(roll);
    }

    private static int total() {
        int sum = 0;
        for (ActKind kind : values()) {
            sum += kind.weight;
        }
        return sum;
    }
}
