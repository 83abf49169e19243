package dev.gapless.client;

import dev.gapless.client.HttpCaller.Call;
import dev.gapless.client.HttpCaller.Repeat;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.BeginImport;
import dev.gapless.protocol.api.BrokerLag;
import dev.gapless.protocol.api.ChangeUser;
import dev.gapless.protocol.api.ChangeWorkspace;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.api.ChannelDetails;
import dev.gapless.protocol.api.CreateToken;
import dev.gapless.protocol.api.CreateUser;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.api.CreatedToken;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.DeleteWorkspace;
import dev.gapless.protocol.api.DrainGateway;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.ExportContent;
import dev.gapless.protocol.api.ExportFileList;
import dev.gapless.protocol.api.GatewayList;
import dev.gapless.protocol.api.GatewayView;
import dev.gapless.protocol.api.HoldView;
import dev.gapless.protocol.api.ImportChannel;
import dev.gapless.protocol.api.ImportLines;
import dev.gapless.protocol.api.ImportMessages;
import dev.gapless.protocol.api.ImportTaken;
import dev.gapless.protocol.api.ImportedMessages;
import dev.gapless.protocol.api.JobList;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.api.MemberList;
import dev.gapless.protocol.api.PinRoute;
import dev.gapless.protocol.api.Placement;
import dev.gapless.protocol.api.PutQuota;
import dev.gapless.protocol.api.PutRetention;
import dev.gapless.protocol.api.QuotaExplanation;
import dev.gapless.protocol.api.QuotaList;
import dev.gapless.protocol.api.QuotaSimulation;
import dev.gapless.protocol.api.QuotaView;
import dev.gapless.protocol.api.ReadMessages;
import dev.gapless.protocol.api.RetentionPreview;
import dev.gapless.protocol.api.RetentionRuleView;
import dev.gapless.protocol.api.RetentionView;
import dev.gapless.protocol.api.Revoked;
import dev.gapless.protocol.api.RotateToken;
import dev.gapless.protocol.api.RouteExplanation;
import dev.gapless.protocol.api.RouteList;
import dev.gapless.protocol.api.RouteView;
import dev.gapless.protocol.api.RunRetention;
import dev.gapless.protocol.api.SetChannel;
import dev.gapless.protocol.api.ShardList;
import dev.gapless.protocol.api.ShardPlan;
import dev.gapless.protocol.api.SignIn;
import dev.gapless.protocol.api.SignInOffer;
import dev.gapless.protocol.api.TokenList;
import dev.gapless.protocol.api.TokenView;
import dev.gapless.protocol.api.TopView;
import dev.gapless.protocol.api.TraceView;
import dev.gapless.protocol.api.UserDetail;
import dev.gapless.protocol.api.UserDetails;
import dev.gapless.protocol.api.UserList;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.api.WorkspaceDetails;
import dev.gapless.protocol.api.WorkspaceList;
import dev.gapless.protocol.api.WorkspaceView;
import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.id.UserId;
import java.util.Map;
import java.util.Optional;

/// The admin API of the control plane, typed, with an operator's token. Errors, retries and threads as in [ApiClient]; nothing
/// that makes something is repeated unless it surely was not done.
public final class AdminClient {
    private static final String WORKSPACES = "/admin/v1/workspaces";

    private final HttpCaller caller;

    public AdminClient(Endpoint endpoint, Token operatorToken, HttpOptions options) {
        this.caller = new HttpCaller(endpoint, Optional.of(operatorToken), options);
    }

    private AdminClient(HttpCaller caller) {
        this.caller = caller;
    }

    /// For what needs no token: [#signIn], and health.
    public static AdminClient withoutToken(Endpoint endpoint, HttpOptions options) {
        return new AdminClient(new HttpCaller(endpoint, Optional.empty(), options));
    }

    /// Where ID tokens come from.
    public SignInOffer signInOffer() {
        return caller.ask(Call.get("/admin/v1/sign-in"), SignInOffer.class);
    }

    /// An access token for an ID token.
    public CreatedToken signIn(SignIn request, AdminTerms terms) {
        return write("POST", "/admin/v1/sign-in", Optional.of(request), terms, CreatedToken.class);
    }

    public WorkspaceView createWorkspace(CreateWorkspace request) {
        return caller.ask(Call.post(WORKSPACES, request, Repeat.IF_NOT_DONE), WorkspaceView.class);
    }

    /// A page of workspaces, by slug.
    public WorkspaceList workspaces(Listing listing) {
        return caller.ask(Call.get(WORKSPACES + "?" + listing.query()), WorkspaceList.class);
    }

    /// @param workspace slug, or the text form of the id
    public WorkspaceView workspace(String workspace) {
        return caller.ask(Call.get(path(workspace)), WorkspaceView.class);
    }

    /// Makes a user, with a token that is shown this once.
    ///
    /// @param workspace slug, or the text form of the id
    public CreatedUser createUser(String workspace, CreateUser request) {
        return caller.ask(Call.post(path(workspace) + "/users", request, Repeat.IF_NOT_DONE), CreatedUser.class);
    }

    /// A page of a workspace's users.
    public UserList users(String workspace, Listing listing) {
        return caller.ask(Call.get(path(workspace) + "/users?" + listing.query()), UserList.class);
    }

    /// Gives a user one more token, shown this once.
    public CreatedUser createToken(String workspace, UserId user) {
        return caller.ask(
                Call.post(path(workspace) + "/users/" + user.text() + "/tokens", Repeat.IF_NOT_DONE),
                CreatedUser.class);
    }

    /// Makes a workspace.
    public WorkspaceDetail createWorkspace(CreateWorkspace request, AdminTerms terms) {
        return write("POST", WORKSPACES, Optional.of(request), terms, WorkspaceDetail.class);
    }

    /// A page of workspaces with all that operators see, by slug.
    public WorkspaceDetails workspaceDetails(Listing listing) {
        return caller.ask(Call.get(WORKSPACES + "?" + listing.query()), WorkspaceDetails.class);
    }

    /// @param workspace slug, or the text form of the id
    public WorkspaceDetail workspaceDetail(String workspace) {
        return caller.ask(Call.get(path(workspace)), WorkspaceDetail.class);
    }

    /// Changes name or plan.
    public WorkspaceDetail changeWorkspace(String workspace, ChangeWorkspace change, AdminTerms terms) {
        return write("PATCH", path(workspace), Optional.of(change), terms, WorkspaceDetail.class);
    }

    /// Ends writes; reads go on.
    public WorkspaceDetail suspendWorkspace(String workspace, AdminTerms terms) {
        return write("POST", path(workspace) + "/suspension", Optional.empty(), terms, WorkspaceDetail.class);
    }

    public WorkspaceDetail resumeWorkspace(String workspace, AdminTerms terms) {
        return write("DELETE", path(workspace) + "/suspension", Optional.empty(), terms, WorkspaceDetail.class);
    }

    /// Shuts everybody out.
    public WorkspaceDetail deleteWorkspace(String workspace, DeleteWorkspace request, AdminTerms terms) {
        return write("POST", path(workspace) + "/deletion", Optional.of(request), terms, WorkspaceDetail.class);
    }

    public WorkspaceDetail undeleteWorkspace(String workspace, AdminTerms terms) {
        return write("DELETE", path(workspace) + "/deletion", Optional.empty(), terms, WorkspaceDetail.class);
    }

    /// Makes a user, with a token that is shown this once.
    public CreatedUser createUser(String workspace, CreateUser request, AdminTerms terms) {
        return write("POST", path(workspace) + "/users", Optional.of(request), terms, CreatedUser.class);
    }

    /// A page of a workspace's users with all that admins see.
    public UserDetails userDetails(String workspace, Listing listing) {
        return caller.ask(Call.get(path(workspace) + "/users?" + listing.query()), UserDetails.class);
    }

    /// @param user handle, or the text form of the id
    public UserDetail userDetail(String workspace, String user) {
        return caller.ask(Call.get(user(workspace, user)), UserDetail.class);
    }

    /// Changes display name or role.
    public UserDetail changeUser(String workspace, String user, ChangeUser change, AdminTerms terms) {
        return write("PATCH", user(workspace, user), Optional.of(change), terms, UserDetail.class);
    }

    /// Shuts a user out and ends all tokens.
    public UserDetail deactivateUser(String workspace, String user, AdminTerms terms) {
        return write("POST", user(workspace, user) + "/deactivation", Optional.empty(), terms, UserDetail.class);
    }

    public UserDetail reactivateUser(String workspace, String user, AdminTerms terms) {
        return write("DELETE", user(workspace, user) + "/deactivation", Optional.empty(), terms, UserDetail.class);
    }

    /// Ends all tokens of a user, and closes the connections.
    public Revoked revokeUser(String workspace, String user, AdminTerms terms) {
        return write("POST", user(workspace, user) + "/revocation", Optional.empty(), terms, Revoked.class);
    }

    /// A page of a user's tokens, oldest first.
    public TokenList tokens(String workspace, String user, Listing listing) {
        return caller.ask(Call.get(user(workspace, user) + "/tokens?" + listing.query()), TokenList.class);
    }

    /// Gives a user one more token, shown this once.
    public CreatedToken createToken(String workspace, String user, CreateToken request, AdminTerms terms) {
        return write("POST", user(workspace, user) + "/tokens", Optional.of(request), terms, CreatedToken.class);
    }

    /// Ends a token, and closes its connections.
    public TokenView revokeToken(String workspace, String user, String token, AdminTerms terms) {
        return write("DELETE", token(workspace, user, token), Optional.empty(), terms, TokenView.class);
    }

    /// Makes a token like one that is there, which ends.
    public CreatedToken rotateToken(
            String workspace, String user, String token, RotateToken request, AdminTerms terms) {
        return write(
                "POST", token(workspace, user, token) + "/rotation", Optional.of(request), terms, CreatedToken.class);
    }

    /// A page of a workspace's channels; it may be short and yet not the last one.
    public ChannelDetails channels(String workspace, Listing listing) {
        return caller.ask(Call.get(path(workspace) + "/channels?" + listing.query()), ChannelDetails.class);
    }

    /// @param channel name, or the text form of the id
    public ChannelDetail channel(String workspace, String channel) {
        return caller.ask(Call.get(channelPath(workspace, channel)), ChannelDetail.class);
    }

    /// A page of a channel's members.
    public MemberList members(String workspace, String channel, Listing listing) {
        return caller.ask(
                Call.get(channelPath(workspace, channel) + "/members?" + listing.query()), MemberList.class);
    }

    /// Changes topic, class or rules.
    public ChannelDetail setChannel(String workspace, String channel, SetChannel change, AdminTerms terms) {
        return write("PATCH", channelPath(workspace, channel), Optional.of(change), terms, ChannelDetail.class);
    }

    /// Ends posts; reads go on.
    public ChannelDetail archiveChannel(String workspace, String channel, AdminTerms terms) {
        return write(
                "POST", channelPath(workspace, channel) + "/archival", Optional.empty(), terms, ChannelDetail.class);
    }

    public ChannelDetail unarchiveChannel(String workspace, String channel, AdminTerms terms) {
        return write(
                "DELETE", channelPath(workspace, channel) + "/archival", Optional.empty(), terms, ChannelDetail.class);
    }

    /// The limits of a workspace and of its users.
    public QuotaList quotas(String workspace) {
        return caller.ask(Call.get(path(workspace) + "/quotas"), QuotaList.class);
    }

    /// One limit, and how it stands.
    ///
    /// @param subject workspace, each-user, a handle or the text form of a user's id
    public QuotaExplanation explainQuota(String workspace, String dimension, String subject) {
        return caller.ask(Call.get(quota(workspace, dimension) + subject("?", subject)), QuotaExplanation.class);
    }

    /// Sets a limit.
    public QuotaView putQuota(String workspace, String dimension, String subject, PutQuota limit, AdminTerms terms) {
        return writeAt("PUT", workspace, dimension, subject, Optional.of(limit), terms);
    }

    /// Takes a limit away, so that the next wider one holds.
    public QuotaView deleteQuota(String workspace, String dimension, String subject, AdminTerms terms) {
        return writeAt("DELETE", workspace, dimension, subject, Optional.empty(), terms);
    }

    /// What another limit would have done to what was used.
    public QuotaSimulation simulateQuota(String workspace, String dimension, long amount, long hours) {
        return caller.ask(
                Call.get(quota(workspace, dimension) + "/simulation?amount=" + amount + "&hours=" + hours),
                QuotaSimulation.class);
    }

    private QuotaView writeAt(
            String method, String workspace, String dimension, String subject, Optional<Object> body,
            AdminTerms terms) {
        String query = terms.query();
        String path = quota(workspace, dimension) + query + subject(query.isEmpty() ? "?" : "&", subject);
        return caller.ask(
                new Call(method, path, body, Map.of("Idempotency-Key", terms.key().value()), Repeat.SAFE),
                QuotaView.class);
    }

    private static String quota(String workspace, String dimension) {
        return path(workspace) + "/quotas/" + Endpoint.encode(dimension);
    }

    private static String subject(String before, String subject) {
        return before + "subject=" + Endpoint.encode(subject);
    }

    /// What a workspace keeps, and for how long.
    public RetentionView retention(String workspace) {
        return caller.ask(Call.get(path(workspace) + "/retention"), RetentionView.class);
    }

    /// Sets how long a workspace or a channel keeps its events.
    ///
    /// @param channel id or name; empty for the workspace
    public RetentionRuleView setRetention(
            String workspace, Optional<String> channel, PutRetention rule, AdminTerms terms) {
        return write("PUT", retentionPath(workspace, channel), Optional.of(rule), terms, RetentionRuleView.class);
    }

    /// Takes a channel's rule away.
    public RetentionRuleView unsetRetention(String workspace, String channel, AdminTerms terms) {
        return write(
                "DELETE", retentionPath(workspace, Optional.of(channel)), Optional.empty(), terms,
                RetentionRuleView.class);
    }

    /// What a run would remove from a page of channels.
    public RetentionPreview previewRetention(String workspace, Optional<Long> asOfMs, Listing listing) {
        return caller.ask(
                Call.get(path(workspace) + "/retention/preview?" + listing.query()
                        + asOfMs.map(ms -> "&as_of_ms=" + ms).orElse("")),
                RetentionPreview.class);
    }

    /// Begins a run.
    public JobView runRetention(String workspace, RunRetention wanted, AdminTerms terms) {
        return write("POST", path(workspace) + "/retention/runs", Optional.of(wanted), terms, JobView.class);
    }

    /// Holds something.
    ///
    /// @param subject `workspace`, a channel as id or `#name`, or a user as id or handle
    public HoldView hold(String workspace, String subject, AdminTerms terms) {
        return write("PUT", holdPath(workspace, subject), Optional.empty(), terms, HoldView.class);
    }

    /// Ends a hold.
    public HoldView release(String workspace, String subject, AdminTerms terms) {
        return write("DELETE", holdPath(workspace, subject), Optional.empty(), terms, HoldView.class);
    }

    /// A page of jobs, newest first.
    public JobList jobs(String workspace, Listing listing) {
        return caller.ask(Call.get(path(workspace) + "/jobs?" + listing.query()), JobList.class);
    }

    /// How a job stands.
    public JobView job(String workspace, String job) {
        return caller.ask(Call.get(path(workspace) + "/jobs/" + Endpoint.encode(job)), JobView.class);
    }

    /// Makes a channel that was somewhere else before.
    public ChannelDetail importChannel(String workspace, ImportChannel wanted, AdminTerms terms) {
        return write(
                "POST", path(workspace) + "/channel-imports", Optional.of(wanted), terms, ChannelDetail.class);
    }

    /// Appends messages that were posted somewhere else.
    public ImportedMessages importMessages(
            String workspace, String channel, ImportMessages messages, AdminTerms terms) {
        return write(
                "POST", channelPath(workspace, channel) + "/imported-messages", Optional.of(messages), terms,
                ImportedMessages.class);
    }

    /// Messages of a channel, on the record.
    public EventPage readMessages(String workspace, String channel, ReadMessages wanted, AdminTerms terms) {
        return write("POST", channelPath(workspace, channel) + "/readings", Optional.of(wanted), terms,
                EventPage.class);
    }

    /// Begins a copy of a workspace.
    public JobView createExport(String workspace, AdminTerms terms) {
        return write("POST", path(workspace) + "/exports", Optional.empty(), terms, JobView.class);
    }

    /// A page of the files of an export.
    public ExportFileList exportFiles(String workspace, String job, Listing listing) {
        return caller.ask(Call.get(exportPath(workspace, job) + "?" + listing.query()), ExportFileList.class);
    }

    /// A file of an export.
    public ExportContent exportFile(String workspace, String job, long number) {
        return caller.ask(Call.get(exportPath(workspace, job) + "/" + number), ExportContent.class);
    }

    /// Begins to fill a workspace, or tells of the import that is open.
    public JobView beginImport(String workspace, BeginImport wanted, AdminTerms terms) {
        return write("POST", path(workspace) + "/imports", Optional.of(wanted), terms, JobView.class);
    }

    /// Sends lines of an export's files; twice is as once.
    public ImportTaken importLines(String workspace, String job, ImportLines lines) {
        return caller.ask(
                new Call("POST", importPath(workspace, job) + "/lines", Optional.of(lines), Map.of(), Repeat.SAFE),
                ImportTaken.class);
    }

    /// Ends an import.
    public JobView completeImport(String workspace, String job, AdminTerms terms) {
        return write("POST", importPath(workspace, job) + "/completion", Optional.empty(), terms, JobView.class);
    }

    private static String importPath(String workspace, String job) {
        return path(workspace) + "/imports/" + Endpoint.encode(job);
    }

    private static String exportPath(String workspace, String job) {
        return path(workspace) + "/exports/" + Endpoint.encode(job) + "/files";
    }

    private static String retentionPath(String workspace, Optional<String> channel) {
        return channel.map(named -> channelPath(workspace, named)).orElseGet(() -> path(workspace)) + "/retention";
    }

    private static String holdPath(String workspace, String subject) {
        return path(workspace) + "/holds/" + Endpoint.encode(subject);
    }

    /// A page of a record of acts.
    ///
    /// @param workspace slug or id; empty for the record of the installation
    /// @param query such as `after=10&limit=100`, percent-encoded
    public AuditPage audit(Optional<String> workspace, String query) {
        String path = workspace.map(slug -> path(slug) + "/audit").orElse("/admin/v1/audit");
        return caller.ask(Call.get(path + "?" + query), AuditPage.class);
    }

    /// One entry of a workspace's record.
    public AuditEntry auditEntry(String workspace, long seq) {
        return caller.ask(Call.get(path(workspace) + "/audit/" + seq), AuditEntry.class);
    }

    /// All shards, and whether they answer.
    public ShardList shards() {
        return caller.ask(Call.get("/admin/v1/shards"), ShardList.class);
    }

    /// Where the rows of a workspace are.
    public Placement placement(String workspace) {
        return caller.ask(Call.get(path(workspace) + "/placement"), Placement.class);
    }

    /// How a workspace gets a key range of its own.
    public ShardPlan shardPlan(String workspace) {
        return caller.ask(Call.get(path(workspace) + "/shard-plan"), ShardPlan.class);
    }

    /// The gateways that run, and those that ran in the last hour.
    public GatewayList gateways() {
        return caller.ask(Call.get("/admin/v1/gateways"), GatewayList.class);
    }

    /// Has a gateway send its connections elsewhere.
    ///
    /// @param slot number of its slot
    public GatewayView drainGateway(int slot, DrainGateway order, AdminTerms terms) {
        return write("POST", drain(slot), Optional.of(order), terms, GatewayView.class);
    }

    /// Has a gateway take connections again.
    public GatewayView undrainGateway(int slot, AdminTerms terms) {
        return write("DELETE", drain(slot), Optional.empty(), terms, GatewayView.class);
    }

    private static String drain(int slot) {
        return "/admin/v1/gateways/" + slot + "/drain";
    }

    /// The channels whose class is watched over.
    public RouteList routes() {
        return caller.ask(Call.get("/admin/v1/routes"), RouteList.class);
    }

    /// The class of a channel, and who decided it.
    public RouteView route(String workspace, String channel) {
        return caller.ask(Call.get(channelPath(workspace, channel) + "/route"), RouteView.class);
    }

    /// Why a channel has its class, who pays, and what another would cost.
    public RouteExplanation explainRoute(String workspace, String channel) {
        return caller.ask(
                Call.get(channelPath(workspace, channel) + "/route/explanation"), RouteExplanation.class);
    }

    /// The way of one event through all processes, as far as they remember it.
    public TraceView trace(String workspace, String channel, long seq) {
        return caller.ask(
                Call.get(channelPath(workspace, channel) + "/events/" + seq + "/trace"), TraceView.class);
    }

    /// Gives a channel a class for a while.
    public RouteView pinRoute(String workspace, String channel, PinRoute wanted, AdminTerms terms) {
        return write("PUT", channelPath(workspace, channel) + "/route", Optional.of(wanted), terms, RouteView.class);
    }

    /// Ends a pin.
    public RouteView unpinRoute(String workspace, String channel, AdminTerms terms) {
        return write("DELETE", channelPath(workspace, channel) + "/route", Optional.empty(), terms, RouteView.class);
    }

    /// How everything is doing now.
    public TopView top() {
        return caller.ask(Call.get("/admin/v1/top"), TopView.class);
    }

    /// What readers of the broker have still to read.
    public BrokerLag brokerLag() {
        return caller.ask(Call.get("/admin/v1/broker/lag"), BrokerLag.class);
    }

    /// True if the control plane runs; false also if it cannot be reached.
    public boolean live() {
        return caller.succeeds("/health/live");
    }

    /// True if the control plane can do its work.
    public boolean ready() {
        return caller.succeeds("/health/ready");
    }

    /// Its key makes it safe to try again.
    private <T> T write(String method, String path, Optional<Object> body, AdminTerms terms, Class<T> type) {
        return caller.ask(
                new Call(method, path + terms.query(), body, Map.of("Idempotency-Key", terms.key().value()),
                        Repeat.SAFE),
                type);
    }

    private static String channelPath(String workspace, String channel) {
        return path(workspace) + "/channels/" + Endpoint.encode(channel);
    }

    private static String user(String workspace, String user) {
        return path(workspace) + "/users/" + Endpoint.encode(user);
    }

    private static String token(String workspace, String user, String token) {
        return user(workspace, user) + "/tokens/" + Endpoint.encode(token);
    }

    private static String path(String workspace) {
        return WORKSPACES + "/" + Endpoint.encode(workspace);
    }
}
