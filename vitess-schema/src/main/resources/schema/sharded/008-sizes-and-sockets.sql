-- Per shard: how much a workspace has stored, and how many sockets it has open.

-- by (workspace_id, channel_id) (vindex ws_ch)
CREATE TABLE IF NOT EXISTS channel_size (          -- what was added up of a channel's events so far
  workspace_id   BIGINT         NOT NULL,
  channel_id     BIGINT         NOT NULL,
  to_seq         BIGINT         NOT NULL,          -- last seq that is in it
  bytes          BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, channel_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- by workspace_id (vindex ws)
CREATE TABLE IF NOT EXISTS quota_socket (          -- open sockets, as each gateway told last
  workspace_id   BIGINT         NOT NULL,
  subject        BIGINT         NOT NULL,          -- 0 the workspace, else one user
  slot           INT            NOT NULL,          -- of the gateway
  sockets        BIGINT         NOT NULL,
  updated_ms     BIGINT         NOT NULL,          -- counts for some seconds from then on
  PRIMARY KEY (workspace_id, subject, slot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
