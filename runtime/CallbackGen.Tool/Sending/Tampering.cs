using CallbackGen.Testing.Cases;
using CallbackGen.Testing.Editing;

namespace CallbackGen.Tool.Sending;

/// <summary>Finds a character of a signed request whose change makes the signature fail.</summary>
internal static class Tampering
{
    /// <summary>How many bytes of a body without members are tried.</summary>
    private const int MaxTries = 2000;

    /// <summary>Changes a value of the payload; where none is found, a byte of the body.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="signed">The signed request.</param>
    /// <param name="verify">Why the feed refuses a request; null where it takes it.</param>
    /// <returns>The request and the place; null where no change is noticed.</returns>
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
        foreach (var text in PayloadText.Of(feed, signed))
        {
            // The proof itself is signed by nothing.
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
