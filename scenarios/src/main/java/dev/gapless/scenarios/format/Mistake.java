package dev.gapless.scenarios.format;

/// One thing that is wrong in a file.
///
/// @param place where
/// @param message the offending value, then what was expected
public record Mistake(Place place, String message) {
    @Override
    public String toString() {
        return place + ": " + message;
    }
}
