namespace CallbackGen.Inbox;

/// <summary>The stored data of a callback that is redelivered.</summary>
/// <param name="Facts">Its facts.</param>
/// <param name="State">Its state.</param>
internal sealed record KnownCallback(string Facts, CallbackState State);
