namespace CallbackGen.AspNetCore;

/// <summary>How large a body an application allows.</summary>
/// <param name="Said">The most that is read, in bytes, where the endpoint or a key set says it; null where the schemas alone do.</param>
/// <param name="OfEach">What each of several feeds then takes of it; null where they all take the same.</param>
internal readonly record struct BodyLimit(int? Said, Func<CallbackFeedDefinition, int>? OfEach);
