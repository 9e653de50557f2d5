using CallbackGen.Generator.Tests.Signing;
using CallbackGen.Testing;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>
/// For every feed of the catalogue, and any values in its requests: a signed request verifies, and no covered value
/// can be changed without detection.
/// </summary>
public sealed class CatalogueProperties(ITestOutputHelper output)
{
    private const int Tests = 40;

    /// <summary>
    /// The reasons for which a value may be rejected despite a valid signature. Any other reason would be a fault
    /// of the signer or a verifier.
    /// </summary>
    private static readonly CallbackRejectionReason[] OfValues =
    [
        CallbackRejectionReason.AmbiguousMessage,
        CallbackRejectionReason.InvalidMember,
        CallbackRejectionReason.MissingMember,
        CallbackRejectionReason.Malformed,
        CallbackRejectionReason.DuplicateMember,
        CallbackRejectionReason.SignatureMalformed,
        CallbackRejectionReason.ClaimInvalid,
        CallbackRejectionReason.ClaimMismatch,
        CallbackRejectionReason.NotSelected,
    ];

    private static readonly Gen<Edit> Edits =
        from place in Gen.Choose(-1, 200)
        from style in Gen.Choose(0, 239)
        from count in Gen.Choose(0, 4)
        from pieces in Gen.ArrayOf(Gen.Choose(0, Value.Kinds - 1), count)
        select new Edit(place, new Value(pieces, style));

    private static readonly Gen<Edit[]> Variations = from count in Gen.Choose(1, 3) from edits in Gen.ArrayOf(Edits, count) select edits;

    public static TheoryData<string> Feeds => [.. Catalogue.Names];

    /// <summary>Gets the feeds whose proof covers content: a token proves the sender alone.</summary>
    public static TheoryData<string> Signed => [.. Catalogue.Names.Where(name => !Catalogue.Feed(name).Definition.SignsNothing)];

    [Theory]
    [MemberData(nameof(Signed))]
    public void What_is_signed_verifies_and_nothing_covered_changes_unnoticed(string name)
    {
        var feed = Catalogue.Feed(name);
        var keys = CallbackTestKeys.Generate(feed);
        var bases = Catalogue.Accepted(name).Select(test => Subject.Of(feed, test)).ToList();
        var count = new Counts();

        Seeds.Check(
            Tests,
            Variations,
            Smaller,
            variation =>
            {
                foreach (var subject in bases)
                    Hold(subject, variation, keys, count);
            }
        );

        output.WriteLine($"{name}: {count}. {Seeds.Advice}");
        Assert.True(count.Signed > 0 || IsOpaque(name), $"Of {name} nothing that was varied verified.");
        Assert.True(count.Refused > 0 || IsOpaque(name), $"Of {name} nothing that was tampered with was refused.");
    }

    /// <summary>Returns whether the only value that is no signature has a form that no variation has: base64 with a line break.</summary>
    private static bool IsOpaque(string name) => name is "braintree.notification";

    /// <summary>A payload marks its unsigned members. A payload that is signed in whole, or not at all, marks none.</summary>
    [Theory]
    [MemberData(nameof(Feeds))]
    public void Members_outside_the_signature_say_so(string name)
    {
        var feed = Catalogue.Feed(name);
        var marked = feed
            .PayloadType.GetProperties()
            .Where(property => property.IsDefined(typeof(UnsignedAttribute), false))
            .SelectMany(property => property.GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonPropertyNameAttribute), false))
            .Select(attribute => "/" + ((System.Text.Json.Serialization.JsonPropertyNameAttribute)attribute).Name)
            .Order(StringComparer.Ordinal);

        if (feed.Trust == CallbackTrust.Received)
            Assert.Empty(marked);
        else
            Assert.Equal(
                feed.Definition.UnsignedMembers.Where(pointer => pointer.LastIndexOf('/') == 0).Order(StringComparer.Ordinal),
                marked
            );
        if (feed.Trust == CallbackTrust.Verified)
            Assert.Empty(feed.Definition.UnsignedMembers);
    }

    private static void Hold(Subject subject, Edit[] variation, CallbackTestKeys keys, Counts count)
    {
        var varied = variation.Aggregate(subject, (one, edit) => edit.Apply(one));
        var signer = new CallbackSigner(keys, subject.Test.Clock);
        CallbackRequest signed;
        try
        {
            signed = signer.Sign(varied.Request, varied.Claims);
        }
        catch (CallbackSigningException exception) when (exception.Rejection is { } rejection)
        {
            Assert.True(OfValues.Contains(rejection.Reason), $"{subject.Test.Name}: {rejection}");
            count.Unsignable++;
            return;
        }

        count.Signed++;
        new Tampering(subject.WithRequest(signed), keys, count).NothingCoveredChanges(variation);
    }

    private static IEnumerable<Edit[]> Smaller(Edit[] variation)
    {
        for (var i = 0; i < variation.Length && variation.Length > 1; i++)
            yield return [.. variation[..i], .. variation[(i + 1)..]];
        for (var i = 0; i < variation.Length; i++)
        {
            var pieces = variation[i].Value.Pieces;
            for (var piece = 0; piece < pieces.Count; piece++)
                yield return
                [
                    .. variation[..i],
                    variation[i] with
                    {
                        Value = variation[i].Value with { Pieces = [.. pieces.Take(piece), .. pieces.Skip(piece + 1)] },
                    },
                    .. variation[(i + 1)..],
                ];
        }
    }

    /// <summary>A value that replaces one of the request, or that is added as an undeclared member.</summary>
    internal sealed record Edit(int Place, Value Value)
    {
        public Subject Apply(Subject subject)
        {
            var leaves = subject.Leaves;
            return Place < 0 || leaves.Count == 0
                ? subject.Leaves.Any(leaf => leaf.Pointer.EndsWith("/zz_new", StringComparison.Ordinal))
                    ? subject
                    : subject.WithMember("zz_new", Value)
                : subject.With(leaves[Place % leaves.Count], Value);
        }
    }

    internal sealed class Counts
    {
        public int Signed { get; set; }

        public int Unsignable { get; set; }

        public int Refused { get; set; }

        public int Uncovered { get; set; }

        public override string ToString() =>
            $"{Signed} variations signed and verified, {Unsignable} refused as they stand; then {Refused} changes "
            + $"refused, {Uncovered} of what is not covered accepted";
    }
}
