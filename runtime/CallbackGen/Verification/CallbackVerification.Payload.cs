using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    /// <summary>Reads the payload from the very bytes that were verified, strictly.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="pointer">A JSON pointer (RFC 6901) to the part of the body that is the payload; empty for all of it.</param>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadPayload<T>(string pointer = "")
        where T : class, ICallbackPayload<T>
    {
        if (!Accept())
            return null;
        if (_content != CallbackContent.Json)
            return ReadFormPayload<T>(pointer);
        if (pointer.Length == 0)
            return ReadJsonPayload<T>(_request.Body.Span);
        if (!ReadBody())
            return null;
        var part = _bodyIndex!.GetRaw(_request.Body.Span, pointer);
        if (!part.IsEmpty)
            return ReadJsonPayload<T>(part);
        Reject(CallbackRejectionReason.MissingMember, $"body:{pointer}", "is required");
        return null;
    }

    /// <summary>Reads the payload from the claims of the verified token, strictly.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadClaims<T>()
        where T : class, ICallbackPayload<T> => HasClaims() ? ReadJsonPayload<T>(_claims.Written) : null;

    private T? ReadJsonPayload<T>(ReadOnlySpan<byte> json)
        where T : class, ICallbackPayload<T>
    {
        var reader = new JsonPayloadReader(json, _feed.UnknownMembersUnsigned);
        var payload = T.Read(ref reader);
        reader.End();
        return Conclude(payload, reader.Rejection, reader.UnknownMemberCount, reader.Diverted);
    }

    private T? ReadFormPayload<T>(string pointer)
        where T : class, ICallbackPayload<T>
    {
        if (!ReadBody())
            return null;
        if (pointer.Length > 0)
        {
            Reject(CallbackRejectionReason.InvalidMember, $"body:{pointer}", "an object cannot arrive in a form");
            return null;
        }

        var reader = new FieldPayloadReader(Fields!, _feed.UnknownMembersUnsigned);
        var payload = T.Read(ref reader);
        reader.End();
        return Conclude(payload, reader.Rejection, reader.UnknownMemberCount, reader.Diverted);
    }

    private T? Conclude<T>(T? payload, CallbackRejection? rejection, int unknownMemberCount, UnknownMembers diverted)
        where T : class
    {
        if (payload is null || rejection is not null)
        {
            Rejection ??= rejection ?? CallbackRejection.NotRead;
            return null;
        }

        _unknownMemberCount = unknownMemberCount;
        _unsignedMembers = diverted;
        return payload;
    }
}
