using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1001: an endpoint, action, function or handler takes a payload as the framework reads it out of any request,
/// instead of the message that only verification makes.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BarePayloadAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.BarePayload];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        context.RegisterOperationAction(operation => AnalyzeMapping(operation, symbols, places), OperationKind.Invocation);
        context.RegisterSymbolAction(symbol => AnalyzeMethod(symbol, symbols, places), SymbolKind.Method);
        context.RegisterSymbolAction(symbol => AnalyzeProperty(symbol, symbols, places), SymbolKind.Property);
        context.RegisterSymbolAction(symbol => AnalyzeBase(symbol, symbols, places), SymbolKind.NamedType);
    }

    private static void AnalyzeMapping(OperationAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        if (RouteHandlers.Of((IInvocationOperation)context.Operation) is not { } handler)
            return;
        foreach (var parameter in handler.Method.Parameters)
        {
            if (Payload(parameter, symbols) is not { } payload || EndpointMethods.Has(parameter, "FromServicesAttribute"))
                continue;
            if (handler.Method.MethodKind == MethodKind.Ordinary && EndpointMethods.IsFromRequest(parameter, handler.Method))
                continue; // reported where it is declared
            // What is declared elsewhere is named where it is mapped: an editor looks at one piece of code at a time.
            var isInline = handler.Argument.Syntax.Span.Contains(parameter.DeclaringSyntaxReferences.FirstOrDefault()?.Span ?? default);
            var declared = isInline ? TypeOf(parameter, context.CancellationToken) : null;
            context.ReportDiagnostic(Create(declared ?? handler.Argument.Syntax.GetLocation(), parameter.Name, payload, symbols, places));
        }
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var method = (IMethodSymbol)context.Symbol;
        foreach (var parameter in method.Parameters)
        {
            if (Payload(parameter, symbols) is { } payload && EndpointMethods.IsFromRequest(parameter, method) && TypeOf(parameter, context.CancellationToken) is { } location)
                context.ReportDiagnostic(Create(location, parameter.Name, payload, symbols, places));
        }
    }

    private static void AnalyzeProperty(SymbolAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var property = (IPropertySymbol)context.Symbol;
        if (symbols.PayloadIn(property.Type) is not { } payload || !EndpointMethods.IsBound(property)
            || property.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax(context.CancellationToken) is not PropertyDeclarationSyntax declaration)
            return;
        context.ReportDiagnostic(Create(declaration.Type.GetLocation(), property.Name, payload, symbols, places));
    }

    /// <summary>A controller whose generic base has an action that takes whatever type argument it is given.</summary>
    private static void AnalyzeBase(SymbolAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.BaseType is not { IsGenericType: true } ancestor || !ancestor.TypeArguments.Any(argument => symbols.PayloadIn(argument) is not null) || !EndpointMethods.IsController(type))
            return;
        foreach (var method in ancestor.GetMembers().OfType<IMethodSymbol>().Where(method => !method.IsAbstract && EndpointMethods.IsAction(method)))
        {
            foreach (var parameter in method.Parameters)
            {
                if (parameter.OriginalDefinition.Type is ITypeParameterSymbol && Payload(parameter, symbols) is { } payload && EndpointMethods.IsFromRequest(parameter, method)
                    && BaseOf(type, context.CancellationToken) is { } location)
                    context.ReportDiagnostic(Create(location, parameter.Name, payload, symbols, places));
            }
        }
    }

    private static Location? BaseOf(INamedTypeSymbol type, CancellationToken cancellationToken) => type.DeclaringSyntaxReferences
        .Select(reference => (reference.GetSyntax(cancellationToken) as TypeDeclarationSyntax)?.BaseList?.Types.FirstOrDefault()?.Type.GetLocation())
        .FirstOrDefault(location => location is not null);

    private static Diagnostic Create(Location location, string name, INamedTypeSymbol payload, CallbackSymbols symbols, SchemaPlaces places) =>
        Create(HandlerRules.BarePayload, location, places.Of(payload), name, payload.Name, (symbols.ReachedBy(payload) ?? Rung.Verified).ToString());

    /// <summary>The payload that a parameter brings: itself, a list of it, or one among the members of a bag of parameters.</summary>
    private static INamedTypeSymbol? Payload(IParameterSymbol parameter, CallbackSymbols symbols)
    {
        if (symbols.PayloadIn(parameter.Type) is { } payload)
            return payload;
        // A record is a shape and never a service, so that a framework fills it, payload included.
        if (!EndpointMethods.Has(parameter, "AsParametersAttribute") && !(EndpointMethods.Has(parameter, "FromBodyAttribute") && parameter.Type.IsRecord))
            return null;
        return parameter.Type.GetMembers().OfType<IPropertySymbol>().Select(member => symbols.PayloadIn(member.Type)).FirstOrDefault(found => found is not null);
    }

    private static Location? TypeOf(IParameterSymbol parameter, CancellationToken cancellationToken) =>
        parameter.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax(cancellationToken) is ParameterSyntax { Type: { } type } ? type.GetLocation() : null;
}
