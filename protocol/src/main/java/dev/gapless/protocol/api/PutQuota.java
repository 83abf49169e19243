package dev.gapless.protocol.api;

/// Body of `PUT /admin/v1/workspaces/{id}/quotas/{dimension}`.
///
/// @param state off, dark, soft or hard
/// @param amount so many in a second
public record PutQuota(String state, long amount) {}
