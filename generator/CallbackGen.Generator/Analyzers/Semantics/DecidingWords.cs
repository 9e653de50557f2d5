using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// The word lists by which rules infer the purpose of a call or a member, where only its name shows it. Each list is an option of an
/// <c>.editorconfig</c>: <c>callbackgen.paid_words</c> replaces it, <c>callbackgen.additional_paid_words</c> adds to it.
/// </summary>
internal sealed class DecidingWords
{
    private const string Prefix = "callbackgen.",
        Added = "additional_";

    private static readonly ConditionalWeakTable<AnalyzerConfigOptions, DecidingWords> Known = new();

    // Verbs that send a message to a person, when the rest of the name contains a telling word.
    private static readonly string[] Carriers = ["Send", "Queue", "Enqueue", "Schedule", "Deliver", "Post"];

    // Words for the end of a dispute, or of a refund, in favour of the payee.
    private static readonly string[] Restored = ["Reinstated", "Won", "Closed", "Withdrawal"];
    private static readonly string[] Prepositions = ["By", "Of", "For", "From", "With"];

    private readonly ImmutableDictionary<string, ImmutableArray<string>> _lists;

    private DecidingWords(AnalyzerConfigOptions? options) =>
        _lists = Defaults.ToImmutableDictionary(
            list => list.Option,
            list => Configured(options, list.Option, list.Words),
            StringComparer.Ordinal
        );

    /// <summary>The lists by their options, with their default words.</summary>
    public static IReadOnlyList<(string Option, ImmutableArray<string> Words)> Defaults { get; } =
    [
        (
            "lookup_words",
            [
                "Find",
                "Get",
                "Load",
                "Read",
                "Query",
                "Exists",
                "Any",
                "Is",
                "Has",
                "Can",
                "Check",
                "Validate",
                "Parse",
                "TryParse",
                "TryGet",
                "To",
                "As",
                "From",
                "Create",
                "Map",
                "Format",
                "Contains",
                "Select",
                "Where",
                "First",
                "Single",
                "Count",
                "Sum",
                "List",
                "Search",
                "Lookup",
                "Fetch",
                "BeginScope",
                "Mask",
                "Describe",
                "Include",
                "Verify",
                "Receive",
            ]
        ),
        (
            "acting_words",
            [
                "Activate",
                "Approve",
                "Book",
                "Capture",
                "Charge",
                "Complete",
                "Credit",
                "Deliver",
                "Fulfil",
                "Fulfill",
                "Grant",
                "Mark",
                "Pay",
                "Settle",
                "Ship",
            ]
        ),
        (
            "storing_words",
            ["ExecuteDelete", "ExecuteNonQuery", "ExecuteSql", "ExecuteUpdate", "Insert", "Process", "Save", "Update", "Upsert"]
        ),
        ("recheck_words", ["Refresh", "Reload", "Recheck", "Sync", "Synchronize", "Reconcile", "Poll"]),
        ("telling_words", ["Notify", "Tell", "Inform", "Alert", "Announce", "Log", "Mail", "Email", "Sms", "Message", "Notification"]),
        ("log_words", ["Log", "Metric", "Metrics", "Telemetry", "Trace", "Audit"]),
        ("paid_words", ["Paid", "Settled"]),
        ("status_words", ["Status", "State", "Success", "Result", "Event", "Paid"]),
        (
            "failed_words",
            [
                "Abandoned",
                "Canceled",
                "Cancelled",
                "Declined",
                "Denied",
                "Error",
                "Expired",
                "Fail",
                "Failed",
                "Failure",
                "Refused",
                "Rejected",
                "Unpaid",
                "Unsuccessful",
                "Void",
                "Voided",
            ]
        ),
        (
            "pending_words",
            [
                "Authorised",
                "Authorized",
                "Awaiting",
                "Created",
                "Initiated",
                "Initialised",
                "Initialized",
                "Open",
                "Partial",
                "Partially",
                "Pending",
                "Processing",
                "Progress",
                "Queued",
                "Requested",
                "Requires",
                "Review",
                "Started",
                "Submitted",
                "Uncaptured",
                "Waiting",
            ]
        ),
        ("reversed_words", ["Chargeback", "Dispute", "Disputed", "Refund", "Refunded", "Returned", "Reversal", "Reversed"]),
        (
            "test_mode_words",
            [
                "Live",
                "LiveMode",
                "Livemode",
                "IsLive",
                "LiveNotification",
                "Test",
                "IsTest",
                "TestMode",
                "Testmode",
                "IsTestMode",
                "TestNotification",
                "TestPayment",
                "TestTransaction",
                "Sandbox",
                "IsSandbox",
                "SandboxMode",
                "Mode",
                "Environment",
                "Env",
            ]
        ),
        (
            "kind_words",
            [
                "Event",
                "EventCode",
                "EventType",
                "EventName",
                "EventKind",
                "Type",
                "Kind",
                "RecordType",
                "TransactionType",
                "TransType",
                "OperationType",
                "Operation",
                "Action",
                "NotificationType",
                "NotificationName",
                "MessageType",
                "WebhookType",
                "AlertName",
                "Topic",
            ]
        ),
        (
            "deciding_words",
            [
                "FraudStatus",
                "FraudState",
                "FraudResult",
                "FraudDecision",
                "RiskStatus",
                "RiskState",
                "RiskResult",
                "RiskDecision",
                "ReviewStatus",
                "ReviewState",
                "PaymentStatus",
                "PaymentState",
                "FinancialStatus",
                "CaptureStatus",
                "Captured",
                "IsCaptured",
            ]
        ),
        (
            "scope_words",
            [
                "Tenant",
                "Merchant",
                "Shop",
                "Store",
                "Site",
                "Brand",
                "Culture",
                "Language",
                "Lang",
                "Locale",
                "Region",
                "Country",
                "Version",
                "Provider",
                "Gateway",
                "Channel",
                "Source",
                "Set",
                "Environment",
                "Env",
                "Correlation",
                "Trace",
                "Request",
                "Agent",
                "Host",
                "Accept",
                "Forwarded",
                "Ip",
            ]
        ),
        (
            "typed_words",
            [
                "Email",
                "EMail",
                "Mail",
                "Phone",
                "Mobile",
                "Msisdn",
                "Telephone",
                "Description",
                "Note",
                "Notes",
                "Memo",
                "Remark",
                "Remarks",
                "Comment",
                "Comments",
                "Narrative",
                "Narration",
                "Purpose",
                "PayerName",
                "CustomerName",
                "BuyerName",
                "SenderName",
                "HolderName",
                "CardholderName",
                "AccountName",
                "FullName",
                "FirstName",
                "LastName",
            ]
        ),
        (
            "once_words",
            [
                "Capture",
                "Charge",
                "Credit",
                "Debit",
                "Deliver",
                "Dispatch",
                "Fulfil",
                "Fulfill",
                "Pay",
                "Refund",
                "Ship",
                "TopUp",
                "Transfer",
            ]
        ),
    ];

    /// <summary>Words that start the name of a log method, or appear in the name of its type.</summary>
    public ImmutableArray<string> Log => _lists["log_words"];

    /// <summary>Returns the words that apply to the file of an operation.</summary>
    public static DecidingWords Of(OperationAnalysisContext context) => Of(context.Options, context.Operation.Syntax.SyntaxTree);

    /// <summary>Returns the words that apply to a file.</summary>
    public static DecidingWords Of(AnalyzerOptions options, SyntaxTree file) =>
        Known.GetValue(options.AnalyzerConfigOptionsProvider.GetOptions(file), static found => new DecidingWords(found));

    /// <summary>Whether a method only looks up or converts data.</summary>
    public bool IsLookup(string method) => Begins(method, "lookup_words");

    /// <summary>Whether a method has an effect, regardless of its return type: it marks, ships, saves.</summary>
    public bool IsAct(string method) => IsDeed(method) || IsStoring(method);

    /// <summary>Whether a method stores data, regardless of its return type.</summary>
    public bool IsStoring(string method) => Begins(Tried(method), "storing_words");

    /// <summary>Whether a method writes a log of events, by any word of its name: <c>SaveAuditAsync</c>.</summary>
    public bool IsAbout(string method) => Log.Any(word => HasHump(method, word));

    /// <summary>Whether a method takes the action that was paid for: it marks, ships, grants. Storing data does not count.</summary>
    public bool IsDeed(string method) => Begins(Tried(method), "acting_words");

    /// <summary>Whether a method only queries the provider again.</summary>
    public bool IsRecheck(string method) => Begins(method, "recheck_words");

    /// <summary>Whether a method only notifies a person: <c>NotifyPaid</c>, <c>SendPaidMailAsync</c>.</summary>
    public bool IsTelling(string method) =>
        Begins(method, "telling_words")
        || Carriers.Any(carrier => StartsWithWord(method, carrier)) && _lists["telling_words"].Any(word => HasHump(method, word));

    /// <summary>Whether a name means that an order is paid: <c>MarkPaid</c>, <c>IsPaid</c>; not <c>Unpaid</c>.</summary>
    public bool IsPaid(string name) => _lists["paid_words"].Any(word => HasHump(name, word) && !HasHump(name, "Not" + word));

    /// <summary>Whether the whole name of a state means paid.</summary>
    public bool IsPaidState(string name) => _lists["paid_words"].Contains(name);

    /// <summary>Whether a member's name sounds like a status.</summary>
    public bool IsStatus(string name) => _lists["status_words"].Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Whether the name of a status means that the payment failed.</summary>
    public bool IsFailed(string name) => _lists["failed_words"].Any(word => HasHump(name, word));

    /// <summary>Whether the name of a status means that the payment is not complete yet.</summary>
    public bool IsPending(string name) => _lists["pending_words"].Any(word => HasHump(name, word));

    /// <summary>
    /// Whether the name of a status means that the money is returned; not when the return failed, is pending or was undone.
    /// </summary>
    public bool IsReversed(string name) =>
        _lists["reversed_words"].Any(word => HasHump(name, word))
        && !IsFailed(name)
        && !IsPending(name)
        && !Restored.Any(word => HasHump(name, word));

    /// <summary>Whether a member of this name distinguishes tests from payments.</summary>
    public bool IsTestMode(string name) => _lists["test_mode_words"].Contains(name);

    /// <summary>Whether a member of this name distinguishes kinds of events or records.</summary>
    public bool IsKind(string name) => _lists["kind_words"].Contains(name);

    /// <summary>Whether a member of this name decides about a payment in addition to its status.</summary>
    public bool IsDeciding(string name) => _lists["deciding_words"].Contains(name);

    /// <summary>Whether a value of a request only selects a tenant or a language, or is for a log line, by its name.</summary>
    public bool IsScope(string name) => _lists["scope_words"].Any(word => HasHump(NameOf(name), word));

    /// <summary>
    /// Whether a member of this name holds text that a payer types: an address, a name, a note. A text that describes a status comes from
    /// the provider.
    /// </summary>
    public bool IsTyped(string name) => _lists["typed_words"].Any(word => HasHump(name, word)) && !IsStatus(name) && !IsFailed(name);

    /// <summary>Whether a method looks up data by typed text: <c>FindByEmailAsync</c>, <c>IdOfPhone</c>.</summary>
    public bool IsByTyped(string method) =>
        _lists["typed_words"].Any(word => Prepositions.Any(preposition => HasHump(method, preposition + word)));

    /// <summary>Whether a column of this name holds typed text: <c>payer_email</c>.</summary>
    public bool IsTypedColumn(string column) => IsTyped(NameOf(column));

    /// <summary>
    /// Whether a method has an effect that must happen only once: it charges, pays out, ships. Setting a state may be repeated.
    /// </summary>
    public bool MustHappenOnce(string method) => !IsTelling(method) && Begins(Tried(method), "once_words");

    /// <summary>
    /// Whether a name starts with a whole word: <c>Ship</c> and <c>ShipAsync</c> start with <c>Ship</c>, <c>Shipping</c> does not.
    /// </summary>
    public static bool StartsWithWord(string name, string word) =>
        name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || !char.IsLower(name[word.Length]));

    /// <summary>Converts a text to a C# name: <c>in_progress</c> and <c>IN-PROGRESS</c> become <c>InProgress</c>.</summary>
    public static string NameOf(string text)
    {
        var name = new StringBuilder(text.Length);
        foreach (var word in text.Split('_', '-', '.', ' ', ':', '/').Where(word => word.Length > 0))
            name.Append(char.ToUpperInvariant(word[0]))
                .Append(word.Any(char.IsLower) ? word.Substring(1) : word.Substring(1).ToLowerInvariant());
        return name.ToString();
    }

    private static string Tried(string method) => StartsWithWord(method, "Try") ? method.Substring(3) : method;

    private bool Begins(string name, string option) => _lists[option].Any(word => StartsWithWord(name, word));

    /// <summary>Whether a name contains a word as a whole word of its own.</summary>
    public static bool HasHump(string name, string word)
    {
        for (var at = name.IndexOf(word, StringComparison.Ordinal); at >= 0; at = name.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if (at + word.Length == name.Length || !char.IsLower(name[at + word.Length]))
                return true;
        }

        return false;
    }

    private static ImmutableArray<string> Configured(AnalyzerConfigOptions? options, string option, ImmutableArray<string> words) =>
        [.. Listed(options, option) ?? words, .. Listed(options, Added + option) ?? []];

    private static IEnumerable<string>? Listed(AnalyzerConfigOptions? options, string option) =>
        options is not null && options.TryGetValue(Prefix + option, out var text)
            ? text.Split(',').Select(word => word.Trim()).Where(word => word.Length > 0)
            : null;
}
