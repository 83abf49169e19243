-- Per shard: what exports have made, until somebody has fetched it. By workspace_id (vindex ws).

CREATE TABLE IF NOT EXISTS export_file (
  workspace_id   BIGINT         NOT NULL,
  job_id         BIGINT         NOT NULL,
  file_number    BIGINT         NOT NULL,          -- 1, 2, 3 and so on
  name           VARCHAR(120)   NOT NULL,
  line_count     BIGINT         NOT NULL,
  bytes          BIGINT         NOT NULL,
  sha256         VARBINARY(32)  NOT NULL,
  content        MEDIUMBLOB     NOT NULL,          -- UTF-8
  created_ms     BIGINT         NOT NULL,
  PRIMARY KEY (workspace_id, job_id, file_number),
  KEY ix_export_file_created (created_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
