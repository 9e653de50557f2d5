using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>A change notification that a test triggers, once.</summary>
internal sealed class ChangeSource
{
    private readonly ConfigurationReloadToken _token = new();

    public IChangeToken Token => _token;

    public void Signal() => _token.OnReload();
}
