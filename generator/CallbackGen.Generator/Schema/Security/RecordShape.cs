using System.Globalization;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// The possible values at one path of a record that is signed as a whole: their JSON types, texts and members. Null in
/// <see cref="Texts"/> and <see cref="Members"/> means no restriction.
/// </summary>
internal sealed record RecordShape(JsonTypes Types)
{
    private const int DeepestMember = 8;

    /// <summary>The claims that a token may have without being declared by the payload (RFC 7519, section 4.1).</summary>
    private static readonly HashSet<string> RegisteredClaims = new(
        ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"],
        StringComparer.Ordinal
    );

    public static RecordShape Anything { get; } = new(JsonTypes.All);

    private static RecordShape Nothing { get; } = new(JsonTypes.Absent);

    /// <summary>Gets the texts of a scalar, or null for any.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Gets the members of an object, or null for any.</summary>
    public IReadOnlyDictionary<string, RecordShape>? Members { get; init; }

    /// <summary>Gets the shape of a member that is not among <see cref="Members"/>.</summary>
    public RecordShape? Others { get; init; }

    /// <summary>Returns whether one record can match both shapes.</summary>
    public static bool MayMeet(RecordShape one, RecordShape other)
    {
        var types = one.Types & other.Types;
        if ((types & (JsonTypes.Absent | JsonTypes.Null | JsonTypes.Array)) != 0)
            return true;
        if (
            (types & JsonTypes.Scalar) != 0
            && (one.Texts is null || other.Texts is null || one.Texts.Intersect(other.Texts, StringComparer.Ordinal).Any())
        )
            return true;
        return (types & JsonTypes.Object) != 0
            && (one.Members?.Keys ?? [])
                .Concat(other.Members?.Keys ?? [])
                .Distinct(StringComparer.Ordinal)
                .All(name => MayMeet(one.Member(name), other.Member(name)));
    }

    /// <summary>Returns the records that a feed may sign or accept, each as a list of shapes that all apply to it.</summary>
    /// <param name="text">The signed text.</param>
    /// <param name="side">The side whose records are described: an accepted record has the members that the schema requires; a signed
    /// record has only members that it declares.</param>
    public static IReadOnlyList<IReadOnlyList<RecordShape>> Of(SignedText text, TextSide side)
    {
        var claims = text.Claims ?? [];
        var isToken = text.Claims is not null;
        var demands = claims.Select(claim => At([claim.Name], Of(claim))).ToList();
        if (text.Feed.HasSelection && (!isToken || text.Payload.IsToken))
            demands.AddRange(text.Feed.Select.Select(condition => Of(condition, text)).OfType<RecordShape>());
        return [.. Roots(text, side, isToken).Select(root => (IReadOnlyList<RecordShape>)[root, .. demands])];
    }

    /// <summary>Returns the shape of one record that a payload may be.</summary>
    public static RecordShape Of(SignedText text, TextSide side, ObjectModel root) => new Builder(text, side).OfRoot(root);

    private static IEnumerable<RecordShape> Roots(SignedText text, TextSide side, bool isToken)
    {
        var (feed, payload) = (text.Feed, text.Payload);
        var builder = new Builder(text, side);
        if (isToken && !payload.IsToken)
            return [builder.OfClaims()];
        var roots = SelectionOverlap.RootsOf(feed).ToList();
        if (roots.Count == 0 || payload is { Text: not null } or { IsList: true })
            return [Anything];
        var shapes = roots.Select(root => Place(builder.OfRoot(root), payload));
        // An event that the schema does not list is accepted with any discriminator. Where the request names the event, a payload shows
        // nothing of it.
        return feed.Events is { From: not null } ? shapes.Append(Anything)
            : feed.Events is { } events && side == TextSide.Accepted
                ? shapes.Append(Place(At([events.Discriminator], new RecordShape(JsonTypes.Text)), payload))
            : shapes;
    }

    private RecordShape Member(string name) =>
        Members is null ? Anything
        : Members.TryGetValue(name, out var member) ? member
        : Others ?? Anything;

    private static RecordShape Place(RecordShape root, PayloadModel payload) =>
        payload.IsToken ? root : At(JsonPointer.Segments(payload.Pointer), root);

    /// <summary>Returns an object with a shape at the end of a path and no other restriction.</summary>
    private static RecordShape At(IReadOnlyList<string> path, RecordShape shape) =>
        path.Reverse()
            .Aggregate(
                shape,
                (inner, name) =>
                    new RecordShape(JsonTypes.Object)
                    {
                        Members = new Dictionary<string, RecordShape>(StringComparer.Ordinal) { [name] = inner },
                    }
            );

    private static RecordShape? Of(ConditionModel condition, SignedText text)
    {
        var payload = text.Payload;
        string[]? path = condition.Source.Kind switch
        {
            SourceKind.Payload when payload is { IsList: false, Text: null } =>
            [
                .. payload.IsToken ? [] : JsonPointer.Segments(payload.Pointer),
                .. JsonPointer.Segments(condition.Source.Name),
            ],
            SourceKind.Body when !payload.IsToken => JsonPointer.Segments(condition.Source.Name),
            _ => null,
        };
        if (
            path is not { Length: > 0 }
            || !text.Takes(path)
            || path.Any(segment => int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        )
            return null;
        return condition.Kind switch
        {
            ConditionKind.Equal => At(path, new RecordShape(JsonTypes.Scalar) { Texts = condition.Values }),
            // A value below an absent value is absent too.
            ConditionKind.Absent => path.Length > 1
                ? null
                : At(path, new RecordShape(JsonTypes.Absent | JsonTypes.Null | JsonTypes.Text) { Texts = [""] }),
            // A nested value may be present without being part of the signed text.
            _ when text.Parts.OfType<AllMembersPart>().Any(part => part.Nested is NestedMembers.Flatten or NestedMembers.Skip) => null,
            _ => At(path, new RecordShape(JsonTypes.All & ~(JsonTypes.Absent | JsonTypes.Null))),
        };
    }

    private static RecordShape Of(ClaimModel claim) =>
        claim.EqualTo is { Source.Kind: SourceKind.Const, Filters.Count: 0 } only && claim.Filters.Count == 0
            ? new RecordShape(claim.Name == "aud" ? JsonTypes.Scalar | JsonTypes.Array : JsonTypes.Scalar) { Texts = [only.Source.Name] }
        : claim.Required ? new RecordShape(JsonTypes.All & ~JsonTypes.Absent)
        : Anything;

    private sealed class Builder(SignedText text, TextSide side)
    {
        private readonly FeedModel _feed = text.Feed;

        /// <summary>
        /// Members that are written one by one lose their types: <c>5</c> and <c>"5"</c> have the same text, and so
        /// may an object and its JSON.
        /// </summary>
        private readonly AllMembersPart? _written = text.Parts.OfType<AllMembersPart>().FirstOrDefault();

        private RecordShape Undeclared => side == TextSide.Signed ? Nothing : Anything;

        /// <summary>
        /// Returns the shape of the payload. Members that the message leaves out are not in the signed text, even
        /// where an attacker adds them.
        /// </summary>
        public RecordShape OfRoot(ObjectModel root)
        {
            var shape = Of(root, 0);
            if (shape.Members is not { } declared)
                return shape;
            var place = text.Payload.IsToken ? [] : JsonPointer.Segments(text.Payload.Pointer);
            var members = declared.ToDictionary(
                member => member.Key,
                member => text.Takes([.. place, member.Key]) ? member.Value : Nothing,
                StringComparer.Ordinal
            );
            AddClaims(members);
            return shape with { Members = members };
        }

        /// <summary>Returns the shape of a token's claims, where the token is not the payload.</summary>
        public RecordShape OfClaims()
        {
            var members = new Dictionary<string, RecordShape>(StringComparer.Ordinal);
            AddClaims(members);
            return new RecordShape(JsonTypes.Object) { Members = members, Others = Undeclared };
        }

        private void AddClaims(Dictionary<string, RecordShape> members)
        {
            if (text.Claims is not { } claims)
                return;
            foreach (var name in claims.Select(claim => claim.Name).Concat(RegisteredClaims).Where(name => !members.ContainsKey(name)))
                members.Add(name, Anything);
        }

        private RecordShape Of(ObjectModel owner, int depth) =>
            owner.IsValue || depth > DeepestMember
                ? Anything
                : new RecordShape(JsonTypes.Object)
                {
                    Members = owner.Members.ToDictionary(
                        member => member.JsonName,
                        member => Of(owner, member, depth),
                        StringComparer.Ordinal
                    ),
                    // A list or object in fields has other names than its own, such as "items[0]".
                    Others =
                        depth == 0 && _feed.NestedFields.Count > 0 ? Anything
                        : owner.RefusesUnknown ? Nothing
                        : Undeclared,
                };

        private RecordShape Of(ObjectModel owner, MemberModel member, int depth)
        {
            // Fields with other names fill it, and a member of its own name is absent.
            if (depth == 0 && _feed.NestedFields.Contains(member.JsonName))
                return Anything;
            // A value of any JSON type reads as null there; a required member is present nevertheless.
            if (
                side == TextSide.Accepted
                && _feed.SignedAsReceived
                && member.Nullable
                && !_feed.UsedMembers.Contains(new MemberOfModel(owner.TypeName, member.JsonName))
            )
                return member.Required ? new(JsonTypes.All & ~JsonTypes.Absent) : Anything;
            var shape = Of(member.Element, depth);
            var types =
                (shape.Types & ~JsonTypes.Absent)
                | (member.Required ? 0 : JsonTypes.Absent)
                | (member.Element.Nullable ? JsonTypes.Null : 0);
            return shape with { Types = types };
        }

        private RecordShape Of(ElementModel element, int depth)
        {
            var coerced = element.Coerce || _written is not null ? JsonTypes.Scalar : 0;
            return element.Value switch
            {
                ObjectValue or MapValue or ArrayValue when _written is { Nested: not (NestedMembers.Refuse or NestedMembers.Flatten) } =>
                    Anything,
                TextValue text => new(JsonTypes.Text | coerced) { Texts = text.Const is { } only ? [only] : null },
                EnumValue listed => new((listed.Integer ? JsonTypes.Number : JsonTypes.Text) | coerced) { Texts = Of(listed) },
                IntegerValue integer => new(JsonTypes.Number | coerced)
                {
                    Texts = integer.Const is { } only ? [only.ToString(CultureInfo.InvariantCulture)] : null,
                },
                NumberValue => new(JsonTypes.Number | coerced),
                BooleanValue => new(JsonTypes.Boolean | coerced),
                DecimalTextValue or DateTimeValue or DateTextValue or DateValue or TimeValue or UuidValue => new(JsonTypes.Text | coerced),
                ObjectValue or MapValue or ArrayValue when element.Coerce => new(JsonTypes.Object | JsonTypes.Array | JsonTypes.Text),
                ObjectValue inner => _feed.Objects.FirstOrDefault(model => model.TypeName == inner.TypeName) is { } model
                    ? Of(model, depth + 1)
                    : Anything,
                MapValue => new(JsonTypes.Object),
                ArrayValue => new(JsonTypes.Array),
                _ => Anything,
            };
        }

        private IReadOnlyList<string>? Of(EnumValue listed) =>
            side == TextSide.Accepted && !listed.Closed ? null
            : _feed.Enums.FirstOrDefault(model => model.TypeName == listed.TypeName) is { } model
                ? [.. model.Cases.Select(known => known.Text)]
            : null;
    }
}

/// <summary>The types of a JSON value, or its absence.</summary>
[Flags]
internal enum JsonTypes
{
    Absent = 1,
    Null = 2,
    Text = 4,
    Number = 8,
    Boolean = 16,
    Object = 32,
    Array = 64,
    Scalar = Text | Number | Boolean,
    All = Absent | Null | Scalar | Object | Array,
}
