using System.Reflection;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>Another version of a feed's schema, as in a program that is deployed later.</summary>
internal static class SchemaVersions
{
    /// <summary>The feed of an amended schema, under the name of the original feed.</summary>
    /// <param name="amended">The feed of the amended schema's file.</param>
    /// <param name="before">The original feed.</param>
    public static VerifiedFeed<T> Amends<T>(this CallbackFeed<T> amended, CallbackFeed before)
        where T : class, IVerifiedPayload<T>
    {
        var copy = (CallbackFeedDefinition)
            typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(amended.Definition, null)!;
        Set(copy, nameof(CallbackFeedDefinition.Name), before.Definition.Name);
        Set(copy, nameof(CallbackFeedDefinition.Feed), before.Definition.Feed);
        return new(copy);
    }

    /// <summary>A feed with the definition of another one, and its own payload type.</summary>
    public static VerifiedFeed<T> Of<T>(CallbackFeedDefinition definition)
        where T : class, IVerifiedPayload<T> => new(definition);

    private static void Set(CallbackFeedDefinition definition, string property, object value) =>
        typeof(CallbackFeedDefinition).GetProperty(property)!.SetValue(definition, value);
}
