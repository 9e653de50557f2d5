namespace CallbackGen.AspNetCore;

/// <summary>Marks an endpoint that MapCallback mapped. Its request delegate verifies the request.</summary>
internal sealed record CallbackEndpointMetadata(ServedFeeds Served);
