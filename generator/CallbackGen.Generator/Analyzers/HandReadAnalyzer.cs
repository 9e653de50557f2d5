using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1015: an endpoint reads the members of a compiled feed from the request by their names, and verifies nothing.</summary>
public sealed class HandReadAnalyzer : HandlerAnalyzer
{
    // Names that interfaces of all kinds use: by themselves they do not identify a feed.
    private static readonly string[] CommonNames =
    [
        "id",
        "name",
        "email",
        "phone",
        "status",
        "state",
        "type",
        "kind",
        "event",
        "data",
        "object",
        "code",
        "message",
        "description",
        "amount",
        "total",
        "price",
        "currency",
        "quantity",
        "items",
        "lines",
        "date",
        "time",
        "timestamp",
        "created",
        "updated",
        "url",
        "token",
        "value",
        "version",
        "reason",
        "order",
        "order_id",
        "orderId",
        "customer",
        "customer_id",
        "user",
        "user_id",
        "reference",
        "note",
        "number",
        "title",
        "comment",
        "address",
        "country",
        "city",
        "language",
        "metadata",
    ];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.HandRead];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var code = new CallbackCode(symbols);
        var names = new WireNames(places);
        context.RegisterOperationBlockAction(block =>
        {
            var reported = new HashSet<IOperation>();
            foreach (var read in block.OperationBlocks.SelectMany(root => root.DescendantsAndSelf()).Where(NamedReads.MayBe))
            {
                var function = ServingFunction.Of(read, block.OwningSymbol);
                if (reported.Add(function.Body))
                    Analyze(block, function, code, names, places);
            }
        });
    }

    private static void Analyze(
        OperationBlockAnalysisContext context,
        ServingFunction function,
        CallbackCode code,
        WireNames wires,
        SchemaPlaces places
    )
    {
        var callers = function.Callers(context.Compilation, context.CancellationToken);
        var reads = new NamedReads(function, callers).OfRequest().ToList();
        string[] names = [.. reads.Select(read => read.Name).Distinct(StringComparer.Ordinal)];
        if (
            names.Length < 2
            || code.Verifies(function)
            || callers.Any(found => code.Verifies(found.Caller))
            || wires.Find(names) is not { } match
            || !IsCallback(
                function,
                [.. callers.Select(found => found.Caller)],
                names,
                match,
                code,
                DecidingWords.Of(context.Options, function.Body.Syntax.SyntaxTree)
            )
        )
            return;
        var first = reads.Where(read => match.Names.Contains(read.Name)).OrderBy(read => read.Place.Syntax.SpanStart).First();
        context.ReportDiagnostic(
            Create(
                HandlerRules.HandRead,
                first.Place.Syntax.GetLocation(),
                places.Of(match.Feed),
                string.Join(", ", match.Names.Take(3).Select(name => $"\"{name}\"")),
                match.Feed.TypeName,
                match.Feed.FeedName
            )
        );
    }

    /// <summary>
    /// Whether code that reads names of a feed serves that feed, and not an interface of the application with some of the same names. Its
    /// name, its calling endpoint's name or its proof may show that. Otherwise all names that it reads must be the feed's, and either two
    /// of them are not common or the code acts on them.
    /// </summary>
    private static bool IsCallback(
        ServingFunction function,
        IReadOnlyList<ServingFunction> callers,
        string[] names,
        WireMatch match,
        CallbackCode code,
        DecidingWords words
    )
    {
        if (match.ReadsProof || code.Serves(function) || callers.Any(code.Serves))
            return true;
        if (match.Names.Count < names.Length)
            return false;
        var isTelling = match.Names.Count(name => !CommonNames.Contains(name)) >= 2;
        return (function.IsEndpoint ? [function] : callers).Any(endpoint =>
            !Logins.AreAsked(endpoint) && (isTelling || endpoint.Operations.OfType<IInvocationOperation>().Any(new Effects(words).Orders))
        );
    }
}
