using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Determines which payload members the signature protects. The coverage is derived from the signed message, never declared.
/// </summary>
internal sealed class Coverage
{
    private readonly HashSet<string> _signed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly List<Area> _areas = [];
    private readonly TextCoverage? _text;
    private readonly HashSet<string> _proofs = new(StringComparer.Ordinal);
    private readonly PayloadMap _map;
    private IReadOnlyList<Coverage> _alternatives = [];
    private bool _whole;
    private bool _isSigned;
    private bool _content;

    private Coverage(PayloadMap map, PayloadModel payload, IReadOnlyList<TransportModel> receive)
    {
        _map = map;
        _text = payload.Text is { } text ? new TextCoverage(text, receive) : null;
    }

    /// <summary>Gets whether the signature covers the payload's exact bytes, including undeclared members.</summary>
    public bool Whole =>
        _alternatives.Count > 0 ? _alternatives.All(alternative => alternative.Whole) : _whole || _text is { IsSigned: true };

    /// <summary>
    /// Returns whether the message also determines the JSON type of every value: no other request has the same message with an object
    /// or a string where this one has a number. This is true of the payload's exact bytes and of re-serialised JSON. It is also true of
    /// fields, which are all texts, where every name and value is signed.
    /// </summary>
    public bool SettlesForms(IReadOnlyList<TransportModel> receive) =>
        _alternatives.Count > 0
            ? _alternatives.All(alternative => alternative.SettlesForms(receive))
            : Whole
                || _areas.Any(area =>
                    area.Pointer.Length == 0
                    && area.CoversUndeclared
                    && (area.Taken is { KeepsStructure: true, Members: null } || AreFieldsAlike(receive, area.Taken))
                );

    /// <summary>
    /// Returns whether all content types have fields with the same interpretation. A repeated field may be a list of one item, while
    /// an element of XML cannot be one.
    /// </summary>
    private static bool AreFieldsAlike(IReadOnlyList<TransportModel> receive, TakenMembers taken) =>
        receive.All(transport => transport.HasFields)
        && (!taken.IsRepeatable || receive.All(transport => transport.Content != ContentKind.Xml));

    /// <summary>Gets whether the signature covers the whole content as received, whatever part of it is the payload.</summary>
    public bool SignsContent => _alternatives.Count > 0 ? _alternatives.All(alternative => alternative.SignsContent) : _content;

    /// <summary>Gets whether undeclared members at the top level of the payload are signed, except <see cref="ExceptedNames"/>.</summary>
    public bool CoversUndeclared =>
        _alternatives.Count > 0
            ? _alternatives.All(alternative => alternative.CoversUndeclared)
            : Whole || _areas.Any(area => area.Pointer.Length == 0 && area.CoversUndeclared);

    /// <summary>Gets the names at the top level of the payload that the message leaves out.</summary>
    public IEnumerable<string> ExceptedNames =>
        _alternatives.Count > 0 ? _alternatives.SelectMany(alternative => alternative.ExceptedNames).Distinct()
        : Whole ? []
        : _areas.Where(area => area.Pointer.Length == 0).SelectMany(area => area.Taken.Except).Distinct();

    /// <summary>Returns whether a member is protected, by itself or as part of a protected object.</summary>
    public bool Covers(string pointer)
    {
        if (_alternatives.Count > 0)
            return _alternatives.All(alternative => alternative.Covers(pointer));
        // A constant cannot be forged: if anything is signed, the reader accepts only the same value in every callback.
        if (Whole || (_isSigned && _map.IsOneValue(pointer)))
            return true;
        for (var end = pointer.Length; end > 0; end = pointer.LastIndexOf('/', end - 1))
        {
            if (_signed.Contains(pointer.Substring(0, end)))
                return true;
        }

        return _areas.Any(area => area.Covers(pointer, _map));
    }

    /// <summary>
    /// Returns whether the exact text of a member is protected, and not only its value: where numbers are signed by their
    /// value, an attacker can write 1 as 1.0.
    /// </summary>
    public bool CoversText(string pointer) =>
        _alternatives.Count > 0
            ? _alternatives.All(alternative => alternative.CoversText(pointer))
            : Covers(pointer)
                && (
                    Whole
                    || _texts.Contains(pointer)
                    || !_map.FindDeclared(pointer)
                        .Any(member =>
                            member.Element.Value is DecimalTextValue or NumberValue or IntegerValue or EnumValue { Integer: true }
                        )
                    || _areas.Any(area => !area.Taken.IsByNumber && area.Covers(pointer, _map))
                );

    /// <summary>
    /// Returns whether a member needs no further protection: it is signed, or it carries the signature or token itself. With several
    /// schemes, each must protect it, because a member that carries the signature of one scheme is unprotected text under another.
    /// </summary>
    public bool Protects(string pointer) =>
        _alternatives.Count > 0
            ? _alternatives.All(alternative => alternative.Protects(pointer))
            : Covers(pointer) || _proofs.Contains(pointer);

    public static Coverage Derive(VerifyModel? verify, PayloadModel payload, IReadOnlyList<TransportModel> receive, PayloadMap map)
    {
        var coverage = new Coverage(map, payload, receive);
        switch (verify)
        {
            case null:
                coverage._whole = true; // The scheme could not be read, which is already reported.
                break;
            case AnyOfVerify several:
                coverage._alternatives =
                [
                    .. several.Alternatives.Select(alternative => Derive(alternative, alternative.Payload ?? payload, receive, map)),
                ];
                break;
            case JwtVerify jwt:
                coverage._isSigned = true;
                coverage._whole = payload.IsToken;
                coverage.AddProof(jwt.From, payload);
                coverage.AddMessage(jwt.Message ?? default, default, payload, receive);

                // Filters over the claim are harmless: a token still matches only one value of the member.
                foreach (var claim in jwt.Claims.Concat(jwt.Header).Where(claim => claim.EqualTo is not null))
                    coverage.AddTerm(claim.EqualTo!, payload, receive);
                break;
            case TokenVerify token:
                coverage.AddProof(token.From, payload);
                break;
            case MessageVerify message:
                coverage._isSigned = true;
                coverage.AddProof(message.Signature.From, payload);
                coverage.AddMessage(message.Message, message.Also, payload, receive);
                break;
        }

        return coverage;
    }

    private void AddProof(SourceModel from, PayloadModel payload)
    {
        // Where the whole body is the token, there is no other member that it could cover.
        if (ToPayload(from, payload) is { Length: > 0 } pointer)
            _proofs.Add(pointer);
    }

    private void AddMessage(
        EquatableArray<MessagePart> message,
        EquatableArray<EqualityModel> also,
        PayloadModel payload,
        IReadOnlyList<TransportModel> receive
    )
    {
        foreach (var term in SignedMessage.Settled(message).Concat(SignedMessage.Equal(SignedMessage.Terms(message), also)))
            AddTerm(term, payload, receive);
        foreach (var taken in SignedMessage.Objects(message))
        {
            if (taken.Members is { } names && !taken.IsByNumber)
            {
                foreach (var name in names)
                    AddTerm(new TermModel(new SourceModel(SourceKind.Body, taken.Root + JsonPointer.Of(name)), default), payload, receive);
            }
            else
            {
                AddArea(
                    new Area(taken.Root, taken)
                    {
                        HasFields = receive.Any(transport => transport.Content != ContentKind.Json),
                        HasJson = receive.Any(transport => transport.Content == ContentKind.Json),
                    },
                    payload
                );
            }
        }
    }

    private void AddArea(Area area, PayloadModel payload)
    {
        if (_text is not null)
            _text.AddMembers(area.Pointer, area.Taken);
        if (payload.IsToken || payload.IsList || _text is not null)
            return;
        if (area.Pointer == payload.Pointer || payload.Pointer.Length == 0)
            _areas.Add(area with { Pointer = area.Pointer.Substring(payload.Pointer.Length) });
        else if (
            Below(payload.Pointer, area.Pointer) is { } inside
            && area.Taken is { IsFlattened: false, IsSkipped: false, IsByNumber: false, Prefixes.Count: 0 }
            && area.Taken.Takes(JsonPointer.Segments(inside)[0])
        )
            _whole = true; // The payload is part of the signed object.
    }

    private void AddTerm(TermModel term, PayloadModel payload, IReadOnlyList<TransportModel> receive)
    {
        // The raw body covers a payload in the body, the URL a payload in the query.
        var signsContent =
            Filters.Covers(term.Filters)
            && term.Source.Kind switch
            {
                SourceKind.RawBody => receive.All(transport => transport.Content != ContentKind.Query),
                SourceKind.Url => receive.All(transport => transport.Content == ContentKind.Query),
                _ => false,
            };
        _content |= signsContent;
        if (_text is not null)
        {
            _text.Add(term);
            return;
        }

        if (!Filters.Covers(term.Filters) && !CoversNumber(term, payload))
            return;
        if (signsContent && (term.Source.Kind == SourceKind.Url || !payload.IsToken))
            _whole = true;
        var pointer =
            ToPayload(term.Source, payload)
            ?? (
                term.Source.Kind == SourceKind.Query && receive.All(transport => transport.Content == ContentKind.Query) && !payload.IsToken
                    ? JsonPointer.Of(term.Source.Name)
                    : null
            );
        if (pointer is null)
            return;
        _signed.Add(pointer);
        if (Filters.Covers(term.Filters))
            _texts.Add(pointer);
    }

    /// <summary>
    /// Returns whether a filter that maps each number to one text is applied to a member that is read as a number: two texts of one
    /// number, such as 1 and 1.0, are then one value.
    /// </summary>
    private bool CoversNumber(TermModel term, PayloadModel payload) =>
        Filters.CoverNumber(term.Filters)
        && ToPayload(term.Source, payload) is { } pointer
        && _map.FindAll(pointer)?.All(member => member.Element.Value is DecimalTextValue or NumberValue or IntegerValue) == true;

    /// <summary>Returns whether a message contains the complete time, in any part. Otherwise an attacker could set a new time.</summary>
    public static bool Signs(MessageVerify message, SourceModel time) =>
        SignedMessage
            .Terms(message.Message)
            .Any(term =>
                term.Source == time
                || (term.Source.Kind == SourceKind.RawBody && time.Kind is SourceKind.Body or SourceKind.Payload)
                || (term.Source.Kind == SourceKind.Url && time.Kind == SourceKind.Query)
            )
        || (
            time.Kind is SourceKind.Body or SourceKind.Payload
            && SignedMessage.Objects(message.Message).Any(taken => Writes(taken, time.Name))
        );

    /// <summary>
    /// Returns whether a part that includes the members of an object writes the member at a pointer, or a member that contains it.
    /// </summary>
    private static bool Writes(TakenMembers taken, string pointer) =>
        Below(pointer, taken.Root) is { Length: > 0 } inside
        && JsonPointer.Segments(inside) is var segments
        && taken.Takes(segments[0])
        && (segments.Length == 1 || !taken.IsSkipped);

    /// <summary>Returns the payload's pointer for a source in it, or null when the source is not part of the payload.</summary>
    public static string? ToPayload(SourceModel source, PayloadModel payload) =>
        source.Kind switch
        {
            SourceKind.Payload => source.Name,
            SourceKind.Body when !payload.IsToken && !payload.IsList && payload.Text is null => Below(source.Name, payload.Pointer),
            _ => null,
        };

    internal static string? Below(string pointer, string root) =>
        root.Length == 0 ? pointer
        : pointer.StartsWith(root + "/", StringComparison.Ordinal) ? pointer.Substring(root.Length)
        : null;

    /// <summary>All members of an object, with exceptions, and the pointer of the object in the payload.</summary>
    private sealed record Area(string Pointer, TakenMembers Taken)
    {
        /// <summary>Gets whether the feed's callbacks may arrive as fields.</summary>
        public bool HasFields { get; init; }

        /// <summary>Gets whether the feed's callbacks may arrive as JSON.</summary>
        public bool HasJson { get; init; }

        public bool CoversUndeclared =>
            Taken is { Members: null, Prefixes.Count: 0, IsNested: false, IsSkipped: false, IsByNumber: false, IsReordered: false };

        public bool Covers(string pointer, PayloadMap map)
        {
            if (Below(pointer, Pointer) is not { Length: > 0 } inside)
                return false;
            var name = JsonPointer.Segments(inside)[0];
            if (!Taken.Takes(name))
                return false;
            // Each of several events may declare the member differently.
            return map.FindDeclared(Pointer + JsonPointer.Of(name))
                    .All(member =>
                        member.Element.Value switch
                        {
                            AnyValue => Taken is { IsNested: false, IsSkipped: false, IsReordered: false },
                            // In fields, it consists of all names with a prefix, such as "items[0]".
                            ArrayValue or MapValue or ObjectValue => Taken is { IsFlattened: false, IsSkipped: false, IsReordered: false }
                                // A list of one item has the text of JSON that is written as a text, and an attacker can
                                // add an empty item that is left out.
                                && !(HasFields && Taken.IsRepeatable && (Taken.OmitsEmpty || (Taken.IsNested && HasJson)))
                                && !Taken.Except.Any(except => except.StartsWith(name + "[", StringComparison.Ordinal)),
                            _ => true,
                        }
                    ) && !(Taken.IsByNumber && map.FindDeclared(pointer).Any(member => map.Holds(member.Element, KeepsDigits)));
        }

        /// <summary>Returns whether a value keeps the exact text of a number, of which several are the same number: 1 and 1.0.</summary>
        private static bool KeepsDigits(ElementModel element) =>
            element.Value is AnyValue
            || (element.Coerce && element.Value is not (NumberValue or IntegerValue or DecimalTextValue or BooleanValue));
    }
}
