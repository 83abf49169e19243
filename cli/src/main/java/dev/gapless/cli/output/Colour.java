package dev.gapless.cli.output;

/// Whether tones become colours.
public enum Colour {
    ON,
    OFF
}
