using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>Reads the payload from the same bytes that were verified, by the strict rules, and counts the undeclared members.</summary>
internal sealed class PayloadReading(FeedTurn turn, RequestReading request, RequestItems items)
{
    private State _state;

    public void Begin(TimeProvider clock)
    {
        _state = default;
        _state.Budget = new(clock);
    }

    public void Forget()
    {
        _state.UnknownMemberCount = 0;
        _state.UnsignedMembers = null;
        _state.Unfit = null;
    }

    public void End() => _state = default;

    /// <summary>
    /// Whether the steps for a request without items reached the payload, which such a request does not have. They reach it only when each
    /// of them succeeded.
    /// </summary>
    public bool HasFoundNothing => _state.HasFoundNothing && !turn.IsRejected;

    /// <summary>The acknowledgement of a request without items, when the schema builds it from the request; otherwise null.</summary>
    public CallbackAcknowledgement? Acknowledgement
    {
        get => _state.Acknowledgement;
        set => _state.Acknowledgement = value;
    }

    /// <summary>
    /// Whether the proof of one item covers every item: it succeeded, and none of its steps read the item, so that each step would have the
    /// same result for any other.
    /// </summary>
    public bool SharesProof => _state.SharedPart is not null && turn.HoldsProof;

    /// <summary>
    /// Prevents the current proof from being shared with other items, because it is not the only one that may prove an item.
    /// </summary>
    public void ShareNothing() => _state.SharedPart = null;

    /// <summary>Reads the payload of an item that the proof of an earlier item covers.</summary>
    public T? ReadShared<T>()
        where T : class, IReadablePayload<T> => ReadPart<T>(_state.SharedPart ?? "");

    /// <summary>Prepares for a request that is known to contain no item.</summary>
    public void ExpectNothing() => _state.ExpectsNothing = true;

    /// <summary>Names the event of the payloads that are read from now on.</summary>
    public void NameEvent(WireValue name) =>
        _state.Event = !turn.IsRejected && name.IsScalar && !name.Utf8.IsEmpty ? Encoding.UTF8.GetString(name.Utf8) : null;

    /// <summary>Reads a part of the body; an empty pointer means the payload pointer of the feed's definition.</summary>
    public T? ReadPart<T>(string pointer)
        where T : class, IReadablePayload<T>
    {
        turn.EndProof();
        if (items.AreSeveral && turn.HoldsProof && !items.IsItemRead)
            _state.SharedPart ??= pointer;
        if (!request.Accept())
            return null;
        if (_state.ExpectsNothing)
        {
            _state.HasFoundNothing = true;
            return null;
        }

        var place = turn.Feed.PayloadPointer;
        if (request.Content != CallbackContent.Json)
        {
            if (!request.ReadBody())
                return null;
            return pointer.Length + place.Length == 0
                ? ReadFlat<T>()
                : Reject<T>(CallbackRejectionReason.InvalidMember, $"body:{(pointer.Length == 0 ? place : pointer)}", NoObject);
        }

        if (pointer.Length + place.Length == 0)
            return ReadJson<T>(request.JsonBody, isChecked: request.IsStrictJson);
        if (!request.ReadBody())
            return null;
        var from = pointer.Length == 0 || items.AreSeveral ? items.PayloadNode() : 0;
        var part = request.Index!.RawAt(request.JsonBody, from < 0 ? from : request.Index.FindNode(request.JsonBody, pointer, from));
        return part.IsEmpty
            ? Reject<T>(CallbackRejectionReason.MissingMember, $"body:{(pointer.Length == 0 ? place : pointer)}", "is required")
            : ReadJson<T>(part, isChecked: request.IsStrictJson);
    }

    public T? ReadClaims<T>(VerifiedToken token)
        where T : class, IReadablePayload<T>
    {
        turn.EndProof();
        if (token.AreClaimsRead || turn.IsRejected || !IsObject(token.Claims))
            return token.HasClaims() ? ReadJson<T>(token.Claims, isChecked: token.AreClaimsStrict) : null;
        // The claims are not parsed yet. The reader applies the same strict rules, so that the claims are parsed once.
        if (ReadJson<T>(token.Claims, isChecked: false) is { } payload)
            return payload;
        // A problem of the token as a whole takes precedence over a problem of a member.
        if (turn.Withdraw() is { } refused && token.HasClaims())
            turn.Reject(refused);
        return null;
    }

    public T? ReadDecrypted<T>(DecryptedText text)
        where T : class, IReadablePayload<T> => turn.IsRejected ? null : ReadJson<T>(text.Written, isChecked: false);

    public T? ReadText<T>(WireValue json)
        where T : class, IReadablePayload<T>
    {
        turn.EndProof();
        if (turn.IsRejected)
            return null;
        return json.Kind switch
        {
            WireKind.Scalar => ReadJson<T>(json.Utf8, isChecked: false),
            WireKind.Composite => Reject<T>(CallbackRejectionReason.InvalidMember, json.Source, "must be a text that holds JSON"),
            WireKind.Invalid => Reject<T>(CallbackRejectionReason.Malformed, json.Source, FeedTurn.Undecodable),
            _ => Reject<T>(CallbackRejectionReason.MissingMember, json.Source, "is required"),
        };
    }

    /// <summary>Creates the receipt of the callback.</summary>
    public CallbackReceipt CreateReceipt(CallbackAcknowledgement? acknowledgement) =>
        new()
        {
            Feed = turn.Feed.Name,
            VerifiedAt = turn.Now,
            KeySet = turn.Keys.Name ?? turn.Feed.Provider,
            LookedUpBy = turn.Keys.LookedUpBy(turn.KeyId),
            KeyId = turn.KeyId,
            UnknownMemberCount = _state.UnknownMemberCount,
            UnsignedMembers = _state.UnsignedMembers ?? UnknownMembers.None,
            UnfitMemberCount = _state.Unfit?.Count ?? 0,
            UnfitMembers = _state.Unfit?.ToMembers() ?? UnknownMembers.None,
            ItemIndex = turn.Place.Item < 0 ? null : turn.Place.Item,
            Acknowledgement = acknowledgement,
        };

    private string NoObject => $"an object cannot arrive in a {(request.Content == CallbackContent.Text ? "text" : "form")}";

    private static bool IsObject(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    private T? Reject<T>(CallbackRejectionReason reason, string where, string detail)
        where T : class
    {
        turn.Reject(reason, where, detail);
        return null;
    }

    private T? ReadJson<T>(ReadOnlySpan<byte> json, bool isChecked, bool isFields = false)
        where T : class, IReadablePayload<T>
    {
        var reader = new JsonPayloadReader(
            json,
            turn.Feed.UnknownMembersUnsigned,
            isChecked,
            turn.Feed.SignedAsReceived,
            isFields,
            turn.Feed.AllowRepeatedFields
        )
        {
            Budget = _state.Budget,
            Event = _state.Event,
        };
        var payload = T.Read(ref reader);
        _state.Budget = reader.Budget;
        reader.End();
        return Conclude(payload, reader.Rejection, reader.UnknownMemberCount, reader.Diverted, reader.Unfitting);
    }

    /// <summary>Reads a text, or the fields of a form, XML or query.</summary>
    private T? ReadFlat<T>()
        where T : class, IReadablePayload<T>
    {
        if (request.Content == CallbackContent.Text)
        {
            var text = new TextPayloadReader(request.Body) { Budget = _state.Budget, Event = _state.Event };
            var read = T.Read(ref text);
            _state.Budget = text.Budget;
            text.End();
            return Conclude(read, text.Rejection, 0, UnknownMembers.None, null);
        }

        var nested = BracketedFields.Write(request.Fields!, turn.Feed, out var wrong);
        if (wrong is not null)
            return Conclude<T>(null, wrong, 0, UnknownMembers.None, null);
        if (nested is { } json)
            return ReadJson<T>(json.Span, isChecked: true, isFields: true);
        var reader = new FieldPayloadReader(request.Fields!, turn.Feed.UnknownMembersUnsigned, turn.Feed.AllowRepeatedFields)
        {
            Budget = _state.Budget,
            Event = _state.Event,
        };
        var payload = T.Read(ref reader);
        _state.Budget = reader.Budget;
        reader.End();
        return Conclude(payload, reader.Rejection, reader.UnknownMemberCount, reader.Diverted, reader.Unfitting);
    }

    private T? Conclude<T>(T? payload, CallbackRejection? rejection, int unknownMemberCount, UnknownMembers diverted, UnfitValues? unfit)
        where T : class
    {
        if (payload is null || rejection is not null)
        {
            turn.Reject(rejection ?? CallbackRejection.NotRead);
            return null;
        }

        _state.UnknownMemberCount = unknownMemberCount;
        _state.UnsignedMembers = diverted;
        _state.Unfit = unfit;
        return payload;
    }

    private struct State
    {
        public CheckBudget Budget;
        public string? Event;
        public int UnknownMemberCount;
        public UnknownMembers? UnsignedMembers;
        public UnfitValues? Unfit;
        public string? SharedPart; // the part that is read of each item when one proof covers all
        public bool ExpectsNothing;
        public bool HasFoundNothing;
        public CallbackAcknowledgement? Acknowledgement;
    }
}
