/// The control plane: admin API over workspaces, users and tokens, on its own port, for operators of the installation.
///
/// [ControlServer] is the role, [ControlMain] its process. What it does are plain classes, one per sentence that an operator says
/// ([dev.gapless.control.workspace.CreateWorkspace], [dev.gapless.control.user.CreateUser],
/// [dev.gapless.control.token.IssueToken]), made together by [ControlActs], so that they are usable without HTTP. The
/// data plane needs none of this to run.
@NullMarked
package dev.gapless.control;

import org.jspecify.annotations.NullMarked;
