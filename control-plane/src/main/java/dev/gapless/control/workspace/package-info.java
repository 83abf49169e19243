/// Workspaces: making one ([CreateWorkspace]), finding and listing them ([Workspaces]), and their part of the admin API.
@NullMarked
package dev.gapless.control.workspace;

import org.jspecify.annotations.NullMarked;
