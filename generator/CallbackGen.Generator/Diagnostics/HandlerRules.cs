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
        "{0} reads {1} from the request without verifying it; take {2} as a parameter instead{3}");

    public static readonly DiagnosticDescriptor UncheckedResult = Rule(
        "CBG1003", "A verification result must be checked before it is used",
        "{0}");

    public static readonly DiagnosticDescriptor UnsignedRead = Rule(
        "CBG1004", "A member outside the signature must be confirmed before it is read",
        "{0} lies outside the signature, so that whoever saw one callback can choose it; ask the provider through ConfirmAsync and read the confirmed payload{1}");

    public static readonly DiagnosticDescriptor UnreadStatus = Rule(
        "CBG1005", "A handler should look at the status before it acts",
        "The handler acts on {0} but never reads {1}, which says whether it was paid{2}");

    public static readonly DiagnosticDescriptor UncomparedAmount = Rule(
        "CBG1006", "A handler should compare what was paid before it marks something as paid",
        "The handler marks something as paid but never compares {0} with what was asked for{1}", DiagnosticSeverity.Info);

    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        BarePayload,
        UnverifiedRead,
        UncheckedResult,
        UnsignedRead,
        UnreadStatus,
        UncomparedAmount,
    ];

    private static DiagnosticDescriptor Rule(string id, string title, string message, DiagnosticSeverity severity = DiagnosticSeverity.Warning) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: RulePages.Of(id));
}
