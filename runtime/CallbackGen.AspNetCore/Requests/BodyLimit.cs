namespace CallbackGen.AspNetCore;

/// <summary>The body limits that an application sets.</summary>
/// <param name="Said">
/// The most bytes that are read, if the endpoint or a key set sets a limit; null when only the schemas do.
/// </param>
/// <param name="OfEach">Returns the limit of each of several feeds, in bytes; null when all have the same.</param>
internal readonly record struct BodyLimit(int? Said, Func<CallbackFeedDefinition, int>? OfEach);
