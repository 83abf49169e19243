-- Per shard: how long things are kept, what holds them, and work that goes on after its request.

ALTER TABLE channel ADD COLUMN min_ordinal BIGINT NOT NULL DEFAULT 0;      -- countable events before min_seq

-- by workspace_id (vindex ws)
CREATE TABLE IF NOT EXISTS retention_rule (
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,          -- 0 for the workspace
  keep_ms        BIGINT         NOT NULL,          -- 0 for ever
  version        BIGINT         NOT NULL,
  updated_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, channel_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS legal_hold (            -- what nothing may remove
  workspace_id   BIGINT         NOT NULL,
  kind           SMALLINT       NOT NULL,          -- HoldKind
  subject_id     BIGINT         NOT NULL,          -- channel or user; 0 for the workspace
  reason         VARCHAR(500)   NOT NULL,
  actor          VARCHAR(80)    NOT NULL,
  created_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, kind, subject_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS job (                   -- work that a control plane does in slices
  workspace_id   BIGINT         NOT NULL,
  job_id         BIGINT         NOT NULL,
  kind           SMALLINT       NOT NULL,          -- JobKind
  state          TINYINT        NOT NULL,          -- JobState
  version        BIGINT         NOT NULL,          -- rises with every slice
  wanted         MEDIUMTEXT     NOT NULL,          -- JSON of what was asked for
  progress       MEDIUMTEXT     NOT NULL,          -- JSON of how far it is
  failure        VARCHAR(500)   NOT NULL,
  actor          VARCHAR(80)    NOT NULL,
  reason         VARCHAR(500)   NOT NULL,
  created_ms     BIGINT         NOT NULL,
  updated_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, job_id),
  KEY ix_job_state (state, workspace_id, job_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- by (workspace_id, channel_id) (vindex ws_ch)
CREATE TABLE IF NOT EXISTS trimming (              -- what is below min_seq, so seen by nobody, and not removed yet
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  from_seq       BIGINT         NOT NULL,          -- first seq that may still be there
  from_ordinal   BIGINT         NOT NULL,          -- countable events before it
  raised_ms      BIGINT         NOT NULL,          -- when min_seq was raised last
  PRIMARY KEY (workspace_id, channel_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
