namespace CallbackGen.AspNetCore;

/// <summary>Says which key set an endpoint's callbacks are verified with.</summary>
internal interface ICallbackKeySetMetadata
{
    /// <summary>The key set's name.</summary>
    string KeySet { get; }
}
