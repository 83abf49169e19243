-- Per shard: what workspaces may use, what they have left, and what they used. All by workspace_id (vindex ws).

CREATE TABLE IF NOT EXISTS quota_limit (           -- what differs from the plan
  workspace_id   BIGINT         NOT NULL,
  subject        BIGINT         NOT NULL,          -- 0 the workspace, -1 each of its users, else one user
  dimension      SMALLINT       NOT NULL,          -- QuotaDimension
  state          TINYINT        NOT NULL,          -- QuotaState
  amount         BIGINT         NOT NULL,
  version        BIGINT         NOT NULL,
  updated_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, subject, dimension)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS quota_bucket (          -- one token bucket for all gateways
  workspace_id   BIGINT         NOT NULL,
  subject        BIGINT         NOT NULL,          -- 0 the workspace, else one user
  dimension      SMALLINT       NOT NULL,
  level          BIGINT         NOT NULL,          -- thousandths of a token; below 0 what was used beyond
  updated_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, subject, dimension)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS quota_usage (           -- what a workspace used, in slots of ten seconds
  workspace_id   BIGINT         NOT NULL,
  dimension      SMALLINT       NOT NULL,
  slot_ms        BIGINT         NOT NULL,          -- when the slot began
  used           BIGINT         NOT NULL,
  over_limit     BIGINT         NOT NULL,          -- uses that were over the limit, whatever was done about it
  PRIMARY KEY (workspace_id, dimension, slot_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
