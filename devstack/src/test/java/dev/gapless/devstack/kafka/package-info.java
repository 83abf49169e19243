@NullMarked
package dev.gapless.devstack.kafka;

import org.jspecify.annotations.NullMarked;
