using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>What a feed's proof covers of its payload, and how far a callback is trusted for it.</summary>
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
        Rung =
            verify is NoVerify ? TrustRung.Received
            : _unsigned.Count == 0 ? TrustRung.Verified
            : TrustRung.Authenticated;
    }

    public Coverage Coverage { get; }

    /// <summary>Whether there is a proof, and it could be read.</summary>
    public bool IsProven { get; }

    /// <summary>Whether the scheme proves who sends and nothing about what is sent, so that no member is signed.</summary>
    public bool SignsNothing { get; }

    public TrustRung Rung { get; }

    /// <summary>The members that somebody else may have written.</summary>
    public IReadOnlyList<string> UnsignedPointers => [.. _unsigned.Select(found => found.Pointer).Distinct()];

    /// <summary>The members that somebody else may have written, in words.</summary>
    public string Uncovered
    {
        get
        {
            const int Most = 5;
            var list = UnsignedPointers;
            return string.Join(", ", list.Take(Most)) + (list.Count > Most ? $" and {list.Count - Most} more" : "");
        }
    }

    /// <summary>The members with one text that are covered, in order.</summary>
    public IEnumerable<string> SignedPointers =>
        _map
            .All.Where(found => _map.DeclaresText(found.Pointer) && Coverage.Covers(found.Pointer))
            .Select(found => found.Pointer)
            .Distinct()
            .OrderBy(pointer => pointer, StringComparer.Ordinal);

    /// <summary>Whether members that the payload does not declare may be somebody else's.</summary>
    public bool LeavesUndeclared => IsProven && !CoversUndeclared;

    /// <summary>Whether the payload is signed as it was received: each value, its form, and undeclared members.</summary>
    public bool IsSignedAsReceived(IReadOnlyList<TransportModel> receive) =>
        IsProven && Rung == TrustRung.Verified && CoversUndeclared && Coverage.SettlesForms(receive);

    /// <summary>
    /// A name that the message leaves out makes undeclared members doubtful: when the payload does not declare it, and when
    /// what it names is an object, which may hold undeclared members too.
    /// </summary>
    private bool CoversUndeclared =>
        Coverage.CoversUndeclared
        && Coverage
            .ExceptedNames.Select(JsonPointer.Of)
            .All(pointer =>
                _map.Declares(pointer)
                // Of an object that is left out only its declared members may be signed elsewhere.
                && (Coverage.Covers(pointer) || !_map.All.Any(found => found.IsEntered && found.Pointer == pointer))
            );

    /// <summary>What the rest of the file says about the records' members: which are outside of the signature, and which play a role.</summary>
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
