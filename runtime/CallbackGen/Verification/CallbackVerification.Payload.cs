using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    /// <summary>Reads the payload from the very bytes that were verified, strictly.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="pointer">
    /// A JSON pointer (RFC 6901) to the part of the body that is the payload, or, in a feed of items, to a part of the
    /// current item; empty for the payload's place in the feed's definition, which is all of the body unless it says otherwise.
    /// </param>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadPayload<T>(string pointer = "")
        where T : class, ICallbackPayload<T>
    {
        EndProof();
        if (!Accept())
            return null;
        if (_state.Content == CallbackContent.Text)
            return ReadTextPayload<T>(pointer);
        if (_state.Content != CallbackContent.Json)
            return ReadFormPayload<T>(pointer);
        if (pointer.Length == 0 && _state.Feed.PayloadPointer.Length == 0)
            return ReadJsonPayload<T>(_state.Read.Request.Body.Span, isChecked: _state.Read.IsStrictJson);
        if (!ReadBody())
            return null;
        var place = pointer.Length == 0 || HasItems ? PayloadNode() : 0;
        var part = _state.BodyIndex!.RawAt(_state.Read.Request.Body.Span, place < 0 ? place : _state.BodyIndex.FindNode(_state.Read.Request.Body.Span, pointer, place));
        if (!part.IsEmpty)
            return ReadJsonPayload<T>(part, isChecked: true);
        Reject(CallbackRejectionReason.MissingMember, $"body:{(pointer.Length == 0 ? _state.Feed.PayloadPointer : pointer)}", "is required");
        return null;
    }

    /// <summary>Reads the payload from the claims of the verified token, strictly.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadClaims<T>()
        where T : class, ICallbackPayload<T>
    {
        EndProof();
        if (_state.AreClaimsFound || !_state.IsTokenVerified || IsRejected || !IsObject(_state.Claims.Written))
            return HasClaims() ? ReadJsonPayload<T>(_state.Claims.Written, isChecked: true) : null;
        // Nobody has looked into the token yet. The reader is as strict as that would be, and the only pass over it.
        if (ReadJsonPayload<T>(_state.Claims.Written, isChecked: false) is { } payload)
            return payload;
        // What is wrong with the token as a whole comes before what is wrong with a member.
        var refused = _state.Rejection;
        _state.Rejection = null;
        if (HasClaims())
            _state.Rejection = refused;
        return null;
    }

    /// <summary>Reads the payload from a JSON text that a value of the request holds, strictly.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="json">The value, decoded as the schema says: the bytes that were signed, or that what was signed decodes to.</param>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadText<T>(WireValue json)
        where T : class, ICallbackPayload<T>
    {
        EndProof();
        if (IsRejected)
            return null;
        if (json.IsScalar)
            return ReadJsonPayload<T>(json.Utf8, isChecked: false);
        _ = json.Kind switch
        {
            WireKind.Composite => Reject(CallbackRejectionReason.InvalidMember, json.Source, "must be a text that holds JSON"),
            WireKind.Invalid => Reject(CallbackRejectionReason.Malformed, json.Source, Undecodable),
            _ => Reject(CallbackRejectionReason.MissingMember, json.Source, "is required"),
        };
        return null;
    }

    private static bool IsObject(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    private T? ReadJsonPayload<T>(ReadOnlySpan<byte> json, bool isChecked)
        where T : class, ICallbackPayload<T>
    {
        var reader = new JsonPayloadReader(json, _state.Feed.UnknownMembersUnsigned, isChecked) { Patterns = _state.Patterns };
        var payload = T.Read(ref reader);
        _state.Patterns = reader.Patterns;
        reader.End();
        return Conclude(payload, reader.Rejection, reader.UnknownMemberCount, reader.Diverted);
    }

    private T? ReadFormPayload<T>(string pointer)
        where T : class, ICallbackPayload<T>
    {
        if (!ReadBody())
            return null;
        if (pointer.Length > 0 || _state.Feed.PayloadPointer.Length > 0)
        {
            Reject(CallbackRejectionReason.InvalidMember, $"body:{(pointer.Length == 0 ? _state.Feed.PayloadPointer : pointer)}", "an object cannot arrive in a form");
            return null;
        }

        var reader = new FieldPayloadReader(Fields!, _state.Feed.UnknownMembersUnsigned, _state.Feed.AllowRepeatedFields) { Patterns = _state.Patterns };
        var payload = T.Read(ref reader);
        _state.Patterns = reader.Patterns;
        reader.End();
        return Conclude(payload, reader.Rejection, reader.UnknownMemberCount, reader.Diverted);
    }

    private T? ReadTextPayload<T>(string pointer)
        where T : class, ICallbackPayload<T>
    {
        if (pointer.Length > 0 || _state.Feed.PayloadPointer.Length > 0)
        {
            Reject(CallbackRejectionReason.InvalidMember, $"body:{(pointer.Length == 0 ? _state.Feed.PayloadPointer : pointer)}", "an object cannot arrive in a text");
            return null;
        }

        var reader = new TextPayloadReader(_state.Read.Request.Body.Span) { Patterns = _state.Patterns };
        var payload = T.Read(ref reader);
        _state.Patterns = reader.Patterns;
        reader.End();
        return Conclude(payload, reader.Rejection, 0, UnknownMembers.None);
    }

    private T? Conclude<T>(T? payload, CallbackRejection? rejection, int unknownMemberCount, UnknownMembers diverted)
        where T : class
    {
        if (payload is null || rejection is not null)
        {
            Rejection ??= rejection ?? CallbackRejection.NotRead;
            return null;
        }

        _state.UnknownMemberCount = unknownMemberCount;
        _state.UnsignedMembers = diverted;
        return payload;
    }
}
