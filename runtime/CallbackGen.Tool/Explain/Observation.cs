using System.Security.Cryptography;
using CallbackGen.Testing;
using CallbackGen.Testing.Editing;
using CallbackGen.Verification;
using SignatureWriter = CallbackGen.Testing.Signing.SignatureText;

namespace CallbackGen.Tool.Explain;

/// <summary>One comparison that a verifier made.</summary>
/// <param name="Place">What of the request was verified.</param>
/// <param name="KeyId">The key's value, such as <c>secret[0]</c>; null for a digest.</param>
/// <param name="PublicKeyAlgorithm">The algorithm of a public key's signature; null for codes and digests.</param>
/// <param name="Message">What was signed; empty for tokens.</param>
/// <param name="Expected">What the request must carry; empty for a public key's signature.</param>
internal sealed record SeenProof(
    VerifiedPlace Place,
    string? KeyId,
    SignatureAlgorithm? PublicKeyAlgorithm,
    byte[] Message,
    byte[] Expected
);

/// <summary>What a compiled verifier makes of a request, and what it compared on the way.</summary>
internal sealed class Observation
{
    /// <summary>Put in the place of a signature that is missing or unreadable, so that the verifier gets to make its message.</summary>
    private static readonly byte[] Placeholder = new byte[32];

    private Observation(CallbackRejection? rejection, IReadOnlyList<SeenProof> proofs) => (Rejection, Proofs) = (rejection, proofs);

    /// <summary>Why the request was refused, or null.</summary>
    public CallbackRejection? Rejection { get; }

    /// <summary>What was compared, each once.</summary>
    public IReadOnlyList<SeenProof> Proofs { get; }

    /// <summary>Whether the proof holds: the request is accepted, or refused for something else than its proof.</summary>
    public bool IsMatch => Rejection is null or { IsProven: true } or { VerifiesAt: not null };

    /// <summary>Whether the proof holds and nothing else is wrong either.</summary>
    public bool IsAccepted => Rejection is null;

    /// <summary>Verifies a request and notes what is compared.</summary>
    public static Observation Of(CallbackFeed feed, CallbackRequest request, CallbackKeys keys, TimeProvider clock)
    {
        var seen = Verify(feed, request, keys, clock);
        if (seen.IsMatch || seen.Proofs.Count > 0 || feed.AnswerChallenge(request, keys, clock) is not { } answer)
            return seen;
        return answer.IsSuccess ? new(null, seen.Proofs) : seen;
    }

    /// <summary>
    /// The same, and where the verifier finds no signature to compare, what it would compare with one: a placeholder is put there.
    /// The outcome stays that of the request itself.
    /// </summary>
    public static Observation WithPlaceholder(CallbackFeed feed, CallbackRequest request, CallbackKeys keys, TimeProvider clock)
    {
        var seen = Of(feed, request, keys, clock);
        if (seen.IsMatch || seen.Proofs.Count > 0 || feed.Definition.Proofs.Count == 0)
            return seen;
        try
        {
            var draft = new RequestDraft(feed.Definition, request);
            var items = draft.CountItems();
            foreach (var proof in feed.Definition.Proofs.Where(proof => proof.Encoding is not null && RequestDraft.IsPlace(proof.From)))
            {
                foreach (var item in items == 0 ? [-1] : Enumerable.Range(0, items))
                    draft.Write(proof.From, item, SignatureWriter.Put(proof, draft.Read(proof.From, item), "", Placeholder));
            }

            return new(seen.Rejection, Verify(feed, draft.ToRequest(), keys, clock).Proofs);
        }
        catch (Exception failure)
            when (failure
                    is CallbackSigningException
                        or System.Text.Json.JsonException
                        or InvalidOperationException
                        or ArgumentException
                        or FormatException
                        or System.Xml.XmlException
            )
        {
            // What the request holds is no place for a signature.
            return seen;
        }
    }

    /// <summary>What tells two observations apart: the messages, and what the keys make of them.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> lengths = stackalloc byte[8];
        foreach (var proof in Proofs)
        {
            BitConverter.TryWriteBytes(lengths, proof.Message.Length);
            BitConverter.TryWriteBytes(lengths[4..], proof.Expected.Length);
            hash.AppendData(lengths);
            hash.AppendData(proof.Message);
            hash.AppendData(proof.Expected);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(proof.PublicKeyAlgorithm is null ? "" : proof.KeyId ?? ""));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static Observation Verify(CallbackFeed feed, CallbackRequest request, CallbackKeys keys, TimeProvider clock)
    {
        var observer = new Observer();
        var result = feed.VerifyMessages(request, keys.ObservedBy(observer), clock);
        return new(result.IsSuccess ? null : result.Rejection, observer.Proofs);
    }

    private sealed class Observer : VerificationObserver
    {
        private const int MaxProofs = 64;

        public List<SeenProof> Proofs { get; } = [];

        public override void OnProof(VerifiedPlace place, string? keyId, ReadOnlySpan<byte> message, ReadOnlySpan<byte> proof) =>
            Add(new(place, keyId, null, message.ToArray(), proof.ToArray()));

        public override void OnSignature(
            VerifiedPlace place,
            string keyId,
            SignatureAlgorithm algorithm,
            ReadOnlySpan<byte> message,
            bool isMatch
        ) => Add(new(place, keyId, algorithm, message.ToArray(), []));

        private void Add(SeenProof proof)
        {
            // A late request is verified again as of its own time.
            if (
                Proofs.Count < MaxProofs
                && !Proofs.Exists(seen =>
                    seen.Place == proof.Place && seen.KeyId == proof.KeyId && seen.Message.AsSpan().SequenceEqual(proof.Message)
                )
            )
                Proofs.Add(proof);
        }
    }
}
