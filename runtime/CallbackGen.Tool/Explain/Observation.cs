using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.Testing;
using CallbackGen.Testing.Editing;
using CallbackGen.Verification;
using SignatureWriter = CallbackGen.Testing.Signing.SignatureText;

namespace CallbackGen.Tool.Explain;

/// <summary>One comparison that a verifier made.</summary>
/// <param name="Place">The verified source of the request.</param>
/// <param name="KeyId">The key's value, such as <c>secret[0]</c>; null for a digest.</param>
/// <param name="PublicKeyAlgorithm">The algorithm of a public key's signature; null for MACs and digests.</param>
/// <param name="Message">The signed message; empty for tokens.</param>
/// <param name="Expected">The expected signature; empty for a public key's signature.</param>
internal sealed record SeenProof(
    VerifiedPlace Place,
    string? KeyId,
    SignatureAlgorithm? PublicKeyAlgorithm,
    byte[] Message,
    byte[] Expected
);

/// <summary>The result of a compiled verifier for a request, and the comparisons that it made.</summary>
internal sealed class Observation
{
    /// <summary>Replaces a missing or malformed signature, so that the verifier proceeds to build its message.</summary>
    private static readonly byte[] Placeholder = new byte[32];

    private Observation(CallbackRejection? rejection, IReadOnlyList<SeenProof> proofs) => (Rejection, Proofs) = (rejection, proofs);

    /// <summary>Why the request was rejected, or null.</summary>
    public CallbackRejection? Rejection { get; }

    /// <summary>The comparisons, each once.</summary>
    public IReadOnlyList<SeenProof> Proofs { get; }

    /// <summary>Whether the signature matches: the request is accepted, or rejected for another reason than its proof.</summary>
    public bool IsMatch => Rejection is null or { IsProven: true } or { VerifiesAt: not null };

    /// <summary>Whether the request is accepted.</summary>
    public bool IsAccepted => Rejection is null;

    /// <summary>Verifies a request and records the comparisons.</summary>
    public static Observation Of(CallbackFeed feed, CallbackRequest request, CallbackKeys keys, TimeProvider clock)
    {
        var seen = Verify(feed, request, keys, clock);
        if (seen.IsMatch || seen.Proofs.Count > 0 || feed.AnswerChallenge(request, keys, clock) is not { } answer)
            return seen;
        return answer.IsSuccess ? new(null, seen.Proofs) : seen;
    }

    /// <summary>
    /// Verifies a request like <see cref="Of"/>. When the verifier finds no signature to compare, a placeholder is inserted to
    /// record the comparison. The result is still that of the request itself.
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
            // The request cannot carry a signature at this source.
            return seen;
        }
    }

    /// <summary>Returns a text that identifies an observation: the messages, and their expected signatures.</summary>
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
            // A late request is verified a second time with its own time as the clock.
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
