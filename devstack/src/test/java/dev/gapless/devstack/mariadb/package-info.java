@NullMarked
package dev.gapless.devstack.mariadb;

import org.jspecify.annotations.NullMarked;
