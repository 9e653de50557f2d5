using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Emits the location and the form of a feed's proof, for code that describes it or that signs test callbacks.</summary>
internal static class ProofEmitter
{
    private const string Definitions = "global::CallbackGen.Definitions.";

    /// <summary>Emits the definition's list of proofs; nothing where nothing is signed.</summary>
    public static void Emit(CodeWriter writer, FeedModel feed)
    {
        IReadOnlyList<VerifyModel> schemes = feed.Verify switch
        {
            null or NoVerify => [],
            AnyOfVerify several => several.Alternatives,
            var one => [one],
        };
        // The scheme of a schema with errors is not reliable, and its verifier rejects every request.
        if (schemes.Count == 0 || feed.HasErrors)
            return;
        writer.Line("Proofs =");
        writer.Line("[");
        writer.Indent();
        foreach (var scheme in schemes)
            writer.Line($"{Proof(scheme, (scheme.Payload ?? feed.Payload).IsToken)},");
        writer.Unindent();
        writer.Line("],");
    }

    /// <summary>Emits the proof of a handshake; nothing where it has none.</summary>
    public static void EmitChallenge(CodeWriter writer, ChallengeModel challenge)
    {
        if (challenge.Verify is not NoVerify)
            writer.Line($"ChallengeProof = {Proof(challenge.Verify, carriesPayload: false)},");
    }

    private static string Proof(VerifyModel scheme, bool carriesPayload) =>
        scheme switch
        {
            MessageVerify message => Proof(scheme, message.Signature.From, Message(message)),
            JwtVerify jwt => Proof(scheme, jwt.From, Jwt(jwt, carriesPayload)),
            TokenVerify token => Proof(scheme, token.From, [.. Prefix(token.Prefix), Keys(token.Key?.Names ?? [])]),
            _ => throw new InvalidOperationException(scheme.GetType().Name),
        };

    private static string Proof(VerifyModel scheme, SourceModel from, IEnumerable<string> properties) =>
        $"new({Literals.Text(scheme.Scheme.Word())}, {Literals.Text(from.Text)}) {{ {string.Join(", ", properties)} }}";

    private static IEnumerable<string> Message(MessageVerify scheme)
    {
        var signature = scheme.Signature;
        yield return $"Algorithms = [{Literals.Text(scheme.Algorithm.Word())}]";
        yield return Keys(scheme.Key?.Names ?? scheme.MessageKeys);
        yield return $"Encoding = {Definitions}SignatureEncoding.{FeedEmitter.Word(signature.Encoding)}";
        if (signature.Format != SignatureFormat.Plain)
        {
            yield return $"Format = {Definitions}SignatureFormat.{FeedEmitter.Word(signature.Format)}";
            yield return $"Separator = {Literals.Character(signature.Separator)}";
        }

        if (signature.Pick is { } pick)
            yield return $"Pick = {Literals.Text(pick)}";
        foreach (var prefix in Prefix(signature.Prefix))
            yield return prefix;
        if (signature.PrefixKey is { } prefixKey)
            yield return $"PrefixKey = {Literals.Text(prefixKey)}, PrefixEnd = {Literals.Text(signature.PrefixEnd)}";
        if (scheme.Timestamp is { } time)
        {
            yield return $"Time = new({Literals.Text(time.From.Text)}, "
                + $"{Definitions}TimestampUnit.{(time.Unit is { } unit ? FeedEmitter.Word(unit) : "Formatted")}, "
                + $"{Literals.TimeSpan(time.ToleranceTicks)})"
                + (time.Unit is null ? $" {{ DateFormat = {Literals.Text(time.Format)}, Offset = {FeedEmitter.Offset(time)} }}" : "");
        }

        if (scheme.Also.Count > 0)
            yield return $"Also = {Literals.List(scheme.Also, Equality)}";
    }

    private static string Equality(EqualityModel equality) =>
        $"new {Definitions}CallbackEquality({Literals.Text(Text(equality.Value))}, {Literals.Text(Text(equality.EqualTo))})";

    private static IEnumerable<string> Jwt(JwtVerify jwt, bool carriesPayload)
    {
        yield return $"Algorithms = {Literals.List(jwt.Algorithms, algorithm => Literals.Text(algorithm.Word()))}";
        yield return Keys(jwt.Key?.Names ?? []);
        foreach (var prefix in Prefix(jwt.Prefix))
            yield return prefix;
        if (carriesPayload)
            yield return "CarriesPayload = true";
        if (jwt.Claims.Count > 0)
            yield return $"Claims = {Literals.List(jwt.Claims, Claim)}";
        if (jwt.Header.Count > 0)
            yield return $"TokenHeader = {Literals.List(jwt.Header, Claim)}";
        if (jwt.Message is not null)
            yield return "IsDetached = true";
        if (jwt.Unencoded)
            yield return "IsUnencoded = true";
    }

    private static string Claim(ClaimModel claim)
    {
        var age = claim.MaxAgeTicks is { } ticks ? Literals.TimeSpan(ticks) : "null";
        var equalTo = claim.EqualTo is { } term ? Literals.Text(Text(term)) : "null";
        return $"new {Definitions}CallbackProofClaim({Literals.Text(claim.Name)}, {Literals.Bool(claim.Required)}, {age}, {equalTo})";
    }

    private static IEnumerable<string> Prefix(string prefix)
    {
        if (prefix.Length > 0)
            yield return $"Prefix = {Literals.Text(prefix)}";
    }

    private static string Keys(IEnumerable<string> names) => $"Keys = {Literals.List(names.Distinct(), Literals.Text)}";

    /// <summary>Returns a term as the schema writes it: text, or a source in braces with its filters.</summary>
    private static string Text(TermModel term) =>
        term.Source.Kind == SourceKind.Const && term.Filters.Count == 0
            ? term.Source.Name
            : $"{{{term.Source.Text}{string.Concat(term.Filters.Select(Text))}}}";

    private static string Text(FilterModel filter) => $"|{string.Join(":", new[] { filter.Name }.Concat(filter.Arguments))}";
}
