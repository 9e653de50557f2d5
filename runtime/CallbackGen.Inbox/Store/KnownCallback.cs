namespace CallbackGen.Inbox;

/// <summary>What a store knows of a callback that comes again.</summary>
/// <param name="Facts">What is said of it.</param>
/// <param name="State">Its state.</param>
internal sealed record KnownCallback(string Facts, CallbackState State);
