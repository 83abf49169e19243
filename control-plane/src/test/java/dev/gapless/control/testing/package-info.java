/// A control plane over real databases, and a client that calls it as anybody.
package dev.gapless.control.testing;
