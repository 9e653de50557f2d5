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
        "\"{0}\" is an unverified {1}, which anyone can send; use {2}<{1}> instead{3}"
    );

    public static readonly DiagnosticDescriptor UnverifiedRead = Rule(
        "CBG1002",
        "Reading a callback must not bypass its verification",
        "\"{0}\" reads {1} from the request and bypasses its verification; {2}{3}"
    );

    public static readonly DiagnosticDescriptor UncheckedResult = Rule(
        "CBG1003",
        "A verification result must be checked before it is used",
        "{0}, so a refused callback is treated as genuine; check IsSuccess or TryGetValue, or call GetValueOrThrow"
    );

    public static readonly DiagnosticDescriptor UnsignedRead = Rule(
        "CBG1004",
        "A member outside the signature must be confirmed before it is read",
        "{0} is not covered by the signature, so an attacker can change it; query the provider through ConfirmAsync and read the "
            + "confirmed payload{1}"
    );

    public static readonly DiagnosticDescriptor UnreadStatus = Rule(
        "CBG1005",
        "A handler should look at the status before it acts",
        "The handler acts on {0} {1}{2}"
    );

    public static readonly DiagnosticDescriptor UncomparedAmount = Rule(
        "CBG1006",
        "A handler should compare the paid amount before it marks something as paid",
        "The handler {0}{1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor KeyInSource = Rule(
        "CBG1007",
        "A key must come from configuration, not from source",
        "This key is in the source code, and anyone who can read it can sign callbacks; read it from configuration: user secrets, "
            + "the environment, a vault"
    );

    public static readonly DiagnosticDescriptor ComparedSignature = Rule(
        "CBG1008",
        "A signature must be compared in constant time",
        "{0} is compared only up to the first difference, so the duration reveals how much of a forgery is correct; use "
            + "CryptographicOperations.FixedTimeEquals"
    );

    public static readonly DiagnosticDescriptor Leak = Rule(
        "CBG1009",
        "Content of a callback must not reach a log",
        "{0} reaches {1}, where it is kept and others can read it; omit it{2}"
    );

    public static readonly DiagnosticDescriptor ForgottenWork = Rule(
        "CBG1010",
        "A handler must not answer before its work is done",
        "The provider gets a success answer before this work is done, and does not redeliver the callback if it fails; await it"
    );

    public static readonly DiagnosticDescriptor UnservedFeed = new(
        "CBG1011",
        "A feed should have an endpoint",
        "No endpoint serves {0}, so its callbacks are answered 404; map it with MapCallback<{0}>, or remove its schema file from the "
            + "project",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Of("CBG1011"),
        customTags: WellKnownDiagnosticTags.CompilationEnd
    );

    public static readonly DiagnosticDescriptor ForgedTrust = Rule(
        "CBG1012",
        "Trust in a callback must come from its proof",
        "This creates a {0} without verification; use the message that the handler receives"
    );

    public static readonly DiagnosticDescriptor WrongLevel = Rule(
        "CBG1013",
        "A message type must match the trust level of its feed",
        "{0}; take {1} instead{2}"
    );

    public static readonly DiagnosticDescriptor UnvalidatedToken = Rule(
        "CBG1014",
        "A token must be validated before it is read",
        "{0}, so anyone can forge the token; declare the scheme \"jwt\" in the feed's schema and use the verified message, or call "
            + "ValidateTokenAsync with the provider's keys"
    );

    public static readonly DiagnosticDescriptor HandRead = Rule(
        "CBG1015",
        "A callback of a compiled feed must not be read by hand",
        "This reads {0}, members of the feed {2}, from an unverified request; map it by MapCallback<{1}>, or call {1}.Verify and "
            + "read the payload{3}"
    );

    public static readonly DiagnosticDescriptor EmptySecret = Rule(
        "CBG1016",
        "A verification must not pass without its secret",
        "{0}, so any sender is treated as the provider; refuse every request until the secret is configured, and every request "
            + "without a signature"
    );

    public static readonly DiagnosticDescriptor RepeatedEffect = Rule(
        "CBG1017",
        "An effect that must happen once should detect repetitions",
        "{0}; store Receipt.IdempotencyKey under a unique constraint in the transaction of the effect or pass the key on, or store "
            + "the callback first and write through ICallbackDelivery",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor RefusalAnswered = Rule(
        "CBG1018",
        "A refused callback must not be answered as a success",
        "This answers a refused callback with a success: the provider does not redeliver it if a key was wrong, and monitoring shows "
            + "no forgery; answer 401 or 400"
    );

    public static readonly DiagnosticDescriptor SentKey = Rule(
        "CBG1019",
        "The key and the clock of a verification must not come from the request",
        "The {0} of this verification comes from the request, so the sender can make any callback valid; read keys from "
            + "configuration and the time from a TimeProvider"
    );

    public static readonly DiagnosticDescriptor SwallowedFailure = Rule(
        "CBG1020",
        "A handler must not answer its own failure with a success",
        "The provider gets a success answer although the handler failed here, and does not redeliver the callback; rethrow, or "
            + "answer with an error"
    );

    public static readonly DiagnosticDescriptor AsyncVoid = Rule(
        "CBG1021",
        "A handler must not be async void",
        "The caller cannot await an async void handler: the provider is answered before the work is done; return a Task"
    );

    public static readonly DiagnosticDescriptor BlockedThread = Rule(
        "CBG1022",
        "A handler should not block on a task",
        "This blocks a thread until the task completes, and callbacks arrive in bursts; await it"
    );

    public static readonly DiagnosticDescriptor RepeatedAddress = new(
        "CBG1025",
        "A feed must be mapped to an address once",
        "{0} is mapped to \"{1}\" a second time, so every callback there fails as ambiguous; remove one of the two",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Of("CBG1025"),
        customTags: WellKnownDiagnosticTags.CompilationEnd
    );

    public static readonly DiagnosticDescriptor SelfConfirmation = Rule(
        "CBG1026",
        "A confirmation must query the provider",
        "{0}, so a forged callback counts as confirmed; query the provider's own API about the callback, and return its answer"
    );

    public static readonly DiagnosticDescriptor TestingKit = Rule(
        "CBG1027",
        "The testing kit must stay in tests",
        "{0} is for tests only: the provider never sent what it creates"
    );

    public static readonly DiagnosticDescriptor NoIdempotencyKey = Rule(
        "CBG1030",
        "An idempotency key must be one that the feed has",
        "The idempotency key of {0} is always null, because its schema file has no {1}; name members there that distinguish "
            + "events, or use another key{2}"
    );

    public static readonly DiagnosticDescriptor ChosenByRequest = Rule(
        "CBG1031",
        "The callback must identify what its handler changes",
        "\"{0}\" acts on a value of the request outside the callback ({1}), so a callback of one payment can be used for another; "
            + "look it up by a member of the payload, or compare the two first"
    );

    public static readonly DiagnosticDescriptor UnreadTestMode = Rule(
        "CBG1032",
        "A handler should distinguish tests from payments",
        "\"{0}\" is called for test callbacks too, which no one pays: {1} marks them, and the handler never reads it{2}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor KeptMessage = Rule(
        "CBG1033",
        "A message must be of the request that is handled",
        "{0} is shared by all requests, so this may be the callback of another request; store it in a local variable and pass it on"
    );

    public static readonly DiagnosticDescriptor UnaskedMerchant = Rule(
        "CBG1044",
        "A handler should check whose key verified a callback",
        "\"{0}\" is called regardless of whose key verified the callback, and this program verifies with {1}: one merchant's "
            + "callback can pay another's order; find the order by {2} too",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor InjectedText = Rule(
        "CBG1041",
        "Text of a callback must not become SQL, HTML or a command",
        "{0} becomes part of {1}, so its author can inject code there; {2}{3}"
    );

    public static readonly DiagnosticDescriptor SteeringText = Rule(
        "CBG1042",
        "Text of a callback should not choose a file, an address or a pattern",
        "{0} becomes part of {1}, so its author can influence the result; {2}{3}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor SpreadContent = Rule(
        "CBG1043",
        "Content of a callback should stay where it is handled",
        "{0} goes to {1}, where it is kept and others can read it; store only the members that are needed{2}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor SwitchedOff = Rule(
        "CBG1034",
        "Verification must not be switched off",
        "{0}; verify in every environment, and sign the requests of tests with CallbackGen.Testing"
    );

    public static readonly DiagnosticDescriptor PartialProof = Rule(
        "CBG1035",
        "A hand-written verification must cover the whole callback",
        "{0}; compare the complete MAC over the body as received, or describe the feed in a schema file"
    );

    public static readonly DiagnosticDescriptor GivenAway = Rule(
        "CBG1036",
        "An answer must not disclose secrets of the verification",
        "{0} reaches {1}, which helps an attacker to forge a callback; omit it, and answer with a status"
    );

    public static readonly DiagnosticDescriptor OpenOperations = Rule(
        "CBG1037",
        "Access to the inbox or to stored callbacks must require a login",
        "\"{0}\" {1} for anyone who calls this endpoint; add RequireAuthorization or [Authorize], or set a fallback policy"
    );

    public static readonly DiagnosticDescriptor QueuedInMemory = Rule(
        "CBG1038",
        "A callback should not wait in memory",
        "The provider gets a success answer, and the callback is lost when the process ends, because this only keeps it in memory; "
            + "store it first by StoreFirst, or use a durable queue",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor IgnoredResult = Rule(
        "CBG1039",
        "A handler should check whether its work succeeded",
        "\"{0}\" returns {1}, which is not checked, so a callback whose work failed is answered with a success; check it, and throw "
            + "on failure",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor CommitEffect = Rule(
        "CBG1040",
        "An effect should be written by the transaction that completes its callback",
        "{0}, so the effect and the completion of the callback are not atomic; {1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor UnsavedChanges = Rule(
        "CBG1045",
        "Changes of a handler must be saved",
        "{0}, so the callback is acknowledged and its work is lost; {1}"
    );

    public static readonly DiagnosticDescriptor SoleItem = Rule(
        "CBG1046",
        "A handler should handle every item of a request",
        "\"{0}\" may contain several items, of which only one is handled here, and all are acknowledged; iterate over them, or throw "
            + "if there is more than one",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor ReleasedByMachine = Rule(
        "CBG1047",
        "A person should decide about conflicts and quarantined callbacks",
        "\"{0}\" is called automatically here, for callbacks that {1}; notify operators, and let them decide",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor UnreadDecider = Rule(
        "CBG1048",
        "A handler should read every member that decides about a payment",
        "The handler {0}; read all deciding members, and fulfil only what the provider documents as paid{1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor ReturnedMoney = Rule(
        "CBG1049",
        "A refund should be of the amount that the callback reports",
        "The refund does not match the payment: the handler {0}{1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor OtherOrder = Rule(
        "CBG1050",
        "A callback should pay for the order that was placed",
        "The paid order may not be the one that was placed: the handler {0}{1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor SignedIn = Rule(
        "CBG1051",
        "A callback must not sign a user in",
        "{0} signs in anyone who sends this callback: a return link is stored in histories and logs, stays valid as long as its "
            + "signature, and may be passed on; let the customer sign in, or compare the callback with the signed-in user"
    );

    public static readonly DiagnosticDescriptor CachedAnswer = Rule(
        "CBG1052",
        "The answer to a callback must not be cached",
        "{0} lets caches store the answer to a callback, so the next callback is answered without its handler, or one payer sees "
            + "another's page; remove it, and answer with Cache-Control: no-store"
    );

    public static readonly DiagnosticDescriptor TypedText = Rule(
        "CBG1053",
        "A decision should not depend on text that a payer types",
        "\"{0}\" is text that a payer types at the provider, and {1}; use the order that the shop created, and only store the text "
            + "with it",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor GuessableProof = Rule(
        "CBG1054",
        "A proof of payment should not be forgeable",
        "{0}; {1}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor OtherSellers = Rule(
        "CBG1055",
        "A handler should check whose order a callback may settle",
        "{0}, so one seller's callback settles another's order; {1}{2}",
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
