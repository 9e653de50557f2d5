using System.Globalization;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator;

/// <summary>How far the signature of a feed reaches, for what is written of another rung.</summary>
/// <param name="Payload">The payload's type.</param>
/// <param name="Rung">The name of the rung.</param>
/// <param name="Unsigned">The members outside of the signature, by their names in C#.</param>
/// <param name="Name">The place of the feed's name.</param>
internal sealed record ReachedRung(string Payload, string Rung, EquatableArray<string> Unsigned, SchemaProblem Name)
{
    public static ReachedRung Of(FeedModel feed, SchemaProblem name)
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

    /// <summary>What is wrong with something written of this feed's payload; null where nothing is.</summary>
    public SchemaProblem? WrongWith(WrittenRung written) =>
        written.Payload == Payload && FittingRung.Instead(written.Type, Rung) is { } fitting
            ? new(
                new Problem(
                    HandlerRules.WrongRung,
                    written.Span,
                    new[]
                    {
                        FittingRung.Why(Payload, Rung, Unsigned),
                        $"{fitting}<{Payload}>",
                        $" ({Path.GetFileName(Name.Path)}, line {(Name.Lines.Start.Line + 1).ToString(CultureInfo.InvariantCulture)})",
                    }.ToEquatableArray()
                ),
                written.Path,
                written.Lines
            )
            : null;
}
