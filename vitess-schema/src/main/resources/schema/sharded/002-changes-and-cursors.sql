-- Per shard: what edits, deletes, reactions, pins, threads and mentions leave behind, and who has read how far.

-- by (workspace_id, channel_id) (vindex ws_ch); written by the transaction that appends the event
CREATE TABLE IF NOT EXISTS thread (                -- one row per message that has replies
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  root_seq       BIGINT         NOT NULL,
  last_seq       BIGINT         NOT NULL,          -- of the last reply
  last_ordinal   BIGINT         NOT NULL,          -- replies ever made
  replies        BIGINT         NOT NULL,          -- those that are not deleted
  updated_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, channel_id, root_seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS thread_reply (
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  root_seq       BIGINT         NOT NULL,
  seq            BIGINT         NOT NULL,
  thread_ordinal BIGINT         NOT NULL,          -- 1 for the first reply
  deleted        TINYINT        NOT NULL,
  PRIMARY KEY (workspace_id, channel_id, root_seq, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS deleted_message (       -- countable ones only: what unread counts take off
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  seq            BIGINT         NOT NULL,
  ordinal        BIGINT         NOT NULL,
  delete_seq     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, channel_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS reaction (
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  target_seq     BIGINT         NOT NULL,
  emoji          VARBINARY(64)  NOT NULL,          -- UTF-8
  user_id        BIGINT         NOT NULL,
  seq            BIGINT         NOT NULL,          -- of the event that added it
  PRIMARY KEY (workspace_id, channel_id, target_seq, emoji, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS reaction_kind (         -- so that the kinds on a message are counted without reading who
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  target_seq     BIGINT         NOT NULL,
  emoji          VARBINARY(64)  NOT NULL,
  users          BIGINT         NOT NULL,
  first_seq      BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, channel_id, target_seq, emoji)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS pin (
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  target_seq     BIGINT         NOT NULL,
  seq            BIGINT         NOT NULL,          -- of the event that pinned it
  actor_id       BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, channel_id, target_seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS everyone_mention (      -- one row, however many members
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  seq            BIGINT         NOT NULL,
  kind           SMALLINT       NOT NULL,          -- MentionTarget.Audience
  PRIMARY KEY (workspace_id, channel_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS member_mention (
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  user_id        BIGINT         NOT NULL,
  seq            BIGINT         NOT NULL,
  actor_id       BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, channel_id, user_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE channel_member ADD COLUMN joined_ordinal BIGINT NOT NULL DEFAULT -1;

-- by (workspace_id, user_id) (vindex ws_user)
CREATE TABLE IF NOT EXISTS user_stream (           -- the row lock on it orders all moves of a user's cursors
  workspace_id   BIGINT         NOT NULL,
  user_id        BIGINT         NOT NULL,
  revision       BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS read_cursor (
  workspace_id   BIGINT         NOT NULL,
  user_id        BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  root_seq       BIGINT         NOT NULL,          -- 0 for the channel, else the root of a thread
  seq            BIGINT         NOT NULL,
  ordinal        BIGINT         NOT NULL,
  generation     BIGINT         NOT NULL,          -- of explicit mark-unreads
  floor_seq      BIGINT         NOT NULL,          -- the head at the last mark-unread: posts up to it move nothing
  revision       BIGINT         NOT NULL,
  updated_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, user_id, channel_id, root_seq),
  KEY ix_read_cursor_revision (workspace_id, user_id, revision)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS user_mention (          -- the mention inbox; may lag
  workspace_id   BIGINT         NOT NULL,
  user_id        BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  seq            BIGINT         NOT NULL,          -- of the message
  actor_id       BIGINT         NOT NULL,
  at_ms          BIGINT         NOT NULL,
  version        BIGINT         NOT NULL,          -- seq of the event that made it so; an older one never overrides
  state          TINYINT        NOT NULL,          -- 0 gone, 1 mentioned
  PRIMARY KEY (workspace_id, user_id, channel_id, seq),
  KEY ix_user_mention_at (workspace_id, user_id, at_ms, channel_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE user_channel ADD COLUMN joined_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE user_channel ADD COLUMN joined_ordinal BIGINT NOT NULL DEFAULT 0;
