-- Unsharded. Runs on MySQL 8.0/8.4/9.x, MariaDB 10.6+/11.x and Vitess.
CREATE TABLE IF NOT EXISTS workspace_directory (
  slug           VARCHAR(63)  NOT NULL,            -- lower case, by the application
  workspace_id   BIGINT       NOT NULL,
  keyspace_name  VARCHAR(64)  NOT NULL,            -- the sharded keyspace that holds the workspace
  state          TINYINT      NOT NULL,            -- WorkspaceState
  version        BIGINT       NOT NULL,
  created_ms     BIGINT       NOT NULL,
  PRIMARY KEY (slug),
  UNIQUE KEY ux_workspace_directory_id (workspace_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS lease (                 -- who does a job that only one process may do
  name           VARCHAR(100) NOT NULL,
  holder         VARCHAR(100) NOT NULL,
  version        BIGINT       NOT NULL,            -- rises with every change of holder: a fencing token
  expires_ms     BIGINT       NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS gateway_slot (          -- a gateway's partition of gapless.deliveries
  slot           INT          NOT NULL,
  epoch          BIGINT       NOT NULL,            -- rises with every acquisition
  holder         VARCHAR(100) NOT NULL,
  address        VARCHAR(200) NOT NULL,
  expires_ms     BIGINT       NOT NULL,
  PRIMARY KEY (slot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
