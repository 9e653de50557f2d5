using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// Code outside of tests creates a message without verification: by reflection, unsafe code or a serializer (CBG1012), with the testing
/// kit (CBG1027), or by a confirmation that does not query the provider, or queries an address from the callback (CBG1026).
/// </summary>
public sealed class ForgedTrustAnalyzer : HandlerAnalyzer
{
    private const string TestingKit = "CallbackGen.Testing";

    private static readonly string[] Reflection =
    [
        "GetUninitializedObject",
        "GetSafeUninitializedObject",
        "CreateInstance",
        "GetConstructor",
        "GetConstructors",
        "GetField",
        "GetFields",
        "GetRuntimeFields",
        "InvokeMember",
    ];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [HandlerRules.ForgedTrust, HandlerRules.SelfConfirmation, HandlerRules.TestingKit];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        // The testing kit itself consists of the members that the rule reports.
        if (context.Compilation.AssemblyName == TestingKit)
            return;
        var selfAnswer = new SelfAnswer(symbols);
        var doubtful = new DoubtfulAnswers(symbols, selfAnswer);
        var address = new CallbackAddress(symbols);
        var reading = new Deserialization(symbols);
        context.RegisterOperationAction(
            operation => AnalyzeCall(operation, symbols, selfAnswer, doubtful, reading),
            OperationKind.Invocation
        );
        context.RegisterOperationAction(operation => AnalyzeCreation(operation, symbols, reading), OperationKind.ObjectCreation);
        AskedByUnsigned.Register(context, symbols, places, selfAnswer);
        context.RegisterOperationAction(
            operation => AnalyzeAddress(operation, address),
            OperationKind.Invocation,
            OperationKind.ObjectCreation,
            OperationKind.SimpleAssignment
        );
        context.RegisterOperationAction(operation => AnalyzeCast(operation, reading), OperationKind.Conversion, OperationKind.IsPattern);
        context.RegisterSymbolAction(symbol => AnalyzeAccessor(symbol, symbols), SymbolKind.Method);
        context.RegisterSymbolAction(symbol => AnalyzeAttributes(symbol, reading), SymbolKind.NamedType);
    }

    private static void AnalyzeCall(
        OperationAnalysisContext context,
        CallbackSymbols symbols,
        SelfAnswer selfAnswer,
        DoubtfulAnswers doubtful,
        Deserialization reading
    )
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        if (call.Instance is null && IsOfTestingKit(method.ContainingType))
            Report(context, HandlerRules.TestingKit, method.ContainingType);
        else if (method.Name == "ConfirmAsync" && symbols.LevelOf(method.ContainingType) is not null)
            AnalyzeConfirmation(context, call, selfAnswer.IsIn, doubtful);
        else if (method.Name == "ReconcileAsync" && CallbackSymbols.Is(method.ContainingType, symbols.Feed))
            AnalyzeConfirmation(context, call, selfAnswer.IsMadeUpIn, doubtful: null);
        else if ((ForgedBy(call, symbols) ?? reading.ReadBy(call)) is { } level)
            Report(context, HandlerRules.ForgedTrust, level);
    }

    private static void AnalyzeConfirmation(
        OperationAnalysisContext context,
        IInvocationOperation call,
        Func<IOperation, bool> asksNobody,
        DoubtfulAnswers? doubtful
    )
    {
        if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is not { } ask)
            return;
        if (asksNobody(ask))
            ReportConfirmation(context, "This answers in place of the provider without a query", ask);
        else if (doubtful?.Of(call, ask) is var (what, place))
            ReportConfirmation(context, what, place);
    }

    private static void AnalyzeAddress(OperationAnalysisContext context, CallbackAddress address)
    {
        var chosen = context.Operation switch
        {
            IInvocationOperation call => address.In(call),
            IObjectCreationOperation creation => address.In(creation),
            ISimpleAssignmentOperation assignment => address.In(assignment),
            _ => null,
        };
        if (chosen is not null)
            ReportConfirmation(context, "This queries an address that comes from the callback", chosen);
    }

    private static void ReportConfirmation(OperationAnalysisContext context, string what, IOperation place) =>
        context.ReportDiagnostic(Diagnostic.Create(HandlerRules.SelfConfirmation, place.Syntax.GetLocation(), what));

    private static void AnalyzeCreation(OperationAnalysisContext context, CallbackSymbols symbols, Deserialization reading)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (IsOfTestingKit(creation.Type))
            Report(context, HandlerRules.TestingKit, creation.Type!);
        else if ((symbols.LevelOf(creation.Type) is not null ? creation.Type : reading.ReadBy(creation)) is { } level)
            Report(context, HandlerRules.ForgedTrust, level);
    }

    /// <summary>Reports a cast of the result of a serializer to a message type.</summary>
    private static void AnalyzeCast(OperationAnalysisContext context, Deserialization reading)
    {
        var level = context.Operation switch
        {
            IConversionOperation conversion => reading.CastOf(conversion.Operand, conversion.Type),
            IIsPatternOperation match => reading.CastOf(match.Value, match.Pattern.NarrowedType),
            _ => null,
        };
        if (level is not null)
            Report(context, HandlerRules.ForgedTrust, level);
    }

    private static void AnalyzeAttributes(SymbolAnalysisContext context, Deserialization reading)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var attribute in type.GetAttributes())
        {
            if (
                reading.ReadBy(attribute, type) is { } level
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is { } syntax
            )
                context.ReportDiagnostic(Diagnostic.Create(HandlerRules.ForgedTrust, syntax.GetLocation(), level.Name));
        }
    }

    /// <summary>Reports a method with <c>UnsafeAccessorAttribute</c> that can access a message's constructor or fields.</summary>
    private static void AnalyzeAccessor(SymbolAnalysisContext context, CallbackSymbols symbols)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!EndpointMethods.Has(method, "UnsafeAccessorAttribute"))
            return;
        var level = symbols.LevelOf(method.ReturnType) is not null
            ? method.ReturnType
            : method.Parameters.Select(parameter => parameter.Type).FirstOrDefault(type => symbols.LevelOf(type) is not null);
        if (level is not null)
            context.ReportDiagnostic(Diagnostic.Create(HandlerRules.ForgedTrust, method.Locations[0], level.Name));
    }

    /// <summary>
    /// Returns the message type that a call of reflection or unsafe code creates, or whose private members it accesses; null for any other
    /// call.
    /// </summary>
    private static ITypeSymbol? ForgedBy(IInvocationOperation call, CallbackSymbols symbols)
    {
        var method = call.TargetMethod;
        if (method.ContainingType.Name == "Unsafe" && method.Name is "As" or "BitCast" or "AsRef" || Reflection.Contains(method.Name))
        {
            if (method.TypeArguments.LastOrDefault() is { } made && symbols.LevelOf(made) is not null && !IsSame(method))
                return made;
        }

        if (!Reflection.Contains(method.Name) || !IsOfPlatform(method.ContainingType))
            return null;
        return Values.Operands(call).Select(value => TypeIn(value, symbols, new Trail())).FirstOrDefault(type => type is not null);
    }

    // Unsafe.As from a message type to the same type creates no message, for example.
    private static bool IsSame(IMethodSymbol method) =>
        method.TypeArguments is [var from, var to] && SymbolEqualityComparer.Default.Equals(from, to);

    private static bool IsOfPlatform(ITypeSymbol type) =>
        EndpointMethods.IsIn(type, "System") || EndpointMethods.IsIn(type, "Microsoft.Extensions");

    /// <summary>Returns the message type in the <c>typeof</c> expression from which a value is computed; null when there is none.</summary>
    private static ITypeSymbol? TypeIn(IOperation value, CallbackSymbols symbols, Trail trail) =>
        !trail.Goes()
            ? null
            : Values.Bare(value) switch
            {
                ITypeOfOperation type => symbols.LevelOf(type.TypeOperand) is not null ? type.TypeOperand : null,
                ILocalReferenceOperation local => trail
                    .WrittenTo(local)
                    .Select(written => TypeIn(written, symbols, trail))
                    .FirstOrDefault(type => type is not null),
                IInvocationOperation { TargetMethod.Name: "MakeGenericType" or "GetTypeInfo", Instance: { } instance } => TypeIn(
                    instance,
                    symbols,
                    trail
                ),
                _ => null,
            };

    private static bool IsOfTestingKit(ITypeSymbol? type) =>
        type is not null && EndpointMethods.IsIn(type, TestingKit) && type.ContainingAssembly?.Name == TestingKit;

    private static void Report(OperationAnalysisContext context, DiagnosticDescriptor rule, ITypeSymbol made) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, context.Operation.Syntax.GetLocation(), made.Name));
}
