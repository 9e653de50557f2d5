using System.Globalization;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator;

/// <summary>The trust level that a feed reaches, to compare with declarations of another level.</summary>
/// <param name="Payload">The type of the payload.</param>
/// <param name="Trust">The name of the trust level.</param>
/// <param name="Unsigned">The C# names of the members that the signature does not cover.</param>
/// <param name="Name">The span of the feed's name, as a problem.</param>
internal sealed record ReachedLevel(string Payload, string Trust, EquatableArray<string> Unsigned, SchemaProblem Name)
{
    public static ReachedLevel Of(FeedModel feed, SchemaProblem name)
    {
        var unsigned = new HashSet<(string, string)>(
            feed.Marks.Where(mark => mark.Unsigned).Select(mark => (mark.TypeName, mark.JsonName))
        );
        var members = feed
            .Objects.OrderBy(record => record.TypeName != feed.TypeName)
            .SelectMany(record => record.Members.Where(member => unsigned.Contains((record.TypeName, member.JsonName))))
            .Select(member => member.Name)
            .Distinct();
        return new(feed.TypeName, feed.Trust.ToString(), members.ToEquatableArray(), name);
    }

    /// <summary>Returns the problem of a declaration for this feed's payload, or null where its trust level is right.</summary>
    public SchemaProblem? WrongWith(WrittenLevel written) =>
        written.Payload == Payload && FittingLevel.Instead(written.Type, Trust) is { } fitting
            ? new(
                new Problem(
                    HandlerRules.WrongLevel,
                    written.Span,
                    new[]
                    {
                        FittingLevel.Why(Payload, Trust, Unsigned),
                        $"{fitting}<{Payload}>",
                        $" ({Path.GetFileName(Name.Path)}, line {(Name.Lines.Start.Line + 1).ToString(CultureInfo.InvariantCulture)})",
                    }.ToEquatableArray()
                ),
                written.Path,
                written.Lines
            )
            : null;
}
