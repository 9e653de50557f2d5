using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds codes, tokens and licences that a handler derives from known or guessable values: the order number, the time, a random
/// number without cryptographic strength.
/// </summary>
internal sealed class DerivedCodes(CallbackSymbols symbols, Compilation compilation, CancellationToken cancellationToken)
{
    // The ends of names for secrets. Code, Token, Secret and Pin must be the whole name.
    private static readonly string[] Secrets =
    [
        "GiftCode",
        "GiftCard",
        "GiftCardCode",
        "Voucher",
        "VoucherCode",
        "Coupon",
        "CouponCode",
        "License",
        "Licence",
        "LicenseKey",
        "LicenceKey",
        "LicenseCode",
        "ActivationCode",
        "ActivationKey",
        "AccessCode",
        "AccessToken",
        "AccessKey",
        "DownloadCode",
        "DownloadToken",
        "DownloadKey",
        "RedeemCode",
        "RedemptionCode",
        "UnlockCode",
        "UnlockKey",
        "SerialNumber",
        "SerialKey",
        "SerialCode",
        "Password",
        "Passcode",
        "Pin",
        "PinCode",
        "Secret",
        "Token",
        "TicketCode",
        "PromoCode",
        "InviteCode",
        "InvitationCode",
        "PickupCode",
        "CollectionCode",
        "ProductKey",
        "ApiKey",
        "Code",
    ];

    // Names of codes that need not be secret.
    private static readonly string[] Known =
    [
        "CancellationToken",
        "StoppingToken",
        "IdempotencyToken",
        "ContinuationToken",
        "CsrfToken",
        "TokenKey",
    ];

    private static readonly string[] Makers = ["Make", "Create", "Generate", "New", "Build", "Issue", "Derive", "Compute"];

    private static readonly string[] Made = ["Code", "Token", "License", "Licence", "Voucher", "Coupon", "Serial", "Key"];

    private static readonly string[] Encoders = ["WebEncoders", "Base64UrlEncoder", "Base64UrlTextEncoder"];

    // Names of values that an attacker does not know.
    private static readonly string[] Salts = ["Secret", "Salt", "Pepper", "Key", "Password", "Nonce", "Random"];

    private static readonly string[] Times = ["UtcNow", "Now", "Ticks", "TickCount", "TickCount64", "Today"];

    /// <summary>
    /// Returns the name of a code, the values from which it is derived in words, and the operation; null where an operation creates no
    /// code, or one that cannot be guessed.
    /// </summary>
    public (string Name, string Of, IOperation Place)? Of(IOperation operation)
    {
        var (name, value) = operation switch
        {
            IVariableDeclaratorOperation { Symbol.Name: var local } declarator => (local, declarator.GetVariableInitializer()?.Value),
            ISimpleAssignmentOperation
            {
                Target: IPropertyReferenceOperation { Property: { Name: var property, ContainingType.Name: not "HttpContext" } }
            } assignment => (property, assignment.Value),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local.Name: var local } } assignment => (
                local,
                assignment.Value
            ),
            IArgumentOperation
            {
                Parameter: { Name: var parameter, Type.SpecialType: SpecialType.System_String },
                ArgumentKind: ArgumentKind.Explicit
            } argument => (parameter, argument.Value),
            _ => default((string?, IOperation?)),
        };
        if (
            name is null
            || value is null
            || value.Type?.SpecialType is not (SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64)
            || !IsSecret(name)
        )
            return null;
        return MadeOf(value) is { } of ? (name, of, value) : null;
    }

    /// <summary>Whether an operation may create a code, by its name.</summary>
    public static bool MayBe(IOperation operation) =>
        operation switch
        {
            IVariableDeclaratorOperation { Symbol.Name: var name } => IsSecret(name),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name } } => IsSecret(name),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local.Name: var name } } => IsSecret(name),
            IArgumentOperation { Parameter: { Name: var name, Type.SpecialType: SpecialType.System_String } } => IsSecret(name),
            _ => false,
        };

    private static bool IsSecret(string name)
    {
        var pascal = name.TrimStart('_') is { Length: > 0 } bare ? char.ToUpperInvariant(bare[0]) + bare.Substring(1) : "";
        if (Array.Exists(Known, word => pascal.EndsWith(word, StringComparison.Ordinal)))
            return false;
        return Array.Exists(
            Secrets,
            word => word is "Code" or "Token" or "Secret" or "Pin" ? pascal == word : pascal.EndsWith(word, StringComparison.Ordinal)
        );
    }

    /// <summary>
    /// Returns in words the known values from which a value is derived; null where it contains an unguessable part, or is only passed on.
    /// </summary>
    private string? MadeOf(IOperation value)
    {
        var bare = Values.Bare(value);
        if (!IsMade(bare))
            return null;
        var parts = new List<IOperation>();
        Collect(bare, parts, new Trail());
        if (parts.Exists(IsUnknown))
            return null;
        if (
            parts.Exists(part =>
                part is IInvocationOperation { TargetMethod: { ContainingType.Name: "Random", Name: var next } }
                    && next.StartsWith("Next", StringComparison.Ordinal)
                || part is IObjectCreationOperation { Type.Name: "Random" }
            )
        )
            return "random numbers that can be foretold";
        if (
            parts.Exists(part =>
                part is IPropertyReferenceOperation { Property: var member }
                    && (CallbackSymbols.IsPayloadMember(member) || IsNumber(member))
                || symbols.PayloadOf(part.Type) is not null
            )
        )
            return "values that others know or can guess";
        if (parts.Exists(IsCount))
            return "a number that is counted up";
        return parts.Exists(part =>
            part
                is IPropertyReferenceOperation
            {
                Property: { Name: var time, ContainingType.Name: "DateTime" or "DateTimeOffset" or "Environment" }
            }
            && Times.Contains(time)
        )
            ? "the time, which can be guessed"
            : null;
    }

    /// <summary>Whether a value is composed here, or by a function of the project that is named so.</summary>
    private bool IsMade(IOperation value) =>
        value switch
        {
            IInterpolatedStringOperation text => text.Parts.OfType<IInterpolationOperation>().Any(),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } => true,
            IInvocationOperation
            {
                TargetMethod:
                {
                    Name: "Format"
                        or "Concat"
                        or "Join"
                        or "ToHexString"
                        or "ToHexStringLower"
                        or "ToBase64String"
                        or "Next"
                        or "NextInt64"
                        or "GetHashCode"
                }
            } => true,
            IInvocationOperation
            {
                TargetMethod:
                {
                    Name: "Substring"
                        or "ToUpperInvariant"
                        or "ToUpper"
                        or "ToLowerInvariant"
                        or "ToLower"
                        or "Replace"
                        or "ToString"
                        or "PadLeft"
                        or "TrimEnd"
                        or "Insert"
                        or "Remove"
                },
                Instance: { } instance
            } => IsMade(Values.Bare(instance))
                || instance is IPropertyReferenceOperation { Property.Name: var time } && Times.Contains(time),
            IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } call => (
                Makers.Any(word => DecidingWords.StartsWithWord(method.Name, word))
                || Array.Exists(Made, word => DecidingWords.HasHump(method.Name, word))
            )
                && MethodBodies.Of(method, compilation, cancellationToken) is { } body
                && Values.Returned(body).Any(returned => IsMadeInside(returned))
                && call.Arguments.Length > 0,
            IImplicitIndexerReferenceOperation { Instance: { } whole } => IsMade(Values.Bare(whole)),
            _ => false,
        };

    private static bool IsMadeInside(IOperation returned) =>
        Values.Bare(returned)
            is not (
                IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: false }
                or ILiteralOperation
                or IParameterReferenceOperation
                or IFieldReferenceOperation
                or IPropertyReferenceOperation { Property.IsIndexer: false }
            );

    /// <summary>
    /// Collects all parts of a value: through locals, and through the return values of a function of the project, one call away.
    /// </summary>
    private void Collect(IOperation value, List<IOperation> parts, Trail trail, bool mayStep = true)
    {
        if (!trail.Goes())
            return;
        parts.Add(value);
        IEnumerable<IOperation> inner = value.ChildOperations;
        if (value is ILocalReferenceOperation local)
            inner = trail.WrittenTo(local);
        else if (
            mayStep
            && value is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method }
            && MethodBodies.Of(method, compilation, cancellationToken) is { } body
        )
            parts.AddRange(body.Descendants());
        foreach (var part in inner)
            Collect(part, parts, trail, mayStep);
    }

    /// <summary>Whether a member of the application's own type is a sequential number.</summary>
    private static bool IsNumber(IPropertySymbol member) =>
        !member.ContainingType.DeclaringSyntaxReferences.IsEmpty
        && !CallbackSymbols.IsPayloadRecord(member.ContainingType)
        && (
            member.Name == "Id" && member.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64
            || member.Name.EndsWith("Number", StringComparison.Ordinal)
        );

    private static bool IsSalt(string name) => Array.Exists(Salts, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool IsCount(IOperation part) =>
        part
            is IInvocationOperation
        {
            TargetMethod.Name: "Count" or "CountAsync" or "LongCount" or "LongCountAsync" or "Max" or "MaxAsync"
        };

    /// <summary>
    /// Whether a part cannot be guessed, or possibly cannot: bytes of a random generator, a MAC, the answer of a service.
    /// </summary>
    private static bool IsUnknown(IOperation part) =>
        !IsCount(part)
        && part switch
        {
            IInvocationOperation { TargetMethod: { ContainingType: { } type, Name: var name } method } => type.Name
                is "RandomNumberGenerator"
                    or "Guid"
                    or "IDataProtector"
                    or "ITimeLimitedDataProtector"
                    or "DataProtectionCommonExtensions"
                || type.Name.StartsWith("HMAC", StringComparison.Ordinal)
                || type.Name.StartsWith("Hmac", StringComparison.Ordinal)
                || name is "Protect" or "NewGuid" or "CreateVersion7"
                || method.DeclaringSyntaxReferences.IsEmpty && !EndpointMethods.IsIn(type, "System") && !Encoders.Contains(type.Name)
                || method.ContainingType.TypeKind == TypeKind.Interface,
            IObjectCreationOperation { Type: { } made } => made.Name.StartsWith("HMAC", StringComparison.Ordinal),
            IFieldReferenceOperation { Field: { IsConst: false, IsStatic: false, Type.Name: not "Random" } } => true,
            IPropertyReferenceOperation { Property: var member } => !CallbackSymbols.IsPayloadMember(member)
                && (IsSalt(member.Name) || member.Type.Name == "Guid"),
            IParameterReferenceOperation { Parameter.Name: var parameter } => IsSalt(parameter),
            _ => false,
        };
}
