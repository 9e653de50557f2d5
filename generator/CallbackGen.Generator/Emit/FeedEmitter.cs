using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Emits the members that make a payload record a feed: its definition, its verification and its roles.</summary>
internal static class FeedEmitter
{
    private static readonly string[] AllRoles = ["Reference", "Status", "Amount", "Currency"];

    public static string Interface(FeedModel feed) => $"global::CallbackGen.I{feed.Trust}Payload<{feed.TypeName}>";

    private static string Message(FeedModel feed) => $"global::CallbackGen.{feed.Trust}<{feed.TypeName}>";

    public static void EmitMembers(CodeWriter writer, FeedModel feed)
    {
        var type = feed.TypeName;
        var self = $"global::CallbackGen.ICallbackPayload<{type}>";
        EmitDefinition(writer, feed);
        writer.Line();
        var verb = feed.Trust == TrustLevel.Received ? "Receive" : "Verify";
        writer.Lines([
            .. Literals.Summary(
                feed.Trust == TrustLevel.Received
                    ? "Reads a callback. Nothing about it is proven."
                    : "Verifies a callback and reads its payload. Hostile input yields a rejection, never an exception."
            ),
        ]);
        writer.Line(
            $"public static global::CallbackGen.CallbackResult<{Message(feed)}> {verb}(global::CallbackGen.CallbackRequest request, "
                + $"global::CallbackGen.CallbackKeys keys, global::System.TimeProvider? clock = null) =>"
        );
        writer.Continuation($"Feed.{verb}(request, keys, clock);");
        writer.Line();
        writer.Line($"static global::CallbackGen.CallbackFeed<{type}> {self}.Feed => Feed;");
        writer.Line();
        writer.Line(
            $"static global::System.Text.Json.Serialization.Metadata.JsonTypeInfo<"
                + $"{type}>? {self}.JsonTypeInfo => {type}JsonContext.Default.{type};"
        );
        writer.Line();
        writer.Line(
            $"static {type}? {self}.Verify(global::CallbackGen.Verification.CallbackVerification verification) => "
                + $"{VerifierEmitter.Namespace}.{type}Verifier.Verify(verification);"
        );
        writer.Line();
        writer.Line(
            $"static {type}? global::CallbackGen.Reading.IReadablePayload<{type}>.Read<TReader>(ref TReader reader) => "
                + $"{type}Reader.Read(ref reader);"
        );
        writer.Line();
        if (feed.HasSelection)
        {
            writer.Line(
                $"static bool {self}.Selects(global::CallbackGen.Verification.CallbackVerification verification) => "
                    + $"{VerifierEmitter.Namespace}.{type}Verifier.Selects(verification);"
            );
            writer.Line();
        }

        EmitAnswers(writer, feed, self);
        EmitRoles(writer, feed, self);
        writer.Line();
        EmitKeys(writer, feed, self);
        if (feed.Trust == TrustLevel.Verified)
            return;
        writer.Line();
        EmitSameSigned(writer, feed);
    }

    private static void EmitAnswers(CodeWriter writer, FeedModel feed, string self)
    {
        const string Verification = "global::CallbackGen.Verification.CallbackVerification verification";
        var verifier = $"{VerifierEmitter.Namespace}.{feed.TypeName}Verifier";
        if (feed.HasErrors)
            return;
        if (feed.Acknowledgement is not null)
        {
            writer.Line(
                $"static global::CallbackGen.CallbackAcknowledgement? {self}.Acknowledge({Verification}) => "
                    + $"{verifier}.Acknowledge(verification);"
            );
            writer.Line();
        }

        if (feed.Challenge is null)
            return;
        writer.Line($"static bool {self}.IsChallenge({Verification}) => {verifier}.IsChallenge(verification);");
        writer.Line();
        writer.Line(
            $"static global::CallbackGen.CallbackAcknowledgement? {self}.Respond({Verification}) => {verifier}.Respond(verification);"
        );
        writer.Line();
    }

    private static void EmitDefinition(CodeWriter writer, FeedModel feed)
    {
        writer.Lines([.. Literals.Summary($"The feed {feed.FeedName}: what arrives, how it proves itself and what is answered.")]);
        writer.Line(
            $"public static global::CallbackGen.{feed.Trust}Feed<{feed.TypeName}> Feed {{ get; }} = "
                + $"new(new global::CallbackGen.CallbackFeedDefinition"
        );
        writer.Open();
        writer.Line($"Name = {Literals.Text(feed.FeedName)},");
        writer.Line($"Provider = {Literals.Text(feed.Provider)},");
        writer.Line($"Feed = {Literals.Text(feed.Feed)},");
        if (feed.Source is not null)
            writer.Line($"Source = {Literals.Text(feed.Source)},");
        if (feed.Evidence is { } evidence)
            writer.Line($"Evidence = {Literals.Text(evidence.Word())},");
        if (feed.Description is not null)
            writer.Line($"Description = {Literals.Text(feed.Description)},");
        writer.Line($"Receive = {Transports(feed.Receive)},");
        if (feed.Challenge is { } challenge && !feed.HasErrors)
        {
            writer.Line($"ReceiveChallenge = {Transports(challenge.Receive)},");
            if (challenge.When.Count == 0)
                writer.Line("AnswersAnyChallenge = true,");
            ProofEmitter.EmitChallenge(writer, challenge);
        }

        writer.Line($"Keys = {Literals.List(feed.Keys, key => Key(feed, key))},");
        writer.Line($"Scheme = {Literals.Text(feed.Verify?.Scheme.Word() ?? "")},");
        if (SignatureFrom(feed.Verify) is { } from)
            writer.Line($"SignatureFrom = {Literals.Text(from)},");
        ProofEmitter.Emit(writer, feed);
        writer.Line($"UnsignedMembers = {Literals.List(feed.UnsignedPointers, Literals.Text)},");
        writer.Line($"UnknownMembersUnsigned = {Literals.Bool(feed.UnknownMembersUnsigned)},");
        if (feed.Roles.Count > 0)
            writer.Line($"Roles = {Roles(feed.Roles)},");
        if (feed.Roles.Any(role => role.IsSensitive))
            writer.Line($"SensitiveRoles = {Roles(feed.Roles.Where(role => role.IsSensitive))},");
        if (feed.Roles.Where(role => IsUnsigned(feed, role)).ToList() is { Count: > 0 } unsigned)
            writer.Line($"UnsignedRoles = {Roles(unsigned)},");
        var zones = new ReaderPlan(feed).Zones;
        if (zones.Count > 0)
            writer.Line($"TimeZones = {Literals.List(zones, Literals.Text)},");
        if (feed.SignedAsReceived)
            writer.Line("SignedAsReceived = true,");
        if (feed.NestedFields.Count > 0)
            writer.Line($"NestedFields = {Literals.List(feed.NestedFields, Literals.Text)},");

        if (feed.Payload.Pointer.Length > 0)
            writer.Line($"PayloadPointer = {Literals.Text(feed.Payload.Pointer)},");
        if (feed.HasErrors)
            writer.Line("HasErrors = true,");
        if (feed.HasSelection)
            writer.Line("HasSelection = true,");
        if (SourceUse.OfUrl(feed))
            writer.Line("SignsUrl = true,");
        if (feed.Events?.From is { } named)
            writer.Line($"EventFrom = {Literals.Text(named.Text)},");
        EmitReading(writer, feed);
        if (feed.Event is not null)
            writer.Line($"Event = {Literals.Text(feed.Event)},");
        if (feed.ConfirmedKey.Count > 0)
            writer.Line("HasConfirmedKey = true,");
        if (feed.Objects.Any(model => model.Members.Any(member => member.Sensitive)))
            writer.Line("HasSensitiveMembers = true,");
        writer.Line($"MaxBodyBytes = {Literals.Number(feed.MaxBodyBytes)},");
        writer.Line(
            $"Acknowledge = new({Literals.Number(feed.Acknowledge.Status)}, {Literals.Text(feed.Acknowledge.ContentType)}, "
                + $"{Literals.Text(feed.Acknowledge.Body)}){AcknowledgeHeaders(feed)},"
        );
        if (feed.Retry is { } retry)
            writer.Line($"Retry = {Retry(retry)},");
        if (feed.Unreadable != UnreadableAnswer.Retry)
            writer.Line($"Unreadable = global::CallbackGen.Definitions.CallbackUnreadable.{feed.Unreadable},");
        if (feed.SchemaDigest.Length > 0)
            writer.Line($"SchemaDigest = {Literals.Text(feed.SchemaDigest)},");
        writer.Close(");");
    }

    /// <summary>
    /// Emits the relaxations for a request that is signed as a whole, or not at all, so that no interpretation of a part matters. A
    /// field that is read by its name must still occur only once.
    /// </summary>
    private static void EmitReading(CodeWriter writer, FeedModel feed)
    {
        var hasFields = feed.Receive.Any(transport => transport.HasFields);
        if (SourceUse.OfRepeatedMembers(feed.Verify) || (hasFields && (feed.SignsContent || feed.Verify is NoVerify or TokenVerify)))
            writer.Line("AllowRepeatedFields = true,");
        if (feed.SignsContent)
            writer.Line("SignsContent = true,");
        if (feed.SignsNoContent)
            writer.Line("SignsNoContent = true,");
        if (feed.FieldNames.Count > 0)
            writer.Line($"FieldNames = {Literals.List(feed.FieldNames, Literals.Text)},");
    }

    private static string Transports(EquatableArray<TransportModel> transports) =>
        Literals.List(
            transports,
            transport =>
                $"new({Literals.Text(transport.Method.Word())}, "
                + $"global::CallbackGen.Definitions.CallbackContent.{Word(transport.Content)}){TransportProperties(transport)}"
        );

    private static string TransportProperties(TransportModel transport)
    {
        var properties = new List<string>();
        if (transport.Types.Count > 0)
            properties.Add($"MediaTypes = {Literals.List(transport.Types, Literals.Text)}");
        if (transport.Charset is { } charset)
            properties.Add($"Charset = {Literals.Text(charset)}");
        if (transport.CharsetFrom is { } from)
            properties.Add($"CharsetFrom = {Literals.Text(from.Text)}");
        return properties.Count == 0 ? "" : $" {{ {string.Join(", ", properties)} }}";
    }

    private static string AcknowledgeHeaders(FeedModel feed)
    {
        var headers = feed.Acknowledge.Headers;
        return headers.Count == 0 ? "" : $" {{ Headers = {Literals.List(headers, Header)} }}";

        static string Header(AnswerHeaderModel header) => $"new({Literals.Text(header.Name)}, {Literals.Text(header.Constant)})";
    }

    private static string Key(FeedModel feed, KeyModel key) =>
        $"new({Literals.Text(key.Name)}, global::CallbackGen.Definitions.CallbackKeyEncoding.{Word(key.Encoding)}, "
        + $"{Literals.Text(key.Prefix)}, {Literals.Text(key.Description)}){KeyProperties(feed, key)}";

    private static string KeyProperties(FeedModel feed, KeyModel key)
    {
        var properties = new List<string>();
        if (!key.Secret)
            properties.Add("Secret = false");
        if (feed.Decrypts(key))
            properties.Add("Decrypts = true");
        if (key.Derive is { } derive)
            properties.Add($"Derivation = global::CallbackGen.Definitions.CallbackKeyDerivation.{Word(derive)}");
        if (key.Optional)
            properties.Add("IsOptional = true");
        var ends = SourceUse.EndsOf(feed.Verify, key.Name).Concat(SourceUse.EndsOf(feed.Challenge?.Verify, key.Name)).Distinct().ToList();
        if (ends.Count > 0)
            properties.Add($"Ends = {Literals.List(ends, Literals.Text)}");
        if (key.Steps.Count > 0)
            properties.Add($"Steps = {DerivationEmitter.Steps(key)}");
        if (key.IsDerivedOfRequest)
            properties.Add("IsDerivedOfRequest = true");
        if (key.Fetch is { } fetch)
            properties.Add($"Fetch = new global::CallbackGen.Definitions.CallbackKeyFetch {{ {FetchProperties(fetch)} }}");
        if (key.Lookup is { } lookup)
            properties.Add($"Lookup = {Literals.Text(lookup.Text)}");
        return properties.Count == 0 ? "" : $" {{ {string.Join(", ", properties)} }}";
    }

    private static string FetchProperties(KeyFetchModel fetch) =>
        fetch.From is { } from
            ? $"From = {Literals.Text(from.Text)}, Hosts = {Literals.List(fetch.Hosts, Literals.Text)}, Path = {Literals.Text(fetch.Path)}"
            : $"Url = {Literals.Text(fetch.Url)}";

    private static string Retry(RetryModel retry)
    {
        var attempts = retry.Attempts is { } count ? Literals.Number(count) : "null";
        var every = retry.EveryTicks is { } pause ? Literals.TimeSpan(pause) : "null";
        return $"new({attempts}, {every}){(retry.TotalTicks is { } total ? $" {{ Total = {Literals.TimeSpan(total)} }}" : "")}";
    }

    private static string? SignatureFrom(VerifyModel? verify) =>
        verify switch
        {
            MessageVerify message => message.Signature.From.Text,
            JwtVerify jwt => jwt.From.Text,
            TokenVerify token => token.From.Text,
            _ => null,
        };

    /// <summary>Returns the offset of a time in a custom format; null where each time states its own.</summary>
    public static string Offset(TimestampModel time) =>
        time.OffsetMinutes is { } minutes ? Literals.TimeSpan(minutes * TimeSpan.TicksPerMinute) : "null";

    /// <summary>Returns the runtime's enum member with the same name.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString();

    /// <summary>Returns the runtime's enum member for a word of the schema language.</summary>
    public static string Word(string word) =>
        string.Concat(word.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));

    private static bool IsUnsigned(FeedModel feed, RoleModel role) =>
        feed.UnsignedPointers.Any(pointer => role.Pointer == pointer || role.Pointer.StartsWith(pointer + "/", StringComparison.Ordinal));

    /// <summary>Returns the roles in the order of the runtime's enum, independent of the order in the file.</summary>
    private static string Roles(IEnumerable<RoleModel> roles) =>
        Literals.List(
            AllRoles.Where(name => roles.Any(role => Word(role.Role) == name)),
            role => $"global::CallbackGen.CallbackRole.{role}"
        );

    private static void EmitRoles(CodeWriter writer, FeedModel feed, string self)
    {
        writer.Open($"static string? {self}.GetRole({feed.TypeName} payload, global::CallbackGen.CallbackRole role) => role switch");
        foreach (var role in feed.Roles)
            writer.Line($"global::CallbackGen.CallbackRole.{Word(role.Role)} => {MemberPath.Text(feed, "payload", role.Pointer)},");
        writer.Line("_ => null,");
        writer.Close(";");
    }

    private static void EmitKeys(CodeWriter writer, FeedModel feed, string self)
    {
        writer.Line($"static string? {self}.GetIdempotencyKey({feed.TypeName} payload) =>");
        writer.Continuation(feed.IdempotencyKey.Count == 0 ? "null;" : JoinKey(Parts(feed)));
        if (feed.ConfirmedKey.Count > 0)
        {
            writer.Line();
            writer.Line($"static string? {self}.GetConfirmedKey({feed.TypeName} payload) =>");
            writer.Continuation(JoinKey(feed.ConfirmedKey.Select(pointer => MemberPath.Canonical(feed, "payload", pointer))));
        }

        if (!feed.IdempotencyKey.Any(pointer => MemberPath.HasSpellings(feed, pointer)) && feed.IdempotencyGroup.Count == 0)
            return;
        writer.Line();
        writer.Line($"static string? {self}.GetLegacyIdempotencyKey({feed.TypeName} payload) =>");
        writer.Continuation(JoinKey(feed.IdempotencyKey.Select(pointer => MemberPath.Text(feed, "payload", pointer))));
    }

    private static string JoinKey(IEnumerable<string> parts) => $"global::CallbackGen.CallbackReceipt.JoinKey({string.Join(", ", parts)});";

    /// <summary>
    /// Returns a part for each member of the key. Members that are only signed together are one part: the text that was signed.
    /// </summary>
    private static IEnumerable<string> Parts(FeedModel feed)
    {
        var group = feed.IdempotencyGroup;
        foreach (var pointer in feed.IdempotencyKey)
        {
            if (!group.Contains(pointer))
                yield return MemberPath.Canonical(feed, "payload", pointer);
            else if (pointer == group[0])
                yield return $"string.Concat({string.Join(", ", group.Select(member => MemberPath.Signed(feed, "payload", member)))})";
        }
    }

    private static void EmitSameSigned(CodeWriter writer, FeedModel feed)
    {
        writer.Line(
            $"static bool global::CallbackGen.IConfirmablePayload<{feed.TypeName}>."
                + $"SameSignedMembers({feed.TypeName} left, {feed.TypeName} right) =>"
        );
        var comparisons = feed
            .SignedPointers.Select(pointer =>
                $"{MemberPath.Canonical(feed, "left", pointer)} == {MemberPath.Canonical(feed, "right", pointer)}"
            )
            .ToList();
        writer.Continuation((comparisons.Count == 0 ? "true" : string.Join(" && ", comparisons)) + ";");
    }
}
