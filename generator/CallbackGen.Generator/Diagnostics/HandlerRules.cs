using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>
/// What can be wrong with the C# that handles callbacks. Each has a page under generator/rules. The last argument of a
/// message about a payload is its place in the schema file.
/// </summary>
internal static class HandlerRules
{
    private const string Category = "CallbackGen.Handlers";

    public static readonly DiagnosticDescriptor BarePayload = Rule(
        "CBG1001", "A handler must take the verified message, not the payload",
        "\"{0}\" takes {1} as anybody may send it: nothing is verified; take {2}<{1}> instead{3}");

    public static readonly DiagnosticDescriptor UnverifiedRead = Rule(
        "CBG1002", "A callback must not be read around its verification",
        "\"{0}\" reads {1} from the request beside its verification; {2}{3}");

    public static readonly DiagnosticDescriptor UncheckedResult = Rule(
        "CBG1003", "A verification result must be checked before it is used",
        "{0}, so that a refused callback passes for a genuine one; check it by IsSuccess or TryGetValue, or call GetValueOrThrow");

    public static readonly DiagnosticDescriptor UnsignedRead = Rule(
        "CBG1004", "A member outside the signature must be confirmed before it is read",
        "{0} lies outside the signature, so that whoever saw one callback can choose it; ask the provider through ConfirmAsync and read the confirmed payload{1}");

    public static readonly DiagnosticDescriptor UnreadStatus = Rule(
        "CBG1005", "A handler should look at the status before it acts",
        "The handler acts on {0} but never reads {1}, which says whether it was paid{2}");

    public static readonly DiagnosticDescriptor UncomparedAmount = Rule(
        "CBG1006", "A handler should compare what was paid before it marks something as paid",
        "The handler marks something as paid but never compares {0} with what was asked for{1}", DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor KeyInSource = Rule(
        "CBG1007", "A key must come from configuration, not from source",
        "This key stands in the source, where everybody who reads it can sign callbacks; read it from configuration: user secrets, the environment, a vault");

    public static readonly DiagnosticDescriptor ComparedSignature = Rule(
        "CBG1008", "A signature must be compared in constant time",
        "{0} is compared up to the first difference, so that the time taken tells how much of a forgery is right; use CryptographicOperations.FixedTimeEquals");

    public static readonly DiagnosticDescriptor Leak = Rule(
        "CBG1009", "Content of a callback must not reach a log",
        "{0} reaches {1}, where it outlives the callback and is read by others; leave it out{2}");

    public static readonly DiagnosticDescriptor LostCallback = Rule(
        "CBG1010", "A handler must not answer before its work is done",
        "{0}");

    public static readonly DiagnosticDescriptor Endpoints = new(
        "CBG1011", "A feed should have one endpoint at one address",
        "{0}", Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: RulePages.Of("CBG1011"), customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor ForgedTrust = Rule(
        "CBG1012", "Trust in a callback must come from its proof",
        "{0}");

    public static readonly DiagnosticDescriptor WrongRung = Rule(
        "CBG1013", "A message must be of the rung that its feed reaches",
        "{0}; take {1} instead{2}");

    public static readonly DiagnosticDescriptor NoIdempotencyKey = Rule(
        "CBG1030", "An idempotency key must be one that the feed has",
        "The idempotency key of {0} is always null, as its schema file names no \"{1}\"; name members there that tell one event from another, or take another key{2}");

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
        LostCallback,
        Endpoints,
        ForgedTrust,
        WrongRung,
        NoIdempotencyKey,
    ];

    private static DiagnosticDescriptor Rule(string id, string title, string message, DiagnosticSeverity severity = DiagnosticSeverity.Warning) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: RulePages.Of(id));
}
