using CallbackGen.Testing.Cases;
using CallbackGen.Testing.Editing;

namespace CallbackGen.Tool.Sending;

/// <summary>Finds a character of a signed request whose change invalidates the signature.</summary>
internal static class Tampering
{
    /// <summary>The largest number of bytes that are tried of a body without members.</summary>
    private const int MaxTries = 2000;

    /// <summary>Changes a value of the payload; if no value is signed, a byte of the body.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="signed">The signed request.</param>
    /// <param name="verify">Returns why the feed rejects a request; null when it accepts it.</param>
    /// <returns>The request and the location of the change; null when the verifier detects no change.</returns>
    public static (CallbackRequest Request, string Where)? Change(
        CallbackFeed feed,
        CallbackRequest signed,
        Func<CallbackRequest, CallbackRejection?> verify
    )
    {
        var items = new RequestDraft(feed.Definition, signed).CountItems();
        var proofs = feed
            .Definition.Proofs.SelectMany(proof =>
                Enumerable.Range(-1, items + 1).Select(item => RequestDraft.PointerOf(feed.Definition, proof.From, item))
            )
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        (CallbackRequest Request, string Where)? refusedOtherwise = null;
        foreach (var text in ValueText.Of(feed, signed))
        {
            // No signature covers the proof itself.
            foreach (var leaf in text.Leaves.Where(leaf => !proofs.Contains(leaf.Pointer)))
            {
                if (Changed.Raw(text.RawOf(leaf), leaf.Type) is not { } raw)
                    continue;
                var twin = text.With(leaf, raw);
                switch (verify(twin)?.Reason)
                {
                    case CallbackRejectionReason.SignatureMismatch:
                        return (twin, leaf.Pointer);
                    case not null:
                        refusedOtherwise ??= (twin, leaf.Pointer);
                        break;
                }
            }
        }

        return ChangeByte(signed, verify) ?? refusedOtherwise;
    }

    private static (CallbackRequest Request, string Where)? ChangeByte(
        CallbackRequest signed,
        Func<CallbackRequest, CallbackRejection?> verify
    )
    {
        var body = signed.Body.ToArray();
        for (var (index, tries) = (body.Length - 1, 0); index >= 0 && tries < MaxTries; index--)
        {
            if (!char.IsAsciiLetterOrDigit((char)body[index]))
                continue;
            tries++;
            var old = body[index];
            body[index] = (byte)Changed.Next((char)old);
            if (signed.With(body: [.. body]) is var twin && verify(twin)?.Reason == CallbackRejectionReason.SignatureMismatch)
                return (twin, $"byte {index} of the body");
            body[index] = old;
        }

        return null;
    }
}
