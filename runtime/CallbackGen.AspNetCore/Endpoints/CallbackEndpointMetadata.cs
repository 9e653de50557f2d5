namespace CallbackGen.AspNetCore;

/// <summary>Marks an endpoint that MapCallback made. Its request delegate verifies by itself.</summary>
internal sealed record CallbackEndpointMetadata(ServedFeeds Served);
