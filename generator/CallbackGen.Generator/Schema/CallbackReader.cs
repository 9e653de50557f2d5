using System.Text.RegularExpressions;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Texts;

namespace CallbackGen.Generator.Schema;

/// <summary>Reads the <c>callback</c> part and brings it together with the payload.</summary>
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

    /// <summary>The payload's C# type name, or null when provider and feed do not give one.</summary>
    public string? TypeName { get; }

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
        var receive = ReadReceive(_keywords["receive"]);
        var keys = new KeysReader(_problems).Read(_keywords["keys"]);
        var payload = ReadPayload(map, keys);
        keys = [.. keys.Select(key => key with { Decrypts = key.Name == payload.Text?.Cipher?.Key })];
        var context = new VerifyContext(_problems, map, payload, keys)
        {
            Receive = receive,
        };
        var schemes = new VerifyReader(context, _keywords["keys"]);
        var verify = _keywords["verify"] is { } node ? schemes.Read(node) : null;
        CheckPayload(payload, verify, receive);
        var coverage = Coverage.Derive(verify, payload, receive, map);
        KeysReader.CheckLookups(_keywords["keys"], keys, payload, coverage, _problems);
        if (_keywords.Has("idempotencyKey"))
            KeysReader.CheckSensitiveLookups(_keywords["keys"], keys, payload, map, _problems);
        var unsigned = map.All
            .Where(found => !found.IsEntered && !coverage.Protects(found.Pointer))
            .ToList();
        var trust = verify is NoVerify ? TrustRung.Received : unsigned.Count == 0 ? TrustRung.Verified : TrustRung.Authenticated;
        if (trust == TrustRung.Authenticated && verify is not null && !_problems.HasErrors)
            _problems.Add(SchemaRules.PartlyCovered, _keywords.Member("verify")!.NameSpan, Summarize(unsigned.Select(found => found.Pointer)), TypeName!);
        var group = ReadGroup(verify as MessageVerify, payload, coverage);
        CheckTransports(schema, map, payload, receive);
        var tests = new TestsReader(_problems, receive, keys, trust);
        if (_keywords["tests"] is { } list)
            tests.Read(list);
        var roles = ReadRoles(map, coverage, trust);

        var answers = new AnswerReader(context, source => SelectionCoverage.Proves(verify, new ConditionModel(source, ConditionKind.Present, default), payload, receive));
        var acknowledge = ReadAcknowledge(answers, out var acknowledgement);
        var handshake = new ChallengeReader(context, _keywords["keys"]);
        var challenge = _keywords["challenge"] is { } part ? handshake.Read(part, verify, ReadReceive, receive, ReadAnswerStatus) : null;
        var macs = answers.Macs.Concat(handshake.Macs).ToList();
        if (verify is not null)
            schemes.ReportUnused([verify, challenge?.Verify], macs.Select(mac => mac.Mac.Key));

        var feed = new FeedModel(
            TypeName!, $"{_provider}.{_feed}".ToLowerInvariant(), _provider, _feed, description, ReadSource(),
            MemberMarks.Apply(schema.Objects, map, verify is NoVerify or null ? [] : unsigned, roles), schema.Enums.ToEquatableArray(), events,
            receive.ToEquatableArray(), keys.ToEquatableArray(), verify, payload, trust,
            unsigned.Select(found => found.Pointer).Distinct().ToEquatableArray(),
            map.All.Where(found => map.DeclaresText(found.Pointer) && coverage.Covers(found.Pointer)).Select(found => found.Pointer)
                .Distinct().OrderBy(pointer => pointer, StringComparer.Ordinal).ToEquatableArray(),
            UnknownMembersUnsigned: verify is not (NoVerify or null) && !CoversUndeclared(coverage, map),
            acknowledge, ReadRetry(), ReadIdempotencyKey(map, coverage, trust, group, out var grouped), roles, ReadMaxBodyBytes(),
            HasErrors: false)
        {
            IdempotencyGroup = grouped,
            Select = _keywords["select"] is { } select ? new SelectReader(context, receive, schema.Enums).Read(select, verify) : default,
            Acknowledgement = acknowledgement,
            Challenge = challenge,
        };
        CheckOracles(macs, feed);
        return feed;
    }

    /// <summary>
    /// A name that the message leaves out makes undeclared members doubtful: when the payload does not declare it, and when
    /// what it names is an object, which may hold undeclared members too.
    /// </summary>
    private static bool CoversUndeclared(Coverage coverage, PayloadMap map) =>
        coverage.CoversUndeclared && coverage.ExceptedNames.Select(JsonPointer.Of).All(pointer => map.Declares(pointer)
            // Of an object that is left out only its declared members may be signed elsewhere.
            && (coverage.Covers(pointer) || !map.All.Any(found => found.IsEntered && found.Pointer == pointer)));

    private string? ReadSource()
    {
        if (_keywords["source"] is not { } source)
            return null;
        if (WebAddress.IsMatch(source.Text))
            return source.Text;
        _problems.Add(SchemaRules.NotAllowedValue, source.Span, "source", "the https address of the provider's documentation");
        return null;
    }

    private List<TransportModel> ReadReceive(JsonNode? list)
    {
        var transports = new List<TransportModel>();
        if (list is null)
            return transports;
        if (list.Items.Count == 0)
            _problems.Add(SchemaRules.NotAllowedValue, list.Span, "receive", "an array of at least one transport");
        foreach (var item in list.Items)
        {
            if (item.Kind != JsonKind.Object)
            {
                _problems.Add(SchemaRules.WrongKind, Places.Head(item), "receive", "an array of objects such as { \"method\": \"POST\", \"content\": \"json\" }");
                continue;
            }

            var keywords = SchemaKeywords.Transport.Check(item, _problems);
            var method = Choices.Read(keywords, "method", Choices.Methods, _problems);
            var content = Choices.Read(keywords, "content", Choices.Contents, _problems);
            if (method is null || content is null)
                continue;
            if (method == RequestMethod.Get && content != ContentKind.Query)
                _problems.Add(SchemaRules.PayloadMismatch, keywords["content"]!.Span, "A GET request has no body (RFC 9110, section 9.3.1): its content must be \"query\"");
            var transport = new TransportModel(method.Value, content.Value);
            if (transports.Contains(transport))
                _problems.Add(SchemaRules.DuplicateTransport, Places.Head(item), method.Value.Word(), content.Value.Word());
            else
                transports.Add(transport);
        }

        return transports;
    }

    private PayloadModel ReadPayload(PayloadMap map, List<KeyModel> keys)
    {
        if (_keywords["decrypt"] is not { } cipher)
            return (_keywords["payload"] is { } node ? PayloadPlace.Read(node, _problems) : null) ?? new PayloadModel(IsToken: false, "");
        if (_keywords.Member("payload") is { } place)
            _problems.Add(SchemaRules.DoesNotApply, place.NameSpan, "payload", "a feed with \"decrypt\": the payload is what is decrypted");
        return new DecryptReader(new VerifyContext(_problems, map, DecryptReader.Unread, keys)).Read(cipher);
    }

    private void CheckPayload(PayloadModel payload, VerifyModel? verify, List<TransportModel> receive)
    {
        var jsonOnly = receive.All(transport => transport.Content == ContentKind.Json);
        var scheme = _keywords["verify"]?.Find("scheme") is { Kind: JsonKind.String } name ? name.Text : null;
        if (payload.IsToken && scheme is not (null or "jwt" or "anyOf"))
            _problems.Add(SchemaRules.PayloadMismatch, _keywords["payload"]!.Span, $"The payload can only be the token's claims (\"jwt\") when the scheme is jwt, not {scheme}");
        if (payload.Pointer.Length > 0 && !jsonOnly)
            _problems.Add(SchemaRules.PayloadMismatch, _keywords["payload"]!.Span, "A part of the body can only be the payload when every transport is JSON");
        CheckText(payload, receive, _keywords["decrypt"] ?? _keywords["payload"]);
        foreach (var alternative in (verify as AnyOfVerify)?.Alternatives ?? default)
        {
            var place = alternative.Payload ?? payload;
            CheckText(alternative.Payload, receive, _keywords["verify"]);
            var problem = alternative.Payload is not null && payload.Text?.Cipher is not null ? "The feed is decrypted, so that no alternative has a payload of its own"
                : place.IsToken && alternative is not JwtVerify ? $"The scheme {alternative.Scheme.Word()} has no token whose claims could be the payload; give the alternative a \"payload\" of its own"
                : place.IsList ? "The items of an array cannot be the payload where there are several schemes"
                : alternative.Payload is { Pointer.Length: > 0 } && !jsonOnly ? "A part of the body can only be the payload when every transport is JSON"
                : null;
            if (problem is not null)
                _problems.Add(SchemaRules.AlternativePayload, Places.Head(_keywords["verify"]!), problem);
        }
    }

    /// <summary>The value that holds the payload's text must be one that every transport can bring.</summary>
    private void CheckText(PayloadModel? payload, List<TransportModel> receive, JsonNode? node)
    {
        var pointers = (payload?.Text?.Terms ?? []).Where(term => term.Source.Kind == SourceKind.Body).Select(term => term.Source.Name).ToList();
        if (pointers.Count == 0 || node is null)
            return;
        if (receive.Any(transport => transport.Content == ContentKind.Text))
            _problems.Add(SchemaRules.AlternativePayload, Places.Head(node), "A text has no members that could hold the payload");
        if (pointers.Any(pointer => JsonPointer.Segments(pointer).Length > 1) && receive.Any(transport => transport.Content is ContentKind.Form or ContentKind.Query or ContentKind.Xml))
            _problems.Add(SchemaRules.AlternativePayload, Places.Head(node), "A form, query or XML body has fields and nothing below them: the value that holds the payload must be one of them");
    }

    /// <summary>What arrives as text must be readable from text.</summary>
    private void CheckTransports(PayloadSchemaReader schema, PayloadMap map, PayloadModel payload, List<TransportModel> receive)
    {
        if (payload.IsToken || payload.Text is not null)
            return;
        if (receive.Any(candidate => candidate.Content == ContentKind.Text) && map.Roots.Any(root => !root.IsValue || root.Members[0].Element.Value is not (TextValue or AnyValue)))
            _problems.Add(SchemaRules.AlternativePayload, Places.Head(_keywords["receive"]!), "A text has no members: a feed that receives text needs a payload of the type string, or of any type");
        if (receive.Any(candidate => candidate.Content == ContentKind.Text) && receive.Any(candidate => candidate.Content is ContentKind.Form or ContentKind.Xml))
            _problems.Add(SchemaRules.PayloadMismatch, Places.Head(_keywords["receive"]!), "A text may be a form or XML, so that its unsigned Content-Type would choose how one signed body is read: make two feeds of them");
        if (receive.FirstOrDefault(candidate => candidate.Content is ContentKind.Form or ContentKind.Query or ContentKind.Xml)?.Content is not { } content)
            return;
        var transport = content == ContentKind.Xml ? "flat XML body" : content.Word();
        foreach (var root in map.Roots)
        {
            foreach (var member in root.Members)
            {
                var kind = TypedKind(member.Element.Value);
                if (kind is null || schema.PlaceOf(root.TypeName, member.JsonName) is not { } place)
                    continue;
                if (member.Element.Value is ObjectValue or ArrayValue or MapValue)
                {
                    if (member.Required)
                        _problems.Add(SchemaRules.CannotArriveInForm, place.NameSpan, member.JsonName, kind, transport);
                }
                else if (!member.Element.Coerce)
                {
                    _problems.Add(SchemaRules.FormNeedsCoerce, place.NameSpan, member.JsonName, kind, transport);
                }
            }
        }
    }

    private static string? TypedKind(ValueModel value) => value switch
    {
        IntegerValue or EnumValue { Integer: true } => "an integer",
        NumberValue => "a number",
        BooleanValue => "a boolean",
        ObjectValue or MapValue => "an object",
        ArrayValue => "an array",
        _ => null,
    };

    /// <summary>The acknowledgement: as it always is, or, with another answer beside it, as it is made of each request.</summary>
    private AcknowledgeModel ReadAcknowledge(AnswerReader reader, out AnswerModel? made)
    {
        made = null;
        if (_keywords["acknowledge"] is not { } node)
            return new AcknowledgeModel(200, null, "");
        var keywords = SchemaKeywords.Acknowledge.Check(node, _problems);
        var status = ReadAnswerStatus(keywords);
        var answer = reader.Read(keywords, status);
        if (!answer.IsConstant)
            made = answer;
        var body = made is null ? string.Concat(answer.Pieces.Select(piece => piece.Constant)) : "";
        return new AcknowledgeModel(status, answer.IsJson || keywords.Has("content") ? answer.ContentType : null, body);
    }

    private int ReadAnswerStatus(Keywords keywords)
    {
        var status = ReadWhole(keywords, "status", 200, 299, "a status from 200 to 299: any other makes the provider repeat") ?? 200;
        if (status == 204 && keywords["body"] is { } body && (body.Kind == JsonKind.Object || body.Text.Length > 0))
            _problems.Add(SchemaRules.PayloadMismatch, Places.Head(body), "An answer with status 204 has no body (RFC 9110, section 15.3.5)");
        return status;
    }

    /// <summary>Reports codes that may sign a callback of this feed, and keeps where they stand for those of other feeds.</summary>
    private void CheckOracles(IEnumerable<(MacModel Mac, JsonMember Place)> macs, FeedModel feed)
    {
        foreach (var (mac, place) in macs)
        {
            var excuse = place.Value.Members.FirstOrDefault(member => member.Name == "oracle");
            var signsOwn = OracleRule.FindSigned(mac, feed, SignedText.Of(feed)) is not null;
            if (signsOwn && excuse is null)
                _problems.Add(SchemaRules.Oracle, place.NameSpan, mac.Name, "");
            _problems.KeyPlaces.Codes.Add(new CodePlace(mac, place.NameSpan, excuse?.NameSpan, signsOwn));
        }
    }

    private RetryModel? ReadRetry()
    {
        if (_keywords["retry"] is not { } node)
            return null;
        var keywords = SchemaKeywords.Retry.Check(node, _problems);
        var attempts = ReadWhole(keywords, "attempts", 1, 1000, "a whole number from 1 to 1000");
        var every = Choices.ReadDuration(keywords, "every", _problems);
        return attempts is null || every is null ? null : new RetryModel(attempts.Value, every.Value.Ticks);
    }

    private int ReadMaxBodyBytes() =>
        ReadWhole(_keywords, "maxBodyBytes", 1024, 10 * 1024 * 1024, "a whole number of bytes from 1024 to 10485760") ?? DefaultMaxBodyBytes;

    private int? ReadWhole(Keywords keywords, string name, int minimum, int maximum, string expected)
    {
        if (keywords[name] is not { } node)
            return null;
        if (Numbers.TryWhole(node.Text, minimum, maximum, out var value))
            return value;
        _problems.Add(SchemaRules.NotAllowedValue, node.Span, name, expected);
        return null;
    }

    /// <summary>Members that are signed together only, and what would settle each: the author may know a form that the schema does not state.</summary>
    private List<string> ReadGroup(MessageVerify? verify, PayloadModel payload, Coverage coverage)
    {
        var pointers = (verify?.Group ?? default).Select(source => Coverage.ToPayload(source, payload)).ToList();
        if (pointers.Count == 0 || pointers.Any(pointer => pointer is null || coverage.Covers(pointer)))
            return [];
        if (!_problems.HasErrors)
            _problems.Add(SchemaRules.SignedTogether, _keywords.Member("verify")!.NameSpan, string.Join(", ", pointers));
        return [.. pointers.OfType<string>()];
    }

    private EquatableArray<string> ReadIdempotencyKey(PayloadMap map, Coverage coverage, TrustRung trust, List<string> group, out EquatableArray<string> grouped)
    {
        var pointers = new List<string>();
        if (_keywords["idempotencyKey"] is { Items.Count: 0 } empty)
            _problems.Add(SchemaRules.NotAllowedValue, empty.Span, "idempotencyKey", "an array of at least one pointer");
        var items = _keywords["idempotencyKey"]?.Items ?? [];
        var start = group.Count == 0 ? -1 : items.ToList().FindIndex(item => item.Text == group[0]);
        var isGrouped = start >= 0 && items.Skip(start).Take(group.Count).Select(item => item.Text).SequenceEqual(group) && group.TrueForAll(pointer => HasSignedText(map, pointer));
        for (var i = 0; i < items.Count; i++)
        {
            var isOfGroup = isGrouped && i >= start && i < start + group.Count;
            if (ReadMemberPointer(items[i], "idempotencyKey", map, coverage, isOfGroup ? TrustRung.Received : trust) is { } pointer)
                pointers.Add(pointer);
        }

        grouped = isGrouped ? group.ToEquatableArray() : default;
        if (pointers.Count > 0 && pointers.Count == _keywords["idempotencyKey"]!.Items.Count)
            CheckTellsApart(map, pointers);
        return pointers.ToEquatableArray();
    }

    /// <summary>Whether a member's value gives back the text that was signed.</summary>
    private static bool HasSignedText(PayloadMap map, string pointer) =>
        map.FindAll(pointer)?.All(member => member.Element is { Value: TextValue or EnumValue { Integer: false } or DecimalTextValue, Coerce: false }) == true;

    /// <summary>Events of which nothing in the key is sure to be there would all have one, and all but the first be lost.</summary>
    private void CheckTellsApart(PayloadMap map, List<string> pointers)
    {
        var place = Places.Head(_keywords["idempotencyKey"]!);
        foreach (var root in map.Roots)
        {
            if (!pointers.Any(pointer => map.IsSure(root, pointer)))
                _problems.Add(SchemaRules.UnsureKey, place, root.TypeName);
            else if (!pointers.Any(pointer => map.IsSure(root, pointer) && !map.IsConstant(root, pointer)))
                _problems.Add(SchemaRules.ConstantKey, place, root.TypeName);
        }
    }

    private EquatableArray<RoleModel> ReadRoles(PayloadMap map, Coverage coverage, TrustRung trust)
    {
        var roles = new List<RoleModel>();
        if (_keywords["roles"] is { } node)
        {
            foreach (var role in SchemaKeywords.Roles.Check(node, _problems).All)
            {
                // A role on an unsigned member is what a partly covered feed needs confirmed; it is marked there instead.
                if (ReadMemberPointer(role.Value, role.Name, map, coverage, trust == TrustRung.Authenticated ? TrustRung.Received : trust) is { } pointer)
                    roles.Add(new RoleModel(role.Name, pointer));
            }
        }

        return roles.ToEquatableArray();
    }

    private string? ReadMemberPointer(JsonNode node, string keyword, PayloadMap map, Coverage coverage, TrustRung trust)
    {
        if (node.Kind != JsonKind.String)
        {
            _problems.Add(SchemaRules.WrongKind, Places.Head(node), keyword, "a JSON pointer such as \"/order_number\"");
            return null;
        }

        if (!JsonPointer.IsValid(node.Text) || node.Text.Length < 2)
        {
            _problems.Add(SchemaRules.NotAllowedValue, node.Span, keyword, "a JSON pointer such as \"/order_number\"");
            return null;
        }

        if (map.Find(node.Text) is not { } member)
        {
            _problems.Add(SchemaRules.BadPointer, node.Span, node.Text, "leads to no member that the payload declares");
            return null;
        }

        if (member.Element.Value is ObjectValue or ArrayValue or MapValue or AnyValue)
        {
            _problems.Add(SchemaRules.BadPointer, node.Span, node.Text, "leads to a value that is not a text, number or boolean");
            return null;
        }

        if (map.IsSensitive(node.Text))
            _problems.Add(SchemaRules.SensitiveUse, node.Span, node.Text);
        if (trust != TrustRung.Received && !coverage.Covers(node.Text))
            _problems.Add(SchemaRules.UnsignedUse, node.Span, node.Text);
        return node.Text;
    }

    private static string Summarize(IEnumerable<string> pointers)
    {
        var list = pointers.Distinct().ToList();
        return string.Join(", ", list.Take(5)) + (list.Count > 5 ? $" and {list.Count - 5} more" : "");
    }
}
