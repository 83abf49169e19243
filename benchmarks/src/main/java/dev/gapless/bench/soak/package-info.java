/// The random run of acts behind "exact unread": many people post, edit, delete, read, mark, react, join and leave over HTTP and
/// WebSocket, while parts of the stack are killed and brought back; afterwards every count is compared with a model that knows
/// nothing but what the people did and the order that the log gave it.
///
/// ```
/// Schedule (a function of the seed) ─► Person ─► stack            Killer (a function of the seed) ─► kill -9, start
///                                        │ intents, acks, doubts
///                                        ▼
/// log, read back ─► Resolver: each event is somebody's intent, each ack is in the log ─► RoomModel: who is unread in what
///                                                                                         │
///              GET /v1/unread · unread verify · sync · mentions · inbox · devices ─► Proof ◄┘
/// ```
/// Entry: [Soak]. While the acts run, [InboxWatch] collects answers of the inbox, which are later compared with the model at the very
/// head that each was given for.
@NullMarked
package dev.gapless.bench.soak;

import org.jspecify.annotations.NullMarked;
