using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads the schemes that sign a message: hmac, digest and signature.</summary>
internal sealed class MessageSchemeReader(VerifyContext context, Keywords keywords)
{
    private static readonly TimeSpan LongestTolerance = TimeSpan.FromDays(1);

    /// <summary>Names that providers use for the part of a header's name, or of a signature, that contains the sending time.</summary>
    private static readonly string[] TimeNames = ["time", "ts", "t"];

    private readonly ProblemList _problems = context.Problems;

    public MessageVerify? ReadHmac()
    {
        var algorithm = Choices.Read(keywords, "algorithm", Choices.HmacAlgorithms, _problems);
        return Read(
            SchemeKind.Hmac,
            algorithm ?? MessageAlgorithm.Sha256,
            SchemeParts.ReadKey(context, keywords, publicKey: false),
            algorithm is MessageAlgorithm.Md5 ? "HMAC-MD5" : null
        );
    }

    public MessageVerify? ReadDigest()
    {
        var algorithm = Choices.Read(keywords, "algorithm", Choices.HmacAlgorithms, _problems);
        var model = Read(
            SchemeKind.Digest,
            algorithm ?? MessageAlgorithm.Sha256,
            null,
            algorithm is MessageAlgorithm.Md5 or MessageAlgorithm.Sha1 ? $"A digest by {algorithm.Value.Word().ToUpperInvariant()}" : null
        );
        if (keywords["message"] is not { } message || model is null)
            return model;
        _problems.Add(SchemaRules.LegacyDigest, keywords["scheme"]!.Span);
        if (!model.MessageKeys.Any(name => context.Keys.Any(key => key.Name == name && key.Secret)))
            _problems.Add(SchemaRules.NoSecret, Places.Head(message));
        return model;
    }

    public MessageVerify? ReadSignature()
    {
        var algorithm = keywords["algorithm"] is { Text: "ed448" } missing
            ? RefuseEdwards(missing)
            : Choices.Read(keywords, "algorithm", Choices.SignatureAlgorithms, _problems);
        if (algorithm == MessageAlgorithm.Ed25519)
            _problems.TokenLibraryPlaces.Add((keywords["algorithm"]!.Span, TokenLibrary.Edwards));
        var key = SchemeParts.ReadKey(context, keywords, publicKey: true);
        SchemeParts.CheckRaw(context, keywords, key, algorithm is null or MessageAlgorithm.Ed25519);
        return Read(
            SchemeKind.Signature,
            algorithm ?? MessageAlgorithm.RsaSha256,
            key,
            algorithm is MessageAlgorithm.RsaSha1 ? "SHA-1" : null
        );
    }

    private MessageAlgorithm? RefuseEdwards(JsonNode algorithm)
    {
        _problems.Add(
            SchemaRules.MissingAlgorithm,
            algorithm.Span,
            algorithm.Text,
            "no library that this one trusts has signatures over this curve (RFC 8032) for .NET; "
                + "ask the provider for ed25519, or use another scheme of the provider"
        );
        return null;
    }

    private MessageVerify? Read(SchemeKind scheme, MessageAlgorithm algorithm, KeyUseModel? key, string? weakness)
    {
        _problems.WeakFilters.Clear();
        var signature = keywords["signature"] is { } node ? ReadSignaturePlace(node) : null;
        var timestamp = keywords["timestamp"] is { } time ? ReadTimestamp(time, signature) : null;
        var reader = new MessageReader(context, signature, timestamp, keywords["undelimited"]);
        var also = SchemeParts.ReadAlso(keywords, context);
        var message = keywords["message"] is { } parts ? reader.Read(parts, also) : null;
        SchemeParts.CheckWeak(keywords, weakness, _problems);

        // The parts that determine the coverage are kept despite an error elsewhere. Otherwise one error would change the feed's trust
        // level and break every handler. With errors, the emitted verifier rejects every request.
        if (signature is null || message is null)
            return null;
        var model = new MessageVerify(scheme, algorithm, key, message.Keys, signature, message.Parts, timestamp, also)
        {
            Group = message.Group,
            Ends = message.Ends,
            IsWeak = weakness is not null,
            Weak = keywords.Text("weak"),
        };
        if (timestamp is not null && !Coverage.Signs(model, timestamp.From))
            _problems.Add(SchemaRules.UnsignedTime, keywords["timestamp"]!.Find("from")!.Span, keywords["timestamp"]!.Find("from")!.Text);
        if (!keywords.Has("timestamp") && SignedMessage.Terms(message.Parts).FirstOrDefault(IsTime) is { } unasked)
            _problems.Add(SchemaRules.UncheckedTime, keywords.Member("message")!.NameSpan, unasked.Source.Text);
        if (scheme == SchemeKind.Signature && model.MessageKeys.FirstOrDefault(name => !IsConfiguredValue(name)) is { } mixed)
            _problems.Add(
                SchemaRules.WrongKeyKind,
                Places.Head(keywords["message"]!),
                mixed,
                "cannot be mixed into a message that a public key verifies: no such message contains a secret; remove it, or, if it "
                    + "is a value that everybody may know, such as a webhook's id, declare it with \"secret\": false"
            );
        return model;
    }

    /// <summary>Returns whether a value is a signed sending time, by its name, which is the only evidence.</summary>
    private static bool IsTime(TermModel term) =>
        term is { Filters.Count: 0, Source: { Kind: SourceKind.Header or SourceKind.Query or SourceKind.Signature } source }
        && (
            source.Name.EndsWith("timestamp", StringComparison.OrdinalIgnoreCase)
            || TimeNames.Contains(source.Name.Substring(source.Name.LastIndexOfAny(['-', '_']) + 1).ToLowerInvariant())
        );

    /// <summary>
    /// Returns whether a key is a configured value that is not secret, such as the id of a webhook. A key that is not declared counts
    /// as one, because it is already reported.
    /// </summary>
    private bool IsConfiguredValue(string name) =>
        context.Keys.FirstOrDefault(key => key.Name == name) is not { } declared || (!declared.Secret && !declared.Encoding.IsPublic());

    private SignatureModel? ReadSignaturePlace(JsonNode node)
    {
        var place = SchemaKeywords.Signature.Check(node, _problems);
        var from = SchemeParts.ReadPlace(place, "from", context);
        var encoding = Choices.Read(place, "encoding", Choices.SignatureEncodings, _problems);
        var format = place.Has("format") ? Choices.Read(place, "format", Choices.SignatureFormats, _problems) : SignatureFormat.Plain;
        var separator = ',';
        if (place["separator"] is { } text)
        {
            if (text.Text.Length == 1 && text.Text[0] < 128)
                separator = text.Text[0];
            else
                _problems.Add(SchemaRules.NotAllowedValue, text.Span, "separator", "one ASCII character");
            if (format == SignatureFormat.Plain)
                _problems.Add(SchemaRules.DoesNotApply, place.Member("separator")!.NameSpan, "separator", "a plain signature");
        }

        var pick = place.Text("pick");
        if (format == SignatureFormat.Pairs && pick is null)
            _problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "pick", "a signature of the format pairs");
        if (format != SignatureFormat.Pairs && pick is not null)
            _problems.Add(SchemaRules.DoesNotApply, place.Member("pick")!.NameSpan, "pick", "a signature that is not of the format pairs");
        return from is null || encoding is null || format is null
            ? null
            : ReadPrefix(place, new SignatureModel(from, format.Value, separator, pick, encoding.Value, ""));
    }

    /// <summary>Reads the text before each signature, which may contain one configured value that is not secret.</summary>
    private SignatureModel ReadPrefix(Keywords place, SignatureModel signature)
    {
        if (place["prefix"] is not { } node || Sources.ParseTemplate(node.Text, node.Span, _problems) is not { } terms)
            return signature;
        foreach (var term in terms)
        {
            if (term is { Source.Kind: SourceKind.Const, Filters.Count: 0 })
            {
                signature = signature.PrefixKey is null
                    ? signature with
                    {
                        Prefix = signature.Prefix + term.Source.Name,
                    }
                    : signature with
                    {
                        PrefixEnd = signature.PrefixEnd + term.Source.Name,
                    };
            }
            else if (term is { Source.Kind: SourceKind.Key, Filters.Count: 0 } && signature.PrefixKey is null)
            {
                signature = signature with { PrefixKey = term.Source.Name };
                if (!context.Keys.Any(key => key.Name == term.Source.Name))
                    context.ReportUnknownKey(node.Span, term.Source.Name);
                else if (!IsConfiguredValue(term.Source.Name))
                    _problems.Add(
                        SchemaRules.WrongKeyKind,
                        node.Span,
                        term.Source.Name,
                        "would be readable by everyone; only a configured value that is not secret is allowed, with \"secret\": false"
                    );
            }
            else
            {
                _problems.Add(
                    SchemaRules.BadTemplate,
                    node.Span,
                    "before a signature it takes a text, which may contain one key that is not secret, such as \"{key:publicKey}|\""
                );
            }
        }

        return signature;
    }

    private TimestampModel? ReadTimestamp(JsonNode node, SignatureModel? signature)
    {
        var time = SchemaKeywords.Timestamp.Check(node, _problems);
        var from = SchemeParts.ReadPlace(time, "from", context, signatureParts: true);
        if (from is { Kind: SourceKind.Signature } && signature is { Format: not SignatureFormat.Pairs })
            _problems.Add(
                SchemaRules.BadPointer,
                time["from"]!.Span,
                from.Text,
                "leads nowhere: a signature has parts only when its format is pairs"
            );
        var form = ReadTimeForm(node, time);
        var tolerance = Choices.ReadDuration(time, "tolerance", _problems);
        if (tolerance > LongestTolerance)
            _problems.Add(
                SchemaRules.LongTolerance,
                time["tolerance"]!.Span,
                "a tolerance of more than one day lets an old callback be replayed; providers state minutes"
            );
        return from is null || form is null || tolerance is null ? null : form with { From = from, ToleranceTicks = tolerance.Value.Ticks };
    }

    /// <summary>Reads the form of a time: a unit, or a format, which has a fixed offset where it contains no zone.</summary>
    private TimestampModel? ReadTimeForm(JsonNode node, Keywords time)
    {
        var place = new SourceModel(SourceKind.Const, "");
        if (time["dateFormat"] is not { } format)
        {
            if (time.Member("timeZone") is { } alone)
                _problems.Add(SchemaRules.MissingKeyword, alone.NameSpan, "dateFormat", "a \"timestamp\" with \"timeZone\"");
            if (!time.Has("unit"))
                _problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "unit", "\"timestamp\" (or \"dateFormat\")");
            return Choices.Read(time, "unit", Choices.TimestampUnits, _problems) is { } unit
                ? new TimestampModel(place, unit, 0) { EndsItself = unit != TimestampUnit.DecimalSeconds }
                : null;
        }

        if (time.Member("unit") is { } both)
            _problems.Add(SchemaRules.DoesNotApply, both.NameSpan, "unit", "a time with \"dateFormat\"");
        if (!DateFormats.TellsMinutes(format.Text))
        {
            _problems.Add(
                SchemaRules.BadDate,
                format.Span,
                $"\"{format.Text}\" does not distinguish each minute from every other, or states only a part of a zone; write a .NET "
                    + "custom format such as \"yyyyMMddHHmmss\" with \"timeZone\", or one with zzz"
            );
            return null;
        }

        var hasZone = DateFormats.HasZone(format.Text);
        if (time.Member("timeZone") is { } needless && hasZone)
            _problems.Add(SchemaRules.DoesNotApply, needless.NameSpan, "timeZone", "a time whose format states its zone");
        if (!time.Has("timeZone") && !hasZone)
            _problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "timeZone", "a \"timestamp\" whose format states no zone");
        var minutes = 0;
        if (time["timeZone"] is { } zone && !Durations.TryParseOffset(zone.Text, out minutes))
            _problems.Add(
                SchemaRules.NotAllowedValue,
                zone.Span,
                "timeZone",
                "an offset such as \"+08:00\", or \"Z\": where clocks are turned back, "
                    + "a local time comes twice, and a signed one must be one moment"
            );
        return new TimestampModel(place, null, 0)
        {
            Format = format.Text,
            OffsetMinutes = hasZone ? null : minutes,
            EndsItself = DateFormats.IsFixedLength(format.Text),
        };
    }
}
