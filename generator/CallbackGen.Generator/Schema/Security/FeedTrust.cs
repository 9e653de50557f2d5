using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>The coverage of a feed's proof over its payload, and the trust level of its callbacks.</summary>
internal sealed class FeedTrust
{
    private readonly PayloadMap _map;
    private readonly List<FoundMember> _unsigned;

    public FeedTrust(VerifyModel? verify, PayloadModel payload, IReadOnlyList<TransportModel> receive, PayloadMap map)
    {
        _map = map;
        Coverage = Coverage.Derive(verify, payload, receive, map);
        _unsigned = [.. map.All.Where(found => !found.IsEntered && !Coverage.Protects(found.Pointer))];
        IsProven = verify is not (NoVerify or null);
        SignsNothing =
            verify is NoVerify or TokenVerify
            || (verify is AnyOfVerify several && several.Alternatives.All(alternative => alternative is TokenVerify));
        Level =
            verify is NoVerify ? TrustLevel.Received
            : _unsigned.Count == 0 ? TrustLevel.Verified
            : TrustLevel.Authenticated;
    }

    public Coverage Coverage { get; }

    /// <summary>Gets whether there is a proof that could be read.</summary>
    public bool IsProven { get; }

    /// <summary>Gets whether the scheme authenticates the sender and not the content, so that no member is signed.</summary>
    public bool SignsNothing { get; }

    public TrustLevel Level { get; }

    /// <summary>Gets the members that a third party may have written.</summary>
    public IReadOnlyList<string> UnsignedPointers => [.. _unsigned.Select(found => found.Pointer).Distinct()];

    /// <summary>Gets the members that a third party may have written, in words.</summary>
    public string Uncovered
    {
        get
        {
            const int Most = 5;
            var list = UnsignedPointers;
            return string.Join(", ", list.Take(Most)) + (list.Count > Most ? $" and {list.Count - Most} more" : "");
        }
    }

    /// <summary>Gets the covered members with one text, in order.</summary>
    public IEnumerable<string> SignedPointers =>
        _map
            .All.Where(found => _map.DeclaresText(found.Pointer) && Coverage.Covers(found.Pointer))
            .Select(found => found.Pointer)
            .Distinct()
            .OrderBy(pointer => pointer, StringComparer.Ordinal);

    /// <summary>Gets whether a third party may have written members that the payload does not declare.</summary>
    public bool LeavesUndeclared => IsProven && !CoversUndeclared;

    /// <summary>Returns whether the payload is signed as received: each value, its JSON type, and undeclared members.</summary>
    public bool IsSignedAsReceived(IReadOnlyList<TransportModel> receive) =>
        IsProven && Level == TrustLevel.Verified && CoversUndeclared && Coverage.SettlesForms(receive);

    /// <summary>
    /// Gets whether undeclared members are covered. A name that the message leaves out excludes them in two cases: the payload does not
    /// declare the name, or it names an object, which may contain undeclared members too.
    /// </summary>
    private bool CoversUndeclared =>
        Coverage.CoversUndeclared
        && Coverage
            .ExceptedNames.Select(JsonPointer.Of)
            .All(pointer =>
                _map.Declares(pointer)
                // Of an object that is left out, only its declared members may be signed elsewhere.
                && (Coverage.Covers(pointer) || !_map.All.Any(found => found.IsEntered && found.Pointer == pointer))
            );

    /// <summary>Returns the marks of the records' members: those that the signature does not cover, and those with a role.</summary>
    public EquatableArray<MemberMarkModel> Marks(IEnumerable<RoleModel> roles)
    {
        var unsigned = new HashSet<(string Type, string Name)>(
            _unsigned.Where(_ => IsProven).Select(found => (found.OwnerType, found.Member.JsonName))
        );
        var played = roles
            .SelectMany(role =>
                _map.All.Where(found => found.Pointer == role.Pointer)
                    .Select(found => (Key: (Type: found.OwnerType, Name: found.Member.JsonName), role.Role))
            )
            .Distinct()
            .ToLookup(pair => pair.Key, pair => pair.Role);
        return unsigned
            .Concat(played.Select(role => role.Key))
            .Distinct()
            .Select(key => new MemberMarkModel(key.Type, key.Name, unsigned.Contains(key), played[key].ToEquatableArray()))
            .ToEquatableArray();
    }
}
