using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>
/// The rules for C# code that handles callbacks. Each rule has a page under generator/rules. The last argument of a message about a
/// payload is its location in the schema file.
/// </summary>
internal static class HandlerRules
{
    private const string Category = "CallbackGen.Handlers";

    public static readonly DiagnosticDescriptor BarePayload = Rule(
        "CBG1001",
        "A handler must take the verified message, not the payload",
        "\"{0}\" takes {1} as anybody may send it: nothing is verified; take {2}<{1}> instead{3}"
    );

    public static readonly DiagnosticDescriptor UnverifiedRead = Rule(
        "CBG1002",
        "A callback must not be read around its verification",
        "\"{0}\" reads {1} from the request beside its verification; {2}{3}"
    );

    public static readonly DiagnosticDescriptor UncheckedResult = Rule(
        "CBG1003",
        "A verification result must be checked before it is used",
        "{0}, so that a refused callback passes for a genuine one; check it by IsSuccess or TryGetValue, or call GetValueOrThrow"
    );

    public static readonly DiagnosticDescriptor UnsignedRead = Rule(
        "CBG1004",
        "A member outside the signature must be confirmed before it is read",
        "{0} lies outside the signature, so that whoever saw one callback can choose it; "
            + "ask the provider through ConfirmAsync and read the confirmed payload{1}"
    );

    public static readonly DiagnosticDescriptor UnreadStatus = Rule(
        "CBG1005",
        "A handler should look at the status before it acts",
        "The handler acts on {0} {1}{2}"
    );

    public static readonly DiagnosticDescriptor UncomparedAmount = Rule(
        "CBG1006",
        "A handler should compare what was paid before it marks something as paid",
        "The handler {0}{1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor KeyInSource = Rule(
        "CBG1007",
        "A key must come from configuration, not from source",
        "This key stands in the source, where everybody who reads it can sign callbacks; "
            + "read it from configuration: user secrets, the environment, a vault"
    );

    public static readonly DiagnosticDescriptor ComparedSignature = Rule(
        "CBG1008",
        "A signature must be compared in constant time",
        "{0} is compared up to the first difference, so that the time taken tells "
            + "how much of a forgery is right; use CryptographicOperations.FixedTimeEquals"
    );

    public static readonly DiagnosticDescriptor Leak = Rule(
        "CBG1009",
        "Content of a callback must not reach a log",
        "{0} reaches {1}, where it outlives the callback and is read by others; leave it out{2}"
    );

    public static readonly DiagnosticDescriptor ForgottenWork = Rule(
        "CBG1010",
        "A handler must not answer before its work is done",
        "The provider is told that the callback was handled before this has happened, and never sends it again if it fails; await it"
    );

    public static readonly DiagnosticDescriptor UnservedFeed = new(
        "CBG1011",
        "A feed should have an endpoint",
        "Nothing in this program serves {0}: its callbacks are answered 404; "
            + "map it with MapCallback<{0}>, or leave its schema file out of the project",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Of("CBG1011"),
        customTags: WellKnownDiagnosticTags.CompilationEnd
    );

    public static readonly DiagnosticDescriptor ForgedTrust = Rule(
        "CBG1012",
        "Trust in a callback must come from its proof",
        "This makes a {0} that nobody verified; take the one that verification gives to the handler"
    );

    public static readonly DiagnosticDescriptor WrongLevel = Rule(
        "CBG1013",
        "A message must be of the trust level that its feed reaches",
        "{0}; take {1} instead{2}"
    );

    public static readonly DiagnosticDescriptor UnvalidatedToken = Rule(
        "CBG1014",
        "A token must be validated before it is read",
        "{0}, so that anybody can write what the token says; describe it by the scheme \"jwt\" in the "
            + "feed's schema and take the verified message, or call ValidateTokenAsync with the provider's keys"
    );

    public static readonly DiagnosticDescriptor HandRead = Rule(
        "CBG1015",
        "A callback of a compiled feed must not be read by hand",
        "This reads {0} out of the request, as a callback of {2} has them, and verifies nothing; "
            + "map it by MapCallback<{1}>, or call {1}.Verify and read the payload{3}"
    );

    public static readonly DiagnosticDescriptor EmptySecret = Rule(
        "CBG1016",
        "A verification must not pass without its secret",
        "{0}, so that whoever sends a request passes for the provider; "
            + "refuse every request until the secret is configured, and every request without a signature"
    );

    public static readonly DiagnosticDescriptor RepeatedEffect = Rule(
        "CBG1017",
        "An effect that must happen once should know repetitions",
        "{0}; store Receipt.IdempotencyKey under a unique constraint in the transaction of the "
            + "effect or hand the key on, or store the callback first and write through ICallbackDelivery",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor RefusalAnswered = Rule(
        "CBG1018",
        "A refused callback must not be answered as a success",
        "This answers a refused callback as if it had been accepted: the provider never sends it "
            + "again when a key was wrong, and nobody sees that something is forged; answer 401 or 400"
    );

    public static readonly DiagnosticDescriptor SentKey = Rule(
        "CBG1019",
        "The key and the clock of a verification must not come from the request",
        "The {0} of this verification is what the request says, so that whoever sends it chooses what passes; "
            + "take keys from configuration and the time from a TimeProvider"
    );

    public static readonly DiagnosticDescriptor SwallowedFailure = Rule(
        "CBG1020",
        "A handler must not answer its own failure with a success",
        "The provider is told that the callback was handled although it failed here, "
            + "and never sends it again; rethrow, or answer with an error"
    );

    public static readonly DiagnosticDescriptor AsyncVoid = Rule(
        "CBG1021",
        "A handler must not be async void",
        "Nobody can wait for an async void handler: the provider is answered before it has done anything; return a Task"
    );

    public static readonly DiagnosticDescriptor BlockedThread = Rule(
        "CBG1022",
        "A handler should not block on a task",
        "This blocks a thread until the task has ended, and callbacks come in bursts; await it"
    );

    public static readonly DiagnosticDescriptor RepeatedAddress = new(
        "CBG1025",
        "A feed must be mapped to an address once",
        "{0} is mapped to \"{1}\" a second time, so that every callback there fails as ambiguous; remove one of the two",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Of("CBG1025"),
        customTags: WellKnownDiagnosticTags.CompilationEnd
    );

    public static readonly DiagnosticDescriptor SelfConfirmation = Rule(
        "CBG1026",
        "A confirmation must ask the provider",
        "{0}, so that whatever anybody sent passes for confirmed; "
            + "query the provider's own API about the callback, and answer with what it says"
    );

    public static readonly DiagnosticDescriptor TestingKit = Rule(
        "CBG1027",
        "The testing kit must stay in tests",
        "{0} belongs to tests: what it makes was never sent by the provider"
    );

    public static readonly DiagnosticDescriptor NoIdempotencyKey = Rule(
        "CBG1030",
        "An idempotency key must be one that the feed has",
        "The idempotency key of {0} is always null, as its schema file names no \"{1}\"; "
            + "name members there that tell one event from another, or take another key{2}"
    );

    public static readonly DiagnosticDescriptor ChosenByRequest = Rule(
        "CBG1031",
        "What a callback changes must be named by the callback",
        "\"{0}\" is done to what the request names beside the callback ({1}), so that the callback of "
            + "one payment counts for anything; find it by a member of the payload, or compare the two first"
    );

    public static readonly DiagnosticDescriptor UnreadTestMode = Rule(
        "CBG1032",
        "A handler should tell tests from payments",
        "\"{0}\" happens for tests too, in which nobody pays: {1} says which callbacks are tests, and the handler never reads it{2}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor KeptMessage = Rule(
        "CBG1033",
        "A message must be of the request that is handled",
        "{0} is shared by all requests, so that this may be the callback of another one; keep it in a local and hand it on"
    );

    public static readonly DiagnosticDescriptor UnaskedMerchant = Rule(
        "CBG1044",
        "A handler should ask whose key verified a callback",
        "\"{0}\" happens whosever key verified the callback, and this program verifies with {1}: "
            + "one merchant's callback pays another's order; find the order by {2} too",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor InjectedText = Rule(
        "CBG1041",
        "Text of a callback must not become SQL, HTML or a command",
        "{0} becomes part of {1}, so that whoever wrote it says more there than a value; {2}{3}"
    );

    public static readonly DiagnosticDescriptor SteeringText = Rule(
        "CBG1042",
        "Text of a callback should not choose a file, an address or a pattern",
        "{0} becomes part of {1}, so that whoever wrote it has a say in what happens there; {2}{3}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor SpreadContent = Rule(
        "CBG1043",
        "Content of a callback should stay where it is handled",
        "{0} goes to {1}, where it outlives the callback and others find it; keep the members that are needed{2}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor SwitchedOff = Rule(
        "CBG1034",
        "Verification must not be switched off",
        "{0}; verify everywhere and keep the safeguards on, and let tests sign what they send by CallbackGen.Testing"
    );

    public static readonly DiagnosticDescriptor PartialProof = Rule(
        "CBG1035",
        "A verification of one's own must prove all of a callback",
        "{0}; compare a whole MAC over the body as it was received, or describe the feed in a schema file"
    );

    public static readonly DiagnosticDescriptor GivenAway = Rule(
        "CBG1036",
        "An answer must not tell what only the receiver should know",
        "{0} reaches {1}, and so those who may learn from it how to forge a callback; leave it out, and answer with a status"
    );

    public static readonly DiagnosticDescriptor OpenOperations = Rule(
        "CBG1037",
        "Whoever works the inbox or reads callbacks must have signed in",
        "\"{0}\" {1} for whoever finds this endpoint; add RequireAuthorization or [Authorize], or set a fallback policy"
    );

    public static readonly DiagnosticDescriptor QueuedInMemory = Rule(
        "CBG1038",
        "A callback should not wait in memory",
        "The provider is told that the callback was handled, and it is lost when the process ends: "
            + "this keeps it in memory; store it first by StoreFirst, or hand it to a queue that is on disk",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor IgnoredResult = Rule(
        "CBG1039",
        "A handler should ask whether its work succeeded",
        "\"{0}\" says by its result {1}, and nobody asks, so that a callback whose "
            + "work failed is answered with a success; ask for it, and throw where it failed",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor CommitEffect = Rule(
        "CBG1040",
        "What is committed with a callback should be written by its transaction",
        "{0}, so that the effect and the end of the callback may part; {1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor UnsavedChanges = Rule(
        "CBG1045",
        "What a handler changes must be saved",
        "{0}, so that the callback is acknowledged and its work is lost; {1}"
    );

    public static readonly DiagnosticDescriptor SoleItem = Rule(
        "CBG1046",
        "A handler should look at all that a request holds",
        "\"{0}\" may hold several, of which one is handled here, and all are acknowledged; "
            + "walk through them, or throw where there is more than one",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor ReleasedByMachine = Rule(
        "CBG1047",
        "A person should decide about callbacks that wait for one",
        "\"{0}\" is called by no person here, for callbacks that {1}; tell operators of them, and let them decide",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor UnreadDecider = Rule(
        "CBG1048",
        "A handler should read all that decides about a payment",
        "The handler {0}; read all that decides, and pay only for what the provider documents as paid{1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor ReturnedMoney = Rule(
        "CBG1049",
        "What goes back should be what was paid",
        "Money goes another way than it came: the handler {0}{1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor OtherOrder = Rule(
        "CBG1050",
        "A callback should pay for the order that was placed",
        "What is paid here is not what was ordered: the handler {0}{1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor SignedIn = Rule(
        "CBG1051",
        "A callback must not sign anybody in",
        "{0} signs in whoever brings this callback: a return link stands in histories and logs, works as long as its "
            + "signature, and may be handed on; let the customer sign in, or compare the callback with who has signed in"
    );

    public static readonly DiagnosticDescriptor CachedAnswer = Rule(
        "CBG1052",
        "The answer to a callback must not be cached",
        "{0} lets caches keep the answer to a callback, so that the next one is answered without its handler, "
            + "or one payer sees another's page; leave it out, and answer with Cache-Control: no-store"
    );

    public static readonly DiagnosticDescriptor TypedText = Rule(
        "CBG1053",
        "What a payer types should not decide",
        "\"{0}\" is what a payer types at the provider, and {1}; go by the order that the shop made, and keep the text beside it",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor GuessableProof = Rule(
        "CBG1054",
        "What proves a payment should be nothing that can be made up",
        "{0}; {1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor OtherSellers = Rule(
        "CBG1055",
        "A handler should ask whose order a callback may settle",
        "{0}, so that one seller's callback settles another's order; {1}{2}",
        DiagnosticSeverity.Info
    );

    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        BarePayload,
        UnverifiedRead,
        UncheckedResult,
        UnsignedRead,
        UnreadStatus,
        UncomparedAmount,
        KeyInSource,
        ComparedSignature,
        Leak,
        ForgottenWork,
        UnservedFeed,
        ForgedTrust,
        WrongLevel,
        UnvalidatedToken,
        HandRead,
        EmptySecret,
        RepeatedEffect,
        RefusalAnswered,
        SentKey,
        SwallowedFailure,
        AsyncVoid,
        BlockedThread,
        RepeatedAddress,
        SelfConfirmation,
        TestingKit,
        NoIdempotencyKey,
        ChosenByRequest,
        UnreadTestMode,
        KeptMessage,
        UnaskedMerchant,
        InjectedText,
        SteeringText,
        SpreadContent,
        SwitchedOff,
        PartialProof,
        GivenAway,
        OpenOperations,
        QueuedInMemory,
        IgnoredResult,
        CommitEffect,
        UnsavedChanges,
        SoleItem,
        ReleasedByMachine,
        UnreadDecider,
        ReturnedMoney,
        OtherOrder,
        SignedIn,
        CachedAnswer,
        TypedText,
        GuessableProof,
        OtherSellers,
    ];

    private static DiagnosticDescriptor Rule(
        string id,
        string title,
        string message,
        DiagnosticSeverity severity = DiagnosticSeverity.Warning
    ) => new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: RulePages.Of(id));
}
