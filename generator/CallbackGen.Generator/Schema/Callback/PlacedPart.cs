using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>A part that was read.</summary>
/// <param name="Part">The part.</param>
/// <param name="Place">Where it is written, or what joins its members.</param>
/// <param name="Inner">The parts within it.</param>
internal sealed record PlacedPart(MessagePart Part, TextSpan Place, IReadOnlyList<PlacedPart> Inner)
{
    /// <summary>Where it names the one member that may hold the joining text, or null.</summary>
    public JsonNode? Unbounded { get; init; }

    public IEnumerable<PlacedPart> WithInner() => Inner.SelectMany(inner => inner.WithInner()).Prepend(this);
}
