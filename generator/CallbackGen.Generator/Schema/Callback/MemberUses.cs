using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>The idempotency key, which distinguishes events.</summary>
/// <param name="Pointers">The pointers of its members.</param>
/// <param name="Group">The members that are only signed together, so that the key contains them as one text; empty, or
/// several consecutive members.</param>
/// <param name="IsEventId">Whether the member is an id that the provider assigns to each event.</param>
internal sealed record IdempotencyKey(EquatableArray<string> Pointers, EquatableArray<string> Group, bool IsEventId)
{
    /// <summary>Gets why no member of the feed identifies an event, or null.</summary>
    public string? NoneReason { get; init; }

    /// <summary>Gets where the provider documents the key, or null.</summary>
    public string? Source { get; init; }
}

/// <summary>Reads the keywords that refer to members of the payload: roles and idempotency keys.</summary>
/// <param name="keywords">The <c>callback</c> part.</param>
/// <param name="map">The payload.</param>
/// <param name="trust">The signed members and the trust level.</param>
/// <param name="problems">Receives the problems.</param>
internal sealed class MemberUses(Keywords keywords, PayloadMap map, FeedTrust trust, ProblemList problems)
{
    public EquatableArray<RoleModel> ReadRoles()
    {
        if (keywords["roles"] is not { } node)
            return default;
        var roles = new List<RoleModel>();
        foreach (var role in SchemaKeywords.Roles.Check(node, problems).All)
        {
            // A partly covered feed may have roles on unsigned members, which it must confirm; such members are marked as
            // unsigned instead of being reported.
            if (ReadPointer(role.Value, role.Name, mustBeSigned: trust.Level == TrustLevel.Verified) is { } pointer)
                roles.Add(new RoleModel(role.Name, pointer, map.IsSensitive(pointer)));
        }

        return roles.ToEquatableArray();
    }

    /// <summary>
    /// Returns the members that are only signed together, and reports them: the author may know a form of their values that the schema
    /// does not state and that would separate them.
    /// </summary>
    public IReadOnlyList<string> FindGroup(MessageVerify? verify, PayloadModel payload)
    {
        var pointers = (verify?.Group ?? default).Select(source => Coverage.ToPayload(source, payload)).ToList();
        if (pointers.Count == 0 || pointers.Any(pointer => pointer is null || trust.Coverage.Covers(pointer)))
            return [];
        if (!problems.HasErrors)
            problems.Add(SchemaRules.SignedTogether, keywords.Member("verify")!.NameSpan, string.Join(", ", pointers));
        return [.. pointers.OfType<string>()];
    }

    /// <summary>Reads the idempotency key.</summary>
    /// <param name="group">The members that are only signed together.</param>
    public IdempotencyKey ReadIdempotencyKey(IReadOnlyList<string> group)
    {
        var stated = keywords["idempotencyKey"] is { Kind: JsonKind.Object } node ? ReadStatedKey(node) : null;
        var eventId = stated?["eventId"];
        var items = eventId is null ? ReadItems(stated?["members"] ?? keywords["idempotencyKey"], "idempotencyKey") : [eventId];
        var start = group.Count == 0 ? -1 : items.ToList().FindIndex(item => item.Text == group[0]);
        var isGrouped =
            start >= 0 && items.Skip(start).Take(group.Count).Select(item => item.Text).SequenceEqual(group) && group.All(HasSignedText);
        var pointers = new List<string>();
        for (var i = 0; i < items.Count; i++)
        {
            var isOfGroup = isGrouped && i >= start && i < start + group.Count;
            if (ReadPointer(items[i], "idempotencyKey", mustBeSigned: !isOfGroup && !trust.SignsNothing) is { } pointer)
                pointers.Add(pointer);
        }

        if (pointers.Count > 0 && pointers.Count == items.Count)
            CheckTellsApart(pointers, "idempotencyKey", "idempotency key");
        return new IdempotencyKey(pointers.ToEquatableArray(), isGrouped ? group.ToEquatableArray() : default, eventId is not null)
        {
            NoneReason = stated?["none"]?.Text,
            Source = stated?["source"]?.Text,
        };
    }

    /// <summary>Returns the keywords of a key that is an object, and reports one that states several keys, or none.</summary>
    private Keywords ReadStatedKey(JsonNode node)
    {
        var stated = SchemaKeywords.IdempotencyKey.Check(node, problems);
        var forms = node.Members.Where(member => member.Name is "eventId" or "members" or "none").ToList();
        if (forms.Count == 0)
            problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "eventId", "\"idempotencyKey\", or \"members\" or \"none\",");
        foreach (var other in forms.Skip(1))
            problems.Add(SchemaRules.DoesNotApply, other.NameSpan, other.Name, $"an idempotency key with \"{forms[0].Name}\"");
        return stated;
    }

    /// <summary>Reads the members that identify an event after the provider has confirmed it, signed or not.</summary>
    public EquatableArray<string> ReadConfirmedKey()
    {
        if (keywords.Member("confirmedKey") is not { } member)
            return default;
        if (trust is { IsProven: true, Level: TrustLevel.Verified })
            problems.Add(SchemaRules.NothingToConfirm, member.NameSpan);
        var items = ReadItems(keywords["confirmedKey"], "confirmedKey");
        var pointers = items.Select(item => ReadPointer(item, "confirmedKey", mustBeSigned: false)).OfType<string>().ToList();
        if (pointers.Count > 0 && pointers.Count == items.Count)
            CheckTellsApart(pointers, "confirmedKey", "confirmed key");
        return pointers.ToEquatableArray();
    }

    private IReadOnlyList<JsonNode> ReadItems(JsonNode? list, string keyword)
    {
        if (list is not { Kind: JsonKind.Array } node)
            return [];
        if (node.Items.Count == 0)
            problems.Add(SchemaRules.NotAllowedValue, node.Span, keyword, "an array of at least one pointer");
        return node.Items;
    }

    /// <summary>Returns whether the text that was signed can be restored from a member's value.</summary>
    private bool HasSignedText(string pointer) =>
        map.FindAll(pointer)
            ?.All(member => member.Element is { Value: TextValue or EnumValue { Integer: false } or DecimalTextValue, Coerce: false })
        == true;

    /// <summary>
    /// Reports a key whose members may all be absent or are all constant: such events would have the same key, and
    /// all but the first would be lost.
    /// </summary>
    private void CheckTellsApart(List<string> pointers, string keyword, string name)
    {
        var place = Places.Head(keywords[keyword]!);
        foreach (var root in map.Roots)
        {
            if (!pointers.Any(pointer => map.IsSure(root, pointer)))
                problems.Add(SchemaRules.UnsureKey, place, root.TypeName, name);
            else if (!pointers.Any(pointer => map.IsSure(root, pointer) && !map.IsConstant(root, pointer)))
                problems.Add(SchemaRules.ConstantKey, place, root.TypeName, name);
        }
    }

    private string? ReadPointer(JsonNode node, string keyword, bool mustBeSigned)
    {
        if (node.Kind != JsonKind.String)
        {
            problems.Add(SchemaRules.WrongKind, Places.Head(node), keyword, "a JSON pointer such as \"/order_number\"");
            return null;
        }

        if (!JsonPointer.IsValid(node.Text) || node.Text.Length < 2)
        {
            problems.Add(SchemaRules.NotAllowedValue, node.Span, keyword, "a JSON pointer such as \"/order_number\"");
            return null;
        }

        if (map.Find(node.Text) is not { } member)
        {
            problems.Add(
                SchemaRules.BadPointer,
                node.Span,
                node.Text,
                "leads to no member that the payload declares" + map.Guess(node.Text)
            );
            return null;
        }

        if (member.Element.Value is ObjectValue or ArrayValue or MapValue or AnyValue)
        {
            problems.Add(SchemaRules.BadPointer, node.Span, node.Text, "leads to a value that is not a text, number or boolean");
            return null;
        }

        if (map.IsSensitive(node.Text))
            problems.Add(SchemaRules.SensitiveUse, node.Span, node.Text);
        if (mustBeSigned && !trust.Coverage.Covers(node.Text))
            problems.Add(SchemaRules.UnsignedUse, node.Span, node.Text);
        return node.Text;
    }
}
