using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1001: an endpoint, action, function or handler receives a payload as the framework binds it from any request, instead of the
/// message that only verification creates.
/// </summary>
public sealed class BarePayloadAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.BarePayload];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var search = new Search(symbols, places);
        context.RegisterOperationAction(search.Mapping, OperationKind.Invocation);
        context.RegisterSymbolAction(search.Method, SymbolKind.Method);
        context.RegisterSymbolAction(search.Property, SymbolKind.Property);
        context.RegisterSymbolAction(search.Base, SymbolKind.NamedType);
    }

    private sealed class Search(CallbackSymbols symbols, SchemaPlaces places)
    {
        private readonly PayloadShapes _shapes = new(symbols);

        public void Mapping(OperationAnalysisContext context)
        {
            if (RouteHandlers.Of((IInvocationOperation)context.Operation) is not { } handler)
                return;
            foreach (var parameter in handler.Method.Parameters)
            {
                if (EndpointMethods.IsService(parameter) || OfRoute(parameter) is not { } payload)
                    continue;
                if (handler.Method.MethodKind == MethodKind.Ordinary && OfMethod(parameter, handler.Method) is not null)
                    continue; // reported where it is declared
                // A function that is declared elsewhere is reported where it is mapped, because an editor analyzes one code block at a
                // time.
                var isInline = handler.Argument.Syntax.Span.Contains(parameter.DeclaringSyntaxReferences.FirstOrDefault()?.Span ?? default);
                var declared = isInline ? TypeOf(parameter, context.CancellationToken) : null;
                context.ReportDiagnostic(Create(declared ?? handler.Argument.Syntax.GetLocation(), parameter.Name, payload));
            }
        }

        public void Method(SymbolAnalysisContext context)
        {
            var method = (IMethodSymbol)context.Symbol;
            foreach (var parameter in method.Parameters)
            {
                if (OfMethod(parameter, method) is { } payload && TypeOf(parameter, context.CancellationToken) is { } location)
                    context.ReportDiagnostic(Create(location, parameter.Name, payload));
            }
        }

        public void Property(SymbolAnalysisContext context)
        {
            var property = (IPropertySymbol)context.Symbol;
            if (
                !EndpointMethods.IsBound(property)
                || _shapes.In(property.Type) is not { } payload
                || property.DeclaringSyntaxReferences is not [var reference]
                || reference.GetSyntax(context.CancellationToken) is not PropertyDeclarationSyntax declaration
            )
                return;
            context.ReportDiagnostic(Create(declaration.Type.GetLocation(), property.Name, payload));
        }

        /// <summary>
        /// Reports a controller whose generic base class has an action that receives a payload because the type argument is, or contains,
        /// one.
        /// </summary>
        public void Base(SymbolAnalysisContext context)
        {
            var type = (INamedTypeSymbol)context.Symbol;
            if (
                type.BaseType is not { IsGenericType: true } ancestor
                || !ancestor.TypeArguments.Any(argument => _shapes.In(argument) is not null)
                || !EndpointMethods.IsController(type)
            )
                return;
            foreach (
                var method in ancestor
                    .GetMembers()
                    .OfType<IMethodSymbol>()
                    .Where(method => !method.IsAbstract && EndpointMethods.IsAction(method))
            )
            {
                foreach (var parameter in method.Parameters)
                {
                    if (
                        IsOpen(parameter.OriginalDefinition.Type)
                        && OfMethod(parameter, method) is { } payload
                        && BaseOf(type, context.CancellationToken) is { } location
                    )
                        context.ReportDiagnostic(Create(location, parameter.Name, payload));
                }
            }
        }

        /// <summary>
        /// Returns the payload that a parameter of a method is or contains, regardless of the method's route; null when the framework does
        /// not bind the parameter from the request.
        /// </summary>
        private INamedTypeSymbol? OfMethod(IParameterSymbol parameter, IMethodSymbol method)
        {
            if (_shapes.In(parameter.Type) is not { } payload)
                return null;
            if (symbols.PayloadIn(parameter.Type) is not null)
                return EndpointMethods.IsFromRequest(parameter, method) ? payload : null;
            return EndpointMethods.IsFilled(parameter, method) && IsFilledShape(parameter) ? payload : null;
        }

        /// <summary>
        /// Returns the payload in a parameter of a route's function: the parameter itself, an item of a list, a member of a data type,
        /// or a member of a parameter object.
        /// </summary>
        private INamedTypeSymbol? OfRoute(IParameterSymbol parameter)
        {
            if (symbols.PayloadOf(parameter.Type) is { } payload)
                return payload;
            if (EndpointMethods.Has(parameter, "AsParametersAttribute"))
                return parameter
                    .Type.GetMembers()
                    .OfType<IPropertySymbol>()
                    .Where(member => !EndpointMethods.Has(member, "FromServicesAttribute"))
                    .Select(OfBag)
                    .FirstOrDefault(found => found is not null);
            if (_shapes.In(parameter.Type) is not { } held)
                return null;
            return symbols.PayloadIn(parameter.Type) is null
                ? IsFilledShape(parameter)
                    ? held
                    : null
                : IsAdded(parameter)
                    ? null
                    : held;
        }

        // A member of a parameter object is bound like a parameter.
        private INamedTypeSymbol? OfBag(IPropertySymbol member) =>
            _shapes.In(member.Type) is { } held
            && (symbols.PayloadIn(member.Type) is not null || EndpointMethods.IsNamedAsRequest(member) || PayloadShapes.IsData(member.Type))
                ? held
                : null;

        /// <summary>
        /// Whether a framework binds a parameter of the application's own type, and does not resolve it from the services.
        /// </summary>
        private bool IsFilledShape(IParameterSymbol parameter) =>
            EndpointMethods.IsNamedAsRequest(parameter) || PayloadShapes.IsData(parameter.Type) && !IsAdded(parameter);

        private bool IsAdded(IParameterSymbol parameter) =>
            !EndpointMethods.IsNamedAsRequest(parameter) && AddedServices.Has(parameter.Type, symbols.Compilation);

        private Diagnostic Create(Location location, string name, INamedTypeSymbol payload) =>
            HandlerAnalyzer.Create(
                HandlerRules.BarePayload,
                location,
                places.Of(payload),
                name,
                payload.Name,
                (symbols.ReachedBy(payload) ?? TrustLevel.Verified).ToString()
            );
    }

    private static bool IsOpen(ITypeSymbol type) =>
        type is ITypeParameterSymbol
        || type is IArrayTypeSymbol array && IsOpen(array.ElementType)
        || type is INamedTypeSymbol { IsGenericType: true } generic && generic.TypeArguments.Any(IsOpen);

    private static Location? BaseOf(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        type
            .DeclaringSyntaxReferences.Select(reference =>
                (reference.GetSyntax(cancellationToken) as TypeDeclarationSyntax)?.BaseList?.Types.FirstOrDefault()?.Type.GetLocation()
            )
            .FirstOrDefault(location => location is not null);

    private static Location? TypeOf(IParameterSymbol parameter, CancellationToken cancellationToken) =>
        parameter.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax(cancellationToken) is ParameterSyntax { Type: { } type }
            ? type.GetLocation()
            : null;
}
