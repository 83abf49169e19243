/// Users of a workspace: making one ([CreateUser]), finding and listing them ([Users]), and their part of the admin API.
@NullMarked
package dev.gapless.control.user;

import org.jspecify.annotations.NullMarked;
