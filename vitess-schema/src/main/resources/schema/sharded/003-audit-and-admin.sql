-- Per shard: what the control plane keeps beside the workspaces it acts on. All by workspace_id (vindex ws), so that an act, its
-- record and its remembered answer are one transaction on one shard.

ALTER TABLE workspace ADD COLUMN purge_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE workspace ADD COLUMN policy_version BIGINT NOT NULL DEFAULT 0;

CREATE TABLE IF NOT EXISTS audit_head (            -- the row lock on it orders the record of a workspace
  workspace_id   BIGINT         NOT NULL,
  last_seq       BIGINT         NOT NULL,
  last_hash      VARBINARY(32)  NOT NULL,
  PRIMARY KEY (workspace_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS audit_event (
  workspace_id   BIGINT         NOT NULL,
  seq            BIGINT         NOT NULL,          -- 1, 2, 3 and so on, without a hole
  at_ms          BIGINT         NOT NULL,
  action         VARCHAR(64)    NOT NULL,
  outcome        VARCHAR(64)    NOT NULL,          -- done, or the code of the refusal
  actor          VARCHAR(80)    NOT NULL,
  session        VARCHAR(80)    NOT NULL,          -- the token that was shown
  target         VARCHAR(200)   NOT NULL,
  reason         VARCHAR(500)   NOT NULL,
  request_id     VARCHAR(40)    NOT NULL,
  before_text    MEDIUMTEXT     NOT NULL,
  after_text     MEDIUMTEXT     NOT NULL,
  hash           VARBINARY(32)  NOT NULL,          -- of the hash before and of all columns above
  PRIMARY KEY (workspace_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS admin_request (         -- answers of writes that came with an idempotency key
  workspace_id   BIGINT         NOT NULL,
  request_key    VARBINARY(32)  NOT NULL,          -- hash of actor and key
  request_hash   VARBINARY(32)  NOT NULL,          -- of what was asked for under the key
  status         SMALLINT       NOT NULL,
  answer         MEDIUMTEXT     NOT NULL,
  created_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, request_key),
  KEY ix_admin_request_created (workspace_id, created_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
