using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>A part of a message with its span.</summary>
/// <param name="Part">The part.</param>
/// <param name="Place">The span of the part, or of the text that joins its members.</param>
/// <param name="Inner">The nested parts.</param>
internal sealed record PlacedPart(MessagePart Part, TextSpan Place, IReadOnlyList<PlacedPart> Inner)
{
    /// <summary>Gets the keyword that names the one member that may contain the joining text, or null.</summary>
    public JsonNode? Unbounded { get; init; }

    public IEnumerable<PlacedPart> WithInner() => Inner.SelectMany(inner => inner.WithInner()).Prepend(this);
}
