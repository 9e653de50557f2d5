using System.Reflection;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>Another version of a feed's schema, as a program has it that was deployed later.</summary>
internal static class SchemaVersions
{
    /// <summary>The feed of an amended schema, under the name of the feed that it amends.</summary>
    /// <param name="amended">The feed of the amended schema's file.</param>
    /// <param name="before">The feed that it amends.</param>
    public static VerifiedFeed<T> Amends<T>(this CallbackFeed<T> amended, CallbackFeed before)
        where T : class, IVerifiedPayload<T>
    {
        var copy = (CallbackFeedDefinition)
            typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(amended.Definition, null)!;
        Set(copy, nameof(CallbackFeedDefinition.Name), before.Definition.Name);
        Set(copy, nameof(CallbackFeedDefinition.Feed), before.Definition.Feed);
        return new(copy);
    }

    /// <summary>A feed that has another one's definition, and a payload of its own.</summary>
    public static VerifiedFeed<T> Of<T>(CallbackFeedDefinition definition)
        where T : class, IVerifiedPayload<T> => new(definition);

    private static void Set(CallbackFeedDefinition definition, string property, object value) =>
        typeof(CallbackFeedDefinition).GetProperty(property)!.SetValue(definition, value);
}
