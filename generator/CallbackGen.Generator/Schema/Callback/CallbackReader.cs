using System.Text.RegularExpressions;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads the <c>callback</c> object of a schema, each keyword by its own reader, and creates the feed from the results.</summary>
internal sealed class CallbackReader
{
    private const int DefaultMaxBodyBytes = 64 * 1024;

    private static readonly Regex WebAddress = new(@"\Ahttps?://[^/?#\s][^\s]*\z", RegexOptions.CultureInvariant);

    private readonly ProblemList _problems;
    private readonly Keywords _keywords;
    private readonly string _provider;
    private readonly string _feed;

    public CallbackReader(JsonNode node, ProblemList problems)
    {
        _problems = problems;
        _keywords = SchemaKeywords.Callback.Check(node, problems);
        _provider = ReadName("provider");
        _feed = ReadName("feed");
        if (_provider.Length > 0 && _feed.Length > 0)
            TypeName = Names.Root(Names.Pascal(_provider) + Names.Pascal(_feed));
    }

    /// <summary>Gets the C# name of the payload's type, or null when provider and feed do not form one.</summary>
    public string? TypeName { get; }

    /// <summary>Gets the value of the request that names the events, with the events; null without one.</summary>
    public NamedEvents? ReadDiscriminator() => new DiscriminatorReader(_problems).Read(_keywords.Member("discriminator"));

    /// <summary>Gets whether an error of the file, such as a misspelled name, may be why some members are unsigned.</summary>
    public bool MovesLevel { get; private set; }

    private string FeedName => $"{_provider}.{_feed}".ToLowerInvariant();

    private string ReadName(string keyword)
    {
        if (_keywords[keyword] is not { } node)
            return "";
        if (Names.IsIdentifier(node.Text) && node.Text.Length <= 60)
            return node.Text;
        _problems.Add(SchemaRules.BadIdentifier, node.Span, node.Text);
        return "";
    }

    public FeedModel Read(PayloadSchemaReader schema, PayloadMap map, EventsModel? events, string? description)
    {
        var transports = new TransportsReader(_problems);
        var receive = transports.Read(_keywords["receive"]);
        var keys = new KeysReader(receive, _problems).Read(_keywords["keys"]);
        var payload = ReadPayload(map, keys, receive);
        var context = new VerifyContext(_problems, map, payload, keys) { Receive = receive };
        keys = new DerivationReader(context).Read(_keywords["keys"]);
        context = context with { Keys = keys };
        if (payload.Text?.Cipher is { } cipher)
            DerivationReader.CheckConfigured(keys.Find(key => key.Name == cipher.Key), _keywords["decrypt"]!.Find("key")!, _problems);
        var schemes = new VerifyReader(context, _keywords["keys"]);
        var verify = _keywords["verify"] is { } node ? schemes.Read(node) : null;
        var rules = new PayloadRules(_keywords, payload, receive, _problems);
        rules.CheckPlace(verify);

        var trust = new FeedTrust(verify, payload, receive, map);
        CheckTrust(verify, trust, context);
        new CharsetRules(_keywords["receive"], receive, _problems).Check(verify, trust.Coverage);
        var uses = new MemberUses(_keywords, map, trust, _problems);
        var group = uses.FindGroup(verify as MessageVerify, payload);
        var select = _keywords["select"] is { } conditions
            ? new SelectReader(context, receive, schema.Enums).Read(conditions, verify)
            : default;
        var nested = rules.FindNestedFields(
            map,
            verify,
            trust.Coverage,
            select.Select(condition => condition.Source).Concat(keys.Select(key => key.Lookup ?? key.Fetch?.From).OfType<SourceModel>())
        );
        rules.CheckTransports(schema, map, nested);
        var roles = uses.ReadRoles();

        var answers = new AcknowledgeReader(_keywords, _problems);
        var acknowledgement = answers.Read(
            new AnswerReader(
                context,
                source => SelectionCoverage.Proves(verify, new ConditionModel(source, ConditionKind.Present, default), payload, receive)
            )
        );
        var handshake = new ChallengeReader(context, _keywords["keys"]);
        var challenge = _keywords["challenge"] is { } part ? handshake.Read(part, verify, transports, answers.ReadStatus) : null;
        if (challenge?.Model is { } asked)
            new CharsetRules(_keywords["challenge"]!.Find("receive"), asked.Receive, _problems).Check(
                asked.Verify,
                Coverage.Derive(asked.Verify, payload, asked.Receive, map)
            );
        AnswerParts[] parts = [acknowledgement.Parts, challenge?.Answer ?? AnswerParts.None];
        var codes = parts.SelectMany(answer => answer.Codes).ToList();
        if (verify is not null)
            schemes.ReportUnused([verify, challenge?.Model?.Verify], parts.SelectMany(answer => answer.Keys));
        new TestsReader(_problems, new TestedFeed(receive, keys, trust, challenge?.Model, _keywords.Has("challenge"))).Read(
            _keywords["tests"]
        );
        var source = ReadSource();
        var evidence = Choices.Read(_keywords, "evidence", Choices.EvidenceKinds, _problems);
        var retry = answers.ReadRetry();
        var signsNoContent = verify is not (null or NoVerify or TokenVerify) && !SourceUse.OfContent(verify, payload);
        var unreadable = answers.ReadUnreadable(trust.SignsNothing || signsNoContent, acknowledgement.Made is not null);
        var key = uses.ReadIdempotencyKey(group);
        var confirmedKey = uses.ReadConfirmedKey();
        new KeyStatusRule(_keywords, trust, _problems).Check(roles, key, confirmedKey);
        var scope = new EventReader(_keywords, trust, _problems).Read(_provider, FeedName, ReadName("event"));
        var maxBodyBytes =
            Choices.ReadWhole(_keywords, "maxBodyBytes", 1024, 32 * 1024 * 1024, "a whole number of bytes from 1024 to 33554432", _problems)
            ?? DefaultMaxBodyBytes;

        // This check needs the complete feed and may add an error, so the feed is created before and after it.
        if (codes.Count > 0)
            CheckOracles(codes, Make(hasErrors: false));
        var feed = Make(_problems.HasErrors);
        return feed.SignedAsReceived ? feed with { UsedMembers = UsedMembers.Find(feed, map) } : feed;

        FeedModel Make(bool hasErrors) =>
            new()
            {
                TypeName = TypeName!,
                FeedName = FeedName,
                Provider = _provider,
                Feed = _feed,
                Description = description,
                Source = source,
                Evidence = evidence,
                Objects = schema.Objects.ToEquatableArray(),
                Enums = schema.Enums.ToEquatableArray(),
                Events = events,
                Checks = schema.Checks.ToEquatableArray(),
                Receive = receive.ToEquatableArray(),
                Keys = keys.ToEquatableArray(),
                Verify = verify,
                Payload = payload,
                Trust = trust.Level,
                UnsignedPointers = trust.UnsignedPointers.ToEquatableArray(),
                SignedPointers = trust.SignedPointers.ToEquatableArray(),
                UnknownMembersUnsigned = trust.LeavesUndeclared,
                SignedAsReceived = trust.IsSignedAsReceived(receive),
                UsedMembers = default,
                NestedFields = nested,
                Marks = trust.Marks(roles),
                Acknowledge = acknowledgement.Always,
                Acknowledgement = acknowledgement.Made,
                Challenge = challenge?.Model,
                Retry = retry,
                Unreadable = unreadable,
                IdempotencyKey = key.Pointers,
                IdempotencyGroup = key.Group,
                Event = scope,
                ConfirmedKey = confirmedKey,
                NoKeyReason = key.NoneReason,
                KeySource = key.Source,
                Roles = roles,
                Select = select,
                MaxBodyBytes = maxBodyBytes,
                FieldNames = FieldNames(payload, map),
                SignsContent = verify is not null && trust.Coverage.SignsContent,
                SignsNoContent = signsNoContent,
                HasErrors = hasErrors,
            };
    }

    /// <summary>Returns the names of members that the schema expects at the top level of a body or query.</summary>
    private static EquatableArray<string> FieldNames(PayloadModel payload, PayloadMap map) =>
        payload.IsToken || payload.Text is not null || payload.Pointer.Length > 0
            ? default
            : map
                .Roots.Where(root => !root.IsValue)
                .SelectMany(root => root.Members)
                .Select(member => member.JsonName)
                .Distinct()
                .ToEquatableArray();

    private PayloadModel ReadPayload(PayloadMap map, List<KeyModel> keys, List<TransportModel> receive)
    {
        if (_keywords["decrypt"] is not { } cipher)
            return (_keywords["payload"] is { } node ? PayloadPlace.Read(node, _problems) : null) ?? new PayloadModel(IsToken: false, "");
        if (_keywords.Member("payload") is { } place)
            _problems.Add(
                SchemaRules.DoesNotApply,
                place.NameSpan,
                "payload",
                "a feed with \"decrypt\": the payload is the decrypted text"
            );
        return new DecryptReader(new VerifyContext(_problems, map, DecryptReader.Unread, keys) { Receive = receive }).Read(cipher);
    }

    /// <summary>Reports keys that an unsigned value selects, and a payload with unsigned members.</summary>
    private void CheckTrust(VerifyModel? verify, FeedTrust trust, VerifyContext context)
    {
        var keys = _keywords["keys"];
        KeysReader.CheckLookups(keys, context.Keys, context.Payload, trust.Coverage, _problems);
        if (_keywords.Has("idempotencyKey") || _keywords.Has("confirmedKey"))
            KeysReader.CheckSensitiveLookups(keys, context.Keys, context.Payload, context.Map, _problems);
        if (trust.Level == TrustLevel.Authenticated && verify is not null)
            ReportLevel(trust);
    }

    /// <summary>
    /// Reports the unsigned members that limit the feed's trust level to Authenticated. If the file does not show that its
    /// author knows this, the generator reports a warning: handlers of <c>Verified</c> messages then do not compile, and the
    /// compiler does not state the reason.
    /// </summary>
    private void ReportLevel(FeedTrust trust)
    {
        var expected = TestsReader.Expectations(_keywords["tests"]);
        var isKnown = expected.Contains("authenticated") || _keywords.Has("confirmedKey");
        MovesLevel = _problems.HasErrors && !isKnown;
        if (_problems.HasErrors || (!isKnown && expected.Contains("verified")))
            return;
        var advice = isKnown
            ? ""
            : "; sign the missing members, or, if the provider omits them, confirm this by a test with \"expect\": \"authenticated\"";
        _problems.Add(
            new Problem(
                SchemaRules.PartlyCovered,
                _keywords.Member("verify")!.NameSpan,
                new[] { trust.Uncovered, TypeName!, advice }.ToEquatableArray()
            )
            {
                IsDecisive = !isKnown,
                Severity = isKnown ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
            }
        );
    }

    private string? ReadSource()
    {
        if (_keywords["source"] is not { } source)
            return null;
        if (WebAddress.IsMatch(source.Text))
            return source.Text;
        _problems.Add(SchemaRules.NotAllowedValue, source.Span, "source", "the https address of the provider's documentation");
        return null;
    }

    /// <summary>
    /// Reports MACs and digests of responses that may be the signature of a callback of this feed, and stores their locations
    /// for the checks against other feeds.
    /// </summary>
    private void CheckOracles(IEnumerable<ReadCode> codes, FeedModel feed)
    {
        foreach (var (code, place) in codes)
        {
            var excuse = place.Value.Members.FirstOrDefault(member => member.Name == "oracle");
            var signsOwn = OracleRule.FindSigned(code, feed, SignedText.Of(feed)) is not null;
            if (signsOwn && excuse is null)
                _problems.Add(SchemaRules.Oracle, place.NameSpan, code.Name, "");
            _problems.KeyPlaces.Codes.Add(new CodePlace(code, place.NameSpan, excuse?.NameSpan, signsOwn));
        }
    }
}
