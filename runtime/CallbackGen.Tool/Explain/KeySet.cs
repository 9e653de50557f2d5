using CallbackGen.Definitions;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Explain;

/// <summary>Decodes a feed's keys with the runtime's decoder, including keys that an application would not accept.</summary>
internal static class KeySet
{
    /// <summary>Decodes configured texts.</summary>
    /// <param name="feed">The feed, which declares how keys are decoded.</param>
    /// <param name="values">The texts.</param>
    /// <param name="changes">The changes of keys to apply.</param>
    /// <returns>The keys; null when a change applies to none of them, or yields a text that cannot be decoded.</returns>
    public static CallbackKeys? Build(CallbackFeed feed, IReadOnlyList<KeyValue> values, IReadOnlyList<KeyChange> changes)
    {
        var keys = CallbackKeys.Empty;
        foreach (var definition in feed.Definition.Keys)
        {
            var ofKey = changes.Where(change => change.Name == definition.Name).ToList();
            var decoded = new List<CallbackKey>();
            var isChanged = false;
            foreach (var value in values.Where(value => value.Name == definition.Name))
            {
                if (Apply(definition, value.Text, ofKey) is not { } changed)
                    continue;
                isChanged |= ofKey.Count > 0;
                decoded.AddRange(Decode(feed, changed.Definition, changed.Text, decoded.Count));
            }

            if (ofKey.Count > 0 && (!isChanged || decoded.Count == 0))
                return null;
            if (decoded.Count == 0 && definition.IsOptional)
                decoded.AddRange(CallbackKeyDecoder.Decode(definition, [], KeyStrength.Of(feed, definition), ToolKeys.AllowWeakKey, []));
            keys = keys.With(definition.Name, [.. decoded]);
        }

        return keys;
    }

    /// <summary>Applies changes in order to a key's definition and text; null when a change does not apply.</summary>
    public static (CallbackKeyDefinition Definition, string Text)? Apply(
        CallbackKeyDefinition definition,
        string text,
        IReadOnlyList<KeyChange> changes
    )
    {
        foreach (var change in changes)
        {
            if (change.Apply(definition, text) is not { } changed)
                return null;
            (definition, text) = changed;
        }

        return (definition, text);
    }

    private static IEnumerable<CallbackKey> Decode(CallbackFeed feed, CallbackKeyDefinition definition, string text, int position)
    {
        // The key id contains the index of the value.
        string[] texts = [.. Enumerable.Repeat(text, Math.Min(position, CallbackKeys.MaxValuesPerKey - 1)), text];
        return CallbackKeyDecoder
            .Decode(definition, texts, KeyStrength.Of(feed, definition), ToolKeys.AllowWeakKey, [])
            .Skip(texts.Length - 1);
    }
}
