namespace CallbackGen.Reading;

/// <summary>The fields of a form in the charset that a feed's schema gives it, by itself or through a field that names it.</summary>
internal static class FormBody
{
    private const string Body = "body";

    /// <summary>Reads fields.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="way">How the feed arrives.</param>
    /// <param name="refusal">Why it is refused; <see langword="null"/> when it is not.</param>
    /// <returns>The fields, in which names may repeat, to be disposed of; <see langword="null"/> when the body is refused.</returns>
    public static FormFields? Read(ReadOnlySpan<byte> body, CallbackTransport way, out CallbackRejection? refusal)
    {
        var fields = ReadBytes(body, way.Content, out var detail);
        refusal = fields is null ? new(CallbackRejectionReason.Malformed, Body, detail) : Decode(fields, way);
        if (refusal is null)
            return fields;
        fields?.Dispose();
        return null;
    }

    private static FormFields? ReadBytes(ReadOnlySpan<byte> body, CallbackContent content, out string detail)
    {
        if (content == CallbackContent.Form)
            return FormFields.TryReadBytes(body, out var form, out detail) ? form : null;
        var fields = FormFields.Empty(allowRepeated: true);
        if (MultipartForm.Read(body, fields) is not { } wrong)
        {
            detail = "";
            return fields;
        }

        fields.Dispose();
        detail = wrong;
        return null;
    }

    private static CallbackRejection? Decode(FormFields fields, CallbackTransport way)
    {
        if (way is { Charset: null, CharsetFrom: null })
            return DecodeAs(null, fields);
        var (name, where) = (way.Charset ?? FieldCharset.Utf8, Body);
        if (way.CharsetFrom is { } from)
        {
            where = from;
            var pointer = new JsonPointer(from.AsSpan("body:".Length));
            pointer.Next();
            var position = fields.Find(pointer.Token);
            // Absent and empty are one, as a message of members writes both alike.
            if (position < 0 || fields.Value(position).IsEmpty)
                return new(CallbackRejectionReason.MissingMember, where, "is required, as it names the charset of the form");
            if (fields.FindNext(position) >= 0)
                return new(CallbackRejectionReason.DuplicateMember, where, PayloadText.Twice);
            name = System.Text.Encoding.Latin1.GetString(fields.Value(position));
        }

        if (!FieldCharset.TryFind(name, out var charset))
            return new(CallbackRejectionReason.InvalidMember, where, "names none of the charsets that a form may be in");
        return DecodeAs(charset, fields);
    }

    private static CallbackRejection? DecodeAs(System.Text.Encoding? charset, FormFields fields) =>
        fields.TryDecode(charset, out var detail) ? null : new(CallbackRejectionReason.Malformed, Body, detail);
}
