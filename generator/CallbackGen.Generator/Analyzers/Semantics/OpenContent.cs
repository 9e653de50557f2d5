using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds endpoints that return the stored content of a callback to any caller that knows, or guesses, the number of an order.
/// </summary>
internal static class OpenContent
{
    // Usual names of the column or member that stores a callback.
    private static readonly string[] Kept =
    [
        "Payload",
        "Callback",
        "Webhook",
        "Raw",
        "RawBody",
        "Document",
        "Json",
        "Body",
        "Postback",
        "Ipn",
    ];

    private static readonly string[] Texts = ["JsonElement", "JsonDocument", "JsonNode", "JsonObject"];

    // Names of members with data of the payer, in the same row.
    private static readonly string[] Payers =
    [
        "PayerName",
        "PayerEmail",
        "PayerPhone",
        "Iban",
        "AccountNumber",
        "BankAccount",
        "CardNumber",
    ];

    /// <summary>Registers the search.</summary>
    public static void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols)
    {
        var code = new CallbackCode(symbols);
        var logins = new Logins(context.Compilation);
        context.RegisterOperationAction(
            operation => Analyze(operation, symbols, code, logins),
            OperationKind.Invocation,
            OperationKind.Return
        );
    }

    private static void Analyze(OperationAnalysisContext context, CallbackSymbols symbols, CallbackCode code, Logins logins)
    {
        foreach (var value in AnswerSinks.In(context.Operation, context.ContainingSymbol))
        {
            if (ContentIn(value, symbols) is not { } content)
                continue;
            var function = ServingFunction.Of(context.Operation, context.ContainingSymbol);
            if (
                !function.IsEndpoint
                || function.Symbol is not { } endpoint
                || !endpoint.Parameters.Any(IsGuessed)
                || code.Touches(function)
                || LooksAtUser(function)
                || logins.Guard(function, context.CancellationToken)
                || !CallbackProjects.Receive(context.Compilation)
            )
                continue;
            context.ReportDiagnostic(
                Diagnostic.Create(
                    HandlerRules.OpenOperations,
                    content.Place.Syntax.GetLocation(),
                    DiagnosticSeverity.Info,
                    null,
                    null,
                    content.Name,
                    "shows the content of a payer's callback"
                )
            );
            return;
        }
    }

    /// <summary>
    /// Returns the callback content in an answer: a member that stores a callback, a payload, or a row with such a member.
    /// </summary>
    private static (string Name, IOperation Place)? ContentIn(IOperation value, CallbackSymbols symbols)
    {
        var bare = Values.Bare(value);
        switch (bare)
        {
            case IPropertyReferenceOperation { Property: var member } when IsKept(member):
                return (member.Name, bare);
            case IAnonymousObjectCreationOperation made:
                return made
                    .Initializers.OfType<ISimpleAssignmentOperation>()
                    .Select(part => ContentIn(part.Value, symbols))
                    .FirstOrDefault(found => found is not null);
            case IObjectCreationOperation made:
                return made
                    .Arguments.Select(argument => argument.Value)
                    .Concat(made.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Select(part => part.Value) ?? [])
                    .Select(part => ContentIn(part, symbols))
                    .FirstOrDefault(found => found is not null);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return ContentIn(choice.WhenTrue, symbols) ?? ContentIn(otherwise, symbols);
            case ICoalesceOperation coalesce:
                return ContentIn(coalesce.Value, symbols);
            case IInvocationOperation
            {
                TargetMethod: { ContainingType.Name: "JsonSerializer" or "JsonDocument" or "JsonNode" or "Encoding" },
                Arguments: [var read, ..]
            } when ContentIn(read.Value, symbols) is { } inner:
                return inner;
            case IInvocationOperation query when ColumnOf(query) is { } column:
                return (column, bare);
            case ILocalReferenceOperation local
                when Values.WrittenTo(local) is [var written]
                    && Values.Bare(written) is IInvocationOperation query
                    && ColumnOf(query) is { } column:
                return (column, bare);
            case IConditionalAccessOperation { WhenNotNull: IPropertyReferenceOperation { Property: var kept } } when IsKept(kept):
                return (kept.Name, bare);
            case ILocalReferenceOperation
            or IInvocationOperation
            or IParameterReferenceOperation
                when RowOf(bare.Type) is { } row
                    && (symbols.PayloadOf(row) is not null || row.GetMembers().OfType<IPropertySymbol>().Any(IsKept)):
                return (row.Name, bare);
            default:
                return null;
        }
    }

    /// <summary>Returns the column with stored callbacks among those that a SQL statement reads.</summary>
    private static string? ColumnOf(IInvocationOperation query)
    {
        foreach (var sql in query.Arguments.Select(argument => Values.Constant(argument.Value)?.Trim()).OfType<string>())
        {
            var end = sql.IndexOf(" from ", StringComparison.OrdinalIgnoreCase);
            if (
                end > 0
                && sql.StartsWith("select ", StringComparison.OrdinalIgnoreCase)
                && sql.IndexOf("where", StringComparison.OrdinalIgnoreCase) > end
                && sql.Substring(7, end - 7)
                    .Split(',', ' ', '.')
                    .FirstOrDefault(column => Kept.Any(word => DecidingWords.HasHump(DecidingWords.NameOf(column), word)))
                    is { } kept
            )
                return kept;
        }

        return null;
    }

    private static INamedTypeSymbol? RowOf(ITypeSymbol? type) =>
        type switch
        {
            INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } => RowOf(result),
            INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } named
                when !named.DeclaringSyntaxReferences.IsEmpty => named,
            _ => null,
        };

    private static bool IsKept(IPropertySymbol member) =>
        !member.ContainingType.DeclaringSyntaxReferences.IsEmpty
        && member.DeclaredAccessibility == Accessibility.Public
        && (
            IsText(member.Type) && Kept.Any(word => DecidingWords.HasHump(member.Name, word))
            || member.Type.SpecialType == SpecialType.System_String && Payers.Contains(member.Name)
        );

    private static bool IsText(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_String
        || Texts.Contains(type.Name)
        || type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte };

    /// <summary>Whether a request selects the row by a value that others know: a number, a reference. A Guid may be a secret.</summary>
    private static bool IsGuessed(IParameterSymbol parameter) =>
        !EndpointMethods.IsService(parameter)
        && !DecidingWords.HasHump(parameter.Name, "token")
        && !DecidingWords.HasHump(parameter.Name, "Token")
        && !DecidingWords.HasHump(parameter.Name, "secret")
        && parameter.Type.SpecialType is SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64;

    private static bool LooksAtUser(ServingFunction function) =>
        function.Symbol!.Parameters.Any(parameter => parameter.Type.Name == "ClaimsPrincipal")
        || function.Operations.Any(operation =>
            operation
                is IPropertyReferenceOperation { Property: { Name: "User", Type.Name: "ClaimsPrincipal" } }
                    or IInvocationOperation { TargetMethod.Name: "Unprotect" or "FixedTimeEquals" or "GetUserAsync" or "GetUserId" }
        );
}
