using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1038: a handler stores its callback only in the memory of the process, and the provider is answered.</summary>
public sealed class MemoryQueueAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.QueuedInMemory];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var parts = new CallbackParts(symbols);
        new CallbackFunctions(symbols).Register(context, (operation, _, body) => Analyze(operation, body, parts));
    }

    private static void Analyze(OperationAnalysisContext context, IOperation body, CallbackParts parts)
    {
        var words = DecidingWords.Of(context);
        var effects = new Effects(words);
        var queued = Values.Directly(body).Where(operation => Queues(operation, parts, words, effects, context)).ToList();
        if (
            queued.Count == 0
            || effects.In(body).Any(effect => !queued.Contains(effect) && !effects.Tells(effect) && !parts.TakesKeyOnly(effect))
        )
            return;
        context.ReportDiagnostic(Diagnostic.Create(HandlerRules.QueuedInMemory, queued[0].Syntax.GetLocation()));
    }

    /// <summary>
    /// Whether an operation queues data of the callback in memory, by itself or by a function of the compilation that does nothing else.
    /// </summary>
    private static bool Queues(
        IOperation operation,
        CallbackParts parts,
        DecidingWords words,
        Effects effects,
        OperationAnalysisContext context
    ) =>
        operation switch
        {
            IObjectCreationOperation creation => MemoryQueues.Is(creation)
                && creation.Arguments.Any(argument => parts.HasContent(argument.Value)),
            IEventAssignmentOperation
            {
                EventReference: IEventReferenceOperation { Event.ContainingType: { Name: "Timer" } timer }
            } elapsed => EndpointMethods.IsIn(timer, "System") && parts.HasContent(elapsed.HandlerValue),
            ISimpleAssignmentOperation assignment => MemoryQueues.Is(assignment) && parts.HasContent(assignment.Value),
            IInvocationOperation call => (MemoryQueues.Is(call) || IsFront(call, effects, context))
                && parts.InArguments(call).HasFlag(CallbackPart.Content)
                && !IsAside(call, words),
            _ => false,
        };

    /// <summary>Whether the queued data is for a log, a metric or a screen, by the name of the queue or of its item type.</summary>
    private static bool IsAside(IInvocationOperation call, DecidingWords words) =>
        Surroundings.IsLog(call.TargetMethod, words)
        || RequestData.Receiver(call) is { } queue
            && NamesOf(Values.Bare(queue))
                .Any(name => words.IsTelling(name) || words.Log.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));

    private static IEnumerable<string> NamesOf(IOperation queue)
    {
        for (IOperation? part = queue; part is not null; part = (part as IMemberReferenceOperation)?.Instance)
        {
            foreach (var argument in (part.Type as INamedTypeSymbol)?.TypeArguments ?? [])
                yield return argument.Name;
            var name = part switch
            {
                IMemberReferenceOperation member => member.Member.Name.TrimStart('_'),
                ILocalReferenceOperation local => local.Local.Name,
                IParameterReferenceOperation parameter => parameter.Parameter.Name,
                _ => "",
            };
            if (name.Length > 0)
                yield return char.ToUpperInvariant(name[0]) + name.Substring(1);
        }
    }

    /// <summary>Whether a function of the compilation only puts one of its parameters into a queue in memory.</summary>
    private static bool IsFront(IInvocationOperation call, Effects effects, OperationAnalysisContext context)
    {
        if (MethodBodies.Of(call.TargetMethod, context.Compilation, context.CancellationToken) is not { } body)
            return false;
        var calls = Values.Directly(body).OfType<IInvocationOperation>().ToList();
        var queued = calls.Where(MemoryQueues.Is).ToList();
        return queued.Exists(inner =>
                inner.Arguments.Any(argument => argument.Descendants().Any(part => part is IParameterReferenceOperation))
            ) && !calls.Exists(inner => !queued.Contains(inner) && effects.IsEffect(inner));
    }
}
