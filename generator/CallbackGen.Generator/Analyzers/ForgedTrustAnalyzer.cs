using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1012: code that ships makes a message without verification: by reflection or unsafe code, with the testing kit, or
/// by a confirmation that asks nobody.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForgedTrustAnalyzer : HandlerAnalyzer
{
    private const string TestingKit = "CallbackGen.Testing";

    private static readonly string[] Reflection =
    [
        "GetUninitializedObject", "GetSafeUninitializedObject", "CreateInstance", "GetConstructor", "GetConstructors", "GetField", "GetFields", "GetRuntimeFields",
        "InvokeMember", "Deserialize",
    ];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.ForgedTrust];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        // The kit itself is built of what it hands out.
        if (TestProjects.IsTest(context.Compilation, context.Options) || context.Compilation.AssemblyName == TestingKit)
            return;
        var selfAnswer = new SelfAnswer(symbols);
        context.RegisterOperationAction(operation => AnalyzeCall(operation, symbols, selfAnswer), OperationKind.Invocation);
        context.RegisterOperationAction(operation => AnalyzeCreation(operation, symbols), OperationKind.ObjectCreation);
        context.RegisterSymbolAction(symbol => AnalyzeAccessor(symbol, symbols), SymbolKind.Method);
    }

    private static void AnalyzeCall(OperationAnalysisContext context, CallbackSymbols symbols, SelfAnswer selfAnswer)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        if (call.Instance is null && IsOfTestingKit(method.ContainingType))
            Report(context, $"{method.ContainingType.Name} belongs to tests: what it makes was never sent by the provider");
        else if (method.Name == "ConfirmAsync" && symbols.RungOf(method.ContainingType) is not null)
            AnalyzeConfirmation(context, call, selfAnswer.IsIn, "confirms the callback by itself");
        else if (method.Name == "ReconcileAsync" && CallbackSymbols.Is(method.ContainingType, symbols.Feed))
            AnalyzeConfirmation(context, call, selfAnswer.IsMadeUpIn, "makes up a callback that never came");
        else if (ForgedBy(call, symbols) is { } rung)
            Report(context, $"This makes a {rung.Name} that nobody verified; take the one that verification gives to the handler");
    }

    private static void AnalyzeConfirmation(OperationAnalysisContext context, IInvocationOperation call, Func<IOperation, bool> asksNobody, string does)
    {
        if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is { } ask && asksNobody(ask))
            context.ReportDiagnostic(Diagnostic.Create(
                HandlerRules.ForgedTrust, ask.Syntax.GetLocation(), $"This {does} and asks nobody; query the provider's own API about it"));
    }

    private static void AnalyzeCreation(OperationAnalysisContext context, CallbackSymbols symbols)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (IsOfTestingKit(creation.Type))
            Report(context, $"{creation.Type!.Name} belongs to tests: what it makes was never sent by the provider");
        else if (symbols.RungOf(creation.Type) is not null)
            Report(context, $"This makes a {creation.Type!.Name} that nobody verified; take the one that verification gives to the handler");
    }

    /// <summary>A method that the runtime lets past the accessibility of a message's constructor or fields.</summary>
    private static void AnalyzeAccessor(SymbolAnalysisContext context, CallbackSymbols symbols)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!EndpointMethods.Has(method, "UnsafeAccessorAttribute"))
            return;
        var rung = symbols.RungOf(method.ReturnType) is not null ? method.ReturnType : method.Parameters.Select(parameter => parameter.Type).FirstOrDefault(type => symbols.RungOf(type) is not null);
        if (rung is not null)
            context.ReportDiagnostic(Diagnostic.Create(
                HandlerRules.ForgedTrust, method.Locations[0], $"This makes a {rung.Name} that nobody verified; take the one that verification gives to the handler"));
    }

    /// <summary>The message that a call of reflection or unsafe code makes, or reaches into; null for any other call.</summary>
    private static ITypeSymbol? ForgedBy(IInvocationOperation call, CallbackSymbols symbols)
    {
        var method = call.TargetMethod;
        if (method.ContainingType.Name == "Unsafe" && method.Name is "As" or "BitCast" or "AsRef" || Reflection.Contains(method.Name))
        {
            if (method.TypeArguments.LastOrDefault() is { } made && symbols.RungOf(made) is not null && !IsSame(method))
                return made;
        }

        if (!Reflection.Contains(method.Name) || !IsOfPlatform(method.ContainingType))
            return null;
        return call.Arguments.Select(argument => argument.Value).Concat([call.Instance]).OfType<IOperation>().Select(value => TypeIn(value, symbols, new Trail())).FirstOrDefault(type => type is not null);
    }

    // Unsafe.As of a message to itself.
    private static bool IsSame(IMethodSymbol method) => method.TypeArguments is [var from, var to] && SymbolEqualityComparer.Default.Equals(from, to);

    private static bool IsOfPlatform(ITypeSymbol type) => EndpointMethods.IsIn(type, "System") || EndpointMethods.IsIn(type, "Microsoft.Extensions");

    /// <summary>The message whose <c>typeof</c> a value is, or is made from.</summary>
    private static ITypeSymbol? TypeIn(IOperation value, CallbackSymbols symbols, Trail trail) => !trail.Goes() ? null : Values.Bare(value) switch
    {
        ITypeOfOperation type => symbols.RungOf(type.TypeOperand) is not null ? type.TypeOperand : null,
        ILocalReferenceOperation local => trail.WrittenTo(local).Select(written => TypeIn(written, symbols, trail)).FirstOrDefault(type => type is not null),
        IInvocationOperation { TargetMethod.Name: "MakeGenericType" or "GetTypeInfo", Instance: { } instance } => TypeIn(instance, symbols, trail),
        _ => null,
    };

    private static bool IsOfTestingKit(ITypeSymbol? type) => type is not null && EndpointMethods.IsIn(type, TestingKit) && type.ContainingAssembly?.Name == TestingKit;

    private static void Report(OperationAnalysisContext context, string message) =>
        context.ReportDiagnostic(Diagnostic.Create(HandlerRules.ForgedTrust, context.Operation.Syntax.GetLocation(), message));
}
