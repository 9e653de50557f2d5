namespace CallbackGen.AspNetCore;

/// <summary>Names the key set with which an endpoint's callbacks are verified.</summary>
internal interface ICallbackKeySetMetadata
{
    /// <summary>The key set's name.</summary>
    string KeySet { get; }
}
