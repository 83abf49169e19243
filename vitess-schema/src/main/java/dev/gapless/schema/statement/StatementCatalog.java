package dev.gapless.schema.statement;

import dev.gapless.schema.audit.AdminRequestTable;
import dev.gapless.schema.audit.AuditEventTable;
import dev.gapless.schema.audit.AuditHeadTable;
import dev.gapless.schema.change.SchemaChangeTable;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.cursor.ReadCursorTable;
import dev.gapless.schema.cursor.UserStreamTable;
import dev.gapless.schema.global.ChannelRouteTable;
import dev.gapless.schema.global.GatewayDrainTable;
import dev.gapless.schema.global.GatewaySlotTable;
import dev.gapless.schema.global.LeaseTable;
import dev.gapless.schema.global.WorkspaceDirectoryTable;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.message.DeletedMessageTable;
import dev.gapless.schema.message.EveryoneMentionTable;
import dev.gapless.schema.message.MemberMentionTable;
import dev.gapless.schema.message.PinTable;
import dev.gapless.schema.message.ReactionKindTable;
import dev.gapless.schema.message.ReactionTable;
import dev.gapless.schema.message.ThreadReplyTable;
import dev.gapless.schema.message.ThreadTable;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.outbox.OutboxTable;
import dev.gapless.schema.quota.QuotaCounts;
import dev.gapless.schema.quota.QuotaLedger;
import dev.gapless.schema.quota.QuotaLimitTable;
import dev.gapless.schema.quota.QuotaSocketTable;
import dev.gapless.schema.quota.QuotaUsageTable;
import dev.gapless.schema.quota.StoredBytes;
import dev.gapless.schema.export.ExportFileTable;
import dev.gapless.schema.job.JobTable;
import dev.gapless.schema.retention.LegalHoldTable;
import dev.gapless.schema.retention.RetentionRuleTable;
import dev.gapless.schema.retention.TrimmingTable;
import dev.gapless.schema.retention.Trims;
import dev.gapless.schema.user.UserChannelTable;
import dev.gapless.schema.user.UserMentionTable;
import dev.gapless.schema.user.UserTable;
import dev.gapless.schema.workspace.AccessTokenTable;
import dev.gapless.schema.workspace.WorkspacePurge;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.util.List;
import java.util.stream.Stream;

/// Every statement of the program: for EXPLAIN, for the lint, for documents.
public final class StatementCatalog {
    private static final List<Statement> ALL = Stream.of(
            EventTable.STATEMENTS,
            ChannelTable.STATEMENTS,
            ChannelMemberTable.STATEMENTS,
            OutboxTable.STATEMENTS,
            UserTable.STATEMENTS,
            UserChannelTable.STATEMENTS,
            UserMentionTable.STATEMENTS,
            UserStreamTable.STATEMENTS,
            ReadCursorTable.STATEMENTS,
            ThreadTable.STATEMENTS,
            ThreadReplyTable.STATEMENTS,
            DeletedMessageTable.STATEMENTS,
            ReactionTable.STATEMENTS,
            ReactionKindTable.STATEMENTS,
            PinTable.STATEMENTS,
            EveryoneMentionTable.STATEMENTS,
            MemberMentionTable.STATEMENTS,
            UniqueNameTable.STATEMENTS,
            WorkspaceTable.STATEMENTS,
            AccessTokenTable.STATEMENTS,
            WorkspaceDirectoryTable.STATEMENTS,
            LeaseTable.STATEMENTS,
            GatewaySlotTable.STATEMENTS,
            GatewayDrainTable.STATEMENTS,
            ChannelRouteTable.STATEMENTS,
            AuditHeadTable.STATEMENTS,
            AuditEventTable.STATEMENTS,
            AdminRequestTable.STATEMENTS,
            QuotaLimitTable.STATEMENTS,
            QuotaLedger.STATEMENTS,
            QuotaCounts.STATEMENTS,
            QuotaUsageTable.STATEMENTS,
            QuotaSocketTable.STATEMENTS,
            StoredBytes.STATEMENTS,
            RetentionRuleTable.STATEMENTS,
            LegalHoldTable.STATEMENTS,
            TrimmingTable.STATEMENTS,
            Trims.STATEMENTS,
            JobTable.STATEMENTS,
            ExportFileTable.STATEMENTS,
            WorkspacePurge.STATEMENTS,
            SchemaChangeTable.STATEMENTS)
            .flatMap(List::stream)
            .toList();

    private StatementCatalog() {}

    /// All statements, by table.
    public static List<Statement> all() {
        return ALL;
    }
}
