-- Per shard: what a channel asks of those who post in it (ChannelRules).

ALTER TABLE channel ADD COLUMN posters SMALLINT NOT NULL DEFAULT 0;        -- ChannelRules.Who
ALTER TABLE channel ADD COLUMN broadcasters SMALLINT NOT NULL DEFAULT 0;   -- the same
ALTER TABLE channel ADD COLUMN member_limit INT NOT NULL DEFAULT 0;        -- 0 for any number
ALTER TABLE channel ADD COLUMN slow_ms INT NOT NULL DEFAULT 0;             -- between two posts of one member; 0 for no wait
ALTER TABLE channel_member ADD COLUMN last_post_ms BIGINT NOT NULL DEFAULT 0; -- kept where slow_ms is not 0
