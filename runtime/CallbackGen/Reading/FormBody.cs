using CallbackGen.Definitions;

namespace CallbackGen.Reading;

/// <summary>Parses a form in the charset that a feed's schema states, either directly or through a field that names it.</summary>
internal static class FormBody
{
    private const string Body = "body";

    /// <summary>Parses the fields.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="way">The feed's transport.</param>
    /// <param name="refusal">The reason why the body is rejected; <see langword="null"/> when it is not.</param>
    /// <returns>The fields, in which names may repeat, to be disposed of; <see langword="null"/> when the body is rejected.</returns>
    public static FormFields? Read(ReadOnlySpan<byte> body, CallbackTransport way, out CallbackRejection? refusal)
    {
        var fields = ReadBytes(body, way.Content, out var named, out var detail);
        refusal = fields is null ? new(CallbackRejectionReason.Malformed, Body, detail) : Decode(fields, way, named);
        if (refusal is null)
            return fields;
        fields?.Dispose();
        return null;
    }

    private static FormFields? ReadBytes(ReadOnlySpan<byte> body, CallbackContent content, out string? named, out string detail)
    {
        named = null;
        if (content == CallbackContent.Form)
            return FormFields.TryReadBytes(body, out var form, out detail) ? form : null;
        var fields = FormFields.Empty(allowRepeated: true);
        if (MultipartForm.Read(body, fields, out named) is not { } wrong)
        {
            detail = "";
            return fields;
        }

        fields.Dispose();
        detail = wrong;
        return null;
    }

    /// <summary>Decodes the fields from the form's charset.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="way">The transport, which states the charset.</param>
    /// <param name="named">
    /// The charset that parts of the form name. It is not signed, so it is compared with the form's charset and never chooses it.
    /// </param>
    private static CallbackRejection? Decode(FormFields fields, CallbackTransport way, string? named)
    {
        var (name, where) = (way.Charset ?? FieldCharset.Utf8, Body);
        if (way.CharsetFrom is { } from)
        {
            where = from;
            var pointer = new JsonPointer(from.AsSpan("body:".Length));
            pointer.Next();
            var position = fields.Find(pointer.Token);
            // An absent and an empty field are treated alike, because a message of members contains the same text for both.
            if (position < 0 || fields.Value(position).IsEmpty)
                return new(CallbackRejectionReason.MissingMember, where, "is required, as it names the charset of the form");
            if (fields.FindNext(position) >= 0)
                return new(CallbackRejectionReason.DuplicateMember, where, PayloadText.Twice);
            name = System.Text.Encoding.Latin1.GetString(fields.Value(position));
        }

        System.Text.Encoding? charset = null; // UTF-8, which needs no conversion
        if (way is not { Charset: null, CharsetFrom: null } && !FieldCharset.TryFind(name, out charset))
            return new(CallbackRejectionReason.InvalidMember, where, "names none of the charsets that a form may be in");
        if (named is not null && !FieldCharset.AreOne(named, name))
            return new(CallbackRejectionReason.Malformed, Body, "holds a part in another charset than the form's");
        return fields.TryDecode(charset, out var detail) ? null : new(CallbackRejectionReason.Malformed, Body, detail);
    }
}
