-- Per shard. Runs on MySQL 8.0/8.4/9.x, MariaDB 10.6+/11.x and Vitess.
-- Ids are signed and made by the application, times are milliseconds since 1970, JSON is text.

-- by workspace_id (vindex ws)
CREATE TABLE IF NOT EXISTS workspace (
  workspace_id   BIGINT         NOT NULL,
  slug           VARCHAR(63)    NOT NULL,
  name           VARCHAR(200)   NOT NULL,
  plan           VARCHAR(32)    NOT NULL,
  state          TINYINT        NOT NULL,          -- WorkspaceState
  version        BIGINT         NOT NULL,
  created_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS access_token (
  workspace_id   BIGINT         NOT NULL,
  token_hash     VARBINARY(32)  NOT NULL,          -- SHA-256 of the whole token text
  token_id       BIGINT         NOT NULL,
  user_id        BIGINT         NOT NULL,
  role           SMALLINT       NOT NULL,          -- MemberRole of the user, kept here so that a check is one row
  scopes         VARCHAR(200)   NOT NULL,          -- words, separated by commas
  label          VARCHAR(200)   NOT NULL,
  created_ms     BIGINT         NOT NULL,
  expires_ms     BIGINT         NULL,
  revoked_ms     BIGINT         NULL,
  PRIMARY KEY (workspace_id, token_hash),
  KEY ix_access_token_user (workspace_id, user_id, token_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS unique_name (           -- uniqueness in a workspace, whatever shard the owner is on
  workspace_id   BIGINT         NOT NULL,
  kind           SMALLINT       NOT NULL,          -- NameKind
  name           VARBINARY(320) NOT NULL,          -- UTF-8, folded by the application
  owner_id       BIGINT         NOT NULL,
  state          TINYINT        NOT NULL,          -- 1 reserved, 2 confirmed
  listed         TINYINT        NOT NULL,          -- 1 if everybody in the workspace may see it
  created_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, kind, name),
  KEY ix_unique_name_listed (workspace_id, kind, listed, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- by (workspace_id, channel_id) (vindex ws_ch)
CREATE TABLE IF NOT EXISTS channel (
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  kind           SMALLINT       NOT NULL,          -- ChannelKind
  class          SMALLINT       NOT NULL,          -- ChannelClass
  state          TINYINT        NOT NULL,          -- ChannelState
  epoch          BIGINT         NOT NULL,
  last_seq       BIGINT         NOT NULL,          -- the head: seq of the last event
  last_ordinal   BIGINT         NOT NULL,
  min_seq        BIGINT         NOT NULL,          -- first seq that retention has left
  member_seq     BIGINT         NOT NULL,          -- seq of the last member event: the version of the member list
  member_count   BIGINT         NOT NULL,
  last_event_ms  BIGINT         NOT NULL,
  version        BIGINT         NOT NULL,          -- of the properties, not of the head
  created_ms     BIGINT         NOT NULL,
  name           VARCHAR(80)    NULL,
  topic          VARCHAR(1000)  NULL,
  peers          VARCHAR(400)   NULL,              -- for direct messages: user ids in text form, separated by commas
  PRIMARY KEY (workspace_id, channel_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS event (                 -- the log
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  seq            BIGINT         NOT NULL,
  ordinal        BIGINT         NOT NULL,
  kind           SMALLINT       NOT NULL,          -- EventKind
  state          TINYINT        NOT NULL DEFAULT 0,-- 0 as posted, 1 edited, 2 deleted
  actor_id       BIGINT         NOT NULL,
  subject_id     BIGINT         NOT NULL DEFAULT 0,-- member events: who joined or left
  created_ms     BIGINT         NOT NULL,
  client_key     VARBINARY(80)  NULL,              -- idempotency: unique per channel and actor
  body_hash      VARBINARY(16)  NULL,              -- of what was first sent under the key
  thread_root_seq BIGINT        NULL,              -- the message this one answers
  target_seq     BIGINT         NULL,              -- the event that this one edits, deletes or reacts to
  changed_seq    BIGINT         NULL,              -- seq of the last edit or delete of this message
  text           MEDIUMTEXT     NULL,
  attrs          MEDIUMTEXT     NULL,              -- JSON of what has no column
  PRIMARY KEY (workspace_id, channel_id, seq),
  UNIQUE KEY ux_event_key (workspace_id, channel_id, actor_id, client_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS channel_member (        -- the truth about membership
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  user_id        BIGINT         NOT NULL,
  role           SMALLINT       NOT NULL,          -- MemberRole
  state          TINYINT        NOT NULL,          -- 0 left, 1 member
  joined_seq     BIGINT         NOT NULL,
  version        BIGINT         NOT NULL,          -- seq of the member event that made the row so
  updated_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, channel_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS outbox (                -- committed, perhaps not published; gone once it is
  workspace_id   BIGINT         NOT NULL,          -- of the first channel in the transaction
  channel_id     BIGINT         NOT NULL,
  outbox_id      BIGINT         NOT NULL,
  bucket         SMALLINT       NOT NULL,          -- byte 4 of the keyspace id, 0 to 255
  created_ms     BIGINT         NOT NULL,
  payload        BLOB           NOT NULL,          -- channels and seq ranges of the transaction
  PRIMARY KEY (workspace_id, channel_id, outbox_id),
  KEY ix_outbox_bucket (bucket, outbox_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- by (workspace_id, user_id) (vindex ws_user)
CREATE TABLE IF NOT EXISTS chat_user (
  workspace_id   BIGINT         NOT NULL,
  user_id        BIGINT         NOT NULL,
  handle         VARCHAR(80)    NOT NULL,
  display_name   VARCHAR(200)   NOT NULL,
  kind           SMALLINT       NOT NULL,          -- UserKind
  role           SMALLINT       NOT NULL,          -- MemberRole in the workspace
  state          TINYINT        NOT NULL,          -- UserState
  version        BIGINT         NOT NULL,
  created_ms     BIGINT         NOT NULL,
  profile        MEDIUMTEXT     NULL,
  PRIMARY KEY (workspace_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS user_channel (          -- channel_member seen from the user; may lag
  workspace_id   BIGINT         NOT NULL,
  user_id        BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  role           SMALLINT       NOT NULL,
  state          TINYINT        NOT NULL,          -- 0 left, 1 member
  version        BIGINT         NOT NULL,          -- as in channel_member; an older one never overrides
  updated_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, user_id, channel_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
