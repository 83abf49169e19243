/// Access tokens of users: their text form ([AccessToken]) and making one ([IssueToken]).
@NullMarked
package dev.gapless.control.token;

import org.jspecify.annotations.NullMarked;
