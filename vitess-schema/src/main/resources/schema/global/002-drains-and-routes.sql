-- Unsharded: gateways that were told to send their connections elsewhere for a while.
CREATE TABLE IF NOT EXISTS gateway_drain (
  slot           INT          NOT NULL,
  epoch          BIGINT       NOT NULL,            -- of the run that was told; a later run of the slot is not meant
  since_ms       BIGINT       NOT NULL,
  until_ms       BIGINT       NOT NULL,            -- after it the gateway takes connections again by itself
  spread_ms      BIGINT       NOT NULL,            -- time in which its connections leave, each at another moment
  actor          VARCHAR(100) NOT NULL,
  reason         VARCHAR(500) NOT NULL,
  PRIMARY KEY (slot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS channel_route (         -- channels whose class is watched over: hot by heat, or pinned
  workspace_id   BIGINT       NOT NULL,
  channel_id     BIGINT       NOT NULL,
  base_class     TINYINT      NOT NULL,            -- ChannelClass that it goes back to
  wanted_class   TINYINT      NOT NULL,            -- ChannelClass that it is to have
  since_ms       BIGINT       NOT NULL,
  why            VARCHAR(200) NOT NULL,
  applied        TINYINT      NOT NULL,            -- 1 once the channel has the class
  until_ms       BIGINT       NOT NULL,            -- when a pin ends; 0 if heat decided
  actor          VARCHAR(100) NOT NULL,            -- who pinned it
  PRIMARY KEY (workspace_id, channel_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
