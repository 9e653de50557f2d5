using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where code reads a token, or would accept it, without verifying its signature.</summary>
internal static class TokenReads
{
    private static readonly string[] Namespaces = ["System.IdentityModel.Tokens", "Microsoft.IdentityModel"];

    private static readonly string[] Readers = ["ReadJwtToken", "ReadToken", "ReadJsonWebToken"];

    private static readonly string[] Tokens = ["JsonWebToken", "JwtSecurityToken"];

    private static readonly string[] Decoders =
    [
        "FromBase64String",
        "Base64UrlDecode",
        "Decode",
        "DecodeBytes",
        "DecodeFromChars",
        "DecodeFromUtf8",
    ];

    private static readonly string[] Validations =
    [
        "ValidateToken",
        "ValidateTokenAsync",
        "ValidateSignature",
        "ValidateJWS",
        "FixedTimeEquals",
        "VerifyData",
        "VerifyHash",
    ];

    /// <summary>Whether a function also validates tokens: it may read a header to find the key.</summary>
    public static bool Validates(ServingFunction function) =>
        function.Operations.Any(operation => operation is IInvocationOperation call && Validations.Contains(call.TargetMethod.Name));

    /// <summary>Returns the text of the token that an operation decodes; null when it decodes none.</summary>
    public static IOperation? Text(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call when Readers.Contains(call.TargetMethod.Name) && IsOfLibrary(call.TargetMethod.ContainingType) => call
                .Arguments.FirstOrDefault()
                ?.Value,
            IInvocationOperation call when Decoders.Contains(call.TargetMethod.Name) && call.Arguments is [var encoded, ..] => Split(
                encoded.Value,
                new Trail()
            ),
            IObjectCreationOperation { Type: { } type, Arguments: [var token] }
                when Tokens.Contains(type.Name) && IsOfLibrary(type) && token.Parameter?.Type.SpecialType == SpecialType.System_String =>
                token.Value,
            _ => null,
        };

    /// <summary>
    /// Returns in words the check that an assignment to a member of <c>TokenValidationParameters</c> disables; null when it disables none.
    /// </summary>
    public static string? SwitchedOff(ISimpleAssignmentOperation assignment)
    {
        if (
            assignment.Target
                is not IPropertyReferenceOperation
                {
                    Property: { ContainingType: { Name: "TokenValidationParameters" } type, Name: var name }
                }
            || !IsOfLibrary(type)
        )
            return null;
        return name switch
        {
            "RequireSignedTokens" when assignment.Value.ConstantValue is { HasValue: true, Value: false } =>
                "\"RequireSignedTokens = false\" accepts unsigned tokens",
            "SignatureValidator" or "SignatureValidatorUsingConfiguration" when AcceptsAll(assignment.Value) =>
                $"This \"{name}\" accepts every signature",
            _ => null,
        };
    }

    /// <summary>Whether a token's text comes from a verified payload, or from the storage for tokens that ASP.NET has validated.</summary>
    public static bool IsVerified(IOperation text) => IsVerified(text, new Trail());

    private static bool IsVerified(IOperation text, Trail trail) =>
        trail.Goes()
        && Values.Bare(text) switch
        {
            IPropertyReferenceOperation { Property: var property } reference => CallbackSymbols.IsPayloadMember(property)
                || reference.Instance is { } instance && IsVerified(instance, trail),
            IInvocationOperation call => call.TargetMethod.Name.StartsWith("GetToken", StringComparison.Ordinal)
                || (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } source && IsVerified(source, trail),
            ILocalReferenceOperation local => trail.WrittenTo(local).Any(written => IsVerified(written, trail)),
            _ => false,
        };

    /// <summary>Whether a function that validates a signature returns its input unchecked.</summary>
    private static bool AcceptsAll(IOperation validator)
    {
        if (Values.Bare(validator) is not IAnonymousFunctionOperation lambda)
            return false;
        var returned = lambda
            .Body.Descendants()
            .OfType<IReturnOperation>()
            .Select(answer => answer.ReturnedValue)
            .OfType<IOperation>()
            .ToList();
        return returned.Count > 0
            && returned.TrueForAll(answer => IsRead(answer, new Trail()))
            && !lambda
                .Body.Descendants()
                .Any(operation =>
                    operation is IInvocationOperation call
                    && (Validations.Contains(call.TargetMethod.Name) || SignatureValues.IsMac(call.TargetMethod.ContainingType))
                );
    }

    private static bool IsRead(IOperation answer, Trail trail) =>
        trail.Goes()
        && Values.Bare(answer) switch
        {
            ILocalReferenceOperation local => trail.WrittenTo(local).Any(written => IsRead(written, trail)),
            var bare => Text(bare) is not null,
        };

    /// <summary>Returns the token of which a value is the part between the dots with the claims.</summary>
    private static IOperation? Split(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            return null;
        return Values.Bare(value) switch
        {
            IArrayElementReferenceOperation { Indices: [{ ConstantValue: { HasValue: true, Value: 1 } }], ArrayReference: var parts } =>
                Parts(parts, trail),
            ILocalReferenceOperation local => trail
                .WrittenTo(local)
                .Select(written => Split(written, trail))
                .FirstOrDefault(token => token is not null),
            IInvocationOperation
            {
                TargetMethod: { Name: "Replace" or "PadRight" or "Trim" or "TrimEnd" or "Concat" or "GetBytes" }
            } call => (
                call.TargetMethod.Name == "GetBytes"
                    ? call.Arguments.FirstOrDefault()?.Value
                    : call.Instance ?? call.Arguments.FirstOrDefault()?.Value
            )
                is { } source
                ? Split(source, trail)
                : null,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Split(sum.LeftOperand, trail),
            _ => null,
        };
    }

    private static IOperation? Parts(IOperation parts, Trail trail) =>
        Values.Bare(parts) switch
        {
            IInvocationOperation
            {
                TargetMethod.Name: "Split",
                Instance: { } token,
                Arguments: [{ Value.ConstantValue: { HasValue: true, Value: '.' or "." } }, ..]
            } => token,
            ILocalReferenceOperation local => trail
                .WrittenTo(local)
                .Select(written => Parts(written, trail))
                .FirstOrDefault(token => token is not null),
            _ => null,
        };

    private static bool IsOfLibrary(ITypeSymbol type) => Namespaces.Any(name => EndpointMethods.IsIn(type, name));
}
