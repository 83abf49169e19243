package dev.gapless.scenarios.format;

/// Where something stands in a file.
///
/// @param line 1 for the first; 0 if it does not stand in the file but was given on the command line
/// @param column 1 for the first
public record Place(int line, int column) {
    static final Place COMMAND_LINE = new Place(0, 0);

    @Override
    public String toString() {
        return line == 0 ? "--set" : line + ":" + column;
    }
}
